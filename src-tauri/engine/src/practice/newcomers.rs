//! Workstations that ask to join, as a manager's workstation hears them, until the right code lets them in.
//!
//! Whoever can write into the log can ask, so asking costs little here: a few attempts at a time, none kept for long, none
//! shown before it has shown itself.

pub(crate) mod host;
pub(crate) mod said;

use crate::errors::RosterError;
use crate::view::JoinRequest;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::Hash;
use crypto::joining::{Code, Host, Newcomer, Nonce};
use said::{Said, name_of};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// More than this at once is somebody who makes a noise.
const AT_ONCE: usize = 8;
/// A newcomer that is not heard for so long has gone.
const GONE: TimeDelta = TimeDelta::seconds(30);

/// Workstations that ask to join, in memory alone.
#[derive(Default)]
pub(crate) struct Newcomers(Mutex<BTreeMap<Uuid, Attempt>>);

struct Attempt {
    commitment: Hash,
    host: Host,
    shown: Option<(Newcomer, Code)>,
    refused: bool,
    since: DateTime<Utc>,
    heard: DateTime<Utc>,
}

impl Newcomers {
    fn held(&self) -> MutexGuard<'_, BTreeMap<Uuid, Attempt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to answer, and whether a manager has something new to see.
    pub(crate) fn hear(
        &self,
        said: Said,
        offer: impl FnOnce(Nonce) -> Host,
        now: DateTime<Utc>,
    ) -> (Option<Said>, bool) {
        let mut attempts = self.held();
        attempts.retain(|_, attempt| now - attempt.heard < GONE);
        match said {
            Said::Asks { attempt: id, commitment } => {
                if !attempts.contains_key(&id) && attempts.len() < AT_ONCE {
                    let host = offer(Nonce::make());
                    let fresh =
                        Attempt { commitment, host, shown: None, refused: false, since: now, heard: now };
                    attempts.insert(id, fresh);
                }
                let known = attempts.get_mut(&id).filter(|known| known.commitment == commitment);
                (known.map(|known| known.answer(id, now)), false)
            }
            Said::Shows { attempt: id, offer, newcomer, nonce } => {
                let Some(known) = attempts.get_mut(&id).filter(|known| name_of(&known.host) == offer) else {
                    return (None, false);
                };
                if newcomer.commit(&nonce) != known.commitment {
                    tracing::warn!("a workstation that asks to join shows something else than it promised");
                    known.refused = true;
                }
                let new = known.shown.is_none() && !known.refused;
                if new {
                    let code = newcomer.code(&nonce, &known.host);
                    known.shown = Some((newcomer, code));
                }
                known.heard = now;
                (known.refused.then_some(Said::Refuses { attempt: id }), new)
            }
            Said::Offers { .. } | Said::Refuses { .. } => (None, false),
        }
    }

    /// What a manager sees.
    pub fn requests(&self, now: DateTime<Utc>) -> Vec<JoinRequest> {
        let attempts = self.held();
        let live = attempts.iter().filter(|(_, one)| !one.refused && now - one.heard < GONE);
        live.filter_map(|(id, attempt)| {
            let (newcomer, _) = attempt.shown.as_ref()?;
            let workstation = newcomer.workstation.chars().take(120).collect();
            Some(JoinRequest { attempt: *id, workstation, since: attempt.since })
        })
        .collect()
    }

    /// The newcomer, if the code is the one this workstation computed. A wrong one ends the attempt: there is no second guess.
    pub fn confirm(&self, attempt: Uuid, typed: &str) -> Result<Newcomer, RosterError> {
        let mut attempts = self.held();
        let known = attempts.get_mut(&attempt).filter(|known| !known.refused).ok_or(RosterError::Unknown)?;
        let (newcomer, code) = known.shown.as_ref().ok_or(RosterError::Unknown)?;
        if !code.is(typed) {
            known.refused = true;
            return Err(RosterError::CodesDiffer);
        }
        let newcomer = newcomer.clone();
        attempts.remove(&attempt);
        Ok(newcomer)
    }

    /// Not this one.
    pub fn refuse(&self, attempt: Uuid) {
        if let Some(known) = self.held().get_mut(&attempt) {
            known.refused = true;
        }
    }
}

