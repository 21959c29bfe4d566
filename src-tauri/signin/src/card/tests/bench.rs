//! A practice that trusts one issuer, and the cards it issues.

use crate::card::*;
use crate::vault::tests::workstation::*;
use crate::vault::*;
use chrono::{DateTime, Utc};
use doubles::smartcards::{
    self, Certificate, Inserted, Issuer, Key, KeyKind, PIN, Purpose, Station, Validity,
};
use std::time::{Duration, Instant};

pub const WRONG: &str = "000000";

/// The real time: the cards of a test are made for the day it runs on.
#[allow(clippy::disallowed_methods, reason = "certificates know no other clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

pub fn pin(text: &str) -> Pin {
    Pin::from(text.to_owned())
}

/// What a card is made of, for those who need its certificate too.
pub struct Made {
    pub card: smartcards::Card,
    pub certificate: Certificate,
}

pub fn make(issuer: &Issuer, kind: KeyKind, unwraps: bool) -> Made {
    make_for(issuer, kind, unwraps, Purpose::SignIn, Validity::now())
}

pub fn make_for(issuer: &Issuer, kind: KeyKind, unwraps: bool, purpose: Purpose, validity: Validity) -> Made {
    let key = Key::make(kind).unwrap();
    let certificate = issuer.issue("Jo Marsden", &key, purpose, validity).unwrap();
    let second = unwraps.then(|| {
        let key = Key::make(kind).unwrap();
        let certificate = issuer.issue("Jo Marsden", &key, Purpose::Unwrap, Validity::now()).unwrap();
        (key, certificate)
    });
    Made { card: smartcards::Card::new(4417, (key, certificate.clone()), second), certificate }
}

/// A practice with a station before it.
pub struct Bench {
    pub station: Station,
    pub desk: Workstation,
    pub issuer: Issuer,
}

impl Bench {
    /// Jo has an account and no card yet; one issuer is trusted, with a list that takes nothing back.
    pub fn new(station: Station) -> Self {
        let desk = Workstation::with_jo();
        let bench = Self { station, desk, issuer: Issuer::new("Hollin Lane cards").unwrap() };
        bench.trust(&[&bench.issuer]);
        bench.publish(&[], Validity::now());
        bench
    }

    pub fn trust(&self, issuers: &[&Issuer]) {
        let pem: String = issuers.iter().map(|issuer| issuer.pem()).collect();
        self.desk.vault.set_card_rules(None, &pem, Removal::Lock).unwrap();
    }

    pub fn publish(&self, revoked: &[&Certificate], validity: Validity) {
        let list = self.issuer.revocation_list(revoked, validity).unwrap();
        std::fs::write(self.desk.path("revocation-lists/issuer.crl"), list).unwrap();
    }

    /// Puts a card in and waits until the house sees it.
    pub fn insert(&self, reader: u16, made: &Made) -> Inserted {
        let inserted = self.station.insert(reader, &made.card).unwrap();
        self.wait_for(|state| !matches!(state, CardState::Nothing(CardError::NoCard)));
        inserted
    }

    pub fn state(&self) -> CardState {
        self.desk.vault.look_at_cards(now()).unwrap()
    }

    pub fn wait_for(&self, holds: impl Fn(&CardState) -> bool) -> CardState {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let state = self.state();
            if holds(&state) {
                return state;
            }
            assert!(Instant::now() < deadline, "{state:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Jo, signed in with password and code, adds the card in the reader.
    pub fn enrol(&self) -> Result<EnrolledCard, AddError> {
        self.desk.vault.enrol_card(JO, &password(PASSWORD), &pin(PIN), now())
    }

    pub fn sign_in(&self, typed: &str) -> Result<SignedIn, SignInError> {
        self.desk.vault.sign_in_with_card(&pin(typed), None, now())
    }

    pub fn refusal(&self, typed: &str) -> CardError {
        match self.sign_in(typed).map(|_| ()).unwrap_err() {
            SignInError::Factor(FactorError::Card(error)) => error,
            other => panic!("{other:?}"),
        }
    }
}
