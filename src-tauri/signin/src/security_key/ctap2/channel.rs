//! CTAP over HID: messages in packets of 64 bytes, on a channel of their own.
//!
//! A key that waits for its touch says so several times a second; that is when the person is told. Who cancels is heard
//! within a tenth of a second, and so is a key that was pulled out. A key that says nothing at all is given up on.

use super::refused::{Refused, Status};
use super::value::Value;
use crate::security_key::{Cancel, KeyError, Person, Prompt};
use std::time::Duration;

/// Bytes in a packet.
pub const PACKET: usize = 64;
/// What travels at once.
pub type Packet = [u8; PACKET];

const BROADCAST: u32 = 0xffff_ffff;
const INIT: u8 = 0x86;
const CBOR: u8 = 0x90;
const CANCEL: u8 = 0x91;
const KEEP_ALIVE: u8 = 0xbb;
const ERROR: u8 = 0xbf;
/// In the answer to INIT: it speaks CTAP 2.
const SPEAKS_CBOR: u8 = 0x04;
/// In KEEP_ALIVE: it waits for a touch.
const TOUCH: u8 = 2;

const WAIT: Duration = Duration::from_millis(100);
/// Waits without a word before a key is given up on: three seconds.
const SILENT: u32 = 30;
/// Words that only say "still waiting" before it is given up on; keys themselves give up after half a minute.
const PATIENT: u32 = 1200;
/// CTAP's largest message.
const LARGEST: usize = 7609;

/// The key is not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key was pulled out")]
pub struct Gone;

/// One key that is plugged in.
pub trait Plug: Send {
    /// Sends a packet.
    ///
    /// # Errors
    /// It was pulled out.
    fn send(&mut self, packet: &Packet) -> Result<(), Gone>;

    /// The next packet, if one comes within this time.
    ///
    /// # Errors
    /// It was pulled out.
    fn receive(&mut self, within: Duration) -> Result<Option<Packet>, Gone>;
}

/// Where keys are plugged in.
pub trait Ports: Send + Sync {
    /// Those that are there now.
    ///
    /// # Errors
    /// It cannot be known.
    fn plugged_in(&self) -> Result<Vec<Box<dyn Plug>>, KeyError>;
}

/// A channel to one key.
pub(super) struct Channel {
    plug: Box<dyn Plug>,
    id: u32,
}

impl From<Gone> for KeyError {
    fn from(_: Gone) -> Self {
        Self::Removed
    }
}

impl Channel {
    /// Opens a channel of our own; other programs may have theirs.
    pub fn open(plug: Box<dyn Plug>, cancel: &Cancel) -> Result<Self, KeyError> {
        let mut channel = Self { plug, id: BROADCAST };
        let mut nonce = [0; 8];
        getrandom::fill(&mut nonce).map_err(|_| KeyError::Failed)?;
        channel.send(INIT, &nonce)?;
        for _ in 0..SILENT {
            if cancel.is_cancelled() {
                return Err(KeyError::Cancelled);
            }
            let Some((INIT, answer)) = channel.receive()? else { continue };
            let (echo, rest) = answer.split_at_checked(8).ok_or(KeyError::Failed)?;
            // Another program's answer comes on the same channel.
            if echo != nonce {
                continue;
            }
            let (id, rest) = rest.split_first_chunk::<4>().ok_or(KeyError::Failed)?;
            channel.id = u32::from_be_bytes(*id);
            let speaks = rest.get(4).is_some_and(|abilities| abilities & SPEAKS_CBOR != 0);
            return if speaks { Ok(channel) } else { Err(KeyError::NoSecret) };
        }
        Err(KeyError::Failed)
    }

