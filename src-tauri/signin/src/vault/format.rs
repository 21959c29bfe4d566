//! The vault's file, `vault.json`: what may be read before anybody signs in, and what only factors open.
//!
//! The names of the practice and the workstation stand in it for the sign-in screen to show; everything that matters is
//! wrapped. A message authentication code under a key of the device secret covers every byte, and the file has exactly one
//! spelling, so a changed byte anywhere is noticed. A version this program does not know is refused, never guessed at.

use crate::card::Removal;
use crate::keystore::{DeviceSecret, Protection, SecretName};
use crate::password::Stretch;
use crate::throttle::Attempts;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use crypto::{Hash, Sealed, epoch::Epoch};
use domain::{DeviceId, PracticeId, StaffId};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The version this program writes, and the only one it reads.
const FORMAT: u32 = 1;

/// No vault is larger; a larger file is damage, and is not read into memory.
pub(crate) const LARGEST: u64 = 4 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<B> {
    format: u32,
    mac: Bytes,
    body: B,
}

/// Just enough of any version to say that it is another one.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

/// Everything the vault holds.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    pub practice: PracticeId,
    pub practice_name: String,
    pub device: DeviceId,
    pub workstation: String,
    pub protection: Protection,
    /// The first statement of the practice's directory: no other practice can take this one's place.
    pub genesis: Hash,
    pub database: Database,
    /// The number of the change that wrote it; the key store knows the last. None before the first was counted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generation: u64,
    /// The latest time proven: a right code comes from another clock that says the same. Only by it is anything removed.
    pub latest: DateTime<Utc>,
    /// The time of the log's end as it was last read: whose access has ended by it does not come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_time: Option<DateTime<Utc>>,
    pub accounts: Vec<Account>,
    /// Tries under user names that nobody has: slowed down like everybody's, so that they tell nothing.
    pub strangers: Vec<Stranger>,
    /// Whose smartcards are trusted here; without it cards are not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cards: Option<CardRules>,
    /// The last statement of the directory that was followed: an earlier or another directory is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Hash>,
    /// The device's own keys, under the device secret, until the first person signs in and a database holds them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joining: Option<Bytes>,
}

/// The database key, wrapped by the access key of an epoch and the device secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub epoch: Epoch,
    pub wrapped: Bytes,
    /// The key that comes after it, wrapped alike: until it is confirmed, the database is under the one or the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Bytes>,
    /// Something that opened the key no longer may: whoever signs in next begins another.
    #[serde(default, skip_serializing_if = "is_false")]
    pub spent: bool,
}

/// What the vault knows of a member of staff. An unknown field is another spelling, and refused as that.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub user_name: String,
    pub staff: StaffId,
    pub salt: Bytes,
    pub stretch: Stretch,
    /// The staff seed and the authenticator's secret, under password and device secret.
    pub wrapped: Bytes,
    /// Which sealed login of the directory this is; none if it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Hash>,
    /// Access keys sealed to this person, as the directory has them.
    pub access: Vec<Access>,
    pub attempts: Attempts,
    pub last_step: Option<u64>,
    pub expires: Option<DateTime<Utc>>,
    #[serde(flatten)]
    pub added: Added,
}

/// What a person has added beside password and code.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Added {
    /// The person's smartcards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<CardSlot>,
    /// The person's security keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_keys: Vec<SecurityKeySlot>,
}

/// Which ways in a workstation offers beside password and code, before anybody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offered {
    /// Smartcards are taken here.
    pub cards: bool,
    /// Somebody opens this workstation with a security key.
    pub security_keys: bool,
}

/// Smartcards at this practice, on this PC.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardRules {
    /// The PKCS#11 module, unless it is OpenSC's in its usual place. Here and not in a file of settings: it is code.
    pub module: Option<String>,
    /// Certificates of the issuers whose cards are taken.
    pub issuers: Vec<Bytes>,
    pub removal: Removal,
}

