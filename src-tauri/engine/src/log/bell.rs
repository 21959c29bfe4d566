//! "Something dangerous waits": rung for workstations that nobody has opened, without a word of content.

use crate::errors::ActError;
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crypto::{Draft, Header, Suite, cbor};
use domain::alert::Alert;
use domain::bell::Bell;
use domain::{EventId, LetterId, Subject, derive_uuid};
use queue::AppendError;

impl Unlocked {
    /// Rings for an alert nobody has taken, silences one somebody has. Ringing twice leaves one. `false` if the log could
    /// not take it now: ring again.
    pub(crate) async fn ring(&self, alert: &Alert, taken: bool) -> Result<bool, ActError> {
        let id = bell_id(alert.letter);
        let bell = if taken { Bell::Silent { id } } else { Bell::Rings { id } };
        self.append_bell(bell, &so_far(alert)).await
    }

    /// Silences a bell for good: its alert is over. `false` as above.
    pub(crate) async fn silence(&self, letter: LetterId) -> Result<bool, ActError> {
        self.append_bell(Bell::Silent { id: bell_id(letter) }, b"over").await
    }

    async fn append_bell(&self, bell: Bell, so_far: &[u8]) -> Result<bool, ActError> {
        let body = cbor::encode(&bell).map_err(|_| StoreError::Unreadable("bell"))?;
        let event = EventId(derive_uuid("bell says", &[&body, so_far]));
        let now = self.0.clock.now();
        let header = Header {
            suite: Suite::Signed,
            ..self.header(&Subject::bell(), event, "bell", &self.nobody(), None, now)
        };
        let envelope = Draft::new(header, body)
            .sign_only(&self.0.keys.device.sign, None)
            .map_err(|_| ActError::NoKey)?;
        match self.append(&Subject::bell(), None, event, envelope.bytes()).await {
            // Another workstation, or this one before a restart, has said it.
            Ok(_) | Err(AppendError::IdReused) => Ok(true),
            Err(error) => {
                tracing::warn!(%error, "the bell could not be rung");
                Ok(false)
            }
        }
    }
}

/// What has been done about an alert: whenever there is more of it, the bell may ring or fall silent anew.
fn so_far(alert: &Alert) -> Vec<u8> {
    let (taken, tried) = (alert.taken.len() as u64, alert.attempts.len() as u64);
    let passed = alert.passed.map_or(0, |passed| passed.at.timestamp_micros());
    let mut so_far = [taken.to_be_bytes(), tried.to_be_bytes(), passed.to_be_bytes()].concat();
    if alert.raised_by.is_some() {
        // A person may raise it again after it had ended.
        so_far.extend(alert.raised_at.timestamp_micros().to_be_bytes());
    }
    so_far
}

fn bell_id(letter: LetterId) -> EventId {
    EventId(derive_uuid("bell", &[letter.0.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Utc};
    use domain::StaffId;
    use domain::alert::{Attempt, ByAt, Contact};
    use domain::risk::Category;
    use uuid::Uuid;

    /// What was said once is not said again, so that each of these must be something new to say.
    #[test]
    fn the_bell_falls_silent_and_rings_again_after_every_try_and_every_pass() {
        let (start, by) = (DateTime::<Utc>::UNIX_EPOCH, StaffId(Uuid::nil()));
        let at = |minute| start + TimeDelta::minutes(minute);
        let mut alert = Alert::raise(LetterId(Uuid::nil()), Category::SuicideSelfHarm, start, start);
        let mut said = vec![so_far(&alert)];
        alert.taken.push(ByAt { by, at: at(1) });
        said.push(so_far(&alert));
        for minute in [3, 14] {
            let (contact, note) = (Contact::NoAnswer, String::new());
            alert.attempts.push(Attempt { contact, by, at: at(minute), recorded_at: at(minute), note });
            said.push(so_far(&alert));
        }
        for minute in [15, 17] {
            alert.passed = Some(ByAt { by, at: at(minute) });
            said.push(so_far(&alert));
            alert.taken.push(ByAt { by, at: at(minute + 1) });
            said.push(so_far(&alert));
        }
        let count = said.len();
        said.sort();
        said.dedup();
        assert_eq!(said.len(), count);
    }
}
