//! The pure rules of a practice's message desk.
//!
//! Everything a clinician would argue about (when an answer is due, who may send, what counts as dangerous, when a
//! conversation may close) is decided here. Nothing here reads a clock, a disk, a network or a random number: time and
//! chance come in as arguments, so every rule can be tested as a table. Storage lives in `engine`, keys in `crypto`.

pub mod acknowledgement;
pub mod alert;
pub mod audit;
pub mod bell;
pub mod briefing;
pub mod calendar;
mod channel;
pub mod conversation;
pub mod delivery;
pub mod draft;
pub mod ids;
pub mod links;
pub mod message;
pub mod names;
pub mod nhs_number;
pub mod policy;
pub mod restricted;
pub mod risk;
pub mod rota;
pub mod safety;
#[cfg(test)]
mod searching;
pub mod shared;
pub mod staff;
pub mod subject;
pub mod suspicion;
pub mod telephone;
pub mod timing;

pub use ids::*;
pub use nhs_number::NhsNumber;
pub use subject::Subject;
