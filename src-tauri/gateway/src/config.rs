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
    /// Whether the NHS App's replies and receipts come in here.
    pub nhs_app_door: NhsAppDoor,
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

/// Whether the NHS App's replies and receipts come in here, and how it is known that they come from there. They are taken
/// as written by a patient who is signed in with NHS login, so nobody else may bring them. A demonstration takes them
/// from anybody on its computer.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NhsAppDoor {
    /// They do not: no NHS App is connected.
    #[default]
    Shut,
    /// The proxy in front proves by mutual TLS that it is the NHS App, takes away the header `X-Duty-Desk-Nhs-App` of
    /// whoever else sends one, and puts this secret into it.
    Proven(ProxySecret),
}

/// What the proxy in front and the gateway both know.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProxySecret(String);

/// A secret that can be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a proxy's secret has at least 32 characters, letters and digits alone")]
pub struct WeakSecret;

impl ProxySecret {
    /// The shortest secret, in characters.
    const SHORTEST: usize = 32;

    /// Is this the secret? The time taken says nothing about it.
    pub(crate) fn is(&self, shown: &[u8]) -> bool {
        Hash::of(self.0.as_bytes()) == Hash::of(shown)
    }
}

impl TryFrom<String> for ProxySecret {
    type Error = WeakSecret;
    fn try_from(text: String) -> Result<Self, WeakSecret> {
        let fits = text.len() >= Self::SHORTEST && text.chars().all(|c| c.is_ascii_alphanumeric());
        if fits { Ok(Self(text)) } else { Err(WeakSecret) }
    }
}

impl From<ProxySecret> for String {
    fn from(secret: ProxySecret) -> Self {
        secret.0
    }
}

impl std::fmt::Debug for ProxySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxySecret(hidden)")
    }
}

/// How much a gateway takes before it says "later" or "too long".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// The largest request body, in bytes.
    pub body_bytes: usize,
    /// The longest text, in characters.
    pub text_characters: usize,
    /// The longest text of a form that another system sends: questions and answers together, in characters.
    pub form_characters: usize,
    /// From one source, at each door.
    pub per_source: Rate,
    /// From all together, at each door.
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
            form_characters: 60_000,
            per_source: Rate { burst: 30, per_minute: 60 },
            overall: Rate { burst: 120, per_minute: 600 },
        }
    }
}
