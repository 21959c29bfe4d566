//! Whoever looks after the computers asks one whether it can do what it must, before a practice relies on it.

use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, ExitStatus};

/// What a check came to: how it ended, what it complained of, and its report by line.
struct Checked {
    status: ExitStatus,
    complaints: String,
    report: Vec<String>,
}

/// No window, no practice, no sign-in: a report, and nothing left behind. Read from files: at the end of a pipe one would
/// wait for what the application made the system start as well.
fn self_check(inside: &Path, prepare: impl FnOnce(&mut Command)) -> Checked {
    let mut command = Command::new(journeys::application());
    command.arg("--selfcheck").arg("--data").arg(inside).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    prepare(&mut command);
    let [mut said, mut complained] = [(); 2].map(|()| tempfile::tempfile().expect("a file"));
    command.stdout(said.try_clone().expect("the file")).stderr(complained.try_clone().expect("the file"));
    let status = command.status().expect("the application starts");
    let [report, complaints] = [&mut said, &mut complained].map(|file| {
        let mut text = String::new();
        file.rewind().expect("its beginning");
        file.read_to_string(&mut text).expect("words");
        text
    });
    assert_eq!(inside.read_dir().expect("a folder").count(), 0, "{report}");
    Checked { status, complaints, report: report.lines().map(str::to_owned).collect() }
}

#[test]
fn a_computer_that_can_do_everything_says_so_line_by_line() {
    if std::env::var_os("DUTY_DESK_SECRET_SERVICE").is_none() {
        eprintln!("not run: `cargo xtask test journeys` gives it a key store");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let Checked { status, complaints, report } = self_check(folder.path(), |_| {});
    assert_eq!(status.code(), Some(0), "{report:#?}");
    let parts = [
        "key store",
        "vault",
        "encrypted database",
        "file queue",
        "sealing",
        "calendar and time",
        "risk rules",
        "filing to a folder",
    ];
    for (part, line) in parts.iter().zip(&report[1..]) {
        assert!(line.starts_with("ok ") && line.contains(part), "{report:#?}");
    }
    assert!(report[9].starts_with("All 8 checks passed"), "{report:#?}");
    assert_eq!(complaints, "", "nothing else is said");
}

#[test]
#[cfg_attr(windows, ignore = "Windows is never without its Credential Manager")]
fn a_computer_without_a_key_store_is_told_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let nowhere = format!("unix:path={}", folder.path().join("no-bus").display());
    let Checked { status, report, .. } = self_check(folder.path(), |command| {
        command.env("DBUS_SESSION_BUS_ADDRESS", nowhere);
    });
    assert_eq!(status.code(), Some(1), "{report:#?}");
    assert!(report[1].starts_with("FAILED  key store"), "{report:#?}");
    assert!(report[1].contains("There is no key store: install and start one"), "{report:#?}");
    assert!(report[2..9].iter().all(|line| line.starts_with("ok ")), "{report:#?}");
    assert!(report[9].starts_with("1 of 8 checks failed"), "{report:#?}");
}
