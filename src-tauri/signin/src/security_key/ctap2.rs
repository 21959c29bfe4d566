//! CTAP 2 with the keys that are plugged in: which one is meant, its PIN, the touch, the secret.
//!
//! What can be asked without a person is asked first: a key that is not this account's, or cannot keep a secret, costs
//! nobody a PIN or a touch. The PIN goes to the key alone, under a secret agreed with it for the occasion; the key counts
//! wrong ones, not this program. Next: `channel` for packets, `pin` for the two PIN protocols, `value` for CBOR.

mod channel;
#[cfg(test)]
mod fuzz;
mod pin;
mod refused;
mod value;

pub use channel::{Gone, PACKET, Packet, Plug, Ports};

use super::webauthn::hmac_secret_output;
use super::{
    Answer, KeyError, Made, Person, Prompt, RELYING_PARTY, RELYING_PARTY_NAME, Salted, SecurityKeys, Wanted,
};
use channel::Channel;
use pin::{Agreed, Protocol};
use refused::{Refused, Status};
use sha2::{Digest, Sha256};
use value::{Value, map};
use zeroize::Zeroizing;

const MAKE_CREDENTIAL: u8 = 0x01;
const GET_ASSERTION: u8 = 0x02;
const GET_INFO: u8 = 0x04;
const CLIENT_PIN: u8 = 0x06;

/// What a PIN is given for.
const MAY_MAKE: i64 = 0x01;
const MAY_ASK: i64 = 0x02;

/// How many credentials are named at a time to a key that does not say how many it takes.
const AT_A_TIME: usize = 8;

/// Keys that are spoken to by this program itself.
#[derive(Debug)]
pub struct Ctap2<P>(P);

/// A key, and what it says of itself.
struct Key {
    channel: Channel,
    secrets: bool,
    /// `None`: it knows no PIN; `Some(false)`: none is set.
    pin: Option<bool>,
    permissions: bool,
    protocol: Option<Protocol>,
    at_a_time: usize,
}

impl<P: Ports> Ctap2<P> {
    /// Through these ports.
    pub fn new(ports: P) -> Self {
        Self(ports)
    }

    /// The keys that speak CTAP 2. One that only speaks its forerunner keeps no secret.
    fn keys(&self, person: &Person<'_>) -> Result<Vec<Key>, KeyError> {
        let (mut keys, mut last) = (Vec::new(), KeyError::NoKey);
        for plug in self.0.plugged_in()? {
            match Key::meet(plug, person) {
                Ok(key) => keys.push(key),
                Err(KeyError::Cancelled) => return Err(KeyError::Cancelled),
                Err(error) => last = error,
            }
        }
        if keys.is_empty() { Err(last) } else { Ok(keys) }
    }
}

impl<P: Ports> SecurityKeys for Ctap2<P> {
    fn asks_pin(&self) -> bool {
        true
    }

    fn look(&self) -> Result<(), KeyError> {
        if self.0.plugged_in()?.is_empty() { Err(KeyError::NoKey) } else { Ok(()) }
    }

    fn make(&self, wanted: &Wanted<'_>, person: &Person<'_>) -> Result<Made, KeyError> {
        (person.prompt)(Prompt::Wait);
        let mut keys = self.keys(person)?;
        let (Some(mut key), None) = (keys.pop(), keys.pop()) else { return Err(KeyError::Several) };
        if !key.secrets {
            return Err(KeyError::NoSecret);
        }
        for others in wanted.others.chunks(key.at_a_time) {
            match key.holds(others, person) {
                Ok(held) if held.is_empty() => {}
                Ok(_) => return Err(KeyError::AlreadyHere),
                // It says nothing without its PIN: then it looks at the list itself.
                Err(Refused::Key(Status::PIN_REQUIRED)) => break,
                Err(refused) => return Err(refused.into()),
            }
        }
        key.make(wanted, person)
    }

    fn ask(&self, client_data: &[u8], any: &[Salted], person: &Person<'_>) -> Result<Answer, KeyError> {
        (person.prompt)(Prompt::Wait);
        let ids: Vec<_> = any.iter().map(|one| one.credential.clone()).collect();
        for mut key in self.keys(person)? {
            let mut held = Vec::new();
            for ids in ids.chunks(key.at_a_time) {
                held.extend(match key.holds(ids, person) {
                    // It says nothing without its PIN: each is asked in earnest.
                    Err(Refused::Key(Status::PIN_REQUIRED)) => ids.to_vec(),
                    held => held?,
                });
            }
            for salted in any.iter().filter(|one| held.contains(&one.credential)) {
                match key.ask(client_data, salted, person) {
                    Err(KeyError::WrongKey) => {}
                    answer => return answer,
                }
            }
        }
        Err(KeyError::WrongKey)
    }
}

