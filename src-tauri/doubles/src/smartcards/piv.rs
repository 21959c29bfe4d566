//! A small PIV card (NIST SP 800-73): selects, gives out its certificates, counts wrong PINs, signs and unwraps.
//!
//! Commands arrive in pieces and long answers leave in pieces, as over a real contact. The count of wrong PINs outlives
//! the card's being taken out; that a PIN was right does not.

use super::{Certificate, Key, tlv};
use std::sync::{Arc, Mutex, PoisonError};

/// The right PIN of every card made here.
pub const PIN: &str = "274913";
const TRIES: u8 = 3;

const OK: [u8; 2] = [0x90, 0x00];
const NOT_FOUND: [u8; 2] = [0x6a, 0x82];
const WRONG_DATA: [u8; 2] = [0x6a, 0x80];
const NO_PIN: [u8; 2] = [0x69, 0x82];
const BLOCKED: [u8; 2] = [0x69, 0x83];
const NOT_SUPPORTED: [u8; 2] = [0x6d, 0x00];

/// PIV's application and its name.
const APPLICATION: &[u8] = &[0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];

/// The number of an American office, which says that there is none: then the card's own number counts.
const NOT_FEDERAL: &[u8] = &[
    0xd4, 0xe7, 0x39, 0xda, 0x73, 0x9c, 0xed, 0x39, 0xce, 0x73, 0x9d, 0x83, 0x68, 0x58, 0x21, 0x08, 0x42,
    0x10, 0x84, 0x21, 0xc8, 0x42, 0x10, 0xc3, 0xeb,
];

/// A card; clones are the same card.
#[derive(Debug, Clone)]
pub struct Card(Arc<Mutex<Inside>>);

#[derive(Debug)]
struct Inside {
    number: [u8; 16],
    sign_in: (Key, Certificate),
    unwrap: Option<(Key, Certificate)>,
    tries: u8,
    verified: bool,
    /// Refuses every command, as a card whose contacts have not settled.
    dumb: bool,
    /// Pieces of a command, and of an answer.
    coming: Vec<u8>,
    going: Vec<u8>,
}

impl Card {
    /// A card whose number ends with these four digits, with a key to sign in with and perhaps one that unwraps.
    #[must_use]
    pub fn new(ending: u16, sign_in: (Key, Certificate), unwrap: Option<(Key, Certificate)>) -> Self {
        let digit = |place: u16| u8::try_from(ending / place % 10).unwrap_or(0);
        let last = [digit(1000) << 4 | digit(100), digit(10) << 4 | digit(1)];
        // PKCS#11 has room for the first half of the number.
        let mut number = [0x11; 16];
        for half in number.chunks_mut(8) {
            half.iter_mut().rev().zip(last.iter().rev()).for_each(|(place, digits)| *place = *digits);
        }
        let inside = Inside {
            number,
            sign_in,
            unwrap,
            tries: TRIES,
            verified: false,
            dumb: false,
            coming: Vec::new(),
            going: Vec::new(),
        };
        Self(Arc::new(Mutex::new(inside)))
    }

    /// Wrong PINs left.
    #[must_use]
    pub fn tries(&self) -> u8 {
        self.inside().tries
    }

