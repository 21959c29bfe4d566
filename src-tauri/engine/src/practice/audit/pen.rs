//! Entries that wait to be written, and what this session has written of its views.

use chrono::{DateTime, Utc};
use domain::ConversationId;
use domain::audit::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes entries as they come and gives them out in batches.
#[derive(Default)]
pub(crate) struct Pen {
    unwritten: Mutex<Unwritten>,
    /// How many have been written. Whoever holds it writes for everybody who waits.
    pub(crate) written: tokio::sync::Mutex<u64>,
    views: Mutex<HashMap<ConversationId, (DateTime<Utc>, u32)>>,
    lists: Mutex<BTreeSet<String>>,
}

#[derive(Default)]
struct Unwritten {
    entries: Vec<Entry>,
    taken: u64,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pen {
    /// Takes an entry. When so many are written as this gives, the entry is.
    pub(crate) fn take(&self, entry: Entry) -> u64 {
        let mut unwritten = held(&self.unwritten);
        unwritten.entries.push(entry);
        unwritten.taken + unwritten.entries.len() as u64
    }

    /// Everything that waits.
    pub(crate) fn batch(&self) -> Vec<Entry> {
        let mut unwritten = held(&self.unwritten);
        let batch = std::mem::take(&mut unwritten.entries);
        unwritten.taken += batch.len() as u64;
        batch
    }

    /// A batch could not be written: it waits again, before everything else.
    pub(crate) fn give_back(&self, batch: Vec<Entry>) {
        let mut unwritten = held(&self.unwritten);
        unwritten.taken -= batch.len() as u64;
        unwritten.entries.splice(0..0, batch);
    }

    /// When this conversation was last written down as viewed, and how many messages it had.
    pub(crate) fn view_of(&self, conversation: ConversationId) -> Option<(DateTime<Utc>, u32)> {
        held(&self.views).get(&conversation).copied()
    }

    /// It was viewed.
    pub(crate) fn viewed(&self, conversation: ConversationId, at: DateTime<Utc>, messages: u32) {
        held(&self.views).insert(conversation, (at, messages));
    }

    /// Was this list written down in this session?
    pub(crate) fn has_listed(&self, list: &str) -> bool {
        held(&self.lists).contains(list)
    }

    /// It was.
    pub(crate) fn listed(&self, list: &str) {
        held(&self.lists).insert(list.to_owned());
    }
}
