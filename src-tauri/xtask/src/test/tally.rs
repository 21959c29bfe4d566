//! Counts what the test runners say at their end, and remembers the slowest tests.
//!
//! Read are nextest, cargo test, Vitest and Node's runner. A failed stage counts as at least one failure, so that the
//! closing line never looks better than the exit code.

/// Faster tests, in seconds, are not worth a word.
const SLOW: f64 = 0.1;

/// The running total.
#[derive(Debug, Default, PartialEq)]
pub struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
    slow: Vec<(String, f64)>,
}

impl Tally {
    /// Adds everything a runner's output counts.
    pub fn read(&mut self, lines: &[String]) {
        for line in lines {
            // nextest repeats what a failed test program said of itself, further in.
            let own = cargo_test(line);
            let line = line.trim();
            if let Some(counts) = own.or_else(|| nextest(line)).or_else(|| vitest(line)) {
                self.passed += counts.passed;
                self.failed += counts.failed;
                self.skipped += counts.skipped;
            }
            self.read_node(line);
            self.slow.extend(timed(line));
        }
    }

    /// Adds tests that a runner does not count because they are marked to be left out.
    pub fn ignored(&mut self, count: usize) {
        self.skipped += count;
    }

    /// That many stages failed: whatever the runners counted, it is at least as many.
    pub fn stages_failed(&mut self, count: usize) {
        self.failed = self.failed.max(count);
    }

    /// The line CI reads.
    pub fn closing_line(&self) -> String {
        format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }

    /// Adds what another xtask counted, from all its lines: its counts are in the last. Whether it came that far.
    pub fn read_other(&mut self, lines: &[String]) -> bool {
        self.slow.extend(lines.iter().flat_map(|line| timed(line.trim())));
        let Some(counts) = lines.last().and_then(|line| other(line)) else { return false };
        self.passed += counts.passed;
        self.failed += counts.failed;
        self.skipped += counts.skipped;
        true
    }

    /// The longest tests, longest first, in seconds.
    pub fn slowest(&self, count: usize) -> Vec<(&str, f64)> {
        let mut all: Vec<_> = self.slow.iter().map(|(name, seconds)| (name.as_str(), *seconds)).collect();
        all.retain(|(_, seconds)| *seconds >= SLOW);
        all.sort_by(|one, two| two.1.total_cmp(&one.1));
        all.dedup_by(|one, two| one.0 == two.0);
        all.truncate(count);
        all
    }

    /// Node's runner: `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 1`, each on its line.
    fn read_node(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else { return };
        let Some((what, count)) = rest.split_once(' ') else { return };
        let Ok(count) = count.parse::<usize>() else { return };
        match what {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }
}

#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    skipped: usize,
}