    /// Sends a command and waits for its answer, as long as a person may take for it.
    pub fn command(
        &mut self,
        command: u8,
        request: Option<&Value>,
        person: &Person<'_>,
    ) -> Result<Value, Refused> {
        let body = request.map(|request| request.encode().ok_or(KeyError::Failed)).transpose()?;
        self.send(CBOR, &[&[command], body.unwrap_or_default().as_slice()].concat())?;
        let answer = self.answer(person)?;
        match answer.split_first() {
            Some((0, [])) => Ok(Value::Other),
            Some((0, body)) => Ok(Value::decode(body).ok_or(KeyError::Failed)?),
            Some((status, _)) => Err(Refused::Key(Status(*status))),
            None => Err(KeyError::Failed.into()),
        }
    }

    fn answer(&mut self, person: &Person<'_>) -> Result<Vec<u8>, KeyError> {
        let (mut silent, mut told, mut cancelled) = (0, false, false);
        for _ in 0..PATIENT {
            if person.cancel.is_cancelled() && !cancelled {
                self.send(CANCEL, &[])?;
                cancelled = true;
            }
            match self.receive()? {
                None if cancelled => return Err(KeyError::Cancelled),
                None => {
                    silent += 1;
                    if silent > SILENT {
                        return Err(KeyError::Failed);
                    }
                }
                Some((CBOR, _)) if cancelled => return Err(KeyError::Cancelled),
                Some((CBOR, answer)) => return Ok(answer),
                Some((KEEP_ALIVE, state)) => {
                    silent = 0;
                    if state.first() == Some(&TOUCH) && !told {
                        (person.prompt)(Prompt::Touch);
                        told = true;
                    }
                }
                Some((ERROR, code)) => {
                    tracing::warn!(?code, "the security key refused the message");
                    return Err(KeyError::Failed);
                }
                Some(_) => {}
            }
        }
        Err(KeyError::TimedOut)
    }

    fn send(&mut self, command: u8, message: &[u8]) -> Result<(), KeyError> {
        let length = u16::try_from(message.len()).map_err(|_| KeyError::Failed)?;
        let (first, rest) = message.split_at(message.len().min(PACKET - 7));
        let [high, low] = length.to_be_bytes();
        self.packet(&[command, high, low], first)?;
        for (number, part) in rest.chunks(PACKET - 5).enumerate() {
            let number = u8::try_from(number).map_err(|_| KeyError::Failed)?;
            self.packet(&[number], part)?;
        }
        Ok(())
    }

    fn packet(&mut self, head: &[u8], body: &[u8]) -> Result<(), KeyError> {
        let mut packet = [0; PACKET];
        let bytes = self.id.to_be_bytes();
        for (to, from) in packet.iter_mut().zip(bytes.iter().chain(head).chain(body)) {
            *to = *from;
        }
        Ok(self.plug.send(&packet)?)
    }

    /// One whole message for us, or nothing within a tenth of a second.
    fn receive(&mut self) -> Result<Option<(u8, Vec<u8>)>, KeyError> {
        let Some((command, body)) = self.ours(WAIT)? else { return Ok(None) };
        let (length, first) = body.split_first_chunk::<2>().ok_or(KeyError::Failed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if command & 0x80 == 0 || length > LARGEST {
            return Ok(None);
        }
        let mut message = first.to_vec();
        let mut number = 0;
        while message.len() < length {
            let (next, part) = self.ours(WAIT * 5)?.ok_or(KeyError::Failed)?;
            if next != number {
                return Err(KeyError::Failed);
            }
            message.extend_from_slice(&part);
            number += 1;
        }
        message.truncate(length);
        Ok(Some((command, message)))
    }

    /// The next packet on our channel, without the channel's number.
    fn ours(&mut self, within: Duration) -> Result<Option<(u8, Vec<u8>)>, KeyError> {
        let Some(packet) = self.plug.receive(within)? else { return Ok(None) };
        let (id, rest) = packet.split_first_chunk::<4>().ok_or(KeyError::Failed)?;
        let (command, body) = rest.split_first().ok_or(KeyError::Failed)?;
        Ok((u32::from_be_bytes(*id) == self.id).then(|| (*command, body.to_vec())))
    }
}
