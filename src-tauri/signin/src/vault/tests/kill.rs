use super::desk::*;
use crate::keystore::{FileKeystore, Protection};
use crate::password::Stretch;
use crate::throttle::Next;
use crate::vault::*;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const FOLDER: &str = "DUTY_DESK_TEST_VAULT";

/// Seconds of Argon2: long enough to be killed in.
const SLOW: Stretch = Stretch::with_passes(8 * 1024, 300);

/// Guesses once, slowly. Run by the test below in a process of its own.
#[test]
#[ignore = "the victim of a_killed_guess_stays_counted"]
fn victim() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else { return };
    let vault = Vault::open(&folder).unwrap();
    let _ = vault.sign_in("carol.whitby", &password(OTHER), "000000", at(60));
    panic!("was not killed in time");
}

#[test]
fn a_killed_guess_stays_counted() {
    let folder = tempfile::tempdir().unwrap();
    let files = Arc::new(FileKeystore::new(folder.path()));
    let first = FirstRun { kind: Kind::Demonstration, ..first_run() };
    let manager = new_account("carol.whitby", MANAGER, at(0));
    let (vault, manager) =
        Vault::create_stretched(folder.path(), files, first, manager, SLOW, at(0)).unwrap();
    assert_eq!(vault.notice().unwrap().protection, Protection::DemonstrationFile);
    for expected in [Next::Now { left: 2 }, Next::Now { left: 1 }, Next::Wait { until: at(65) }] {
        kill_in_mid_guess(&folder);
        assert_eq!(vault.accounts(&manager).unwrap()[0].next, expected);
    }
    let refused = vault.sign_in("carol.whitby", &password(PASSWORD), "000000", at(61)).map(|_| ());
    assert_eq!(refused, Err(SignInError::Wait { until: at(65) }), "not even the right password is looked at");
}

fn kill_in_mid_guess(folder: &tempfile::TempDir) {
    let file = folder.path().join(VAULT_FILE);
    let before = fs::read(&file).unwrap();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "vault::tests::kill::victim", "--ignored"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while fs::read(&file).unwrap() == before {
        assert!(Instant::now() < deadline, "the try was never counted");
        thread::sleep(Duration::from_millis(2));
    }
    assert!(child.try_wait().unwrap().is_none(), "the try was counted before it was checked");
    child.kill().unwrap();
    child.wait().unwrap();
}
