//! What the screens see: instants, numbers and words already chosen from the practice's data, never a rule to apply.
//!
//! The screens format dates and choose wordings; they decide nothing. Every type here is described for TypeScript
//! and reaches the screens through `ui/src/api.gen.ts`. Instants are UTC; the screens show Europe/London.

use chrono::{DateTime, NaiveDate, Utc};
use domain::alert::{Contact, Stage};
use domain::audit::Attestation;
use domain::calendar::Due;
use domain::conversation::{Closing, ExcludedTopic, IdentityCheck, Place, Route, Step};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Channel, Gender, Identity, PersonName, Writer};
use domain::policy::UseId;
use domain::risk::{Category, ReadsLike, Tier};
use domain::staff::{Action, Role};
use domain::suspicion::Suspicious;
use domain::{ConversationId, DeliveryId, EventId, LetterId, SafetyId, StaffId};
use serde::{Deserialize, Serialize};

/// A type the screens see.
macro_rules! view {
    ($($(#[$meta:meta])* $vis:vis $kind:ident $name:ident $body:tt)*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "camelCase")]
        $vis $kind $name $body
    )*};
}

pub mod present;
pub mod protocol;
mod roster;
pub mod safety;
pub mod shared;
pub mod summary;

pub use roster::{
    AuthenticatorView, DeviceRow, JoinFailure, JoinForm, JoinRequest, JoinState, KitView, NewStaff,
    PersonChoice, RestoreDraft, RestoreForm, StaffRow,
};

/// Who is signed in, as what is shown is made for them.
#[derive(Clone, Debug)]
pub struct Me {
    /// The person.
    pub staff: StaffId,
    /// The roles they act in.
    pub roles: Vec<Role>,
}

view! {
    /// Who is signed in.
    pub struct Session {
        /// The person.
        pub staff_id: StaffId,
        /// Their name as colleagues read it.
        pub name: String,
        /// Their roles.
        pub roles: Vec<Role>,
        /// What they may do; hiding a button by it is a courtesy.
        pub may: Vec<Action>,
        /// The practice's name.
        pub practice: String,
        /// The practice's telephone number.
        pub telephone: String,
        /// The workstation's name.
        pub workstation: String,
        /// Permitted uses, in the practice's order.
        pub uses: Vec<UseView>,
        /// What must be attested before messages open, in this order.
        pub due: Vec<Attestation>,
        /// When this person's access ends by itself.
        pub access_until: Option<DateTime<Utc>>,
        /// Is this the demonstration practice?
        pub demonstration: bool,
        /// Where patients write, in the demonstration and for testing: the web form's address.
        pub patient_page: Option<String>,
    }

    /// A permitted use as the screens offer it.
    pub struct UseView {
        /// Its id.
        pub id: UseId,
        /// Its name.
        pub name: String,
        /// Does it need a clinician?
        pub clinical: bool,
    }

    /// The top bar.
    pub struct Bar {
        /// Now, by the engine's clock.
        pub now: DateTime<Utc>,
        /// Is the practice open?
        pub open: bool,
        /// When it closes (if open) or opens next.
        pub until: Option<DateTime<Utc>>,
        /// A break later today (lunch), if any.
        pub break_from: Option<DateTime<Utc>>,
        /// The end of that break.
        pub break_until: Option<DateTime<Utc>>,
        /// Who is on duty.
        pub duty: Option<StaffView>,
        /// Who stands in.
        pub deputy: Option<StaffView>,
        /// The queue.
        pub sync: Sync,
        /// Open alerts, in brief.
        pub alerts: Vec<AlertBrief>,
        /// Do desktop alerts work on this machine?
        pub desktop_alerts: DesktopAlerts,
        /// A drill that this workstation has not answered.
        pub drill: Option<DrillBrief>,
        /// How many wait in each queue.
        pub counts: Counts,
        /// Days since the last backup, when it is time to say so.
        pub backup_overdue_days: Option<u32>,
    }

    /// How many conversations stand in each queue.
    pub struct Counts {
        /// Nobody has triaged them.
        pub needs_triage: u32,
        /// Mine.
        pub mine: u32,
        /// The duty list.
        pub duty_list: u32,
        /// The patient's turn.
        pub waiting: u32,
        /// Answered but not closed, and documents that did not arrive.
        pub to_file: u32,
        /// Only a person can put right.
        pub needs_you: u32,
    }

    /// A member of staff in a line.
    pub struct StaffView {
        /// The person.
        pub id: StaffId,
        /// Their name.
        pub name: String,
        /// Their roles.
        pub roles: Vec<Role>,
    }

    /// An open alert in the bar: nothing about the patient.
    pub struct AlertBrief {
        /// The conversation.
        pub conversation: ConversationId,
        /// The letter.
        pub letter: LetterId,
        /// When it was received.
        pub received_at: DateTime<Utc>,
        /// Where it stands.
        pub stage: Stage,
        /// Who holds it.
        pub holder: Option<StaffView>,
        /// Who accepted it.
        pub accepted_by: Option<StaffView>,
        /// Am I to be told (or has everyone been)?
        pub tells_me: bool,
    }

    /// One row of a list.
    pub struct Row {
        /// The conversation.
        pub id: ConversationId,
        /// Name of the patient; none if the letter says only a number.
        pub name: Option<PersonName>,
        /// NHS number in 3-3-4, shown where there is no name.
        pub nhs_number: Option<String>,
        /// Date of birth, for the age.
        pub born: Option<NaiveDate>,
        /// Who wrote, if not the patient.
        pub writer: Writer,
        /// The last letter's first line.
        pub first_line: String,
        /// When the last letter was received.
        pub received_at: DateTime<Utc>,
        /// How it came.
        pub channel: Channel,
        /// The gravest tier among unanswered letters.
        pub tier: Option<Tier>,
        /// The gravest category among them.
        pub category: Option<Category>,
        /// What one of them reads like to the second reader.
        pub reads_like: Option<Category>,
        /// Was a finding lowered by its context?
        pub lowered: bool,
        /// An alert is open.
        pub alert: bool,
        /// A clinician must have reviewed it by then.
        pub review_by: Option<DateTime<Utc>>,
        /// The patient must have an answer by then; none while it is the patient's turn.
        pub answer_by: Option<DateTime<Utc>>,
        /// A person must have looked by then.
        pub look_by: Option<DateTime<Utc>>,
        /// Who last looked.
        pub looked: Option<Looked>,
        /// Has a person looked since the last letter?
        pub unread: bool,
        /// Who works on it.
        pub owner: Option<StaffView>,
        /// Somebody else is looking right now.
        pub viewing: Option<StaffView>,
        /// I have an unsent draft here.
        pub draft: bool,
        /// Where it stands.
        pub place: Place,
        /// What went wrong with its last delivery.
        pub delivery_problem: Option<WhyFailed>,
        /// Found words around a search hit, plain text.
        pub snippet: Option<String>,
        /// It opens to named clinicians alone, and this person is none of them: nothing of it is shown.
        pub restricted: bool,
    }

    /// A person looked at an instant.
    pub struct Looked {
        /// Who.
        pub by: StaffView,
        /// When.
        pub at: DateTime<Utc>,
    }

    /// A window of rows.
    pub struct Page {
        /// How many rows the whole list has (for a search: how many were found so far).
        pub total: u32,
        /// The first row's place.
        pub offset: u32,
        /// The rows.
        pub rows: Vec<Row>,
    }

    /// A conversation, opened.
    pub struct ConversationView {
        /// Its id.
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
        /// My draft here.
        pub draft: Option<DraftView>,
        /// Alerts, oldest first.
        pub alerts: Vec<AlertView>,
        /// How it ended, while it is closed.
        pub closed: Option<ClosedView>,
        /// Deliveries, oldest first.
        pub deliveries: Vec<DeliveryView>,
        /// Why no answer can be sent by message from here by me; empty if one can.
        pub reply_refused: Option<domain::conversation::Refusal>,
        /// Why it cannot be closed by me yet.
        pub close_refused: Option<domain::conversation::Refusal>,
        /// The answer promised to the patient, with reasons.
        pub answer_due: Option<Due>,
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
        /// Name.
        pub name: Option<PersonName>,
        /// Date of birth.
        pub born: Option<NaiveDate>,
        /// Gender.
        pub gender: Option<Gender>,
        /// NHS number, 3-3-4.
        pub nhs_number: Option<String>,
        /// Telephone.
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

    /// Identity verified.
    pub struct VerifiedView {
        /// How.
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
        /// Why "answer here" is closed to me.
        pub answer_here_refused: Option<domain::conversation::Refusal>,
        /// Seconds spent, once recorded.
        pub seconds: u32,
    }

    /// A claim.
    pub struct ClaimView {
        /// Who.
        pub by: StaffView,
        /// Is it me?
        pub mine: bool,
        /// It runs out then.
        pub until: DateTime<Utc>,
        /// Has the queue confirmed it?
        pub confirmed: bool,
    }

    /// A draft.
    pub struct DraftView {
        /// The words.
        pub text: String,
        /// When they reached the disk.
        pub saved_at: DateTime<Utc>,
    }

    /// Something in the thread.
    pub struct EntryView {
        /// The event.
        pub id: EventId,
        /// When.
        pub at: DateTime<Utc>,
        /// Who, if staff.
        pub by: Option<StaffView>,
        /// Is it me?
        pub mine: bool,
        /// Not yet confirmed by the queue.
        pub unconfirmed: bool,
        /// What.
        pub what: EntryWhat,
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
        /// End.
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
        /// What.
        pub kind: Suspicious,
        /// The words.
        pub words: String,
    }

    /// An alert drill that this workstation has not answered.
    pub struct DrillBrief {
        /// Which.
        pub id: SafetyId,
        /// Who started it, when.
        pub started: Looked,
    }

    /// A delivery as the thread shows it.
    pub struct DeliveryView {
        /// Its id.
        pub id: DeliveryId,
        /// How far.
        pub state: DeliveryState,
        /// Since when.
        pub since: DateTime<Utc>,
        /// To the record (with the document's version) or to the patient.
        pub record_version: Option<u32>,
    }

    /// An alert, opened.
    pub struct AlertView {
        /// The conversation.
        pub conversation: ConversationId,
        /// The letter.
        pub letter: LetterId,
        /// What about.
        pub category: Category,
        /// How it came.
        pub channel: Channel,
        /// When received.
        pub received_at: DateTime<Utc>,
        /// When everybody was told.
        pub told_at: DateTime<Utc>,
        /// Who is told at once: duty, deputy, triage.
        pub told: Vec<StaffView>,
        /// When everybody is told.
        pub everyone_at: DateTime<Utc>,
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
        /// Who ended it.
        pub resolved: Option<Looked>,
        /// Nobody answered so often that somebody must go there.
        pub welfare_check: bool,
        /// What to do on the phone, in order, for this category.
        pub protocol: Vec<String>,
    }

    /// A try to reach the patient.
    pub struct AttemptView {
        /// What was done.
        pub contact: Contact,
        /// Who, when.
        pub looked: Looked,
        /// In their words.
        pub note: String,
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

    /// A document on its way to the record.
    pub struct FilingRow {
        /// The conversation.
        pub conversation: ConversationId,
        /// Whose.
        pub name: Option<PersonName>,
        /// NHS number, 3-3-4.
        pub nhs_number: Option<String>,
        /// Its version.
        pub version: u32,
        /// How far.
        pub state: DeliveryState,
        /// Since when.
        pub since: DateTime<Utc>,
    }

    /// Something only a person can put right.
    pub struct NeedsYou {
        /// Its id, to dismiss it.
        pub id: String,
        /// The conversation.
        pub conversation: Option<ConversationId>,
        /// Whose.
        pub name: Option<PersonName>,
        /// Since when.
        pub since: DateTime<Utc>,
        /// What.
        pub what: NeedsYouWhat,
    }

    /// What a first run asks.
    pub struct SetUpForm {
        /// ODS code.
        pub ods_code: String,
        /// The practice's name.
        pub practice_name: String,
        /// The number patients call.
        pub telephone: String,
        /// This workstation's name.
        pub workstation: String,
        /// The first manager's name, as colleagues read it.
        pub manager_name: String,
        /// Their user name.
        pub user_name: String,
        /// Their password.
        pub password: String,
    }

    /// What the first run shows before it makes anything.
    pub struct SetUpDraft {
        /// To be printed and kept in the safe.
        pub recovery_kit: String,
        /// For the authenticator, typed.
        pub totp_secret: String,
        /// For the authenticator, as a picture (SVG).
        pub totp_qr_svg: String,
    }

    /// A person of the demonstration practice, with what signs them in.
    pub struct DemoPerson {
        /// User name.
        pub user_name: String,
        /// Name.
        pub name: String,
        /// Role.
        pub role: Role,
        /// Password.
        pub password: String,
        /// The current code.
        pub code: String,
    }
}

/// What happened, as the thread shows it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EntryWhat {
    /// A patient wrote.
    Received {
        /// The letter.
        letter: LetterId,
        /// How it came.
        channel: Channel,
        /// Who held the pen.
        writer: Writer,
        /// How sure that is.
        identity: Identity,
        /// When received.
        received_at: DateTime<Utc>,
        /// The words.
        text: String,
        /// How grave; none until assessed.
        tier: Option<Tier>,
        /// The findings.
        findings: Vec<FindingView>,
        /// What the second reader says where the rules found nothing.
        reads_like: Option<ReadsLike>,
        /// What looks like a link: shown, never followed.
        links: Vec<String>,
        /// What looks like fraud.
        suspicions: Vec<SuspicionView>,
        /// The automatic reply.
        acknowledgement: Option<String>,
    },
    /// The practice answered.
    Sent {
        /// How.
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
        /// What.
        contact: Contact,
        /// When.
        when: DateTime<Utc>,
        /// In their words.
        note: String,
    },
    /// Taken.
    Taken,
    /// Given back.
    GivenBack,
    /// Routed.
    Routed {
        /// Where.
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
        /// Why.
        reason: String,
    },
    /// An alert was raised.
    AlertRaised,
    /// Taken.
    AlertTaken,
    /// Accepted by a clinician.
    AlertAccepted,
    /// Passed on.
    AlertPassed,
    /// Ended.
    AlertResolved {
        /// How.
        outcome: String,
    },
    /// Closed.
    Closed {
        /// How.
        closing: Closing,
    },
    /// Opened again.
    Reopened {
        /// Why.
        why: String,
    },
}

/// What only a person can put right.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NeedsYouWhat {
    /// What I wrote offline no longer fits; here it is.
    NoLongerFits {
        /// Why.
        refusal: domain::conversation::Refusal,
        /// The words, so that they can be used again.
        draft: Option<String>,
    },
    /// An answer did not reach the patient.
    AnswerFailed {
        /// A code.
        why: WhyFailed,
    },
    /// A document did not reach the record.
    FilingFailed {
        /// A code.
        why: WhyFailed,
    },
    /// A letter could not be opened or verified.
    LetterUnreadable,
}

/// A queue on the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Queue {
    /// Needs triage.
    NeedsTriage,
    /// Mine.
    Mine,
    /// The duty list.
    DutyList,
    /// Waiting for the patient.
    Waiting,
    /// Answered, to be closed and filed.
    ToFile,
}

