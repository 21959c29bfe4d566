//! What a key answers to each command: CTAP 2.0 and 2.1, as far as a product asks for it.
//!
//! Errors are the standard's numbers. What needs a touch is worked out first and given out after it.

use super::Kind;
use super::pin::{Shared, cose, mac, make_agreement, random, verifies};
use ciborium::Value;
use p256::ecdsa::signature::Signer;
use sha2::{Digest, Sha256};

/// Wrong PINs a key takes.
const TRIES: u8 = 8;
/// Wrong PINs in a row until it wants to be unplugged.
const IN_A_ROW: u8 = 3;

const MISSING_PARAMETER: u8 = 0x14;
const INVALID_PARAMETER: u8 = 0x02;
const INVALID_COMMAND: u8 = 0x01;
const EXCLUDED: u8 = 0x19;
const UNSUPPORTED_ALGORITHM: u8 = 0x26;
const NO_CREDENTIALS: u8 = 0x2e;
const PIN_INVALID: u8 = 0x31;
const PIN_BLOCKED: u8 = 0x32;
const PIN_AUTH_INVALID: u8 = 0x33;
const PIN_AUTH_BLOCKED: u8 = 0x34;
const PIN_NOT_SET: u8 = 0x35;
const PIN_REQUIRED: u8 = 0x36;

#[derive(Debug)]
pub(super) struct Authenticator {
    pub kind: Kind,
    pub touches: u32,
    pin: Option<String>,
    tries: u8,
    in_a_row: u8,
    agreement: p256::SecretKey,
    token: Option<Token>,
    credentials: Vec<Credential>,
}

#[derive(Debug)]
struct Token {
    bytes: [u8; 32],
    two: bool,
    may: i128,
    party: Option<String>,
}

#[derive(Debug)]
struct Credential {
    id: Vec<u8>,
    party: String,
    key: p256::ecdsa::SigningKey,
    with_pin: [u8; 32],
    without_pin: [u8; 32],
    count: u32,
}

/// A request's parameters, by number.
struct Parameters(Value);

impl Parameters {
    fn get(&self, number: i64) -> Option<&Value> {
        entry(&self.0, &Value::from(number))
    }

    fn bytes(&self, number: i64) -> Result<&[u8], u8> {
        self.get(number).and_then(Value::as_bytes).map(Vec::as_slice).ok_or(MISSING_PARAMETER)
    }

    fn number(&self, number: i64) -> Result<i128, u8> {
        let found = self.get(number).and_then(Value::as_integer).ok_or(MISSING_PARAMETER)?;
        Ok(found.into())
    }

    fn ids(&self, number: i64) -> Vec<Vec<u8>> {
        let list = self.get(number).and_then(Value::as_array).cloned().unwrap_or_default();
        list.iter().filter_map(|one| named(one, "id")?.as_bytes().cloned()).collect()
    }
}

fn entry<'map>(map: &'map Value, name: &Value) -> Option<&'map Value> {
    map.as_map()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn named<'map>(map: &'map Value, name: &str) -> Option<&'map Value> {
    entry(map, &Value::from(name))
}

fn numbered(entries: Vec<(i64, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (Value::from(name), value)).collect())
}

fn texts(entries: Vec<(&str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (Value::from(name), value)).collect())
}

fn bytes_of(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Into memory it cannot fail.
    let _ = ciborium::into_writer(value, &mut bytes);
    bytes
}

impl Authenticator {
    pub fn new(kind: Kind, pin: Option<&str>) -> Self {
        Self {
            kind,
            touches: 0,
            pin: pin.map(str::to_owned),
            tries: TRIES,
            in_a_row: 0,
            agreement: make_agreement(),
            token: None,
            credentials: Vec::new(),
        }
    }

    pub fn tries(&self) -> u8 {
        self.tries
    }

    pub fn power_cycle(&mut self) {
        (self.in_a_row, self.token) = (0, None);
        self.agreement = make_agreement();
    }

    /// The answer, and whether it waits for a touch.
    pub fn command(&mut self, message: &[u8]) -> (Vec<u8>, bool) {
        let Some((command, body)) = message.split_first() else { return (vec![INVALID_COMMAND], false) };
        let parameters = match body {
            [] => Parameters(Value::Null),
            body => match ciborium::from_reader(body) {
                Ok(value) => Parameters(value),
                Err(_) => return (vec![0x12], false),
            },
        };
        let answer = match command {
            0x01 => self.make(&parameters).map(|answer| (answer, true)),
            0x02 => self.assert(&parameters),
            0x04 => Ok((self.info(), false)),
            0x06 => self.client_pin(&parameters).map(|answer| (answer, false)),
            _ => Err(INVALID_COMMAND),
        };
        match answer {
            Ok((value, touched)) => ([vec![0], bytes_of(&value)].concat(), touched),
            Err(status) => (vec![status], false),
        }
    }

