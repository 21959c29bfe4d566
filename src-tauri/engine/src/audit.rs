//! Who looked at what and who did what, written down before the answer is given.
//!
//! A read is answered only after its entry is on the disk; an act and its entry are one transaction. Entries that come
//! together share a write. What is written is told to the practice's log in sealed batches, with how far this
//! workstation has seen the others' chains go. Reading it is in `read`, checking it in `verify`, what to look into in
//! `review`; tries before anybody is signed in wait in `attempts`.

pub(crate) mod attempts;
mod export;
mod read;
mod review;
mod tell;
#[cfg(test)]
mod tests;
mod verify;
mod view;

pub(crate) use tell::{run, take_in};
pub use view::{
    AuditCheck, AuditExport, AuditFilter, AuditPage, AuditRow, ExportFormat, UnusualView, WorkstationView,
};

use crate::act::ActError;
use crate::desk::DeskError;
use crate::store::{StoreError, audit};
use crate::unlocked::Unlocked;
use attempts::Attempts;
use chrono::{DateTime, Utc};
use domain::audit::{Entry, LockCause, What, same_view};
use domain::conversation::{Conversation, Refusal};
use domain::staff::{Action, may};
use domain::{ConversationId, NhsNumber, StaffId};
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// What waits to be written, and what this session has written of its views.
#[derive(Default)]
pub(crate) struct Pen {
    waiting: Mutex<Waiting>,
    /// How many have been written. Whoever holds it writes for everybody who waits.
    written: tokio::sync::Mutex<u64>,
    views: Mutex<HashMap<ConversationId, (DateTime<Utc>, u32)>>,
    lists: Mutex<BTreeSet<String>>,
}

#[derive(Default)]
struct Waiting {
    entries: Vec<Entry>,
    taken: u64,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

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
        let ticket = {
            let mut waiting = held(&pen.waiting);
            waiting.entries.push(entry);
            waiting.taken + waiting.entries.len() as u64
        };
        let mut written = pen.written.lock().await;
        if *written >= ticket {
            return Ok(());
        }
        let batch = {
            let mut waiting = held(&pen.waiting);
            let batch = std::mem::take(&mut waiting.entries);
            waiting.taken += batch.len() as u64;
            batch
        };
        if let Err(error) = self.write(&batch).await {
            // Whoever else waits must not take theirs for written: they try with their own.
            let mut waiting = held(&pen.waiting);
            waiting.taken -= batch.len() as u64;
            waiting.entries.splice(0..0, batch);
            return Err(error);
        }
        *written += batch.len() as u64;
        Ok(())
    }

    async fn write(&self, batch: &[Entry]) -> Result<(), StoreError> {
        let mut tx = self.0.store.begin().await?;
        audit::append(&mut tx, self.0.device, batch).await?;
        Ok(tx.commit().await?)
    }

    /// Whether the signed-in person's role allows this. A refusal is written down.
    pub(crate) async fn allowed(&self, action: Action, asked: &str) -> Result<(), ActError> {
        let why = match may(&self.me().roles, action) {
            false => Refusal::NotAllowed { action },
            true if !self.due().is_empty() => Refusal::NotAttested,
            true => return Ok(()),
        };
        Err(self.refused(asked, None, why).await)
    }

    /// Writes a refusal down and gives it back; if it cannot be written, that is the error.
    pub(crate) async fn refused(
        &self,
        asked: &str,
        about: Option<(ConversationId, Option<NhsNumber>)>,
        why: Refusal,
    ) -> ActError {
        let mut entry = self.entry(What::refused(asked, &why));
        if let Some((conversation, patient)) = about {
            (entry.conversation, entry.patient) = (Some(conversation), patient);
        }
        match self.witness(entry).await {
            Ok(()) => ActError::Refused(why),
            Err(error) => ActError::Store(error),
        }
    }

    /// Somebody came in; before them stands who tried since the last time.
    pub(crate) async fn witness_sign_in(
        &self,
        attempts: &Attempts,
        names: &[(String, StaffId)],
    ) -> Result<(), StoreError> {
        let tried = attempts.read(names).into_iter().map(|(at, why, staff)| Entry {
            at,
            staff,
            roles: vec![],
            ..self.entry(What::SignInRefused { why })
        });
        let entries: Vec<Entry> = tried.chain([self.entry(What::SignedIn)]).collect();
        self.write(&entries).await?;
        attempts.forget();
        Ok(())
    }

    /// The workstation locks: the last entry of the session, on its way before the keys are gone. Locking does not wait for
    /// a database that fails.
    pub(crate) async fn witness_lock(&self, cause: LockCause) {
        if let Err(error) = self.witness(self.entry(What::Locked { cause })).await {
            tracing::error!(%error, "the lock is not in the audit");
        }
        if cause == LockCause::CardRemoved {
            // The screen goes dark at once; the next sign-in tells it.
            return;
        }
        if let Err(error) = self.tell_audit().await {
            tracing::error!(%error, "the audit is told after the next sign-in");
        }
    }

    /// Somebody changes what opens their own account.
    pub(crate) async fn witness_factor(&self, what: What) -> Result<(), StoreError> {
        self.witness(self.entry(what)).await
    }

    /// A list of conversations is about to be shown: once for each list and session.
    pub(crate) async fn witness_list(&self, list: &str) -> Result<(), DeskError> {
        if held(&self.0.pen.lists).contains(list) {
            return Ok(());
        }
        self.witness(self.entry(What::Listed { list: list.to_owned() })).await?;
        held(&self.0.pen.lists).insert(list.to_owned());
        Ok(())
    }

    /// A conversation is about to be shown. Looking at the same words again within minutes is the same view.
    pub(crate) async fn witness_view(&self, state: &Conversation, messages: u32) -> Result<(), DeskError> {
        let now = self.0.clock.now();
        let written = held(&self.0.pen.views).get(&state.id).copied();
        if same_view(written, now, messages) {
            return Ok(());
        }
        if self.overrides(state) {
            let (rule, reason) = ("restricted".to_owned(), "A high-risk alert is open.".to_owned());
            self.witness(self.entry_about(state, What::Overrode { rule, reason })).await?;
        }
        self.witness(self.entry_about(state, What::Viewed { messages })).await?;
        held(&self.0.pen.views).insert(state.id, (now, messages));
        Ok(())
    }
}
