//! Smartcards at the desk: what the readers hold, the way in with a card, and the lock the instant it leaves.
//!
//! One thread waits at the readers; what it reports is acted on at once, before anything is looked at. Looking takes a
//! card's time (a second with some), so it is done beside, and the sign-in screen shows the last look. Somebody whose card
//! left while the practice was still opening is locked again before they see anything. Next: `signin::card`.

mod here;
mod own;
mod shown;
mod sign_in;
mod watch;

pub(super) use here::CardsHere;
pub(super) use shown::{card_trouble, left};