    fn first_only(&self) -> bool {
        self.kind == Kind::First
    }

    fn info(&self) -> Value {
        let protocols: &[i64] = if self.first_only() { &[1] } else { &[2, 1] };
        let extensions = if self.kind == Kind::WithoutPrf { vec![] } else { vec!["hmac-secret".into()] };
        let mut options = vec![("rk", true.into()), ("up", true.into())];
        if self.kind == Kind::AlwaysPin {
            options.push(("alwaysUv", true.into()));
        }
        options.push(("clientPin", self.pin.is_some().into()));
        if !self.first_only() {
            options.push(("pinUvAuthToken", true.into()));
        }
        let version = if self.first_only() { "FIDO_2_0" } else { "FIDO_2_1" };
        numbered(vec![
            (1, Value::Array(vec![version.into()])),
            (2, Value::Array(extensions)),
            (3, Value::Bytes(vec![0; 16])),
            (4, texts(options)),
            (5, 1200.into()),
            (6, Value::Array(protocols.iter().map(|one| (*one).into()).collect())),
            (7, 2.into()),
        ])
    }

    fn client_pin(&mut self, ask: &Parameters) -> Result<Value, u8> {
        match ask.number(2)? {
            1 => Ok(numbered(vec![(3, self.tries.into()), (4, (self.in_a_row >= IN_A_ROW).into())])),
            2 => Ok(numbered(vec![(1, cose(&self.agreement.public_key(), -25))])),
            5 if ask.get(9).is_none() => self.give_token(ask, 3, None),
            9 if !self.first_only() => {
                let party = ask.get(10).and_then(Value::as_text).map(str::to_owned);
                self.give_token(ask, ask.number(9)?, party)
            }
            _ => Err(INVALID_PARAMETER),
        }
    }

    fn give_token(&mut self, ask: &Parameters, may: i128, party: Option<String>) -> Result<Value, u8> {
        let pin = self.pin.as_ref().ok_or(PIN_NOT_SET)?;
        let protocol = ask.number(1)?;
        if protocol == 2 && self.first_only() {
            return Err(INVALID_PARAMETER);
        }
        if self.tries == 0 {
            return Err(PIN_BLOCKED);
        }
        if self.in_a_row >= IN_A_ROW {
            return Err(PIN_AUTH_BLOCKED);
        }
        let theirs = ask.get(3).ok_or(MISSING_PARAMETER)?;
        let shared = Shared::between(&self.agreement, theirs, protocol).ok_or(INVALID_PARAMETER)?;
        let typed = shared.decrypt(ask.bytes(6)?).ok_or(INVALID_PARAMETER)?;
        self.tries -= 1;
        if Sha256::digest(pin).as_slice().get(..16) != Some(typed.as_slice()) {
            self.agreement = make_agreement();
            self.in_a_row += 1;
            return Err(match (self.tries, self.in_a_row) {
                (0, _) => PIN_BLOCKED,
                (_, IN_A_ROW..) => PIN_AUTH_BLOCKED,
                _ => PIN_INVALID,
            });
        }
        (self.tries, self.in_a_row) = (TRIES, 0);
        let bytes = random();
        self.token = Some(Token { bytes, two: protocol == 2, may, party });
        Ok(numbered(vec![(2, Value::Bytes(shared.encrypt(&bytes).ok_or(INVALID_PARAMETER)?))]))
    }

    /// Was the PIN given for this?
    fn verified(&mut self, may: i128, party: &str, hash: &[u8], proof: Option<&Value>) -> Result<bool, u8> {
        let Some(proof) = proof.and_then(Value::as_bytes) else {
            return if self.kind == Kind::AlwaysPin { Err(PIN_REQUIRED) } else { Ok(false) };
        };
        let token = self.token.as_ref().ok_or(PIN_AUTH_INVALID)?;
        let for_this = token.may & may != 0 && token.party.as_deref().is_none_or(|other| other == party);
        if for_this && verifies(&token.bytes, token.two, hash, proof) {
            // Once it was touched a token is good for nothing more.
            self.token = None;
            Ok(true)
        } else {
            Err(PIN_AUTH_INVALID)
        }
    }