impl Queue {
    /// Its name, as it crosses and stands in the audit.
    pub fn name(self) -> &'static str {
        match self {
            Self::NeedsTriage => "needsTriage",
            Self::Mine => "mine",
            Self::DutyList => "dutyList",
            Self::Waiting => "waiting",
            Self::ToFile => "toFile",
        }
    }
}

/// The state of the queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Sync {
    /// In step.
    Live,
    /// Reading what is new.
    CatchingUp {
        /// How many are left.
        left: u32,
    },
    /// The queue cannot be reached.
    Offline {
        /// Since when.
        since: DateTime<Utc>,
        /// How many wait to be sent.
        waiting: u32,
    },
    /// This machine's clock is more than 30 seconds off.
    ClockWrong {
        /// By how many seconds (positive: ahead).
        seconds: i64,
    },
}

/// What the card readers hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CardView {
    /// A known card: its PIN is asked for.
    Ready {
        /// The end of its number.
        ending: String,
        /// Wrong PINs it still takes, if it tells.
        tries: Option<u8>,
        /// It can only sign: the password is asked for as well.
        password_needed: bool,
    },
    /// No PIN is asked for, and why.
    Trouble {
        /// The end of the card's number, if there is one.
        ending: Option<String>,
        /// Why.
        why: CardTrouble,
    },
}

