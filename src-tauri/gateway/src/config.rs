//! What a gateway is told when it starts. Hours, telephone and keys of the practice are not here: it reads those from
//! the practice's log.

use crypto::{Hash, Keys};
use domain::{GatewayId, PracticeId};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// How one gateway runs.
pub struct Config {
    /// Whose letters it takes.
    pub practice: PracticeId,
    /// The founding of the practice's directory, pinned: every key it believes hangs from this.
    pub genesis: Hash,
    /// Its name in the directory.
    pub id: GatewayId,
    /// Its own keys, as the directory lists them.
    pub keys: Keys,
    /// Where it listens; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Shows `/demonstration`: the NHS App of every patient who wrote. Never with real patients.
    pub demonstration: bool,
    /// How answers reach the NHS App.
    pub nhs_app: NhsAppOutbound,
    /// A reverse proxy stands in front: who calls is then the last address in `X-Forwarded-For`.
    pub proxied: bool,
    /// How much it takes.
    pub limits: Limits,
}

/// How answers reach the NHS App.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NhsAppOutbound {
    /// Not at all: outside the demonstration, such an answer fails at once and somebody telephones.
    #[default]
    None,
}

/// How much a gateway takes before it says "later" or "too long".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// The largest request body, in bytes.
    pub body_bytes: usize,
    /// The longest text, in characters.
    pub text_characters: usize,
    /// From one source.
    pub per_source: Rate,
    /// From all together.
    pub overall: Rate,
}

/// So many at once, and so many a minute after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rate {
    /// At once.
    pub burst: u32,
    pub per_minute: u32,
}

impl Default for Limits {
    /// A practice of 10,000 patients gets about 60 messages a day; the NHS App sends all of its replies from one source.
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            text_characters: 10_000,
            per_source: Rate { burst: 30, per_minute: 60 },
            overall: Rate { burst: 120, per_minute: 600 },
        }
    }
}
