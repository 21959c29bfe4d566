//! What a batch changes: learned from the database at once, folded in memory, written at once.
//!
//! A statement a row costs more than the row, so a batch asks for everything it touches before it reads the first
//! envelope, and writes each table in one statement at its end. A conversation is taken out, changed and put back;
//! whoever asks in between sees the batch so far. Deliberately absent is any judgement: that is `take` and `admit`.

use crate::errors::ActError;
use crate::practice::standing::{Decided, Standing};
use crate::practice::unlocked::Unlocked;
use crate::store::events::{self, Last};
use crate::store::letters::Sealed;
use crate::store::search::Words;
use crate::store::{StoreError, conversations, outbox};
use crate::view::Change;
use chrono::{DateTime, Utc};
use crypto::Hash;
use crypto::directory::Position;
use domain::conversation::Conversation;
use domain::subject::Kind;
use domain::{ConversationId, EventId, LetterId, NhsNumber, Subject};
use queue::Message;
use sqlx::SqliteConnection;
use std::collections::{BTreeSet, HashMap};

/// What a batch changes, gathered before it is written.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(super) known: HashMap<ConversationId, Standing>,
    heads: HashMap<Subject, Option<Last>>,
    pub(super) touched: BTreeSet<ConversationId>,
    pub(super) confirmed: Vec<EventId>,
    pub(super) words: Vec<Words>,
    pub(super) kept: Vec<(Message, Hash)>,
    /// Letters as they lay in the inbox, in the order of the queue.
    pub(super) letters: Vec<Message>,
    /// What has become of letters.
    pub(crate) sealed: Vec<Sealed>,
    /// Alerts first heard of from the log.
    pub(super) alerts: Vec<(ConversationId, LetterId)>,
    /// When another workstation or a gateway last wrote, by its clock.
    pub(super) others_time: Option<DateTime<Utc>>,
    pub(super) patients: BTreeSet<NhsNumber>,
    pub(super) shared: bool,
    /// What else is to be told once this is committed.
    pub(super) told: Vec<Change>,
    /// How far the directory had come where the log is being read.
    pub(super) reached: Option<Position>,
}

impl Gathered {
    /// Nothing yet; the directory had come this far before the batch.
    pub(super) fn from_here(reached: Option<Position>) -> Self {
        Self { reached, ..Self::default() }
    }

    /// Asks the database for what it knows of these subjects; what is known already is left as it stands.
    pub(crate) async fn learn(
        &mut self,
        connection: &mut SqliteConnection,
        subjects: impl Iterator<Item = &Subject>,
    ) -> Result<(), StoreError> {
        let new: BTreeSet<&Subject> = subjects.filter(|subject| !self.heads.contains_key(subject)).collect();
        let conversations: Vec<ConversationId> = new
            .iter()
            .filter_map(|subject| match subject.kind() {
                Ok(Kind::Conversation(id)) => Some(id),
                _ => None,
            })
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let mut heads = events::lasts(&mut *connection, &new).await?;
        let mut states = conversations::all_confirmed(&mut *connection, &conversations).await?;
        let mut waiting = outbox::on_all(&mut *connection, &new).await?;
        for id in conversations {
            let confirmed = states.remove(&id).unwrap_or_else(|| Conversation::new(id));
            let waiting = waiting.remove(&Subject::conversation(id)).unwrap_or_default();
            self.known.insert(id, Standing::over(confirmed, waiting));
        }
        for subject in new {
            self.heads.insert(subject.clone(), heads.remove(subject));
        }
        Ok(())
    }

    /// Where a subject ends, with what this batch has added.
    pub(super) fn head(&self, subject: &Subject) -> Option<Hash> {
        self.heads.get(subject)?.as_ref().map(|last| last.hash)
    }

    /// An envelope that holds.
    pub(super) fn keep(&mut self, message: &Message, hash: Hash) {
        self.heads.insert(message.subject.clone(), Some(Last { id: message.id, hash }));
        self.kept.push((message.clone(), hash));
    }

    /// The last envelope that this batch has added to a subject.
    pub(super) fn last_kept(&self, subject: &Subject) -> Option<&[u8]> {
        let last = self.kept.iter().rev().find(|(message, _)| message.subject == *subject);
        last.map(|(message, _)| message.bytes.as_slice())
    }

    /// A conversation as it stands with the batch so far; empty before its first event.
    pub(crate) fn standing(&self, id: ConversationId) -> Option<&Standing> {
        self.known.get(&id)
    }

    /// The conversations that this batch has changed so far.
    pub(crate) fn touched(&self) -> Vec<ConversationId> {
        self.touched.iter().copied().collect()
    }

    /// Changes what the queue confirms of a conversation. An event of ours is taken out of what waits.
    pub(super) fn fold(
        &mut self,
        id: ConversationId,
        event: EventId,
        change: impl FnOnce(Conversation) -> Conversation,
    ) {
        let mut standing = self.take(id);
        if standing.came_back(event) {
            self.confirmed.push(event);
        }
        let before = standing.confirmed.alerts.len();
        standing.confirmed = change(standing.confirmed);
        // Whoever an alert calls is called once: not again when what was raised here comes back.
        for raised in standing.confirmed.alerts.iter().skip(before) {
            if standing.seen.alert(raised.letter).is_none() {
                self.alerts.push((id, raised.letter));
            }
        }
        self.put_back(standing);
    }

    /// Puts events on their way behind what is known.
    pub(crate) fn put(
        &mut self,
        unlocked: &Unlocked,
        id: ConversationId,
        decided: Decided,
    ) -> Result<(), ActError> {
        let standing = self.take(id);
        let last = self.heads.get(&Subject::conversation(id)).cloned().flatten();
        let standing = unlocked.seal_behind(standing, last, decided)?;
        self.put_back(standing);
        Ok(())
    }

    fn take(&mut self, id: ConversationId) -> Standing {
        self.known.remove(&id).unwrap_or_else(|| Standing::over(Conversation::new(id), vec![]))
    }

    fn put_back(&mut self, standing: Standing) {
        self.touched.insert(standing.confirmed.id);
        self.known.insert(standing.confirmed.id, standing);
    }
}
