//! What somebody else's bytes may do to a parser: nothing but be read or be refused.
//!
//! A test names its parser, gives it good bytes to begin with, and every damaged version of them must come back without a
//! panic, within seconds and without more memory than its length explains. Inputs that get an answer not seen before are
//! damaged further. Seeded, so that what fails once fails again; a fixed number of tries, so that it ends; `cargo xtask
//! fuzz` asks for fresh seeds and minutes. There is no coverage guidance, which needs a compiler of its own. Next: `mutate`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "for tests alone: it fails them, and asks for the time to begin anew"
)]

mod cbor;
mod der;
mod json;
mod mutate;
mod node;
mod numbers;
mod plan;
mod shape;
mod trial;

use mutate::Mutator;
pub use numbers::Numbers;
use plan::Plan;
pub use shape::Shape;
use std::collections::HashSet;
use std::fmt::Debug;
use std::time::Instant;
pub use trial::Measure;
use trial::Trial;

/// No more inputs are kept to be damaged further.
const MOST_KEPT: usize = 400;

/// A parser under test.
pub struct Target {
    name: &'static str,
    shape: Shape,
    tries: u64,
    seeds: Vec<Vec<u8>>,
    measure: Option<Measure>,
}

/// A parser by its name, how its bytes are built, and how often it is tried in an ordinary run of the tests.
#[must_use]
pub fn target(name: &'static str, shape: Shape, tries: u64) -> Target {
    Target { name, shape, tries, seeds: Vec::new(), measure: None }
}

impl Target {
    /// Good bytes to begin with.
    #[must_use]
    pub fn seeds<T: Into<Vec<u8>>>(mut self, seeds: impl IntoIterator<Item = T>) -> Self {
        self.seeds.extend(seeds.into_iter().map(Into::into));
        self
    }

    /// Holds it to memory too.
    #[must_use]
    pub fn measured(mut self, measure: Measure) -> Self {
        self.measure = Some(measure);
        self
    }

    /// Tries it. What `read` answers tells inputs apart, so it should name the kind of answer and nothing of the content.
    ///
    /// # Panics
    /// If an input makes it panic, takes too long or needs too much: with the seed and the input's file.
    pub fn check<A: Debug>(self, read: impl Fn(&[u8]) -> A) {
        let plan = Plan::from_environment(self.tries);
        let trial = Trial::begin(self.name, &plan, self.measure, &read);
        if let Some(input) = &plan.input {
            trial.run(input);
            return;
        }
        let started = Instant::now();
        let mut mutator = Mutator::new(Numbers::new(plan.seed), self.shape);
        let (mut kept, mut answers) = (self.seeds, HashSet::new());
        kept.push(Vec::new());
        for seed in &kept {
            answers.insert(trial.run(seed));
        }
        while plan.goes_on(trial.runs(), started) {
            let input = mutator.damaged(&kept);
            if answers.insert(trial.run(&input)) && kept.len() < MOST_KEPT {
                kept.push(input);
            }
        }
        let seconds = started.elapsed().as_secs_f64();
        let (runs, answers) = (trial.runs(), answers.len());
        trial.end();
        eprintln!("fuzz {}: {runs} tries in {seconds:.1} s, {answers} kinds of answer", self.name);
    }
}

#[cfg(test)]
mod tests;