/// What is wrong with a card, a reader, or what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CardTrouble {
    /// Smartcards are not taken here.
    NotTaken,
    /// The card software is not installed.
    NoModule,
    /// It does not work.
    WrongModule,
    /// The operating system's smartcard service is not running.
    NoService,
    /// No reader is connected.
    NoReader,
    /// No card is in the reader.
    NoCard,
    /// The card cannot be read.
    Unreadable,
    /// Nobody here has this card.
    Unknown,
    /// Two cards that would do.
    Several,
    /// Not in force yet.
    NotYet,
    /// Run out.
    Expired,
    /// By nobody this practice trusts.
    WrongIssuer,
    /// Taken back by its issuer.
    Revoked,
    /// The issuer's list of what it took back is missing.
    NoList,
    /// The issuer's list is out of date.
    OldList,
    /// Not made for signing in.
    NotForSignIn,
    /// Its key may not make signatures.
    NoSignatures,
    /// The PIN has the wrong length and was not tried.
    PinLength,
    /// The PIN is wrong.
    WrongPin,
    /// The card takes no more PINs.
    Blocked,
    /// Taken out in the middle.
    Removed,
    /// The card does not hold its certificate's key.
    NotItsKey,
    /// The password is needed beside it.
    PasswordNeeded,
    /// It is a colleague's.
    Taken,
    /// What was entered is no issuer's certificate.
    BadIssuer,
    /// The card failed.
    Failed,
}

