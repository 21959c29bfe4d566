use super::workstation::*;
use crate::keystore::{FileKeystore, Protection};
use crate::password::Stretch;
use crate::throttle::Next;
use crate::vault::*;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const FOLDER: &str = "DUTY_DESK_TEST_VAULT";
/// The seconds its clock shows.
const CLOCK: &str = "DUTY_DESK_TEST_CLOCK";

/// Seconds of Argon2: long enough to be killed in.
const SLOW: Stretch = Stretch::with_passes(8 * 1024, 300);

/// Guesses once, slowly. Run by the tests below in a process of its own. Ends well only if the guess was not looked at.
#[test]
#[ignore = "the victim of the tests here"]
fn victim() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else { return };
    let now = env::var(CLOCK).unwrap().parse().unwrap();
    let vault = Vault::open(&folder).unwrap();
    let answer = vault.sign_in("carol.whitby", &password(OTHER), "000000", at(now)).map(|_| ());
    assert!(matches!(answer, Err(SignInError::Wait { .. })), "was looked at, and not killed in time");
}

fn slow(folder: &tempfile::TempDir) -> (Vault, SignedIn) {
    let files = Arc::new(FileKeystore::new(folder.path()));
    let first = FirstRun { kind: Kind::Demonstration, ..first_run() };
    let manager = new_account("carol.whitby", MANAGER, at(0));
    Vault::create_stretched(folder.path(), files, first, manager, SLOW, at(0)).unwrap()
}

#[test]
fn a_killed_guess_stays_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, manager) = slow(&folder);
    assert_eq!(vault.notice().unwrap().protection, Protection::DemonstrationFile);
    for expected in [Next::Now { left: 2 }, Next::Now { left: 1 }, Next::Wait { until: at(65) }] {
        kill_in_mid_guess(&folder);
        assert_eq!(vault.accounts(&manager).unwrap()[0].next, expected);
    }
    let refused = vault.sign_in("carol.whitby", &password(PASSWORD), "000000", at(61)).map(|_| ());
    assert_eq!(refused, Err(SignInError::Wait { until: at(65) }), "not even the right password is looked at");
}

/// Sixteen programs, killed in mid guess or begun anew, under a clock that goes back and forth within five true seconds:
/// what is looked at is what one program would have looked at in that time.
#[test]
fn killing_it_and_setting_the_clock_back_and_forth_gives_no_more_guesses() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, manager) = slow(&folder);
    for _ in 0..3 {
        kill_in_mid_guess(&folder);
    }
    for clock in [60 - 3600, 60, 59, 61, 60 - 86_400, 64, 0, 62, 60 - 31_536_000, 64, -64, 63, 60] {
        let status = guess(&folder, clock).wait().unwrap();
        assert!(status.success(), "by a clock that shows {clock} it was looked at");
    }
    assert_eq!(vault.accounts(&manager).unwrap()[0].next, Next::Wait { until: at(65) }, "three are counted");
}

fn guess(folder: &tempfile::TempDir, clock: i64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "vault::tests::kill::victim", "--ignored"])
        .env(FOLDER, folder.path())
        .env(CLOCK, clock.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill_in_mid_guess(folder: &tempfile::TempDir) {
    let file = folder.path().join(VAULT_FILE);
    let before = fs::read(&file).unwrap();
    let mut child = guess(folder, 60);
    let deadline = Instant::now() + Duration::from_secs(30);
    while fs::read(&file).unwrap() == before {
        assert!(Instant::now() < deadline, "the try was never counted");
        // On Windows a file that is being read cannot be replaced: its writer needs the greater part of the time.
        thread::sleep(Duration::from_millis(20));
    }
    assert!(child.try_wait().unwrap().is_none(), "the try was counted before it was checked");
    child.kill().unwrap();
    child.wait().unwrap();
}