/// `Summary [ 0.5s] 14 tests run: 12 passed (1 slow), 1 failed, 1 timed out, 2 skipped`; what a filter left out is
/// among its skipped, so those are counted elsewhere.
fn nextest(line: &str) -> Option<Counts> {
    let rest = line.strip_prefix("Summary [")?.split_once(" run: ")?.1;
    let mut counts = pairs(rest);
    counts.skipped = 0;
    Some(counts)
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`
fn cargo_test(line: &str) -> Option<Counts> {
    let rest = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let rest = rest.split_once(" measured").map_or(rest, |(counts, _)| counts);
    Some(pairs(rest))
}

/// `Tests  1 failed | 12 passed | 1 skipped (14)`
fn vitest(line: &str) -> Option<Counts> {
    Some(pairs(line.strip_prefix("Tests  ")?))
}

/// The closing line of an xtask: `5 passed, 0 failed, 1 skipped`, and nothing else.
fn other(line: &str) -> Option<Counts> {
    let counts = pairs(line);
    let tally =
        Tally { passed: counts.passed, failed: counts.failed, skipped: counts.skipped, slow: Vec::new() };
    (tally.closing_line() == line).then_some(counts)
}

/// `N word` pairs between commas, semicolons or bars.
fn pairs(text: &str) -> Counts {
    let mut counts = Counts::default();
    for part in text.split([',', ';', '|']) {
        let mut words = part.split_whitespace();
        let Some(Ok(count)) = words.next().map(str::parse::<usize>) else { continue };
        match words.next() {
            Some("passed") => counts.passed += count,
            Some("failed" | "timed" | "exec") => counts.failed += count,
            Some("skipped" | "ignored" | "todo") => counts.skipped += count,
            _ => {}
        }
    }
    counts
}

/// `PASS [   1.234s] ( 3/10) crate test`, `✓ name  123ms`, `✔ name (123.4ms)`.
fn timed(line: &str) -> Option<(String, f64)> {
    if let Some((status, rest)) = line.split_once('[')
        && matches!(status.trim(), "PASS" | "FAIL" | "LEAK" | "SLOW" | "TIMEOUT")
    {
        let (seconds, name) = rest.split_once("s] ")?;
        let name = name.trim_start();
        let name = if name.starts_with('(') { name.split_once(')')?.1.trim() } else { name };
        return Some((name.to_owned(), seconds.trim().parse().ok()?));
    }
    let rest = line.strip_prefix("✓ ").or_else(|| line.strip_prefix("✔ "))?;
    let (name, time) = rest.rsplit_once(' ')?;
    let milliseconds: f64 =
        time.trim_start_matches('(').trim_end_matches(')').strip_suffix("ms")?.parse().ok()?;
    Some((name.trim().to_owned(), milliseconds / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closing(lines: &[&str]) -> String {
        let mut tally = Tally::default();
        tally.read(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        tally.closing_line()
    }

    #[test]
    fn every_runners_end_is_counted() {
        let cases: &[(&[&str], &str)] = &[
            (
                &[
                    "     Summary [   0.508s] 14 tests run: 12 passed (1 slow), 1 failed, 1 timed out, 90 skipped",
                ],
                "12 passed, 2 failed, 0 skipped",
            ),
            (&["     Summary [   0.008s] 1 test run: 1 passed, 0 skipped"], "1 passed, 0 failed, 0 skipped"),
            (
                &[
                    "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 14 filtered out",
                    "     Summary [   0.508s] 2 tests run: 1 passed, 1 failed, 0 skipped",
                ],
                "1 passed, 1 failed, 0 skipped",
            ),
            (
                &[
                    "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.0s",
                    "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
                ],
                "4 passed, 2 failed, 1 skipped",
            ),
            (
                &[" Test Files  2 passed (2)", "      Tests  1 failed | 12 passed | 1 skipped (14)"],
                "12 passed, 1 failed, 1 skipped",
            ),
            (&["ℹ tests 6", "ℹ pass 4", "ℹ fail 1", "ℹ skipped 1"], "4 passed, 1 failed, 1 skipped"),
            (&["# tests 2", "# pass 2", "# fail 0"], "2 passed, 0 failed, 0 skipped"),
            (&["error: test failed", "running 3 tests"], "0 passed, 0 failed, 0 skipped"),
        ];
        for (lines, expected) in cases {
            assert_eq!(closing(lines), *expected, "{lines:?}");
        }
    }

    #[test]
    fn a_failed_stage_is_never_zero_failures() {
        let mut tally = Tally::default();
        tally.stages_failed(1);
        assert_eq!(tally.closing_line(), "0 passed, 1 failed, 0 skipped");
    }

    #[test]
    fn what_another_xtask_counted_is_in_its_last_line_alone() {
        let lines = [
            "        PASS [   3.500s] a b",
            "     Summary [ 1s] 9 tests run: 9 passed",
            "9 passed, 1 failed, 2 skipped",
        ];
        let lines = lines.map(str::to_owned);
        let mut tally = Tally::default();
        assert!(tally.read_other(&lines));
        assert_eq!(tally.closing_line(), "9 passed, 1 failed, 2 skipped");
        assert_eq!(tally.slowest(9), [("a b", 3.5)]);
        for cut_off in [&[][..], &lines[..2]] {
            assert!(!Tally::default().read_other(cut_off), "{cut_off:?}");
        }
    }

    #[test]
    fn the_slowest_come_first() {
        let mut tally = Tally::default();
        let lines = [
            "        PASS [   0.020s] (1/3) domain calendar::tests::easter_moves",
            "        PASS [   3.500s] journeys::window a_letter_is_answered",
            " ✓ src/desk.test.ts (4 tests) 120ms",
            "✔ the desk has no violation (812.5ms)",
        ];
        tally.read(&lines.map(str::to_owned));
        let names: Vec<_> = tally.slowest(3).into_iter().map(|(name, _)| name).collect();
        let expected = [
            "journeys::window a_letter_is_answered",
            "the desk has no violation",
            "src/desk.test.ts (4 tests)",
        ];
        assert_eq!(names, expected);
    }
}