impl Key {
    fn meet(plug: Box<dyn Plug>, person: &Person<'_>) -> Result<Self, KeyError> {
        let mut channel = Channel::open(plug, person.cancel)?;
        let info = channel.command(GET_INFO, None, person)?;
        let options = info.get(4);
        let option = |name: &str| options.and_then(|options| options.named(name)).and_then(Value::truth);
        let extensions = info.get(2).map_or(&[][..], Value::items);
        let protocols: Vec<_> =
            info.get(6).map_or(&[][..], Value::items).iter().filter_map(Value::int).collect();
        let at_a_time = info.get(7).and_then(Value::int).and_then(|most| usize::try_from(most).ok());
        Ok(Self {
            channel,
            secrets: extensions.iter().any(|name| name.text() == Some("hmac-secret")),
            pin: option("clientPin"),
            permissions: option("pinUvAuthToken").unwrap_or(false),
            protocol: Protocol::best(&protocols),
            at_a_time: at_a_time.unwrap_or(AT_A_TIME).clamp(1, AT_A_TIME),
        })
    }

    /// Which of these is on the key: asked without a touch and without a PIN.
    fn holds(&mut self, ids: &[Vec<u8>], person: &Person<'_>) -> Result<Vec<Vec<u8>>, Refused> {
        let request = map([
            (1, Value::from(RELYING_PARTY)),
            (2, Value::from(Sha256::digest(b"is it here").as_slice())),
            (3, descriptors(ids)),
            (5, Value::Map(vec![(Value::from("up"), Value::Truth(false))])),
        ]);
        match self.channel.command(GET_ASSERTION, Some(&request), person) {
            // With one credential asked for a key need not name it.
            Ok(answer) => Ok(answered(&answer).or_else(|| ids.first().cloned()).into_iter().collect()),
            Err(Refused::Key(Status::NO_CREDENTIALS | Status::INVALID_CREDENTIAL)) => Ok(Vec::new()),
            Err(refused) => Err(refused),
        }
    }

    fn make(&mut self, wanted: &Wanted<'_>, person: &Person<'_>) -> Result<Made, KeyError> {
        let hash = Sha256::digest(wanted.client_data);
        let (protocol, proof) = self.prove(MAY_MAKE, &hash, person)?;
        let name = Value::from(wanted.user_name);
        let mut request = vec![
            (1, Value::from(hash.as_slice())),
            (2, named([("id", Value::from(RELYING_PARTY)), ("name", Value::from(RELYING_PARTY_NAME))])),
            (3, named([("id", Value::from(wanted.user)), ("name", name.clone()), ("displayName", name)])),
            (4, Value::List(vec![named([("alg", Value::Int(-7)), ("type", Value::from("public-key"))])])),
        ];
        // An empty list is refused by some keys.
        if !wanted.others.is_empty() {
            request.push((5, descriptors(wanted.others.get(..self.at_a_time).unwrap_or(wanted.others))));
        }
        request.extend([
            (6, named([("hmac-secret", Value::Truth(true))])),
            (8, Value::Bytes(proof)),
            (9, Value::Int(protocol.number())),
        ]);
        let answer = self.channel.command(MAKE_CREDENTIAL, Some(&map(request)), person)?;
        let data = answer.get(2).and_then(Value::bytes).ok_or(KeyError::Failed)?;
        Ok(Made { authenticator_data: data.to_vec() })
    }