view! {
    /// One's own smartcards, and the practice's rules for them.
    pub struct YourCards {
        /// One's own.
        pub cards: Vec<EnrolledCardView>,
        /// Smartcards are taken here.
        pub taken: bool,
        /// What the readers hold.
        pub reader: Option<CardView>,
        /// For those who may change them.
        pub rules: Option<CardRulesView>,
    }

    /// One smartcard of one's own.
    pub struct EnrolledCardView {
        /// Names it.
        pub key: String,
        /// The end of its number.
        pub ending: String,
        /// Since when it opens.
        pub since: DateTime<Utc>,
        /// It can only sign.
        pub password_needed: bool,
    }
}

view! {
    /// The practice's rules for smartcards on this workstation.
    #[derive(Default)]
    pub struct CardRulesView {
        /// Whose cards are taken.
        pub issuers: Vec<String>,
        /// The PKCS#11 module, if it is not the usual one.
        pub module: Option<String>,
        /// Does a card's leaving end the session?
        pub sign_out: bool,
        /// Where the issuers' revocation lists are put.
        pub lists: String,
    }
}

/// What is wrong with a security key, its PIN, or the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SecurityKeyTrouble {
    /// This computer's system has no way to security keys.
    NotHere,
    /// The system does not let this program speak to it.
    NotAllowed,
    /// None is plugged in.
    NoKey,
    /// More than one is.
    Several,
    /// It is not this account's.
    WrongKey,
    /// It opens an account here already.
    AlreadyHere,
    /// It cannot keep a secret.
    NoSecret,
    /// It has no PIN yet.
    NoPin,
    /// The PIN has the wrong length and was not tried.
    PinLength,
    /// The PIN is wrong.
    WrongPin,
    /// It takes no more PINs until it was unplugged.
    Unplug,
    /// It takes no more PINs.
    Blocked,
    /// Pulled out in the middle.
    Removed,
    /// Nobody touched it.
    TimedOut,
    /// The person stopped.
    Cancelled,
    /// It is not the key that was added.
    NotItsKey,
    /// It failed.
    Failed,
}

