//! Security keys without metal: authenticators that answer packet by packet as the standard says, for tests.
//!
//! Each counts wrong PINs, waits for a touch, keeps a secret for each credential and can be pulled out in the middle. It is
//! written from the standard alone, with another CBOR library than the product's, so that the two are not wrong together.
//! Next: `authenticator` for what a key answers, `pin` for its half of the PIN protocols.

mod authenticator;
mod kind;
mod pin;

pub use kind::Kind;

use authenticator::Authenticator;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The PIN of every key that has one.
pub const PIN: &str = "493817";

/// What travels at once.
pub type Packet = [u8; 64];

/// When somebody touches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// As soon as it asks.
    AtOnce,
    /// Never; after this many reminders it gives up.
    Never(u32),
    /// Instead of that it is pulled out.
    PulledOut,
}

/// A key. It lives on when it is pulled out, and so do its wrong PINs.
#[derive(Clone, Debug)]
pub struct SoftKey(Arc<Mutex<State>>);

/// It was pulled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

#[derive(Debug)]
struct State {
    plugged: bool,
    touch: Touch,
    authenticator: Authenticator,
    channels: u32,
    partial: Option<Partial>,
    out: VecDeque<Packet>,
    /// An answer that waits for a touch: its channel, itself, and how often it was reminded of.
    waiting: Option<(u32, Vec<u8>, u32)>,
}

#[derive(Debug)]
struct Partial {
    channel: u32,
    command: u8,
    length: usize,
    bytes: Vec<u8>,
}

impl SoftKey {
    /// A key with a PIN, plugged in.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self::with_pin(kind, Some(PIN))
    }

    /// A key, plugged in.
    #[must_use]
    pub fn with_pin(kind: Kind, pin: Option<&str>) -> Self {
        Self(Arc::new(Mutex::new(State {
            plugged: true,
            touch: Touch::AtOnce,
            authenticator: Authenticator::new(kind, pin),
            channels: 0,
            partial: None,
            out: VecDeque::new(),
            waiting: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says when it is touched from here on.
    pub fn touch(&self, touch: Touch) {
        self.state().touch = touch;
    }

    pub fn pull_out(&self) {
        self.state().pull_out();
    }

    /// Plugs it in again.
    pub fn plug_in(&self) {
        self.state().plugged = true;
    }

    /// Is it plugged in?
    #[must_use]
    pub fn is_plugged_in(&self) -> bool {
        self.state().plugged
    }

    /// Wrong PINs it still takes.
    #[must_use]
    pub fn tries(&self) -> u8 {
        self.state().authenticator.tries()
    }

    /// How often it was touched.
    #[must_use]
    pub fn touches(&self) -> u32 {
        self.state().authenticator.touches
    }

    /// Takes a packet.
    ///
    /// # Errors
    /// It is not there.
    pub fn send(&self, packet: &Packet) -> Result<(), Gone> {
        let mut state = self.state();
        if !state.plugged {
            return Err(Gone);
        }
        state.take(packet);
        Ok(())
    }

    /// Its next packet, if it has one.
    ///
    /// # Errors
    /// It is not there.
    pub fn receive(&self) -> Result<Option<Packet>, Gone> {
        let mut state = self.state();
        if !state.plugged {
            return Err(Gone);
        }
        if let Some(packet) = state.out.pop_front() {
            return Ok(Some(packet));
        }
        if state.waiting.is_some() {
            state.remind();
            let packet = state.out.pop_front();
            drop(state);
            // Real keys remind ten times a second.
            std::thread::sleep(Duration::from_millis(10));
            return Ok(packet);
        }
        Ok(None)
    }
}

const BROADCAST: u32 = 0xffff_ffff;

impl State {
    fn pull_out(&mut self) {
        self.plugged = false;
        self.out.clear();
        (self.partial, self.waiting) = (None, None);
        self.authenticator.power_cycle();
    }

    fn take(&mut self, packet: &Packet) {
        let Some((channel, rest)) = packet.split_first_chunk::<4>() else { return };
        let channel = u32::from_be_bytes(*channel);
        let Some((command, rest)) = rest.split_first() else { return };
        if command & 0x80 == 0 {
            if let Some(partial) = self.partial.as_mut().filter(|partial| partial.channel == channel) {
                partial.bytes.extend_from_slice(rest);
            }
        } else if let Some((length, rest)) = rest.split_first_chunk::<2>() {
            let length = usize::from(u16::from_be_bytes(*length));
            self.partial = Some(Partial { channel, command: *command, length, bytes: rest.to_vec() });
        }
        if let Some(mut whole) = self.partial.take_if(|partial| partial.bytes.len() >= partial.length) {
            whole.bytes.truncate(whole.length);
            self.message(whole.channel, whole.command, &whole.bytes);
        }
    }

    fn message(&mut self, channel: u32, command: u8, body: &[u8]) {
        match command {
            0x86 if channel == BROADCAST => {
                self.channels += 1;
                let mut answer = body.to_vec();
                answer.extend(self.channels.to_be_bytes());
                answer.extend([2, 1, 0, 0, if self.authenticator.kind == Kind::Forerunner { 0 } else { 4 }]);
                self.answer(channel, 0x86, &answer);
            }
            0x90 => {
                let (answer, touched) = self.authenticator.command(body);
                if touched {
                    self.waiting = Some((channel, answer, 0));
                } else {
                    self.answer(channel, 0x90, &answer);
                }
            }
            0x91 => {
                if self.waiting.take().is_some() {
                    self.answer(channel, 0x90, &[0x2d]);
                }
            }
            _ => self.answer(channel, 0xbf, &[1]),
        }
    }

    /// It blinks; then it is touched, or not.
    fn remind(&mut self) {
        let Some((channel, answer, reminded)) = self.waiting.take() else { return };
        let touch = self.touch;
        match touch {
            _ if reminded == 0 => {
                self.answer(channel, 0xbb, &[2]);
                self.waiting = Some((channel, answer, 1));
            }
            Touch::AtOnce => {
                self.authenticator.touches += 1;
                self.answer(channel, 0x90, &answer);
            }
            Touch::PulledOut => self.pull_out(),
            Touch::Never(patience) if reminded >= patience => self.answer(channel, 0x90, &[0x2f]),
            Touch::Never(_) => {
                self.answer(channel, 0xbb, &[2]);
                self.waiting = Some((channel, answer, reminded + 1));
            }
        }
    }

    fn answer(&mut self, channel: u32, command: u8, body: &[u8]) {
        let length = u16::try_from(body.len()).unwrap_or_default().to_be_bytes();
        let (first, rest) = body.split_at(body.len().min(57));
        self.packet(channel, &[&[command], length.as_slice(), first].concat());
        for (number, part) in (0_u8..).zip(rest.chunks(59)) {
            self.packet(channel, &[&[number], part].concat());
        }
    }

    fn packet(&mut self, channel: u32, bytes: &[u8]) {
        let mut packet = [0; 64];
        for (to, from) in packet.iter_mut().zip(channel.to_be_bytes().iter().chain(bytes)) {
            *to = *from;
        }
        self.out.push_back(packet);
    }
}
