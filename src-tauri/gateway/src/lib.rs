//! The patients' side of a practice: the doors through which letters come in, and the pages on which answers are read.
//!
//! A letter is accepted only once it lies in the practice's log, sealed so that the gateway itself can no longer read
//! it; until then the sender hears that it was not taken. The words of a patient are never written to a disk or a log
//! here. There is no TLS: a reverse proxy stands in front and checks who calls; on one PC the application runs this
//! library on loopback. Begin with [`serve`]; the doors are in `fhir` and `web`, what goes into the log in `post`, what
//! comes out of it in `follow`.

mod characters;
mod config;
mod connections;
mod correspondence;
mod fhir;
mod follow;
mod gateway;
mod known_practice;
mod limit;
mod on_call;
mod paged;
mod post;
mod remembered;
mod same_site;
mod serve;
mod source;
mod token;
mod web;

pub use config::{Config, Limits, NhsAppDoor, NhsAppOutbound, ProxySecret, Rate, WeakSecret};
pub use serve::{Running, StartError, serve};
pub use token::confirm_code;