    /// Whether the card would sign without asking for the PIN again.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.inside().verified
    }

    /// From now on it refuses every command, or answers again; it stays in its reader meanwhile.
    pub fn be_dumb(&self, dumb: bool) {
        self.inside().dumb = dumb;
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl vpicc::VSmartCard for Card {
    fn power_off(&mut self) {
        self.inside().verified = false;
    }

    fn reset(&mut self) {
        self.inside().verified = false;
    }

    fn execute(&mut self, command: &[u8]) -> Vec<u8> {
        self.inside().answer(command)
    }
}

impl Inside {
    fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        if self.dumb {
            return NOT_SUPPORTED.to_vec();
        }
        let &[class, instruction, p1, p2, ref rest @ ..] = command else { return WRONG_DATA.to_vec() };
        if instruction == 0xc0 {
            return self.next_piece();
        }
        self.coming.extend_from_slice(data(rest));
        if class & 0x10 != 0 {
            return OK.to_vec();
        }
        let data = std::mem::take(&mut self.coming);
        match self.act(instruction, (p1, p2), &data) {
            Ok(answer) => {
                self.going = answer;
                self.next_piece()
            }
            Err(status) => status.to_vec(),
        }
    }

    /// At most 256 bytes at a time; the rest is announced.
    fn next_piece(&mut self) -> Vec<u8> {
        let rest = self.going.split_off(self.going.len().min(256));
        let piece = std::mem::replace(&mut self.going, rest);
        let status = match self.going.len() {
            0 => OK,
            left => [0x61, u8::try_from(left).unwrap_or(0)],
        };
        [piece.as_slice(), &status].concat()
    }

    fn act(&mut self, instruction: u8, p: (u8, u8), data: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        match (instruction, p) {
            (0xa4, _) => select(data),
            (0xcb, (0x3f, 0xff)) => self.object(tlv::find(data, 0x5c).ok_or(WRONG_DATA)?).ok_or(NOT_FOUND),
            (0x20, (0x00, 0x80)) => self.verify(data),
            (0x20, (0xff, 0x80)) => {
                self.verified = false;
                Ok(Vec::new())
            }
            (0x87, (algorithm, slot)) => self.authenticate(algorithm, slot, data),
            _ => Err(NOT_SUPPORTED),
        }
    }

    fn object(&self, name: &[u8]) -> Option<Vec<u8>> {
        let certificate = |held: &(Key, Certificate)| {
            let der = &held.1.der;
            [tlv::value(&[0x70], der), tlv::value(&[0x71], &[0]), tlv::value(&[0xfe], &[])].concat()
        };
        let content = match name {
            [0x5f, 0xc1, 0x02] => self.holder_id(),
            [0x5f, 0xc1, 0x05] => certificate(&self.sign_in),
            [0x5f, 0xc1, 0x0b] => certificate(self.unwrap.as_ref()?),
            _ => return None,
        };
        Some(tlv::value(&[0x53], &content))
    }

    fn holder_id(&self) -> Vec<u8> {
        [
            tlv::value(&[0x30], NOT_FEDERAL),
            tlv::value(&[0x34], &self.number),
            tlv::value(&[0x35], b"20401231"),
            tlv::value(&[0x3e], &[]),
            tlv::value(&[0xfe], &[]),
        ]
        .concat()
    }

    fn verify(&mut self, data: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        if data.is_empty() && self.verified {
            return Ok(Vec::new());
        }
        if self.tries == 0 {
            return Err(BLOCKED);
        }
        if data.is_empty() {
            return Err([0x63, 0xc0 | self.tries]);
        }
        let mut right = [0xff; 8];
        right.iter_mut().zip(PIN.bytes()).for_each(|(place, digit)| *place = digit);
        self.verified = data == right;
        self.tries = if self.verified { TRIES } else { self.tries - 1 };
        match (self.verified, self.tries) {
            (true, _) => Ok(Vec::new()),
            (false, 0) => Err(BLOCKED),
            (false, left) => Err([0x63, 0xc0 | left]),
        }
    }

    fn authenticate(&self, algorithm: u8, slot: u8, data: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
        let (key, _) = match slot {
            0x9a => &self.sign_in,
            0x9d => self.unwrap.as_ref().ok_or(NOT_FOUND)?,
            _ => return Err(NOT_FOUND),
        };
        if key.kind().algorithm() != algorithm {
            return Err(WRONG_DATA);
        }
        if !self.verified {
            return Err(NO_PIN);
        }
        let template = tlv::find(data, 0x7c).ok_or(WRONG_DATA)?;
        let answer = match (tlv::find(template, 0x81), tlv::find(template, 0x85)) {
            (Some(challenge), _) => key.sign(challenge),
            (_, Some(point)) => key.agree(point),
            _ => return Err(WRONG_DATA),
        };
        let answer = answer.map_err(|_| WRONG_DATA)?;
        Ok(tlv::value(&[0x7c], &tlv::value(&[0x82], &answer)))
    }
}

fn select(name: &[u8]) -> Result<Vec<u8>, [u8; 2]> {
    if name.len() < 5 || !APPLICATION.starts_with(name) {
        return Err(NOT_FOUND);
    }
    let authority = tlv::value(&[0x4f], APPLICATION.get(..5).unwrap_or_default());
    Ok(tlv::value(&[0x61], &[tlv::value(&[0x4f], APPLICATION), tlv::value(&[0x79], &authority)].concat()))
}

/// The data of a command: short or extended length; what is expected back does not matter here.
fn data(rest: &[u8]) -> &[u8] {
    match rest {
        [0, high, low, data @ ..] if !data.is_empty() => {
            data.get(..usize::from(u16::from_be_bytes([*high, *low]))).unwrap_or_default()
        }
        [length, data @ ..] => data.get(..usize::from(*length)).unwrap_or_default(),
        [] => &[],
    }
}
