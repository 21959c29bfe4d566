//! A smartcard at the engine: it opens, and the practice is closed again the instant it leaves.

use crate::practice::Practice;
use doubles::smartcards::{Card, Inserted, PIN, Station, beside_a_station};
use engine::view::{CardTrouble, CardView, Change, FactorTrouble, Gate, NewFactor, SignInWith};
use engine::{Engine, SignInFailure, Unlocked};
use journeys::cards::Authority;
use signin::card::presence::Watch;
use signin::vault::SignInError;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PASSWORD: &str = "otter-canal-lantern";
const LONG: Duration = Duration::from_secs(20);

/// A practice that takes cards, with the manager's own in a reader.
struct Desk {
    practice: Practice,
    card: Card,
}

impl Desk {
    async fn with_a_card(station: &Station) -> (Self, Inserted) {
        let practice = Practice::open().await;
        let authority = Authority::new("Hollin Lane cards").expect("an issuer");
        authority
            .publish(practice.engine.folder().practice().parent().expect("a folder"), &[])
            .expect("a list");
        let card = authority.card().expect("a card");
        let inserted = station.insert(0, &card).expect("a reader");
        practice.sign_in("carol.whitby").await;
        let engine = practice.engine.clone();
        engine.set_card_rules(authority.pem(), None, false).await.expect("an issuer");
        let desk = Self { practice, card };
        desk.shows(|view| matches!(view, CardView::Trouble { why: CardTrouble::Unknown, .. })).await;
        let new = NewFactor::Card { password: PASSWORD.into(), pin: PIN.into() };
        engine.add_factor(new).await.expect("a good card");
        assert_eq!(engine.your_factors().await.ok().map(|yours| yours.card.cards.len()), Some(1));
        engine.lock().await;
        desk.shows(|view| matches!(view, CardView::Ready { .. })).await;
        (desk, inserted)
    }

    fn engine(&self) -> &Engine {
        &self.practice.engine
    }

    async fn sign_in(&self, pin: &str) -> Result<Unlocked, SignInFailure> {
        self.engine().sign_in_with(SignInWith::Card { pin: pin.into(), password: None }).await
    }

    async fn shows(&self, holds: impl Fn(&CardView) -> bool) {
        let deadline = Instant::now() + LONG;
        loop {
            let Gate::SignIn { asked, .. } = self.engine().gate().await else { panic!("no gate") };
            let card = asked.card;
            if card.as_ref().is_some_and(&holds) {
                return;
            }
            assert!(Instant::now() < deadline, "{card:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// What the screens are told of a refused card.
fn trouble(outcome: Result<Unlocked, SignInFailure>) -> Option<FactorTrouble> {
    match outcome.err()? {
        SignInFailure::Factors(SignInError::Factor(error)) => Some(engine::trouble(error)),
        other => panic!("{other:?}"),
    }
}

/// When the reader itself says that a card left: an independent listener at the same service.
fn removals() -> (Watch, Receiver<Instant>) {
    let (tell, told) = channel();
    let watch = Watch::start(move |event| {
        if !event.emptied.is_empty() {
            let _ = tell.send(event.at);
        }
    });
    (watch.expect("a thread"), told)
}

fn run<F: Future<Output = ()>>(test: &str, body: impl FnOnce(Station) -> F) {
    beside_a_station(test, |station| {
        tokio::runtime::Runtime::new().expect("a runtime").block_on(body(station));
    });
}

#[test]
fn a_practice_is_closed_within_half_a_second_of_the_readers_event() {
    let test = concat!(module_path!(), "::a_practice_is_closed_within_half_a_second_of_the_readers_event");
    run(test, async |station| {
        let (desk, mut inserted) = Desk::with_a_card(&station).await;
        let (_watch, removals) = removals();
        let mut waits = Vec::new();
        for _ in 0..20 {
            let open = desk.sign_in(PIN).await.expect("the PIN is right");
            drop(open);
            let mut changes = desk.engine().listen();
            inserted.remove();
            while !matches!(changes.recv().await, Ok(Change::Locked)) {}
            let locked = Instant::now();
            waits.push(locked.saturating_duration_since(removals.recv_timeout(LONG).expect("an event")));
            assert!(desk.engine().unlocked().is_none());
            desk.shows(|view| matches!(view, CardView::Trouble { why: CardTrouble::NoCard, .. })).await;
            inserted = station.insert(0, &desk.card).expect("a reader");
            desk.shows(|view| matches!(view, CardView::Ready { .. })).await;
        }
        waits.sort();
        eprintln!("reader's event to closed: {waits:?}");
        assert!(waits.iter().all(|wait| *wait < Duration::from_millis(500)), "{waits:?}");
        drop(inserted);
        desk.practice.shut().await;
    });
}

#[test]
fn a_card_that_could_not_be_read_is_read_when_it_answers_without_being_taken_out() {
    let test = concat!(
        module_path!(),
        "::a_card_that_could_not_be_read_is_read_when_it_answers_without_being_taken_out"
    );
    run(test, async |station| {
        let (desk, _inserted) = Desk::with_a_card(&station).await;
        let open = desk.sign_in(PIN).await.expect("the PIN is right");
        drop(open);
        desk.card.be_dumb(true);
        desk.engine().lock().await;
        desk.shows(|view| matches!(view, CardView::Trouble { why: CardTrouble::Unreadable, .. })).await;
        desk.card.be_dumb(false);
        desk.shows(|view| matches!(view, CardView::Ready { .. })).await;
        desk.practice.shut().await;
    });
}

#[test]
fn wrong_pins_are_shown_at_the_gate_and_the_third_blocks() {
    let test = concat!(module_path!(), "::wrong_pins_are_shown_at_the_gate_and_the_third_blocks");
    run(test, async |station| {
        let (desk, _inserted) = Desk::with_a_card(&station).await;
        for left in [2, 1] {
            let refused = trouble(desk.sign_in("000000").await);
            assert_eq!(refused, Some(FactorTrouble::Card { why: CardTrouble::WrongPin, left: Some(left) }));
            desk.shows(|view| matches!(view, CardView::Ready { tries, .. } if *tries == Some(left))).await;
        }
        let refused = trouble(desk.sign_in("000000").await);
        assert_eq!(refused, Some(FactorTrouble::Card { why: CardTrouble::Blocked, left: None }));
        desk.shows(|view| matches!(view, CardView::Trouble { why: CardTrouble::Blocked, .. })).await;
        desk.practice.shut().await;
    });
}
