//! A small practice and its conversations, folded from events, for the tests of what is shown and filed.

#![allow(clippy::unwrap_used, clippy::new_without_default)] // tests alone use it

use crate::Me;
use crate::shared::{Name, Names, Shared};
use chrono::{DateTime, TimeDelta, Utc};
use domain::conversation::{Actor, Closing, Conversation, Event, FileAs, Online, Outcome, Recorded, step};
use domain::message::fixture::letter;
use domain::message::{Channel, Letter, PatientDetails, PersonName};
use domain::policy::PracticePolicy;
use domain::rota::{Rota, Slot};
use domain::staff::Role;
use domain::{ConversationId, DeliveryId, DeviceId, EventId, StaffId, risk};
use std::collections::BTreeMap;
use uuid::Uuid;

pub const JO: StaffId = StaffId(Uuid::from_u128(1));
pub const OKAFOR: StaffId = StaffId(Uuid::from_u128(2));
pub const BRANDT: StaffId = StaffId(Uuid::from_u128(3));
pub const MENSAH: StaffId = StaffId(Uuid::from_u128(4));

const WORDS: &str = "Could my inhaler go to Well Pharmacy, please?";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A Tuesday morning in the practice's hours.
pub fn morning() -> DateTime<Utc> {
    at("2026-08-25T09:00:00Z")
}

pub fn shared() -> Shared {
    let policy = PracticePolicy::standard(
        "Hollin Lane Surgery",
        "A81001".parse().unwrap(),
        "01632 960123".parse().unwrap(),
    );
    let people = [
        (JO, "Jo Marsden", Role::Receptionist),
        (OKAFOR, "Dr N Okafor", Role::Gp),
        (BRANDT, "Dr S Brandt", Role::Gp),
        (MENSAH, "Ama Mensah", Role::Administrator),
    ];
    let name = |name: &str| Name { name: name.to_owned(), signature: name.to_owned() };
    let names =
        Names { people: people.iter().map(|(id, text, _)| (*id, name(text))).collect(), ..Names::default() };
    let day = TimeDelta::hours(8);
    let slots = vec![Slot { from: morning() - day, until: morning() + day, duty: OKAFOR, deputy: BRANDT }];
    let roles: BTreeMap<StaffId, Vec<Role>> = people.iter().map(|(id, _, role)| (*id, vec![*role])).collect();
    Shared::new(policy, names, Rota { slots, drafts: vec![] }, roles)
}

pub fn me(staff: StaffId) -> Me {
    Me { staff, roles: shared().roles(staff) }
}

/// A conversation to which things happen, a minute after one another.
pub struct Tale {
    pub state: Conversation,
    pub now: DateTime<Utc>,
}

impl Tale {
    pub fn new() -> Self {
        Self { state: Conversation::new(ConversationId(Uuid::from_u128(77))), now: morning() }
    }

    pub fn next(&mut self, by: Option<StaffId>, event: Event) -> &mut Self {
        self.now += TimeDelta::minutes(1);
        let roles = by.map(|by| shared().roles(by)).unwrap_or_default();
        let id = EventId(Uuid::from_u128(10_000 + self.state.folded.len() as u128));
        let actor = Actor { staff: by, roles, device: DeviceId(Uuid::nil()) };
        self.state = step(self.state.clone(), &Recorded { id, at: self.now, actor, event });
        self
    }

    /// A letter, read by the rules; an alert where they say so.
    pub fn letter(&mut self, number: u128, change: impl FnOnce(&mut Letter)) -> &mut Self {
        let mut letter = letter(number, self.now, WORDS);
        change(&mut letter);
        let (id, assessment) = (letter.id, risk::assess(&letter.text, risk::About::default()));
        let gravest = assessment.gravest().map(|finding| finding.category);
        let (tier, gateway) = (assessment.tier, "desk".parse().unwrap());
        self.next(None, Event::Admitted { letter: Box::new(letter), gateway, signature: vec![] });
        self.next(None, Event::Assessed { letter: id, assessment });
        if let (risk::Tier::Alert, Some(category)) = (tier, gravest) {
            self.next(None, Event::AlertRaised { letter: id, category });
        }
        self
    }

    /// A letter in which the rules found nothing and the second reader something.
    pub fn reads_like(&mut self, number: u128, category: risk::Category) -> &mut Self {
        self.letter(number, |_| {});
        let reads_like = Some(risk::ReadsLike { category, chance: 80 });
        let reading = risk::SecondReading { reader: "2-11111111".to_owned(), reads_like };
        let letter = letter(number, self.now, WORDS).id;
        self.next(None, Event::ReadAgain { letter, reading })
    }

    pub fn answer(&mut self, number: u128, text: &str) -> &mut Self {
        let (delivery, from) =
            (DeliveryId(Uuid::from_u128(number)), "Jo Marsden, Hollin Lane Surgery".to_owned());
        let text = text.to_owned();
        self.next(
            Some(JO),
            Event::Replied { delivery, channel: Channel::NhsApp, from, text, wait_until: None },
        )
    }

    pub fn close(&mut self, number: u128, outcome: Outcome) -> &mut Self {
        let closing = Closing {
            outcome,
            summary: "As agreed.".to_owned(),
            file_as: FileAs::ExactCopy,
            online: Online::Shown,
        };
        self.next(Some(JO), Event::Closed { delivery: DeliveryId(Uuid::from_u128(number)), closing })
    }
}

/// Somebody of the practice's index.
pub fn amira() -> PatientDetails {
    PatientDetails {
        nhs_number: "9990000026".parse().ok(),
        name: Some(name("Patel", "Amira")),
        born: "1987-03-14".parse().ok(),
        telephone: Some("07700 900142".to_owned()),
        ..PatientDetails::default()
    }
}

pub fn name(family: &str, given: &str) -> PersonName {
    PersonName { family: family.to_owned(), given: given.to_owned(), title: None }
}
