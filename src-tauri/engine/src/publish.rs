//! Saying something on the practice's shared subjects beside conversations: policy, names, rota, patients, and what
//! gateways may read.
//!
//! Each is whole each time, so the newest holds and nothing has to be merged. It goes through the same outbox.

use crate::act::ActError;
use crate::store::outbox::{self, Content, Waiting};
use crate::store::{StoreError, events, records};
use crate::unlocked::Unlocked;
use crate::view::Change;
use crypto::{Draft, Envelope, Hash, Header, Suite, cbor};
use domain::audit::What;
use domain::message::{Outbound, PatientDetails};
use domain::policy::PracticePolicy;
use domain::staff::Action;
use domain::{EventId, GatewayId, PatientId, Subject, derive_uuid};
use serde::Serialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

impl Unlocked {
    /// Puts a policy in force: for staff, and (in the clear, signed) for gateways.
    pub async fn publish_policy(&self, policy: &PracticePolicy) -> Result<(), ActError> {
        self.allowed(Action::ChangePolicy, "publishPolicy").await?;
        let mut tx = self.0.store.begin().await?;
        self.witness_in(&mut tx, self.entry(What::Published { record: "policy".to_owned() })).await?;
        self.say(&mut tx, &Subject::policy(), "policy", policy).await?;
        let body = encode(policy)?;
        let header = |this: &Self, last: Option<Hash>, id| Header {
            suite: Suite::Signed,
            ..this.header(&Subject::public(), id, "policy", &this.actor(), last, this.0.clock.now())
        };
        let id = EventId(Uuid::new_v4());
        let last = self.last_of(&mut tx, &Subject::public()).await?;
        let sealed = Draft::new(header(self, last.map(|(_, hash)| hash), id), body)
            .sign_only(&self.0.keys.device.sign, None)
            .map_err(|_| ActError::NoKey)?;
        self.send(&mut tx, Subject::public(), id, last, &sealed).await?;
        records::keep(&mut tx, &Subject::policy(), self.0.clock.now(), policy).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.show_records().await
    }

    /// What was said stands here already: it is seen at once and goes on its way.
    async fn show_records(&self) -> Result<(), ActError> {
        let mut connection = self.0.store.read().await?;
        if let Err(error) = self.reload_shared(&mut connection).await {
            tracing::error!(%error, "the shared records do not read back");
        }
        self.0.outbox_bell.notify_one();
        self.0.changes.tell(Change::Bar);
        Ok(())
    }

    /// Adds or corrects a patient of the index.
    pub async fn publish_patient(&self, id: PatientId, details: &PatientDetails) -> Result<(), ActError> {
        self.allowed(Action::RegisterPatient, "publishPatient").await?;
        self.say_alone(&Subject::patient(id), "patient", details).await
    }

