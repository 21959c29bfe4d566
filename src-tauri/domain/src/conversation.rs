//! One conversation with, or about, one patient: what can happen, how it stands, what may be done next.
//!
//! `decide` turns a person's command into events or refuses it in a word a screen can explain; `step` folds events
//! into the state. Neither reads a clock or a random number. Ownership, triage, answers, alerts and the closing are
//! in one aggregate because each may refuse the other.

#[cfg(test)]
mod acting;
mod answer;
mod circumstances;
mod clocks;
pub mod closing;
pub mod command;
pub mod decide;
pub mod event;
mod excluded;
mod judged;
mod online;
mod reading_again;
pub mod refusal;
mod review;
mod sending_on;
pub mod state;
pub mod step;
#[cfg(test)]
mod tests;
pub mod triage;
#[cfg(any(test, feature = "testing"))]
pub mod wishes;

pub use answer::{AnswerCheck, check_answer};
pub use circumstances::{Circumstances, LONGEST_ANSWER, LONGEST_NOTE};
pub use clocks::Clocks;
pub use closing::{Closed, Closing, FileAs, Online, Outcome};
pub use command::{AfterSend, Command};
pub use decide::decide;
pub use event::{Actor, Event, Recorded};
pub use judged::{FoundBy, Judged};
pub use reading_again::second_reading;
pub use refusal::Refusal;
pub use sending_on::UNDO_WITHIN;
pub use state::{Conversation, Entry, EntryKind, Place, Received, Sent};
pub use step::{step, step_unknown};
pub use triage::{ExcludedTopic, IdentityCheck, Route, Step, Triage};