/// One card of a person's.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardSlot {
    /// The hash of the public key it signs in with.
    pub key: Hash,
    pub ending: String,
    pub enrolled: DateTime<Utc>,
    /// The person's seed, wrapped to the card; without it the card needs the password beside it.
    pub unwrap: Option<CardWrap>,
}

/// A seed wrapped to a card.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardWrap {
    /// The hash of the public key it is wrapped to.
    pub key: Hash,
    /// What the card is given.
    pub message: Bytes,
    /// The seed under what the card makes of it, and under this PC's secret.
    pub wrapped: Bytes,
}

/// One security key of a person's.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecurityKeySlot {
    /// What the person calls it.
    pub name: String,
    pub enrolled: DateTime<Utc>,
    /// Names the credential to its key.
    pub credential: Bytes,
    /// The public key that its signatures are held against, as an uncompressed point.
    pub public: Bytes,
    /// What the key makes its secret from.
    pub salt: Bytes,
    /// The person's seed under that secret, and under this PC's.
    pub wrapped: Bytes,
}

/// One epoch's access key, sealed to a person.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Access {
    pub epoch: Epoch,
    pub sealed: Sealed,
}

/// Tries under a name that nobody has. The name itself is not kept: people type passwords into the wrong field.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stranger {
    pub tag: Bytes,
    pub attempts: Attempts,
}

/// Bytes in a file that people may open: base 64.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Why bytes are no vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Damaged,
    NewerVersion,
}

/// Bytes that have a vault's shape; who changed them last is not known yet.
pub(crate) struct Unproven {
    body: Body,
    mac: Bytes,
}

/// Reads the shape. Nothing is proven until [`Unproven::prove`].
pub(crate) fn parse(bytes: &[u8]) -> Result<Unproven, Unreadable> {
    let version: Version = serde_json::from_slice(bytes).map_err(|_| Unreadable::Damaged)?;
    if version.format != FORMAT {
        return Err(Unreadable::NewerVersion);
    }
    let file: File<Body> = serde_json::from_slice(bytes).map_err(|_| Unreadable::Damaged)?;
    // One spelling alone: otherwise a changed blank or a second way to write a letter would pass unnoticed.
    match serde_json::to_vec(&file) {
        Ok(spelling) if spelling == bytes => Ok(Unproven { body: file.body, mac: file.mac }),
        _ => Err(Unreadable::Damaged),
    }
}

impl Unproven {
    /// What the sign-in screen may show before the key store has been asked.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The contents, if this device wrote every byte of them.
    pub fn prove(self, secret: &DeviceSecret) -> Result<Body, Unreadable> {
        let mac = mac(&self.body, secret).ok_or(Unreadable::Damaged)?;
        mac.verify_slice(&self.mac.0).map_err(|_| Unreadable::Damaged)?;
        Ok(self.body)
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// The file's bytes.
pub(crate) fn encode(body: &Body, secret: &DeviceSecret) -> Option<Vec<u8>> {
    let mac = Bytes(mac(body, secret)?.finalize().into_bytes().to_vec());
    serde_json::to_vec(&File { format: FORMAT, mac, body }).ok()
}

fn mac(body: &Body, secret: &DeviceSecret) -> Option<Hmac<Sha256>> {
    let key = derive(secret.bytes(), body.practice.0.as_bytes(), "duty-desk vault mac 1", &[])?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).ok()?;
    mac.update(&FORMAT.to_be_bytes());
    mac.update(&serde_json::to_vec(body).ok()?);
    Some(mac)
}

/// One secret in, a key for one purpose out. `None` never happens with these lengths.
pub(crate) fn derive(secret: &[u8], salt: &[u8], label: &str, part: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand_multi_info(&[label.as_bytes(), &[0], part], key.as_mut_slice())
        .ok()?;
    Some(key)
}

impl Body {
    pub fn offered(&self) -> Offered {
        Offered {
            cards: self.cards.is_some(),
            security_keys: self.accounts.iter().any(|account| !account.added.security_keys.is_empty()),
        }
    }

    pub fn secret_name(&self) -> SecretName {
        SecretName { practice: self.practice, device: self.device }
    }
}
