//! What patients see of their conversations: in memory alone.
//!
//! Answers are put together again from the log after a restart, for they were sealed to this gateway; a patient's own
//! words were not, and are gone then. They are let go earlier when there are many. Pages are found by what a reply
//! route says, phones by NHS number.

use crate::paged::Paged;
use chrono::{DateTime, Utc};
use domain::acknowledgement::Acknowledgement;
use domain::delivery::DeliveryState;
use domain::message::{Outbound, Receipt};
use domain::{ConversationId, DeliveryId, LetterId, NhsNumber};
use std::collections::{BTreeMap, HashMap, VecDeque};
use uuid::Uuid;

/// So many letters' words are kept for their writers to look at.
const WORDS_KEPT: usize = 2_000;

/// Where a patient reads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mailbox {
    /// A patient's page, by its reply route.
    Page(String),
    /// The demonstration's NHS App of one patient.
    Phone(NhsNumber),
}

/// One thing to read.
#[derive(Clone)]
pub(crate) struct Line {
    pub id: Uuid,
    pub conversation: ConversationId,
    pub at: DateTime<Utc>,
    pub what: What,
}

#[derive(Clone)]
pub(crate) enum What {
    /// The patient's own words, and what they were told on receipt.
    Wrote { text: String, told: Option<Acknowledgement> },
    /// The practice's answer.
    Answered { from: String, text: String, read: bool },
}

/// What was given to us to send.
#[derive(Clone, Copy)]
struct Handed {
    conversation: ConversationId,
    tries_before: u32,
}

/// Everything patients can read.
#[derive(Default)]
pub(crate) struct Correspondence {
    mailboxes: BTreeMap<Mailbox, Vec<Line>>,
    deliveries: HashMap<DeliveryId, Handed>,
    about: HashMap<ConversationId, NhsNumber>,
    words: VecDeque<(Mailbox, Uuid)>,
    pages: Vec<Paged>,
}

impl Correspondence {
    /// Remembers what somebody wrote, once.
    pub fn wrote(&mut self, mailbox: Mailbox, line: Line) {
        let lines = self.mailboxes.entry(mailbox.clone()).or_default();
        if lines.iter().any(|known| known.id == line.id) {
            return;
        }
        self.words.push_back((mailbox, line.id));
        lines.push(line);
        if self.words.len() > WORDS_KEPT
            && let Some((mailbox, id)) = self.words.pop_front()
        {
            self.let_go(&mailbox, id);
        }
    }

    /// Takes note of a delivery. Says whether it, or this try of it, is new.
    pub fn deliver(&mut self, outbound: &Outbound) -> bool {
        if let Some(number) = outbound.nhs_number {
            self.about.insert(outbound.conversation, number);
        }
        let (conversation, tries_before) = (outbound.conversation, outbound.tries_before);
        let known = self.deliveries.get(&outbound.delivery);
        if known.is_some_and(|handed| handed.tries_before >= tries_before) {
            return false;
        }
        self.deliveries.insert(outbound.delivery, Handed { conversation, tries_before });
        true
    }

    /// Shows an answer, once.
    pub fn show(&mut self, mailbox: Mailbox, outbound: Outbound) {
        let Outbound { delivery, conversation, from, text, at, .. } = outbound;
        let what = What::Answered { from, text, read: false };
        let lines = self.mailboxes.entry(mailbox).or_default();
        if lines.iter().all(|line| line.id != delivery.0) {
            lines.push(Line { id: delivery.0, conversation, at, what });
        }
    }

    /// The conversation of something we sent.
    pub fn conversation_of(&self, delivery: DeliveryId) -> Option<ConversationId> {
        self.deliveries.get(&delivery).map(|handed| handed.conversation)
    }

    /// What there is to say of something we were given; none if we were not.
    pub fn receipt(&self, delivery: DeliveryId, state: DeliveryState, at: DateTime<Utc>) -> Option<Receipt> {
        let Handed { conversation, tries_before } = *self.deliveries.get(&delivery)?;
        Some(Receipt { conversation, delivery, state, at, tries_before })
    }

    /// May a letter about this patient join the conversation, as far as is known here of whom that is about? Where nothing
    /// is known, the workstation that opens the letter decides.
    pub fn may_join(&self, conversation: ConversationId, patient: Option<NhsNumber>) -> bool {
        self.about.get(&conversation).is_none_or(|about| Some(*about) == patient)
    }

    /// What is to be read in a mailbox, oldest first.
    pub fn lines(&self, mailbox: &Mailbox) -> Vec<Line> {
        let mut lines = self.mailboxes.get(mailbox).cloned().unwrap_or_default();
        lines.sort_by_key(|line| line.at);
        lines
    }

    /// What somebody was told on receipt of a letter, as long as its words are kept.
    pub fn told(&self, mailbox: &Mailbox, letter: LetterId) -> Option<Acknowledgement> {
        let line = self.mailboxes.get(mailbox)?.iter().find(|line| line.id == letter.0)?;
        match &line.what {
            What::Wrote { told, .. } => told.clone(),
            What::Answered { .. } => None,
        }
    }

    /// The phones that have anything to show.
    pub fn phones(&self) -> Vec<NhsNumber> {
        let phone = |mailbox: &Mailbox| match mailbox {
            Mailbox::Phone(number) => Some(*number),
            Mailbox::Page(_) => None,
        };
        self.mailboxes.keys().filter_map(phone).collect()
    }

    /// Whoever is on call has been paged.
    pub fn page(&mut self, page: Paged) {
        self.pages.push(page);
    }

    /// The pages so far, oldest first.
    pub fn pages(&self) -> Vec<Paged> {
        self.pages.clone()
    }

    /// Marks an answer as opened.
    pub fn opened(&mut self, mailbox: &Mailbox, delivery: DeliveryId) {
        let lines = self.mailboxes.get_mut(mailbox).into_iter().flatten();
        for line in lines.filter(|line| line.id == delivery.0) {
            if let What::Answered { read, .. } = &mut line.what {
                *read = true;
            }
        }
    }

    fn let_go(&mut self, mailbox: &Mailbox, id: Uuid) {
        if let Some(lines) = self.mailboxes.get_mut(mailbox) {
            lines.retain(|line| line.id != id);
            if lines.is_empty() {
                self.mailboxes.remove(mailbox);
            }
        }
    }
}
