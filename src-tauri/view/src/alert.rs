//! An alert: in the bar without a word about the patient, and opened with what to do.

use crate::{Looked, StaffView};
use chrono::{DateTime, Utc};
use domain::alert::{Contact, NoDanger, Reach, Stage, WhyNoDanger};
use domain::conversation::Refusal;
use domain::message::Channel;
use domain::risk::Category;
use domain::{ConversationId, LetterId};
use serde::{Deserialize, Serialize};

view! {
    /// An open alert in the bar: nothing about the patient.
    pub struct AlertBrief {
        pub conversation: ConversationId,
        pub letter: LetterId,
        /// When it was received.
        pub received_at: DateTime<Utc>,
        /// Where it stands.
        pub stage: Stage,
        /// Who holds it.
        pub holder: Option<StaffView>,
        /// Who accepted it.
        pub accepted_by: Option<StaffView>,
        /// Must the reader be called now?
        pub calls_me: bool,
        /// Is it the reader's, because they hold it or accepted it?
        pub mine: bool,
        /// When its holder took it.
        pub taken_at: Option<DateTime<Utc>>,
    }

    /// One of those whom an alert calls first.
    pub struct ToldView {
        pub person: StaffView,
        /// How far it has come with them, as far as is known here now.
        pub reach: Reach,
    }

    /// An alert, opened.
    pub struct AlertView {
        pub conversation: ConversationId,
        pub letter: LetterId,
        /// What about.
        pub category: Category,
        /// The person who saw the danger, where it was not the rules that found it.
        pub raised_by: Option<StaffView>,
        /// How it came.
        pub channel: Channel,
        /// When received.
        pub received_at: DateTime<Utc>,
        /// When everybody was told.
        pub told_at: DateTime<Utc>,
        /// Who is called at once: duty, deputy, triage.
        pub told: Vec<ToldView>,
        /// When everybody is called, if nobody takes it before.
        pub everyone_at: DateTime<Utc>,
        /// Is everybody called now: because it has waited, or because no clinician among the first can be reached?
        pub calls_everybody: bool,
        /// Where it stands.
        pub stage: Stage,
        /// Who has shown the words.
        pub seen: Vec<Looked>,
        /// Who holds it.
        pub holder: Option<Looked>,
        /// Has the queue confirmed that it is taken?
        pub confirmed: bool,
        /// Which clinician accepted it.
        pub accepted: Option<Looked>,
        /// What was tried.
        pub attempts: Vec<AttemptView>,
        /// Was the patient reached, or help sent?
        pub contact_made: bool,
        /// What may be recorded, in the order in which it is offered.
        pub contacts: Vec<ContactChoice>,
        /// Who ended it.
        pub resolved: Option<Looked>,
        /// It was none, as whoever ended it judged.
        pub no_danger: Option<NoDanger>,
        /// Why I cannot end it as no danger; none if a reason and words are all that is missing.
        pub no_danger_refused: Option<Refusal>,
        /// What it may be instead, in the order in which it is offered.
        pub no_danger_reasons: Vec<WhyNoDanger>,
        /// Nobody answered so often that somebody must go there.
        pub welfare_check: bool,
        /// What to do on the phone, in order, for this category.
        pub protocol: Vec<String>,
    }

    /// What may be recorded of a try to reach the patient.
    pub struct ContactChoice {
        /// What was done.
        pub contact: Contact,
        /// It reaches the patient, or sends help: with it an accepted alert closes.
        pub reaches: bool,
        /// It must be said to whom, or what.
        pub needs_words: bool,
    }

    /// A try to reach the patient.
    pub struct AttemptView {
        /// What was done.
        pub contact: Contact,
        pub looked: Looked,
        /// In their words.
        pub note: String,
    }
}
