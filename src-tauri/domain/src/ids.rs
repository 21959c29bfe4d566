//! Names for things, each its own type, so that a patient can never be passed where a conversation is meant.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(/// A practice: random, for ODS codes change when practices merge.
    PracticeId);
id!(/// A workstation enrolled in a practice.
    DeviceId);
id!(/// A member of staff.
    StaffId);
id!(/// A patient as this practice knows them; the NHS number is an attribute, not the key.
    PatientId);
id!(/// One conversation with, or about, one patient.
    ConversationId);
id!(/// What a gateway received once: a patient's letter or a receipt.
    LetterId);
id!(/// One event on the queue; also its deduplication key.
    EventId);
id!(/// Something that is to arrive somewhere: a reply with a patient, a document in the record.
    DeliveryId);
id!(/// A record of the practice's safety work: a hazard, an incident, a drill.
    SafetyId);

impl LetterId {
    /// The conversation that begins with this letter: everybody names it alike.
    pub fn conversation(self) -> ConversationId {
        ConversationId(derive_uuid("conversation", &[self.0.as_bytes()]))
    }
}

/// Hashes labelled parts into an id that everybody computes alike (UUID version 8, SHA-256).
///
/// Lengths are bound in, so `("ab", "c")` and `("a", "bc")` differ.
pub fn derive_uuid(label: &str, parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The name of a gateway within its practice: lower-case letters, digits and hyphens, 1 to 32 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GatewayId(String);

/// A gateway's name holds other characters, none, or too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a gateway's name is 1 to 32 lower-case letters, digits and hyphens")]
pub struct BadGatewayId;

impl TryFrom<String> for GatewayId {
    type Error = BadGatewayId;
    fn try_from(name: String) -> Result<Self, BadGatewayId> {
        let fits = (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(name)) } else { Err(BadGatewayId) }
    }
}

impl std::str::FromStr for GatewayId {
    type Err = BadGatewayId;
    fn from_str(name: &str) -> Result<Self, BadGatewayId> {
        Self::try_from(name.to_owned())
    }
}

impl From<GatewayId> for String {
    fn from(id: GatewayId) -> Self {
        id.0
    }
}

impl fmt::Display for GatewayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An organisation's code in the Organisation Data Service: 3 to 10 capital letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct OdsCode(String);

/// Not an ODS code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an ODS code is 3 to 10 letters and digits, such as A81001")]
pub struct BadOdsCode;

impl OdsCode {
    /// The code of no practice.
    pub(crate) fn nobodys() -> Self {
        Self("000".to_owned())
    }
}

impl TryFrom<String> for OdsCode {
    type Error = BadOdsCode;
    fn try_from(code: String) -> Result<Self, BadOdsCode> {
        let code = code.trim().to_ascii_uppercase();
        let fits = (3..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(code)) } else { Err(BadOdsCode) }
    }
}

impl std::str::FromStr for OdsCode {
    type Err = BadOdsCode;
    fn from_str(code: &str) -> Result<Self, BadOdsCode> {
        Self::try_from(code.to_owned())
    }
}

impl From<OdsCode> for String {
    fn from(code: OdsCode) -> Self {
        code.0
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_bind_the_lengths_of_their_parts() {
        let one = derive_uuid("x", &[b"ab", b"c"]);
        assert_eq!(one, derive_uuid("x", &[b"ab", b"c"]));
        assert_ne!(one, derive_uuid("x", &[b"a", b"bc"]));
        assert_ne!(one, derive_uuid("y", &[b"ab", b"c"]));
    }

    #[test]
    fn gateway_names_are_plain() {
        for (name, fits) in [("front-1", true), ("", false), ("Front", false), ("a.b", false)] {
            assert_eq!(name.parse::<GatewayId>().is_ok(), fits, "{name}");
        }
        assert!("a".repeat(33).parse::<GatewayId>().is_err());
    }

    #[test]
    fn ods_codes_are_trimmed_and_raised() {
        assert_eq!(" a81001 ".parse::<OdsCode>().map(String::from), Ok("A81001".to_owned()));
        for bad in ["", "A8", "A8100-1", "ABCDEFGHIJK"] {
            assert!(bad.parse::<OdsCode>().is_err(), "{bad}");
        }
    }
}