    fn make(&mut self, ask: &Parameters) -> Result<Value, u8> {
        let hash = ask.bytes(1)?.to_vec();
        let party = ask.get(2).and_then(|party| named(party, "id")?.as_text()).ok_or(MISSING_PARAMETER)?;
        ask.get(3).and_then(|user| named(user, "id")).and_then(Value::as_bytes).ok_or(MISSING_PARAMETER)?;
        let kinds = ask.get(4).and_then(Value::as_array).ok_or(MISSING_PARAMETER)?;
        if !kinds.iter().any(|kind| named(kind, "alg") == Some(&Value::from(-7))) {
            return Err(UNSUPPORTED_ALGORITHM);
        }
        let known = self.verified(1, party, &hash, ask.get(8))?;
        if !known && self.pin.is_some() {
            return Err(PIN_REQUIRED);
        }
        let excluded = ask.ids(5);
        if self.credentials.iter().any(|one| one.party == party && excluded.contains(&one.id)) {
            return Err(EXCLUDED);
        }
        let asked =
            ask.get(6).and_then(|extensions| named(extensions, "hmac-secret")).and_then(Value::as_bool);
        let secret = asked == Some(true) && self.kind != Kind::WithoutPrf;
        let key = p256::ecdsa::SigningKey::from(make_agreement());
        let id = random::<48>().to_vec();
        let public = p256::PublicKey::from(key.verifying_key());
        let mut data = head(party, 0x41 | if known { 4 } else { 0 } | if secret { 0x80 } else { 0 }, 0);
        data.extend([0; 16]);
        data.extend([0, 48]);
        data.extend(&id);
        data.extend(bytes_of(&cose(&public, -7)));
        if secret {
            data.extend(bytes_of(&texts(vec![("hmac-secret", true.into())])));
        }
        let (with_pin, without_pin, party) = (random(), random(), party.to_owned());
        self.credentials.push(Credential { id, party, key, with_pin, without_pin, count: 0 });
        Ok(numbered(vec![(1, "none".into()), (2, Value::Bytes(data)), (3, Value::Map(vec![]))]))
    }

    fn assert(&mut self, ask: &Parameters) -> Result<(Value, bool), u8> {
        let party = ask.get(1).and_then(Value::as_text).ok_or(MISSING_PARAMETER)?.to_owned();
        let hash = ask.bytes(2)?.to_vec();
        let touched = ask.get(5).and_then(|options| named(options, "up")?.as_bool()).unwrap_or(true);
        let known = self.verified(2, &party, &hash, ask.get(6))?;
        let allowed = ask.ids(3);
        let shared = match ask.get(4).and_then(|extensions| named(extensions, "hmac-secret")) {
            Some(salted) if self.kind != Kind::WithoutPrf => Some(self.salts(salted)?),
            _ => None,
        };
        let credential = self
            .credentials
            .iter_mut()
            .find(|one| one.party == party && allowed.contains(&one.id))
            .ok_or(NO_CREDENTIALS)?;
        credential.count += 1;
        let extension = shared.is_some();
        let flags = u8::from(touched) | if known { 4 } else { 0 } | if extension { 0x80 } else { 0 };
        let mut data = head(&party, flags, credential.count);
        if let Some((shared, salt)) = shared {
            let secret = if known { &credential.with_pin } else { &credential.without_pin };
            let output = shared.encrypt(&mac(secret, &salt)).ok_or(INVALID_PARAMETER)?;
            data.extend(bytes_of(&texts(vec![("hmac-secret", Value::Bytes(output))])));
        }
        let signature: p256::ecdsa::Signature = credential.key.sign(&[data.as_slice(), &hash].concat());
        let named = texts(vec![("id", Value::Bytes(credential.id.clone())), ("type", "public-key".into())]);
        let answer = numbered(vec![
            (1, named),
            (2, Value::Bytes(data)),
            (3, Value::Bytes(signature.to_der().as_bytes().to_vec())),
        ]);
        Ok((answer, touched))
    }

    /// The salt that was sent, and what the secret goes back under.
    fn salts(&self, salted: &Value) -> Result<(Shared, Vec<u8>), u8> {
        let part = |number: i64| entry(salted, &Value::from(number));
        let protocol = part(4).and_then(Value::as_integer).map_or(1, i128::from);
        let theirs = part(1).ok_or(MISSING_PARAMETER)?;
        let shared = Shared::between(&self.agreement, theirs, protocol).ok_or(INVALID_PARAMETER)?;
        let sealed = part(2).and_then(Value::as_bytes).ok_or(MISSING_PARAMETER)?;
        let proof = part(3).and_then(Value::as_bytes).ok_or(MISSING_PARAMETER)?;
        if !shared.verifies(sealed, proof) {
            return Err(PIN_AUTH_INVALID);
        }
        let salt = shared.decrypt(sealed).filter(|salt| salt.len() == 32).ok_or(INVALID_PARAMETER)?;
        Ok((shared, salt))
    }
}

fn head(party: &str, flags: u8, count: u32) -> Vec<u8> {
    [Sha256::digest(party).as_slice(), &[flags], &count.to_be_bytes()].concat()
}
