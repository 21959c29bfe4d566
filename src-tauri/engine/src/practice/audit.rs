//! Who looked at what and who did what, written down before the answer is given.
//!
//! A read is answered only after its entry is on the disk; an act and its entry are one transaction. Entries that come
//! together share a write (`witness`). What is written goes to the practice's log in sealed batches (`batches`), with how
//! far this workstation has seen the others' chains go. Reading it is in `read`, checking it in `verify`, what to look
//! into in `review`; tries before anybody is signed in wait in `attempts`.

pub(crate) mod attempts;
pub(crate) mod batches;
mod export;
pub(crate) mod pen;
mod read;
mod review;
mod session;
#[cfg(test)]
mod tests;
mod verify;
mod view;
mod witness;

pub use view::{
    AuditCheck, AuditExport, AuditFilter, AuditPage, AuditRow, ExportFormat, UnusualView, WorkstationView,
};
