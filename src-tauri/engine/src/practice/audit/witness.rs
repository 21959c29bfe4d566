//! Entries written down: an act and its entry are one transaction, a read is answered after its entry is on the disk.
//!
//! Entries that come together share a write.

use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, audit};
use domain::audit::{Entry, What};
use domain::conversation::Conversation;
use sqlx::SqliteConnection;
use uuid::Uuid;

impl Unlocked {
    /// An entry about something the signed-in person does now.
    pub(crate) fn entry(&self, what: What) -> Entry {
        Entry {
            id: Uuid::new_v4(),
            at: self.0.clock.now(),
            staff: Some(self.me().staff),
            roles: self.me().roles.clone(),
            workstation: self.0.workstation.clone(),
            conversation: None,
            patient: None,
            what,
        }
    }

    /// The same about a conversation.
    pub(crate) fn entry_about(&self, state: &Conversation, what: What) -> Entry {
        Entry { conversation: Some(state.id), patient: state.patient.nhs_number, ..self.entry(what) }
    }

    /// Writes an entry in a transaction of the caller's: the act and its entry are one.
    pub(crate) async fn witness_in(
        &self,
        connection: &mut SqliteConnection,
        entry: Entry,
    ) -> Result<(), StoreError> {
        audit::append(connection, self.0.device, &[entry]).await
    }

    /// Writes an entry; it is on the disk when this returns. Entries that wait at the same time share a transaction.
    pub(crate) async fn witness(&self, entry: Entry) -> Result<(), StoreError> {
        let pen = &self.0.pen;
        let ticket = pen.take(entry);
        let mut written = pen.written.lock().await;
        if *written >= ticket {
            return Ok(());
        }
        let batch = pen.batch();
        if let Err(error) = self.write(&batch).await {
            // Whoever else waits must not take theirs for written: they try with their own.
            pen.give_back(batch);
            return Err(error);
        }
        *written += batch.len() as u64;
        Ok(())
    }

    /// Writes entries as they are, now.
    pub(super) async fn write(&self, batch: &[Entry]) -> Result<(), StoreError> {
        let mut tx = self.0.store.begin().await?;
        audit::append(&mut tx, self.0.device, batch).await?;
        Ok(tx.commit().await?)
    }

    /// Somebody changes what opens their own account, or whose cards do.
    pub(crate) async fn witness_factor(&self, what: What) -> Result<(), StoreError> {
        self.witness(self.entry(what)).await
    }

    /// A list of conversations is about to be shown: once for each list and session.
    pub(crate) async fn witness_list(&self, list: &str) -> Result<(), StoreError> {
        if self.0.pen.has_listed(list) {
            return Ok(());
        }
        self.witness(self.entry(What::Listed { list: list.to_owned() })).await?;
        self.0.pen.listed(list);
        Ok(())
    }
}
