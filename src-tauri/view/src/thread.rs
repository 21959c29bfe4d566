//! The thread of a conversation: letters with what was found in them, answers with their deliveries, and what people did.

use crate::{Looked, StaffView};
use chrono::{DateTime, Utc};
use domain::alert::{Contact, NoDanger};
use domain::conversation::{Closing, ExcludedTopic, Refusal, Route};
use domain::delivery::Known;
use domain::message::{Channel, Identity, Writer};
use domain::risk::{Category, ReadsLike, Tier};
use domain::suspicion::Suspicious;
use domain::{DeliveryId, EventId, LetterId};
use serde::{Deserialize, Serialize};

view! {
    /// Something in the thread.
    pub struct EntryView {
        /// The event.
        pub id: EventId,
        pub at: DateTime<Utc>,
        /// Who, if staff.
        pub by: Option<StaffView>,
        /// Is it me?
        pub mine: bool,
        /// Not yet confirmed by the queue.
        pub unconfirmed: bool,
        pub what: EntryWhat,
    }
}

/// What happened, as the thread shows it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EntryWhat {
    /// A patient wrote.
    Received {
        letter: LetterId,
        /// How it came.
        channel: Channel,
        /// Who held the pen.
        writer: Writer,
        /// How sure that is.
        identity: Identity,
        /// When received.
        received_at: DateTime<Utc>,
        /// The words; of a form its text.
        text: String,
        /// Where in the text questions and answers stand, if it is a form.
        form: Option<FormView>,
        /// How grave; none until assessed.
        tier: Option<Tier>,
        findings: Vec<FindingView>,
        /// Who judged that what was found in it is no danger.
        cleared: Option<Box<Looked>>,
        /// Why I cannot judge so now; none if a reason and words are all that is missing.
        no_danger_refused: Option<Refusal>,
        /// What the second reader says where the rules found nothing.
        reads_like: Option<ReadsLike>,
        /// What looks like a link: shown, never followed.
        links: Vec<String>,
        /// What looks like fraud.
        suspicions: Vec<SuspicionView>,
        /// What the writer was told at once; none if nobody told them anything.
        acknowledgement: Option<String>,
    },
    /// The practice answered.
    Sent {
        channel: Channel,
        /// Who signed it.
        from: String,
        /// The words.
        text: String,
        /// How far it is.
        delivery: DeliveryView,
    },
    /// A call or meeting.
    Contacted {
        contact: Contact,
        when: DateTime<Utc>,
        /// In their words.
        note: String,
    },
    Taken,
    GivenBack,
    Routed {
        to: Route,
        /// For whoever has it next; empty if nothing was said.
        note: String,
    },
    /// That was taken back.
    RouteUndone,
    /// It may not be continued as messages; or, with none, it may after all.
    TopicExcluded {
        /// Why not.
        topic: Option<ExcludedTopic>,
    },
    /// A clinician decided to answer by message all the same.
    ExclusionOverridden {
        reason: String,
    },
    /// An alert was raised.
    AlertRaised,
    AlertTaken,
    /// Accepted by a clinician.
    AlertAccepted,
    /// Passed on.
    AlertPassed,
    /// Ended.
    AlertResolved {
        outcome: String,
        /// It was none.
        no_danger: Option<NoDanger>,
    },
    /// A person saw danger.
    RedFlag,
    /// A clinician read what waits and decided.
    Reviewed {
        /// Of a check that was none.
        no_danger: Option<NoDanger>,
        /// In the clinician's words; empty if none were asked for.
        words: String,
    },
    Closed {
        closing: Closing,
    },
    /// Opened again.
    Reopened {
        why: String,
    },
}

view! {
    /// A form as a table. Its words are the letter's text; this says where each stands.
    pub struct FormView {
        /// That it is a changed version, if it says so.
        pub above: Option<FormPlace>,
        pub rows: Vec<FormRow>,
        /// What was not taken in, if anything.
        pub below: Option<FormPlace>,
    }

    /// A question with its answers; the heading of a group, if there are none.
    pub struct FormRow {
        /// How deep it stands: 0 at the top.
        pub depth: u8,
        /// The words of the question or heading.
        pub question: FormPlace,
        pub answers: Vec<FormPlace>,
    }

    /// A place in the letter's text, in UTF-16 units (JavaScript's count).
    pub struct FormPlace {
        /// The first unit.
        pub start: u32,
        /// The one after the last.
        pub end: u32,
    }

    /// A finding in a letter.
    pub struct FindingView {
        /// Its number in the letter, for "I have read it".
        pub number: u32,
        /// The rule, such as SH-02.
        pub rule: String,
        /// What about.
        pub category: Category,
        /// How grave.
        pub tier: Tier,
        /// Where in the text, in UTF-16 units (JavaScript's count); both 0 if the whole letter is meant.
        pub start: u32,
        pub end: u32,
        /// Lowered by this context rule.
        pub lowered_by: Option<String>,
        /// Why, in a sentence.
        pub why: String,
        /// Who has read it.
        pub read: Option<Looked>,
    }

    /// What looks like fraud in a letter. It is shown and decides nothing.
    pub struct SuspicionView {
        pub kind: Suspicious,
        pub words: String,
    }

    /// A delivery as the thread shows it.
    pub struct DeliveryView {
        pub id: DeliveryId,
        /// How far, as far as anybody knows.
        pub known: Known,
        /// Since when.
        pub since: DateTime<Utc>,
        /// To the record (with the document's version) or to the patient.
        pub record_version: Option<u32>,
    }
}
