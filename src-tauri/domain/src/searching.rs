//! A machine that searches for a history in which a rule of the practice does not hold.
//!
//! A few workstations work on one log, each with its own clock and its own delay, everybody in every role asks for
//! everything, gateways repeat themselves, and some of what is in the log is hostile or of a later version. What must
//! hold whatever happened stands in `facts`. Everything follows from one seed; a history that breaks a fact is printed
//! as short as it can be made. `SEARCH_SEEDS` asks for more histories, `SEARCH_FROM` for others.

mod facts;
mod happening;
mod letters;
mod practice;

use happening::Happening;
use practice::Practice;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

/// Histories without being asked for more.
const SEEDS: u32 = 10_000;
/// The longest history.
const LONGEST: usize = 90;

fn wish<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// One line for each step.
struct History(Vec<Happening>);

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|happening| write!(f, "\n    {happening:?}"))
    }
}

fn lives_through(history: &[Happening]) -> Result<(), TestCaseError> {
    let mut practice = Practice::new();
    let broken = history.iter().try_for_each(|happening| practice.lives(happening));
    broken.and_then(|()| practice.comes_to_rest()).map_err(TestCaseError::fail)
}

#[test]
fn no_history_of_a_practice_breaks_a_fact() {
    let config = Config {
        cases: wish("SEARCH_SEEDS", SEEDS),
        rng_seed: RngSeed::Fixed(wish("SEARCH_FROM", 1)),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let histories = prop::collection::vec(any::<u32>().prop_map(Happening::of), 1..LONGEST).prop_map(History);
    let found = TestRunner::new(config).run(&histories, |history| lives_through(&history.0));
    found.unwrap_or_else(|broken| panic!("{broken}"));
}