/// What the person is to do with their security key just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum KeyPrompt {
    /// Nothing: it is being spoken to.
    Wait,
    /// Touch it.
    Touch,
    /// Follow the system's own dialogue.
    System,
    /// Nothing any more.
    Over,
}

view! {
    /// What is asked for beside a security key.
    #[derive(Copy)]
    pub struct SecurityKeyAsked {
        /// The key's PIN; elsewhere the system asks for it.
        pub pin: bool,
    }
}

view! {
    /// One's own security keys.
    pub struct YourSecurityKeys {
        /// One's own.
        pub keys: Vec<SecurityKeyView>,
        /// This computer has a way to them.
        pub here: bool,
        /// What is asked for to add one.
        pub asked: SecurityKeyAsked,
    }

    /// One security key of one's own.
    pub struct SecurityKeyView {
        /// Names it.
        pub key: String,
        /// What its person calls it.
        pub name: String,
        /// Since when it opens.
        pub since: DateTime<Utc>,
    }
}

/// Do desktop alerts work on this machine?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DesktopAlerts {
    /// The last one was accepted by the system.
    Working,
    /// Nobody shows them: the application falls back to its own window and sound.
    NoDaemon,
    /// The system refused.
    Refused,
    /// The person, or a policy of the computer, has switched notifications off.
    SwitchedOff,
    /// The person has asked not to be disturbed.
    DoNotDisturb,
    /// Windows shows alerts only of applications that were installed.
    NotInstalled,
    /// Not tried yet.
    Untried,
}

