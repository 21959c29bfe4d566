//! Saying something on the practice's shared subjects beside conversations: policy, names, rota, patients, and what
//! gateways may read.
//!
//! Each is whole each time, so the newest holds and nothing has to be merged. It goes through the same outbox.

use crate::errors::ActError;
use crate::sealing::encode;
use crate::store::{StoreError, records};
use crate::unlocked::Unlocked;
use crate::view::Change;
use crypto::{Draft, Hash, Header, Suite};
use domain::audit::What;
use domain::message::PatientDetails;
use domain::policy::PracticePolicy;
use domain::staff::Action;
use domain::{EventId, PatientId, Subject};
use serde::Serialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

impl Unlocked {
    /// Puts a policy in force: for staff, and (in the clear, signed) for gateways.
    pub async fn publish_policy(&self, policy: &PracticePolicy) -> Result<(), ActError> {
        self.allowed(Action::ChangePolicy, "publishPolicy").await?;
        let mut tx = self.0.store.begin().await?;
        self.witness_in(&mut tx, self.entry(What::Published { record: "policy".to_owned() })).await?;
        self.put_record(&mut tx, &Subject::policy(), "policy", policy).await?;
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
        self.put_in_outbox(&mut tx, Subject::public(), id, last, &sealed).await?;
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
        self.0.changes.notify(Change::Bar);
        Ok(())
    }

    /// Adds or corrects a patient of the index.
    pub async fn publish_patient(&self, id: PatientId, details: &PatientDetails) -> Result<(), ActError> {
        self.allowed(Action::RegisterPatient, "publishPatient").await?;
        self.publish_record(&Subject::patient(id), "patient", details).await
    }

    /// Says records and shows them here at once. If somebody else was faster, the order of the log decides.
    pub(crate) async fn publish_at_once<T: Serialize>(
        &self,
        records: &[(Subject, &str, &T)],
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        for (subject, kind, body) in records {
            self.witness_in(&mut tx, self.entry(What::Published { record: (*kind).to_owned() })).await?;
            self.put_record(&mut tx, subject, kind, body).await?;
            records::keep(&mut tx, subject, self.0.clock.now(), body).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
        self.show_records().await
    }

    pub(crate) async fn publish_record(
        &self,
        subject: &Subject,
        kind: &str,
        body: &impl Serialize,
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        self.witness_in(&mut tx, self.entry(What::Published { record: kind.to_owned() })).await?;
        self.put_record(&mut tx, subject, kind, body).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.outbox_bell.notify_one();
        Ok(())
    }

    async fn put_record(
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
        self.put_in_outbox(connection, subject.clone(), id, last, &sealed).await
    }
}
