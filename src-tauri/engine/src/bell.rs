//! "Something dangerous waits": rung for workstations that nobody has opened, without a word of content.

use crate::act::ActError;
use crate::store::StoreError;
use crate::unlocked::Unlocked;
use crypto::{Draft, Header, Suite, cbor};
use domain::alert::Alert;
use domain::bell::Bell;
use domain::{EventId, LetterId, Subject, derive_uuid};
use queue::AppendError;

impl Unlocked {
    /// Rings for an alert nobody has taken, silences one somebody has. Ringing twice leaves one.
    pub(crate) async fn ring(&self, alert: &Alert, taken: bool) -> Result<(), ActError> {
        let id = bell_id(alert.letter);
        let times = (alert.taken.len() * 2 + usize::from(alert.passed.is_some())) as u64;
        if taken {
            self.say_bell(Bell::Silent { id }, times).await
        } else {
            self.say_bell(Bell::Rings { id }, times).await
        }
    }

    /// Silences a bell for good: its alert is over.
    pub(crate) async fn silence(&self, letter: LetterId) -> Result<(), ActError> {
        self.say_bell(Bell::Silent { id: bell_id(letter) }, u64::MAX).await
    }

    async fn say_bell(&self, bell: Bell, times: u64) -> Result<(), ActError> {
        let body = cbor::encode(&bell).map_err(|_| StoreError::Unreadable("bell"))?;
        let event = EventId(derive_uuid("bell says", &[&body, &times.to_be_bytes()]));
        let now = self.0.clock.now();
        let header = Header {
            suite: Suite::Signed,
            ..self.header(&Subject::bell(), event, "bell", &self.nobody(), None, now)
        };
        let envelope = Draft::new(header, body)
            .sign_only(&self.0.keys.device.sign, None)
            .map_err(|_| ActError::NoKey)?;
        match self.0.queue.append(&Subject::bell(), None, event, envelope.bytes()).await {
            // Another workstation, or this one before a restart, has said it.
            Ok(_) | Err(AppendError::IdReused) => {}
            Err(error) => tracing::warn!(%error, "the bell could not be rung"),
        }
        Ok(())
    }
}

fn bell_id(letter: LetterId) -> EventId {
    EventId(derive_uuid("bell", &[letter.0.as_bytes()]))
}
