//! A conversation, opened: the banner, the checklist, who works on it, and how it ended. Its thread is in `thread`.

use crate::{AlertView, DeliveryView, EntryView, Looked, Row, StaffView};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ConversationId;
use domain::alert::{Contact, WhyNoDanger};
use domain::calendar::Due;
use domain::conversation::{BrokenPromise, Closing, ExcludedTopic, IdentityCheck, Place, Route, Step};
use domain::draft::DraftFor;
use domain::message::{Channel, Gender, Identity, PersonName};
use domain::policy::UseId;
use serde::{Deserialize, Serialize};

view! {
    /// A conversation, opened.
    pub struct ConversationView {
        pub id: ConversationId,
        /// The row it has in lists.
        pub row: Row,
        /// The patient's banner.
        pub patient: PatientView,
        /// Everything that happened, oldest first.
        pub entries: Vec<EntryView>,
        /// The checklist.
        pub triage: TriageView,
        /// Where it stands.
        pub place: Place,
        /// Who works on it, and until when if they do nothing.
        pub claim: Option<ClaimView>,
        /// How many messages there are, both ways: pass it back with a reply or a closing.
        pub messages: u32,
        /// How an answer travels; none where there is no way back.
        pub reply_by: Option<Channel>,
        /// What I am writing here.
        pub drafts: Vec<DraftView>,
        /// Alerts, oldest first.
        pub alerts: Vec<AlertView>,
        /// How it ended, while it is closed.
        pub closed: Option<ClosedView>,
        /// Deliveries, oldest first.
        pub deliveries: Vec<DeliveryView>,
        /// Why no answer can be sent by message from here by me; empty if one can.
        pub reply_refused: Option<domain::conversation::Refusal>,
        /// The last try to reach the patient since they wrote and since it was sent on.
        pub contact: Option<ContactView>,
        /// Is the patient spoken to before they are written to, because something dangerous waits?
        pub contact_first: bool,
        /// Does what was found, or what a person saw, wait for a clinician's review?
        pub awaits_review: bool,
        /// Why I cannot say "reviewed".
        pub review_refused: Option<domain::conversation::Refusal>,
        /// Who last reviewed it, while that holds.
        pub reviewed: Option<Looked>,
        /// Why something found may be no danger, in the order in which it is offered.
        pub no_danger_reasons: Vec<WhyNoDanger>,
        /// The clinician whose it is, because they accepted an alert of it and it was real.
        pub responsible: Option<StaffView>,
        /// Why it cannot be closed by me yet.
        pub close_refused: Option<domain::conversation::Refusal>,
        /// The answer promised to the patient, with reasons.
        pub answer_due: Option<Due>,
        /// What was promised and the practice's hours no longer keep, until somebody has told the patient.
        pub promise_broken: Option<BrokenPromise>,
        /// The review promised, with reasons.
        pub review_due: Option<Due>,
        /// Who sees the record online unless somebody chooses otherwise.
        pub online_by_rule: domain::conversation::Online,
        /// Written by a newer Duty Desk: read-only here.
        pub needs_update: bool,
        /// What waits in the outbox for this conversation.
        pub unconfirmed: u32,
    }

    /// The patient's banner.
    pub struct PatientView {
        /// Is this patient in the practice's index?
        pub known: bool,
        pub name: Option<PersonName>,
        /// Date of birth.
        pub born: Option<NaiveDate>,
        pub gender: Option<Gender>,
        pub nhs_number: Option<String>,
        pub telephone: Option<String>,
        /// Address, for 999.
        pub address: Option<String>,
        /// How sure the writer's identity is.
        pub identity: Option<Identity>,
        /// How a person verified it.
        pub verified: Option<VerifiedView>,
        /// Do name and date of birth in the letter match the index? None if there is nothing to compare.
        pub matches_record: Option<bool>,
    }

    /// A try to reach the patient.
    pub struct ContactView {
        /// What came of it.
        pub contact: Contact,
        /// Did it reach the patient, or send help?
        pub reached: bool,
        /// When, as the person said.
        pub at: DateTime<Utc>,
        /// Whose.
        pub by: Option<StaffView>,
        /// Is it mine?
        pub mine: bool,
    }

    /// Identity verified.
    pub struct VerifiedView {
        pub how: IdentityCheck,
        /// By whom, when.
        pub looked: Looked,
    }

    /// The checklist.
    pub struct TriageView {
        /// What is still to do before a destination.
        pub missing: Vec<Step>,
        /// The use chosen, or the one the letter names.
        pub permitted_use: Option<UseId>,
        /// Has somebody chosen it?
        pub use_chosen: bool,
        /// A person looked for danger and saw (true) or saw none (false).
        pub red_flag: Option<bool>,
        /// Where it went.
        pub route: Option<Route>,
        /// Why it may not be continued as messages, if somebody said so.
        pub excluded: Option<ExcludedTopic>,
        /// Is the answer by message closed, by that or by a red flag, and not overridden?
        pub is_excluded: bool,
        /// Why I may not override that.
        pub override_refused: Option<domain::conversation::Refusal>,
        /// Where it may go, in the order in which it is offered.
        pub routes: Vec<RouteChoice>,
        /// Who saw danger, whatever the rules say.
        pub flagged_by: Option<StaffView>,
        /// Seconds spent, once recorded.
        pub seconds: u32,
    }

    /// Where a conversation may be sent.
    pub struct RouteChoice {
        pub to: Route,
        /// Why I cannot send it there now. Of an answer it is named as soon as it is known, also before the checklist is done.
        pub refused: Option<domain::conversation::Refusal>,
        /// The answer may be written, though not sent, while it waits for a clinician.
        pub may_prepare: bool,
    }

    pub struct ClaimView {
        pub by: StaffView,
        /// Is it me?
        pub mine: bool,
        /// It runs out then.
        pub until: DateTime<Utc>,
        /// Has the queue confirmed it?
        pub confirmed: bool,
    }

    pub struct DraftView {
        /// What it is for.
        pub about: DraftFor,
        /// The words.
        pub text: String,
        /// When they reached the disk.
        pub saved_at: DateTime<Utc>,
    }

    /// How it ended.
    pub struct ClosedView {
        /// The outcome and the rest.
        pub closing: Closing,
        /// Who closed it, when.
        pub looked: Looked,
        /// The document's version.
        pub version: u32,
    }
}