impl Attempt {
    fn answer(&mut self, attempt: Uuid, now: DateTime<Utc>) -> Said {
        self.heard = now;
        if self.refused {
            Said::Refuses { attempt }
        } else {
            Said::Offers { attempt, host: self.host.clone() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::{Keys, Seed};
    use domain::{DeviceId, PracticeId};

    fn now(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn newcomer(seed: u8) -> Newcomer {
        let keys = Keys::derive(&Seed::from_bytes(&[seed; 32])).public();
        let device = DeviceId(Uuid::from_u128(seed.into()));
        Newcomer { device, transport: keys.seal.clone(), keys, workstation: "RECEP-03".to_owned() }
    }

    fn host(nonce: Nonce) -> Host {
        Host {
            practice: PracticeId(Uuid::from_u128(1)),
            founding: Hash::of(b"founding"),
            name: "Hollin Lane Surgery".to_owned(),
            demonstration: true,
            nonce,
        }
    }

    /// The newcomer's side, honest: asks, hears the offer, shows itself; the code on its screen.
    fn shown(newcomers: &Newcomers, attempt: Uuid, who: &Newcomer) -> Code {
        let nonce = Nonce::make();
        let commitment = who.commit(&nonce);
        let (answer, _) = newcomers.hear(Said::Asks { attempt, commitment }, host, now(0));
        let Some(Said::Offers { host: offered, .. }) = answer else { panic!("no offer") };
        let offer = name_of(&offered);
        let shows = Said::Shows { attempt, offer, newcomer: who.clone(), nonce };
        assert!(newcomers.hear(shows, host, now(1)).1, "a manager has something new to see");
        who.code(&nonce, &offered)
    }

    #[test]
    fn the_code_of_the_newcomers_screen_lets_it_in_once() {
        let (newcomers, attempt) = (Newcomers::default(), Uuid::from_u128(7));
        let code = shown(&newcomers, attempt, &newcomer(1));
        assert_eq!(newcomers.requests(now(2)).len(), 1);
        let let_in = newcomers.confirm(attempt, &code.to_string()).unwrap();
        assert!(let_in == newcomer(1));
        assert!(matches!(newcomers.confirm(attempt, &code.to_string()), Err(RosterError::Unknown)));
    }

    #[test]
    fn a_wrong_code_ends_the_attempt_even_for_the_right_one() {
        let (newcomers, attempt) = (Newcomers::default(), Uuid::from_u128(7));
        let code = shown(&newcomers, attempt, &newcomer(1));
        assert!(matches!(newcomers.confirm(attempt, "0000 000"), Err(RosterError::CodesDiffer)));
        assert!(matches!(newcomers.confirm(attempt, &code.to_string()), Err(RosterError::Unknown)));
        assert!(newcomers.requests(now(2)).is_empty());
    }

    /// Somebody who carries the log shows the manager's side his own keys and the newcomer's side his own practice.
    #[test]
    fn somebody_in_between_shows_as_different_codes() {
        let (newcomers, attempt) = (Newcomers::default(), Uuid::from_u128(7));
        let (honest, nonce) = (newcomer(1), Nonce::make());
        let on_the_screen = honest.code(&nonce, &host(Nonce::make()));
        shown(&newcomers, attempt, &newcomer(66));
        let refused = newcomers.confirm(attempt, &on_the_screen.to_string());
        assert!(matches!(refused, Err(RosterError::CodesDiffer)));
    }

    #[test]
    fn who_shows_other_keys_than_promised_is_refused() {
        let (newcomers, attempt) = (Newcomers::default(), Uuid::from_u128(7));
        let nonce = Nonce::make();
        let asks = Said::Asks { attempt, commitment: newcomer(1).commit(&nonce) };
        let Some(Said::Offers { host: offered, .. }) = newcomers.hear(asks, host, now(0)).0 else { panic!() };
        let offer = name_of(&offered);
        let shows = Said::Shows { attempt, offer, newcomer: newcomer(2), nonce };
        let (answer, new) = newcomers.hear(shows, host, now(1));
        assert!(matches!(answer, Some(Said::Refuses { .. })) && !new);
        assert!(newcomers.requests(now(1)).is_empty());
    }

    #[test]
    fn whoever_makes_a_noise_is_not_listened_to_for_long() {
        let newcomers = Newcomers::default();
        let ask = |n: u128, at| {
            let commitment = Hash::of(&n.to_be_bytes());
            newcomers.hear(Said::Asks { attempt: Uuid::from_u128(n), commitment }, host, at).0.is_some()
        };
        assert_eq!((0..100).filter(|n| ask(*n, now(0))).count(), AT_ONCE);
        assert!(!ask(200, now(29)) && ask(200, now(31)));
    }

    #[test]
    fn nobody_takes_over_anothers_attempt() {
        let (newcomers, attempt) = (Newcomers::default(), Uuid::from_u128(7));
        shown(&newcomers, attempt, &newcomer(1));
        let other = Said::Asks { attempt, commitment: Hash::of(b"another") };
        assert!(newcomers.hear(other, host, now(2)).0.is_none());
    }
}
