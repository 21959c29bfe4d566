//! `duty-desk --selfcheck`: whoever looks after the computers of a practice asks whether this one can do what it must.
//!
//! It opens no window and no practice, works in a temporary folder that is gone afterwards, and writes one line for each
//! part with the time it took; a line that fails says what to do. What is checked, and how, stands in
//! `engine::self_check`; the words stand in [`words`].

mod words;

use anyhow::Context;
use engine::self_check::{Part, Trouble};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Checks this computer and writes the report. Whether all is well.
pub fn self_check(inside: Option<&Path>, report: &mut impl Write) -> anyhow::Result<bool> {
    let folder = temporary(inside)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads")?;
    writeln!(report, "{}", words::HEADING)?;
    let mut failed = 0;
    for part in Part::ALL {
        let started = Instant::now();
        let outcome = runtime.block_on(part.check(folder.path()));
        failed += usize::from(outcome.is_err());
        writeln!(report, "{}", line(part, started.elapsed(), outcome))?;
    }
    // A part that hangs must not keep the report waiting.
    runtime.shutdown_background();
    writeln!(report, "{}", words::total(Part::ALL.len(), failed))?;
    remove(folder, report)?;
    Ok(failed == 0)
}

fn temporary(inside: Option<&Path>) -> anyhow::Result<TempDir> {
    let inside = inside.map_or_else(std::env::temp_dir, Path::to_owned);
    tempfile::Builder::new()
        .prefix("duty-desk-selfcheck-")
        .tempdir_in(&inside)
        .with_context(|| format!("{} {}", words::NO_FOLDER, inside.display()))
}

fn remove(folder: TempDir, report: &mut impl Write) -> anyhow::Result<()> {
    let path = folder.path().to_owned();
    if folder.close().is_err() {
        writeln!(report, "{} {}", words::LEFT_BEHIND, path.display())?;
    }
    Ok(())
}

fn line(part: Part, took: Duration, outcome: Result<(), Trouble>) -> String {
    let (mark, told) = match outcome {
        Ok(()) => ("ok", words::proven(part)),
        Err(trouble) => ("FAILED", words::what_to_do(trouble)),
    };
    format!("{mark:6}  {:18}  {:6.2} s  {told}", words::name(part), took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_part_the_time_and_what_to_do() {
        let took = Duration::from_millis(1230);
        assert_eq!(
            line(Part::Rules, took, Ok(())),
            "ok      risk rules            1.23 s  A dangerous message alerts, a harmless one does not."
        );
        let failed = line(Part::KeyStore, took, Err(Trouble::KeystoreLocked));
        assert!(
            failed.starts_with("FAILED  key store             1.23 s  The key store is locked: "),
            "{failed}"
        );
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a-file");
        std::fs::write(&file, "").unwrap();
        let error = self_check(Some(&file), &mut Vec::new()).unwrap_err();
        assert!(format!("{error:#}").contains("a-file"), "{error:#}");
    }

    #[test]
    fn everything_but_the_key_store_works_on_any_computer_and_nothing_is_left_behind() {
        let home = tempfile::tempdir().unwrap();
        let mut report = Vec::new();
        let well = self_check(Some(home.path()), &mut report).unwrap();
        let report = String::from_utf8(report).unwrap();
        let lines: Vec<&str> = report.lines().collect();
        assert_eq!(lines.len(), Part::ALL.len() + 2, "{report}");
        assert_eq!(well, lines[1].starts_with("ok"), "{report}");
        assert!(lines[1].contains("key store"), "{report}");
        for (part, line) in Part::ALL.into_iter().zip(&lines[1..]).skip(1) {
            assert!(line.starts_with("ok ") && line.contains(words::name(part)), "{report}");
        }
        assert_eq!(home.path().read_dir().unwrap().count(), 0);
    }
}