    /// Says records and shows them here at once. If somebody else was faster, the order of the log decides.
    pub(crate) async fn put_records<T: Serialize>(
        &self,
        records: &[(Subject, &str, &T)],
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        for (subject, kind, body) in records {
            self.witness_in(&mut tx, self.entry(What::Published { record: (*kind).to_owned() })).await?;
            self.say(&mut tx, subject, kind, body).await?;
            records::keep(&mut tx, subject, self.0.clock.now(), body).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
        self.show_records().await
    }

    pub(crate) async fn say_alone(
        &self,
        subject: &Subject,
        kind: &str,
        body: &impl Serialize,
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        self.witness_in(&mut tx, self.entry(What::Published { record: kind.to_owned() })).await?;
        self.say(&mut tx, subject, kind, body).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.outbox_bell.notify_one();
        Ok(())
    }

    async fn say(
        &self,
        connection: &mut SqliteConnection,
        subject: &Subject,
        kind: &str,
        body: &impl Serialize,
    ) -> Result<(), ActError> {
        let id = EventId(Uuid::new_v4());
        let last = self.last_of(&mut *connection, subject).await?;
        let header =
            self.header(subject, id, kind, &self.actor(), last.map(|(_, hash)| hash), self.0.clock.now());
        let sealed = self.0.keys.seal(header, encode(body)?).ok_or(ActError::NoKey)?;
        self.send(connection, subject.clone(), id, last, &sealed).await
    }

    /// Seals an answer to the gateway that is to carry it. Its id follows from the delivery.
    pub(crate) fn seal_outbound(
        &self,
        gateway: &GatewayId,
        outbound: &Outbound,
        last: Option<Hash>,
    ) -> Result<(EventId, Envelope), ActError> {
        let id = EventId(derive_uuid("outbound", &[outbound.delivery.0.as_bytes()]));
        let subject = Subject::outbound(gateway);
        let directory = self.directory();
        let key =
            directory.gateway(gateway).map(|member| member.keys().seal.clone()).ok_or(ActError::NoKey)?;
        let header = Header {
            suite: Suite::ToGateway,
            ..self.header(&subject, id, "send", &self.nobody(), last, self.0.clock.now())
        };
        let sealed = Draft::new(header, encode(outbound)?)
            .seal_to_gateway(&key, &self.0.keys.device.sign)
            .map_err(|_| ActError::NoKey)?;
        Ok((id, sealed))
    }

    /// Puts what waited on top of what is new.
    pub(crate) async fn reseal_record(
        &self,
        connection: &mut SqliteConnection,
        waiting: Waiting,
    ) -> Result<(), ActError> {
        let old =
            Envelope::parse(&waiting.envelope).map_err(|_| StoreError::Unreadable("outbox envelope"))?;
        let verified = old.verify(&self.0.keys.device.sign.verifying()).map_err(|_| ActError::NoKey)?;
        let last = self.last_of(&mut *connection, &waiting.subject).await?;
        let directory = self.directory();
        let header = Header {
            previous: last.map(|(_, hash)| hash),
            directory: directory.head(),
            epoch: directory.epoch(),
            ..old.header().clone()
        };
        let sealed = if header.suite == Suite::Signed {
            let body = verified.clear_body().map_err(|_| ActError::NoKey)?.to_vec();
            Draft::new(header, body).sign_only(&self.0.keys.device.sign, None).map_err(|_| ActError::NoKey)?
        } else {
            let written = old.header().epoch;
            let key = self.0.keys.subject(written, &waiting.subject).ok_or(ActError::NoKey)?;
            let body = verified.open(&key).map_err(|_| ActError::NoKey)?;
            self.0.keys.seal(header, body.to_vec()).ok_or(ActError::NoKey)?
        };
        self.send(connection, waiting.subject, waiting.id, last, &sealed).await
    }

    pub(crate) async fn last_of(
        &self,
        connection: &mut SqliteConnection,
        subject: &Subject,
    ) -> Result<Option<(EventId, Hash)>, StoreError> {
        let waiting = outbox::on(&mut *connection, subject).await?;
        if let Some(last) = waiting.last() {
            return Ok(Some((last.id, Hash::of(&last.envelope))));
        }
        Ok(events::last(connection, subject).await?.map(|last| (last.id, last.hash)))
    }

    pub(crate) async fn send(
        &self,
        connection: &mut SqliteConnection,
        subject: Subject,
        id: EventId,
        last: Option<(EventId, Hash)>,
        sealed: &Envelope,
    ) -> Result<(), ActError> {
        let waiting = Waiting {
            id,
            subject,
            act: id.0,
            at: self.0.clock.now(),
            previous: last.map(|(id, _)| id),
            content: Content { actor: self.actor(), event: None },
            command: None,
            envelope: sealed.bytes().to_vec(),
        };
        Ok(outbox::put(connection, std::iter::once(&waiting)).await?)
    }
}

fn encode(body: &impl Serialize) -> Result<Vec<u8>, ActError> {
    cbor::encode(body).map_err(|_| ActError::Store(StoreError::Unreadable("record")))
}
