//! What waits for what, what ends with what; the table of stages is held against the list.

use super::super::stages::ALL;
use super::*;

fn of(name: &str) -> &'static Stage {
    ALL.iter().find(|stage| stage.name == name).unwrap()
}

#[test]
fn each_names_stages_that_there_are_and_needs_only_earlier_ones() {
    let place = |name: &str| ALL.iter().position(|stage| stage.name == name);
    for Beside { name, after, .. } in BESIDE {
        assert!(place(name).is_some(), "{name}");
        for needed in *after {
            assert!(place(needed).is_some() && place(needed) < place(name), "{name} after {needed}");
        }
    }
}

#[test]
fn a_stage_by_itself_waits_its_turn() {
    let wine = of("Windows, under Wine");
    let (in_turn, beside) = split(&[wine]);
    assert_eq!((in_turn.len(), beside.len()), (1, 0));
    let (in_turn, beside) = split(&[of("clippy"), wine]);
    assert_eq!((in_turn.len(), beside.len()), (1, 1));
}

#[cfg(unix)]
mod running {
    use super::*;

    const FIRST: &Beside = &Beside { name: "Windows: compile", after: &["clippy"], idle: true };
    const SECOND: &Beside =
        &Beside { name: "Windows, under Wine", after: &["Windows: compile"], idle: false };

    fn board() -> Board {
        Board::new(&[of("clippy"), of("Windows: compile"), of("Windows, under Wine")], 2)
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    /// Both beside each other, and this meanwhile.
    fn with_both(board: &Board, scripts: [&str; 2], meanwhile: impl FnOnce()) {
        std::thread::scope(|scope| {
            scope.spawn(|| board.run(FIRST, shell(scripts[0])));
            scope.spawn(|| board.run(SECOND, shell(scripts[1])));
            meanwhile();
        });
    }

    #[test]
    fn each_begins_when_what_it_needs_has_ended_and_is_told_whole() {
        let board = board();
        let said =
            ["echo one; echo two >&2; echo '2 passed, 0 failed, 0 skipped'", "echo 'x FAILED: why'; exit 1"];
        with_both(&board, said, || {
            assert!(board.reports().is_empty() && board.processes().is_empty(), "clippy has not ended");
            board.ended("clippy");
            let first = board.wait_for_report().unwrap();
            assert_eq!(first.name, "Windows: compile");
            assert_eq!(first.lines, ["one", "two", "2 passed, 0 failed, 0 skipped"]);
            assert!(first.verdict(true).is_ok() && first.verdict(false).is_err());
            let second = board.wait_for_report().unwrap();
            assert_eq!(second.name, "Windows, under Wine");
            assert!(second.verdict(true).is_err());
            assert!(board.wait_for_report().is_none(), "both have reported");
        });
    }

    #[test]
    fn a_failure_is_told_in_its_own_words() {
        let board = board();
        with_both(&board, ["echo 'Windows: compile FAILED: no compiler'; exit 1", "true"], || {
            board.ended("clippy");
            let error = board.wait_for_report().unwrap().verdict(true).unwrap_err();
            assert_eq!(error.to_string(), "no compiler");
            assert!(board.wait_for_report().is_some(), "what needs it is tried all the same");
        });
    }

    #[test]
    fn stopping_ends_what_runs_and_begins_nothing() {
        let board = board();
        with_both(&board, ["echo begun; sleep 600", "echo never"], || {
            board.ended("clippy");
            eventually(|| cfg!(not(target_os = "linux")) || !board.processes().is_empty());
            let running = board.processes();
            board.stop();
            let report = board.wait_for_report().unwrap();
            assert!(matches!(report.exit, Ok(None)), "stopped is not failed");
            eventually(|| !running.iter().any(processes::is_running));
            assert!(board.wait_for_report().is_none(), "the second never began");
        });
    }

    fn eventually(mut holds: impl FnMut() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !holds() {
            assert!(Instant::now() < deadline, "it never came to hold");
            std::thread::sleep(LOOK);
        }
    }
}
