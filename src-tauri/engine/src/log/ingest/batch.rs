//! A batch of the log becomes visible as a whole: one transaction takes in its events, projections and admitted letters.

use super::gathered::Gathered;
use super::write::write;
use crate::errors::IngestError;
use crate::practice::unlocked::Unlocked;
use crate::view::Change;
use domain::subject::Kind;
use queue::{Message, Seq};
use std::sync::atomic::Ordering;

impl Unlocked {
    /// Takes in a batch, whole or not at all.
    pub async fn ingest(&self, batch: Vec<Message>) -> Result<(), IngestError> {
        let Some(last) = batch.last().map(|message| message.seq) else { return Ok(()) };
        self.ingest_to(batch, last).await
    }

    /// Takes in what is left of a batch that ends at a place.
    pub(super) async fn ingest_to(&self, batch: Vec<Message>, last: Seq) -> Result<(), IngestError> {
        let mut tx = self.0.store.begin().await?;
        let mut gathered = Gathered::from_here(self.reached());
        gathered.learn(&mut tx, batch.iter().map(|message| &message.subject)).await?;
        for run in by_kind(batch) {
            self.take_in(&mut tx, run, &mut gathered).await?;
        }
        let (reached, others_time) = (gathered.reached, gathered.others_time);
        let told = write(gathered, self, &mut tx, last).await?;
        tx.commit().await?;
        self.set_reached(reached);
        if let Some(time) = others_time {
            let ahead = (self.0.clock.now() - time).num_milliseconds();
            self.0.behind_others.store(ahead.min(0), Ordering::SeqCst);
        }
        self.notify(told);
        Ok(())
    }

    fn notify(&self, told: Vec<Change>) {
        self.0.outbox_bell.notify_one();
        self.0.delivery_bell.notify_waiters();
        for change in told {
            self.0.changes.notify(change);
        }
    }
}

/// Splits a batch so that every directory statement stands alone.
fn by_kind(batch: Vec<Message>) -> Vec<Vec<Message>> {
    let mut runs: Vec<Vec<Message>> = vec![];
    let mut alone = true;
    for message in batch {
        let directory = matches!(message.subject.kind(), Ok(Kind::Directory));
        match runs.last_mut() {
            Some(run) if !alone && !directory => run.push(message),
            _ => runs.push(vec![message]),
        }
        alone = directory;
    }
    runs
}
