//! What a person is shown of a conversation: the fold, the practice's records and the reader, made into `view` types.
//!
//! Pure: nothing here reads a clock or a database, so every sentence about "me" and "now" is an argument. Whether
//! something may be done is never judged here: the rules are asked with a probe, so that they stand in one place.
//! Deliberately absent is any wording for people, which is the screens'. Where the parts come from stands in `engine::practice::desk`.

mod alert;
mod conversation;
mod entry;
#[cfg(any(test, feature = "testing"))]
pub mod fixture;
mod form;
mod patient;
mod refusal;
mod row;
#[cfg(test)]
mod tests;

pub use alert::{attempt, brief, briefs};
pub use conversation::conversation;
pub use patient::spaced;
pub use row::row;

use crate::shared::Shared;
use crate::{Looked, Me, StaffView};
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::alert::ByAt;
use domain::conversation::Conversation;
use domain::message::PatientDetails;

/// Who reads, when, and what the practice's records say.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The practice's records.
    pub shared: &'a Shared,
    /// The person.
    pub me: &'a Me,
    pub now: DateTime<Utc>,
}

/// A conversation with what stands beside it.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    /// As the queue confirms it.
    pub confirmed: &'a Conversation,
    /// With what waits here on top: what people see.
    pub seen: &'a Conversation,
    /// How many events wait here.
    pub unconfirmed: u32,
    /// The patient in the practice's index.
    pub index: Option<&'a PatientDetails>,
}

impl Reader<'_> {
    /// A member of staff in a line.
    pub fn staff(&self, id: StaffId) -> StaffView {
        StaffView { id, name: self.shared.name(id), roles: self.shared.roles(id) }
    }

    fn looked(&self, by: ByAt) -> Looked {
        Looked { by: self.staff(by.by), at: by.at }
    }

    fn is_me(&self, id: StaffId) -> bool {
        self.me.staff == id
    }
}