    fn ask(&mut self, client_data: &[u8], salted: &Salted, person: &Person<'_>) -> Result<Answer, KeyError> {
        let hash = Sha256::digest(client_data);
        let (protocol, proof) = self.prove(MAY_ASK, &hash, person)?;
        let agreed = self.agree(protocol, person)?;
        let sealed = agreed.seal(&salted.salt)?;
        let mut secret = vec![
            (Value::Int(1), agreed.ours()),
            (Value::Int(2), Value::from(sealed.as_slice())),
            (Value::Int(3), Value::Bytes(agreed.authenticate(&sealed)?)),
        ];
        if protocol != Protocol::One {
            secret.push((Value::Int(4), Value::Int(protocol.number())));
        }
        let request = map([
            (1, Value::from(RELYING_PARTY)),
            (2, Value::from(hash.as_slice())),
            (3, descriptors(std::slice::from_ref(&salted.credential))),
            (4, Value::Map(vec![(Value::from("hmac-secret"), Value::Map(secret))])),
            (6, Value::Bytes(proof)),
            (7, Value::Int(protocol.number())),
        ]);
        let answer = self.channel.command(GET_ASSERTION, Some(&request), person)?;
        let data = answer.get(2).and_then(Value::bytes).ok_or(KeyError::Failed)?;
        let signature = answer.get(3).and_then(Value::bytes).ok_or(KeyError::Failed)?;
        let output = hmac_secret_output(data);
        let secret = output.map(|output| agreed.unseal(&output)).transpose()?;
        Ok(Answer {
            // With one credential asked for a key need not name it.
            credential: answered(&answer).unwrap_or_else(|| salted.credential.clone()),
            authenticator_data: data.to_vec(),
            signature: signature.to_vec(),
            secret: secret.and_then(|secret| Some(Zeroizing::new(secret.as_slice().try_into().ok()?))),
        })
    }

    /// Gives the PIN, and proves with what the key gave for it that this request is the person's.
    fn prove(&mut self, may: i64, hash: &[u8], person: &Person<'_>) -> Result<(Protocol, Vec<u8>), KeyError> {
        let protocol = match (self.pin, self.protocol) {
            (Some(true), Some(protocol)) => protocol,
            (Some(false), _) => return Err(KeyError::NoPin),
            _ => return Err(KeyError::NoSecret),
        };
        let typed = person.pin.map_or("", |pin| pin.typed());
        if !(4..=63).contains(&typed.len()) {
            return Err(KeyError::PinLength);
        }
        let token = self.token(protocol, may, typed, person)?;
        Ok((protocol, pin::proof(protocol, &token, hash)?))
    }

    fn token(
        &mut self,
        protocol: Protocol,
        may: i64,
        typed: &str,
        person: &Person<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let agreed = self.agree(protocol, person)?;
        let hashed = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(typed)));
        let half = hashed.get(..16).ok_or(KeyError::Failed)?;
        let mut request = vec![
            (1, Value::Int(protocol.number())),
            (2, Value::Int(if self.permissions { 0x09 } else { 0x05 })),
            (3, agreed.ours()),
            (6, Value::Bytes(agreed.seal(half)?)),
        ];
        if self.permissions {
            request.extend([(9, Value::Int(may)), (10, Value::from(RELYING_PARTY))]);
        }
        match self.channel.command(CLIENT_PIN, Some(&map(request)), person) {
            Ok(answer) => {
                let sealed = answer.get(2).and_then(Value::bytes).ok_or(KeyError::Failed)?;
                agreed.unseal(sealed)
            }
            Err(Refused::Key(Status::PIN_INVALID)) => Err(match self.tries(protocol, person) {
                Some(0) => KeyError::Blocked,
                left => KeyError::WrongPin { left },
            }),
            Err(refused) => Err(refused.into()),
        }
    }

    /// Wrong PINs the key still takes.
    fn tries(&mut self, protocol: Protocol, person: &Person<'_>) -> Option<u8> {
        let request = map([(1, Value::Int(protocol.number())), (2, Value::Int(0x01))]);
        let answer = self.channel.command(CLIENT_PIN, Some(&request), person).ok()?;
        u8::try_from(answer.get(3)?.int()?).ok()
    }

    fn agree(&mut self, protocol: Protocol, person: &Person<'_>) -> Result<Agreed, KeyError> {
        let request = map([(1, Value::Int(protocol.number())), (2, Value::Int(0x02))]);
        let answer = self.channel.command(CLIENT_PIN, Some(&request), person)?;
        Agreed::with(protocol, answer.get(1).ok_or(KeyError::Failed)?)
    }
}

fn named<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (Value::from(name), value)).collect())
}

fn descriptors(ids: &[Vec<u8>]) -> Value {
    let one = |id: &Vec<u8>| named([("id", Value::from(id.as_slice())), ("type", Value::from("public-key"))]);
    Value::List(ids.iter().map(one).collect())
}

/// The credential an answer names.
fn answered(answer: &Value) -> Option<Vec<u8>> {
    answer.get(1)?.named("id")?.bytes().map(<[u8]>::to_vec)
}
