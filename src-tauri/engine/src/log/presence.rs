//! Says who is here, and hears who is elsewhere, while the practice is open.

use crate::practice::presence::Said;
use crate::practice::unlocked::Unlocked;
use crate::view::Change;
use chrono::TimeDelta;
use crypto::{Author, Envelope, cbor};
use domain::{DeviceId, EventId, Subject};
use queue::Signal;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// How often it is said when nothing is new; two may be missed before anybody is forgotten.
const EVERY: Duration = Duration::from_secs(15);
/// What was said longer ago, by its writer's clock, is not about now: somebody may have kept it and say it again.
const SAID_WITHIN: TimeDelta = TimeDelta::minutes(2);

/// Until the practice is locked, which is said too.
pub(crate) async fn run(unlocked: Unlocked) {
    let (stop, mut signals) = (unlocked.0.stop.clone(), unlocked.0.queue.signals());
    let mut due = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return unlocked.say(&Said::Gone).await,
            _ = due.tick() => unlocked.say_here().await,
            () = unlocked.0.presence.news.notified() => unlocked.say_here().await,
            signal = signals.recv() => match signal {
                Ok(signal) => if unlocked.hear(&signal) { unlocked.say_here().await },
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
        unlocked.note_present();
    }
}

impl Unlocked {
    /// Says to the other workstations who is here, with which alerts on the screen.
    async fn say_here(&self) {
        self.say(&self.0.presence.here(self.me().staff)).await;
    }

    async fn say(&self, said: &Said) {
        let (subject, id) = (Subject::presence(), EventId(Uuid::new_v4()));
        let header = self.header(&subject, id, "presence", &self.nobody(), None, self.0.clock.now());
        let Some(envelope) = cbor::encode(said).ok().and_then(|body| self.0.keys.seal(header, body)) else {
            return;
        };
        if let Err(error) = self.0.queue.signal(&subject, envelope.bytes()).await {
            tracing::debug!(%error, "who is here could not be said");
        }
    }

    /// Takes in what was heard; `true` if a workstation has come that cannot know of this one yet.
    fn hear(&self, signal: &Signal) -> bool {
        self.heard_said(signal).is_some_and(|(device, said)| self.0.presence.take(device, said))
    }

    /// What another workstation said, if it is the practice's, sealed by it and not said long ago.
    fn heard_said(&self, signal: &Signal) -> Option<(DeviceId, Said)> {
        let subject = Subject::presence();
        if signal.subject != subject {
            return None;
        }
        let envelope = Envelope::parse(&signal.bytes).ok()?;
        let header = envelope.header();
        let Author::Device(device) = header.author else { return None };
        let long_ago = (self.0.clock.now() - header.at).abs() > SAID_WITHIN;
        let directory = self.directory();
        let entitled =
            directory.device(device).is_some_and(|member| member.is_current()) && header.subject == subject;
        if device == self.0.device || long_ago || !entitled {
            return None;
        }
        let key = directory.verifying_key_at(&header.author, &header.directory).ok()?;
        let body = envelope.verify(key).ok()?.open(&self.0.keys.subject(header.epoch, &subject)?).ok()?;
        Some((device, cbor::decode(&body).ok()?))
    }

    /// What is known of who is here, for the screens and for whom an alert calls.
    fn note_present(&self) {
        self.0.presence.forget();
        if self.set_present(self.0.presence.present(self.me().staff)) {
            self.0.changes.notify(Change::Bar);
        }
    }
}
