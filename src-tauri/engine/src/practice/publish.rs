//! Putting the practice's shared records in force: policy, names, rota, patients, and what gateways may read.
//!
//! Each is whole each time, so the newest holds and nothing has to be merged. Who may publish one, and whether it shows
//! here before the log has confirmed it, stands in `domain::shared`. It goes through the same outbox.

use crate::errors::ActError;
use crate::practice::sealing::encode;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, conversations, drafts, records};
use crate::view::Change;
use crypto::{Draft, Header, Suite};
use domain::audit::What;
use domain::conversation::Refusal;
use domain::draft::Used;
use domain::message::PatientDetails;
use domain::policy::PracticePolicy;
use domain::shared::SharedBody;
use domain::staff::Action;
use domain::{EventId, PatientId, Subject};
use sqlx::SqliteConnection;
use uuid::Uuid;

impl Unlocked {
    /// Puts a policy in force: for staff, and (in the clear, signed) for gateways.
    pub async fn publish_policy(&self, policy: &PracticePolicy) -> Result<(), ActError> {
        self.allowed(Action::ChangePolicy, "publishPolicy").await?;
        let policy = &policy.clone().following(&self.shared().policy, self.0.clock.now());
        let mut tx = self.0.store.begin().await?;
        self.put_record(&mut tx, &Subject::policy(), policy).await?;
        // Where the practice's documents lie is no gateway's to read.
        self.put_in_the_clear(&mut tx, &PracticePolicy { filing: None, ..policy.clone() }).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.show_records().await
    }

    /// Adds or corrects a patient of the index.
    pub async fn publish_patient(&self, id: PatientId, details: &PatientDetails) -> Result<(), ActError> {
        self.allowed(Action::RegisterPatient, "publishPatient").await?;
        self.publish_all(&[(Subject::patient(id), details)]).await
    }

    /// Puts the record of which the practice has one in force.
    pub(crate) async fn publish<B: SharedBody>(&self, body: &B) -> Result<(), ActError> {
        self.publish_all(&[(Subject::shared(B::RECORD), body)]).await
    }

    /// Puts records in force. If somebody else was faster, the order of the log decides.
    pub(crate) async fn publish_all<B: SharedBody>(&self, records: &[(Subject, &B)]) -> Result<(), ActError> {
        self.publish_using(records, &[]).await
    }

    /// The same with the words of drafts: they go in the same step.
    pub(crate) async fn publish_using<B: SharedBody>(
        &self,
        records: &[(Subject, &B)],
        used: &[Used<'_>],
    ) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        for (subject, body) in records {
            self.put_record(&mut tx, subject, *body).await?;
        }
        drafts::use_up(&mut tx, used, self.me().staff).await?;
        tx.commit().await.map_err(StoreError::from)?;
        if B::RECORD.shows_at_once() {
            return self.show_records().await;
        }
        self.0.outbox_bell.notify_one();
        Ok(())
    }

    async fn put_record<B: SharedBody>(
        &self,
        connection: &mut SqliteConnection,
        subject: &Subject,
        body: &B,
    ) -> Result<(), ActError> {
        let record = B::RECORD;
        if !record.may_be_published_by(&self.me().roles) {
            return Err(ActError::Refused(Refusal::NotAllowed { action: record.permission() }));
        }
        if !body.is_sound() {
            return Err(ActError::Refused(Refusal::Empty));
        }
        let kind = record.kind();
        self.witness_in(connection, self.entry(What::Published { record: kind.to_owned() })).await?;
        let id = EventId(Uuid::new_v4());
        let last = self.last_of(&mut *connection, subject).await?;
        let previous = last.map(|(_, hash)| hash);
        let header = self.header(subject, id, kind, &self.actor(), previous, self.0.clock.now());
        let sealed = self.0.keys.seal(header, encode(body)?).ok_or(ActError::NoKey)?;
        self.put_in_outbox(&mut *connection, subject.clone(), id, last, &sealed).await?;
        if record.shows_at_once() {
            records::keep(connection, subject, self.0.clock.now(), body).await?;
        }
        Ok(())
    }

    /// What gateways read: signed, not sealed.
    async fn put_in_the_clear(
        &self,
        connection: &mut SqliteConnection,
        policy: &PracticePolicy,
    ) -> Result<(), ActError> {
        let (subject, id) = (Subject::public(), EventId(Uuid::new_v4()));
        let last = self.last_of(&mut *connection, &subject).await?;
        let previous = last.map(|(_, hash)| hash);
        let header = Header {
            suite: Suite::Signed,
            ..self.header(&subject, id, "policy", &self.actor(), previous, self.0.clock.now())
        };
        let sealed = Draft::new(header, encode(policy)?)
            .sign_only(&self.0.keys.device.sign, None)
            .map_err(|_| ActError::NoKey)?;
        self.put_in_outbox(connection, subject, id, last, &sealed).await
    }

    /// What was published stands here already: it is seen at once and goes on its way.
    async fn show_records(&self) -> Result<(), ActError> {
        let settings_changed = {
            let mut connection = self.0.store.read().await?;
            self.reload_shared(&mut connection).await.unwrap_or_else(|error| {
                tracing::error!(%error, "the shared records do not read back");
                false
            })
        };
        if settings_changed {
            self.show_open().await?;
        }
        self.0.outbox_bell.notify_one();
        self.0.changes.notify(Change::Bar);
        Ok(())
    }

    /// Clocks follow the settings: the row of whatever is open is written anew.
    async fn show_open(&self) -> Result<(), ActError> {
        let mut tx = self.0.store.begin().await?;
        let ids = conversations::open(&mut tx).await?;
        let mut standings = Vec::with_capacity(ids.len());
        for id in &ids {
            standings.extend(self.standing(&mut tx, *id).await?);
        }
        self.project(&mut tx, &standings).await?;
        tx.commit().await.map_err(StoreError::from)?;
        self.0.changes.notify(Change::Conversations { ids });
        Ok(())
    }
}
