//! PINs, and how many wrong ones a card still takes.
//!
//! The card counts, not this program. PKCS#11 only says "few" and "last"; a card that speaks PIV is asked for the number
//! itself, by an empty VERIFY that costs nothing. Asked after the module has let go of the card, so that the two do not
//! disturb each other.

use cryptoki::slot::TokenInfo;
use serde::Serialize;
use std::ffi::CString;
use std::fmt;
use zeroize::Zeroizing;

/// What somebody typed as their PIN, wiped when dropped.
pub struct Pin(pub(super) Zeroizing<String>);

impl Pin {
    /// What was typed, for a security key.
    pub(crate) fn typed(&self) -> &str {
        &self.0
    }
}

impl From<String> for Pin {
    fn from(typed: String) -> Self {
        Self(Zeroizing::new(typed))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Wrong PINs a card still takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "left")]
pub enum Tries {
    /// The card does not say, and says nothing is wrong.
    NotSaid,
    /// Fewer than at first.
    Few,
    /// This many; none means that the card is blocked.
    Left(u8),
}

impl Tries {
    /// As far as PKCS#11 says it.
    pub(super) fn of(token: &TokenInfo) -> Self {
        if token.user_pin_locked() {
            Self::Left(0)
        } else if token.user_pin_final_try() {
            Self::Left(1)
        } else if token.user_pin_count_low() {
            Self::Few
        } else {
            Self::NotSaid
        }
    }
}

/// Resets a card: whatever PIN was right is forgotten. Logging out is not enough, for some cards know no such thing.
pub(super) fn forget(reader: &str) {
    let reset = || {
        let context = pcsc::Context::establish(pcsc::Scope::User).ok()?;
        let card =
            context.connect(&CString::new(reader).ok()?, pcsc::ShareMode::Shared, pcsc::Protocols::ANY);
        card.ok()?.disconnect(pcsc::Disposition::ResetCard).ok()
    };
    if reset().is_none() {
        // Out of its reader it forgets by itself.
        tracing::debug!("the card could not be reset");
    }
}

/// PIV's application.
const SELECT_PIV: &[u8] = &[0x00, 0xa4, 0x04, 0x00, 0x05, 0xa0, 0x00, 0x00, 0x03, 0x08, 0x00];
/// An empty VERIFY of the PIN: how many tries are left?
const ASK: &[u8] = &[0x00, 0x20, 0x00, 0x80];

/// The number itself, from a card that speaks PIV.
pub(super) fn ask(context: &pcsc::Context, reader: &str) -> Option<Tries> {
    let reader = CString::new(reader).ok()?;
    let mut card = context.connect(&reader, pcsc::ShareMode::Shared, pcsc::Protocols::ANY).ok()?;
    let transaction = card.transaction().ok()?;
    let mut answer = [0; pcsc::MAX_BUFFER_SIZE];
    let [.., 0x90, 0x00] = transaction.transmit(SELECT_PIV, &mut answer).ok()? else { return None };
    match transaction.transmit(ASK, &mut answer).ok()? {
        [0x63, count] if count & 0xf0 == 0xc0 => Some(Tries::Left(count & 0x0f)),
        [0x69, 0x83] => Some(Tries::Left(0)),
        _ => None,
    }
}
