//! Out of hours nobody is signed in: whoever the practice has named is paged, without a word of content (product C6).
//!
//! A gateway can read neither letters nor alerts. It sees that a letter it took in still lies there, for a workstation
//! takes away what it has read, and it hears the bell of an alert that nobody has taken. Either, while the practice is
//! closed, pages the named person, and again every half hour until nothing waits. In service hours nobody is paged:
//! the workstations say it themselves. A page holds the practice's name and the time, nothing else.

use crate::gateway::Gateway;
use crate::paged::Paged;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{Envelope, Suite, cbor};
use domain::bell::Bell;
use domain::calendar::Calendar;
use domain::policy::PracticePolicy;
use domain::subject::Kind;
use domain::timing::is_over;
use domain::{EventId, Subject};
use queue::{Message, QueueError, Seq};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A letter unread for this long is an alarm in itself.
const UNREAD: TimeDelta = TimeDelta::seconds(60);
/// The person is paged again after this long, while something waits.
const AGAIN: TimeDelta = TimeDelta::minutes(30);
/// How often to look.
const LOOK: Duration = Duration::from_secs(2);

/// What is known from reading the log.
struct Watch {
    after: Seq,
    letters: BTreeMap<Subject, DateTime<Utc>>,
    bells: BTreeMap<EventId, DateTime<Utc>>,
    paged: Option<DateTime<Utc>>,
}

impl Default for Watch {
    fn default() -> Self {
        Self { after: Seq::START, letters: BTreeMap::new(), bells: BTreeMap::new(), paged: None }
    }
}

/// Watches until it is stopped.
pub(crate) async fn watch(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut watch = Watch::default();
    loop {
        match watch.look(&gateway).await {
            Ok(()) => {}
            // Another log in its place: read it from its beginning.
            Err(QueueError::CursorAhead { .. }) => watch = Watch::default(),
            Err(cause) => tracing::warn!(%cause, "the log cannot be watched for whoever is on call"),
        }
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(LOOK) => {} }
    }
}

impl Watch {
    async fn look(&mut self, gateway: &Gateway) -> Result<(), QueueError> {
        loop {
            let batch = gateway.queue.read(self.after, 500).await?;
            let Some(last) = batch.last().map(|message| message.seq) else { break };
            batch.iter().for_each(|message| self.take(gateway, message));
            self.after = last;
        }
        let now = gateway.now();
        let old = self.letters.iter().filter(|(_, stored_at)| is_over(**stored_at, UNREAD, now));
        let old: Vec<Subject> = old.map(|(subject, _)| subject.clone()).collect();
        for subject in old {
            if gateway.queue.last(&subject).await?.is_none() {
                self.letters.remove(&subject);
            }
        }
        if let Some(ready) = gateway.ready()
            && let Some(page) = self.page(&ready.policy, now)
        {
            tracing::info!("whoever is on call is paged");
            gateway.correspondence().page(page);
        }
        Ok(())
    }

    fn take(&mut self, gateway: &Gateway, message: &Message) {
        match message.subject.kind() {
            Ok(Kind::Inbox(id, _)) if id == gateway.id => {
                self.letters.insert(message.subject.clone(), message.stored_at);
            }
            Ok(Kind::Bell) => match bell(gateway, &message.bytes) {
                Some(Bell::Rings { id }) => {
                    self.bells.insert(id, message.stored_at);
                }
                Some(Bell::Silent { id }) => {
                    self.bells.remove(&id);
                }
                None => {}
            },
            _ => {}
        }
    }

    /// The page that is due, if one is.
    fn page(&mut self, policy: &PracticePolicy, now: DateTime<Utc>) -> Option<Paged> {
        let unread = self.letters.values().any(|stored_at| is_over(*stored_at, UNREAD, now));
        if self.bells.is_empty() && !unread {
            self.paged = None;
            return None;
        }
        let to = policy.on_call.clone().filter(|_| !Calendar::new(policy).is_open(now))?;
        if self.paged.is_some_and(|paged| !is_over(paged, AGAIN, now)) {
            return None;
        }
        self.paged = Some(now);
        let text = format!("{}: a message needs a person now. Open Duty Desk.", policy.name);
        Some(Paged { to, at: now, text })
    }
}

/// What a workstation of the practice says about a bell.
fn bell(gateway: &Gateway, bytes: &[u8]) -> Option<Bell> {
    let envelope = Envelope::parse(bytes).ok()?;
    gateway.with_known(|known| {
        let verified = known.verify(&envelope, &Subject::bell(), Suite::Signed).ok()?;
        cbor::decode(verified.clear_body().ok()?).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::OnCall;
    use uuid::Uuid;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn policy() -> PracticePolicy {
        let mut policy = PracticePolicy::standard(
            "Hollin Lane Surgery",
            "A81001".parse().unwrap(),
            "01632 960140".parse().unwrap(),
        );
        let telephone = "07700 900200".parse().unwrap();
        policy.on_call = Some(OnCall { name: "Dr N Okafor".to_owned(), telephone });
        policy
    }

    fn letter(stored_at: &str) -> Watch {
        let subject = Subject::inbox(&"front".parse().unwrap(), domain::LetterId(Uuid::from_u128(7)));
        Watch { letters: BTreeMap::from([(subject, at(stored_at))]), ..Watch::default() }
    }

    /// 25 August 2026 is a Tuesday: open from 07:00 to 17:30 UTC.
    #[test]
    fn out_of_hours_what_lies_unread_pages_once_and_again_after_half_an_hour() {
        let mut watch = letter("2026-08-25T20:00:00Z");
        for (now, paged) in [
            ("2026-08-25T20:00:59Z", false),
            ("2026-08-25T20:01:00Z", true),
            ("2026-08-25T20:01:05Z", false),
            ("2026-08-25T20:30:59Z", false),
            ("2026-08-25T20:31:00Z", true),
        ] {
            assert_eq!(watch.page(&policy(), at(now)).is_some(), paged, "{now}");
        }
        watch.letters.clear();
        assert_eq!(watch.page(&policy(), at("2026-08-25T20:40:00Z")), None);
        assert_eq!(watch.paged, None, "the next one pages at once");
    }

    #[test]
    fn what_a_clock_that_was_ahead_dated_pages_once_it_is_right_again() {
        let mut watch = letter("2030-08-25T20:00:00Z");
        assert!(watch.page(&policy(), at("2026-08-25T20:00:00Z")).is_some());
        watch.paged = Some(at("2030-08-25T20:00:00Z"));
        assert!(watch.page(&policy(), at("2026-08-25T20:00:02Z")).is_some());
    }

    #[test]
    fn in_service_hours_or_with_nobody_named_nobody_is_paged() {
        let mut watch = letter("2026-08-25T09:00:00Z");
        assert_eq!(watch.page(&policy(), at("2026-08-25T09:30:00Z")), None);
        let mut nobody = policy();
        nobody.on_call = None;
        assert_eq!(letter("2026-08-25T20:00:00Z").page(&nobody, at("2026-08-25T20:30:00Z")), None);
    }

    #[test]
    fn a_bell_pages_at_once_and_the_page_holds_no_content() {
        let bells = BTreeMap::from([(EventId(Uuid::from_u128(1)), at("2026-08-25T20:00:00Z"))]);
        let mut watch = Watch { bells, ..Watch::default() };
        let page = watch.page(&policy(), at("2026-08-25T20:00:02Z")).expect("at once");
        assert_eq!(page.text, "Hollin Lane Surgery: a message needs a person now. Open Duty Desk.");
        assert_eq!(page.to.telephone.as_str(), "07700 900200");
    }
}