/// What stands before sign-in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Gate {
    /// Nothing is set up in this folder.
    SetUp,
    /// Sign in.
    SignIn {
        /// The practice.
        practice: String,
        /// The workstation.
        workstation: String,
        /// The people of the demonstration; none in a real practice.
        demonstration: Option<Vec<DemoPerson>>,
        /// What guards the device secret.
        protection: Protection,
        /// Does something wait?
        waiting: Waiting,
        /// What the card readers hold; nothing where smartcards are not taken.
        card: Option<CardView>,
        /// What is asked for beside a security key; nothing where nobody has added one.
        security_key: Option<SecurityKeyAsked>,
    },
    /// It cannot be opened, and why.
    Blocked {
        /// Why.
        why: Blocked,
    },
    /// Somebody is signed in.
    SignedIn {
        /// Who.
        session: Session,
    },
}

/// What guards the device secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Protection {
    /// The operating system's key store.
    Keystore,
    /// A file, in the demonstration only.
    DemonstrationFile,
}

/// Does something wait for a signed-in person?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Waiting {
    /// Nothing.
    Nothing,
    /// A bell rang: a person is needed now.
    Alert {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Letters wait, the practice is open and nobody is signed in.
    NobodySignedIn {
        /// Since when.
        since: DateTime<Utc>,
    },
}

/// Why the practice cannot be opened here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Blocked {
    /// This machine has no key store.
    KeystoreAbsent,
    /// It is locked.
    KeystoreLocked,
    /// It failed.
    KeystoreFailed,
    /// The device secret is gone: recovery kit.
    SecretMissing,
    /// The vault is damaged.
    VaultDamaged,
    /// The disk is full.
    DiskFull,
    /// The folder may not be written.
    FolderClosed,
    /// The disk does not answer as it should.
    DiskFailed,
    /// The practice's log cannot be read: the backup.
    LogDamaged,
    /// The practice's log was here and is gone: the backup.
    LogMissing,
    /// The folder lies on another computer, where locks do not hold.
    NetworkShare,
    /// Another Duty Desk runs on this folder.
    InUse,
    /// Made by a newer Duty Desk.
    NeedsUpdate,
    /// A manager revoked this workstation; it has wiped itself.
    Revoked,
}

/// Something changed; the screens ask again for what they show.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// Conversations changed.
    Conversations {
        /// Which.
        ids: Vec<ConversationId>,
    },
    /// The bar changed: counts, sync, duty, alerts.
    Bar,
    /// An alert was raised or changed stage and tells this person.
    Alert {
        /// The conversation.
        conversation: ConversationId,
        /// The letter.
        letter: LetterId,
        /// Is it new?
        raised: bool,
    },
    /// The safety register changed.
    Safety,
    /// An alert drill began: a harmless desktop alert, and a notice to answer.
    Drill,
    /// The idle lock is near.
    LockingIn {
        /// Seconds left.
        seconds: u32,
    },
    /// Somebody is active again.
    NotLocking,
    /// Locked.
    Locked,
    /// What stands before sign-in changed.
    Gate,
    /// What the card readers hold changed.
    Card,
    /// A security key is waited for.
    SecurityKey {
        /// What the person is to do.
        now: KeyPrompt,
    },
    /// People, workstations or who asks to join changed.
    Roster,
}
