//! The practice's log and what goes on by itself while somebody is signed in: reading it (`ingest`, `admit`), writing to it
//! (`courier`), answers and documents on their way (`outbound`, `filing`), the time that passes (`timers`). `work` starts it all.

pub(crate) mod admit;
pub(crate) mod backup;
pub(crate) mod bell;
pub(crate) mod chain;
pub(crate) mod courier;
mod delivery;
pub(crate) mod filing;
pub(crate) mod ingest;
pub(crate) mod outbound;
mod second_reader;
mod supervised;
pub(crate) mod timers;
pub(crate) mod transcript;
pub(crate) mod work;
