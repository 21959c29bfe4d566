//! The searching machine over real engines: two workstations with real databases, and a log that treats them badly.
//!
//! A history is a list of steps: patients write, people in every role act, workstations are cut off, lose a receipt, are
//! killed at any word they exchange with the log, have wrong clocks, or are lost for good; and somebody writes garbage. The
//! loops do not run: each step takes one turn of one of them, so that a history follows from its seed but for the ids and
//! keys in it. When everything is mended and quiet, `facts` are asked. A broken one prints its history, shortened.
//! `SEARCH_ENGINE_SEEDS` asks for more histories, `SEARCH_FROM` for others.

mod facts;
mod happening;
mod line;
mod office;
mod scene;

use happening::Happening;
use office::Office;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use scene::Scene;
use std::cell::Cell;

/// Histories without being asked for more.
const SEEDS: u32 = 40;
/// The longest history.
const LONGEST: usize = 45;

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

async fn lives_through(scene: &Scene, history: &[Happening]) -> Result<(), String> {
    let mut office = Office::open(scene).await;
    let mut lived = Ok(());
    for happening in history {
        lived = office.lives(happening).await;
        if lived.is_err() {
            break;
        }
    }
    if lived.is_ok() {
        lived = office.comes_to_rest().await;
    }
    if lived.is_ok() {
        lived = facts::hold(&mut office).await;
    }
    office.close().await;
    lived
}

#[test]
fn no_history_of_real_workstations_breaks_a_fact() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let scene = runtime.block_on(Scene::set());
    let config = Config {
        cases: wish("SEARCH_ENGINE_SEEDS", SEEDS),
        rng_seed: RngSeed::Fixed(wish("SEARCH_FROM", 1)),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let steps = prop::collection::vec(any::<u32>().prop_map(Happening::of), 1..LONGEST);
    let (held, broken) = (Cell::new(0_u32), Cell::new(false));
    let found = TestRunner::new(config).run(&steps.prop_map(History), |history| {
        let lived = runtime.block_on(lives_through(&scene, &history.0));
        broken.set(broken.get() || lived.is_err());
        held.set(held.get() + u32::from(!broken.get()));
        lived.map_err(TestCaseError::fail)
    });
    found.unwrap_or_else(|broken| panic!("after {} histories: {broken}", held.get()));
}

/// An attempt is noted where the cable is out, and meanwhile a clinician elsewhere has recorded the outcome.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_an_alert_that_ended_meanwhile_is_given_back() {
    use happening::Work;
    let scene = Scene::set().await;
    let roles = scene.roles.iter();
    let who = roles.take_while(|roles| !roles.contains(&domain::staff::Role::Gp)).count();
    let works = |pc, at| Happening::Works { pc, at, killed_at: None };
    let reads = |pc| works(pc, Work::Reads { most: 100 });
    let mut history =
        vec![Happening::Letter { to: 0, words: 1 }, reads(0), works(0, Work::Carries), reads(0)];
    history.extend([reads(1), Happening::Asks { pc: 1, of: 0, wish: 25 }]);
    history.push(Happening::Swaps { pc: 0, who: u8::try_from(who).unwrap() });
    for _ in 0..4 {
        history.extend([Happening::GoesOn { pc: 0, of: 0 }, works(0, Work::Carries), reads(0)]);
    }
    assert_eq!(lives_through(&scene, &history).await, Ok(()));
}
