//! A smartcard at the real window: in and PIN, the desk; out, locked at once; three wrong PINs, blocked and said so.

use crate::practice::{Practice, Sitting};
use doubles::smartcards::{PIN, Purpose, Validity};
use journeys::cards::Authority;
use journeys::wait_until;
use journeys::window::keys;
use signin::card::presence::Watch;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

/// The part of one's own page that is about one's card.
const YOUR_CARD: &str = "section[aria-labelledby=your-card-h]";
const PIN_FIELD: &str = "input[inputmode=numeric]";
/// From the reader's event to the locked screen.
const AT_ONCE: Duration = Duration::from_millis(500);
const LONG: Duration = Duration::from_secs(30);

#[test]
fn a_card_and_its_pin_open_the_desk_taking_it_out_locks_at_once_and_wrong_pins_block_it() {
    let test = concat!(
        module_path!(),
        "::",
        "a_card_and_its_pin_open_the_desk_taking_it_out_locks_at_once_and_wrong_pins_block_it"
    );
    doubles::smartcards::beside_a_station(test, |station| {
        let practice = Practice::new();
        let desk = practice.open();
        let authority = Authority::new("Hollin Lane cards").unwrap();
        authority.publish(practice.data(), &[]).unwrap();
        let card = authority.card().unwrap();
        let mut inserted = station.insert(0, &card).unwrap();
        desk.sign_in("Carol Whitby");
        desk.take_cards_of(&authority.pem());
        desk.add_card();
        desk.window.press(&[keys::CONTROL, 'l']).unwrap();
        let (_watch, removals) = removals();
        let mut waits = Vec::new();
        for round in 0..6 {
            desk.enter_pin(PIN);
            desk.window.wait_for("[data-list]").unwrap();
            desk.note_the_lock();
            inserted.remove();
            let left = removals.recv_timeout(LONG).unwrap();
            waits.push(desk.locked_after(left));
            desk.window.wait_for_text(".wait", "Put your smartcard in the reader").unwrap();
            if round == 0 {
                desk.picture("sign-in-card");
            }
            inserted = station.insert(0, &card).unwrap();
        }
        eprintln!("reader's event to locked screen: {waits:?}");
        assert!(waits.iter().all(|wait| *wait < AT_ONCE), "{waits:?}");
        wrong_pins(&desk);
        assert_eq!(card.tries(), 0);
        drop((inserted, station));
    });
}

#[test]
fn a_card_that_is_not_good_is_refused_in_its_own_words() {
    let test = concat!(module_path!(), "::", "a_card_that_is_not_good_is_refused_in_its_own_words");
    doubles::smartcards::beside_a_station(test, |station| {
        let practice = Practice::new();
        let desk = practice.open();
        let [authority, stranger] =
            ["Hollin Lane cards", "Somebody else"].map(|name| Authority::new(name).unwrap());
        authority.publish(practice.data(), &[]).unwrap();
        desk.sign_in("Carol Whitby");
        desk.take_cards_of(&authority.pem());
        for (issuer, purpose, validity, words) in [
            (&authority, Purpose::SignIn, Validity::over(), "This card has expired."),
            (
                &stranger,
                Purpose::SignIn,
                Validity::now(),
                "Your practice does not accept cards from this issuer.",
            ),
            (&authority, Purpose::NothingNamed, Validity::now(), "This card was not made for signing in."),
        ] {
            let card = issuer.card_for(purpose, validity).unwrap().0;
            let inserted = station.insert(0, &card).unwrap();
            desk.offer_card();
            desk.window.wait_for_text(YOUR_CARD, words).unwrap();
            assert_eq!(card.tries(), 3, "no PIN was sent: {words}");
            inserted.remove();
            desk.window.wait_for_text(YOUR_CARD, "Put your smartcard in the reader").unwrap();
        }
        let (card, certificate) = authority.card_for(Purpose::SignIn, Validity::now()).unwrap();
        let inserted = station.insert(0, &card).unwrap();
        desk.add_card();
        inserted.remove();
        desk.window.press(&[keys::CONTROL, 'l']).unwrap();
        authority.publish(practice.data(), &[&certificate]).unwrap();
        let inserted = station.insert(0, &card).unwrap();
        desk.window.wait_for_text(".wait", "This card was cancelled by its issuer.").unwrap();
        desk.picture("sign-in-card-cancelled");
        drop((inserted, station));
    });
}

fn wrong_pins(desk: &Sitting) {
    desk.enter_pin("000000");
    desk.window.wait_for_text("[role=alert]", "That PIN is not right. 2 tries left.").unwrap();
    desk.picture("sign-in-wrong-pin");
    desk.enter_pin("000000");
    desk.window.wait_for_text("[role=alert]", "1 try left").unwrap();
    desk.enter_pin("000000");
    desk.window.wait_for_text("h1", "This card is locked").unwrap();
    desk.picture("sign-in-card-locked");
}

/// When the reader itself says that a card left: a second, independent listener at the same service.
fn removals() -> (Watch, Receiver<SystemTime>) {
    let (tell, told) = channel();
    let watch = Watch::start(move |event| {
        let at = engine::Clock::system().now() - event.at.elapsed();
        if !event.emptied.is_empty() {
            let _ = tell.send(SystemTime::from(at));
        }
    });
    (watch.unwrap(), told)
}

impl Sitting {
    /// The manager says whose cards are taken.
    fn take_cards_of(&self, issuer: &str) {
        self.window.press(&[keys::F1]).unwrap();
        self.window.click("//summary[contains(., 'Which cards are accepted')]").unwrap();
        self.window.type_into("details textarea", issuer).unwrap();
        self.window.button("Save").unwrap();
        self.window.wait_for_text("details", "Saved.").unwrap();
    }

    /// Adds the card in the reader to the account of whoever is signed in.
    fn add_card(&self) {
        self.offer_card();
        self.window.wait_for_text(YOUR_CARD, "The card ending 4417 opens your account from now on.").unwrap();
        self.picture("your-card");
    }

    /// Asks for it, with password and PIN.
    fn offer_card(&self) {
        self.window.wait_for_text(YOUR_CARD, "Card ending 4417").unwrap();
        self.window.type_into("section input[autocomplete=current-password]", "otter-canal-lantern").unwrap();
        self.window.type_into(&format!("section {PIN_FIELD}"), PIN).unwrap();
        self.window.button("Add the card in the reader").unwrap();
    }

    fn enter_pin(&self, pin: &str) {
        self.window.wait_for_text("h1", "Enter your PIN").unwrap();
        let empty = || self.window.value_of(PIN_FIELD).is_ok_and(|typed| typed.is_empty());
        wait_until(LONG, empty).unwrap();
        self.window.type_into(PIN_FIELD, pin).unwrap();
        self.window.press(&[keys::ENTER]).unwrap();
    }

    /// Lets the page note when the desk goes and the gate comes.
    fn note_the_lock(&self) {
        let note = "window.lockedAt = null; const see = () => { \
            if (document.querySelector('.gate') && !document.querySelector('[data-list]')) \
            requestAnimationFrame(() => { window.lockedAt ??= Date.now() }) }; \
            new MutationObserver(see).observe(document.body, { childList: true, subtree: true })";
        self.window.run(note).unwrap();
    }

    /// How long after this the locked screen was painted.
    fn locked_after(&self, left: SystemTime) -> Duration {
        let mut at = None;
        let noted = || {
            at = self.window.run("return window.lockedAt").unwrap().as_u64();
            at.is_some()
        };
        wait_until(LONG, noted).unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(at.unwrap());
        at.duration_since(left).unwrap_or_default()
    }
}
