//! Lists: the rows of a queue or a search, documents on their way to the record, and what only a person can put right.

use crate::{Looked, StaffView};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ConversationId;
use domain::conversation::Place;
use domain::delivery::{Known, WhyFailed};
use domain::message::{Channel, PersonName, Writer};
use domain::risk::{Category, RiskLevel, Tier};
use serde::{Deserialize, Serialize};

view! {
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
        /// Who saw danger, whatever the rules say.
        pub flagged_by: Option<StaffView>,
        /// A clinician judged that something found in one of them is no danger.
        pub cleared: bool,
        /// How dangerous it is.
        pub risk: RiskLevel,
        /// Its place in the order of risk: the higher the sooner.
        pub rank: u8,
        /// A clinician must have reviewed it by then.
        pub review_by: Option<DateTime<Utc>>,
        /// The patient must have an answer by then; none while it is the patient's turn.
        pub answer_by: Option<DateTime<Utc>>,
        /// The practice's hours no longer keep what the patient was promised, and nobody has told them.
        pub promise_broken: bool,
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

    /// A window of rows.
    pub struct Page {
        /// How many rows the whole list has (for a search: how many were found so far).
        pub total: u32,
        /// The first row's place.
        pub offset: u32,
        pub rows: Vec<Row>,
    }
}

/// A queue on the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Queue {
    NeedsTriage,
    Mine,
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

view! {
    /// A document on its way to the record.
    pub struct FilingRow {
        pub conversation: ConversationId,
        /// Whose.
        pub name: Option<PersonName>,
        pub nhs_number: Option<String>,
        pub version: u32,
        /// How far, as far as anybody knows.
        pub known: Known,
        /// Since when.
        pub since: DateTime<Utc>,
    }

    /// Something only a person can put right.
    pub struct NeedsYou {
        /// Its id, to dismiss it.
        pub id: String,
        pub conversation: Option<ConversationId>,
        /// Whose.
        pub name: Option<PersonName>,
        /// Since when.
        pub since: DateTime<Utc>,
        pub what: NeedsYouWhat,
    }
}

/// What only a person can put right.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NeedsYouWhat {
    /// What I wrote offline no longer fits; here it is.
    NoLongerFits {
        refusal: domain::conversation::Refusal,
        /// The words, so that they can be used again.
        draft: Option<String>,
    },
    /// An answer did not reach the patient.
    AnswerFailed {
        /// A code.
        why: WhyFailed,
    },
    /// An answer was handed over, and nobody has said what became of it.
    AnswerUnconfirmed,
    /// A document did not reach the record.
    FilingFailed {
        /// A code.
        why: WhyFailed,
    },
    /// Documents for the record wait, because the practice has named no folder for them.
    FilingHasNoPlace { documents: u32, restricted: bool },
    /// A letter could not be opened or verified.
    LetterUnreadable,
}
