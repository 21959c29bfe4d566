//! For how long this program has seen a clock that reads earlier than somebody's last try.
//!
//! Time that the program has run is the one clock nobody can set. It is forgotten when the program ends, so that killing
//! it begins the wait anew. Kept for each vault and name, and no longer than the clock is behind.

use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

type Key = (PathBuf, String);

static BEHIND: Mutex<BTreeMap<Key, Instant>> = Mutex::new(BTreeMap::new());
/// More names than this at once are somebody filling the memory: all of them begin again.
const MOST: usize = 1_000;

/// The watch over one name's tries.
pub(super) struct Watch(Key);

impl Watch {
    pub fn over(vault: &Path, name: &str) -> Self {
        Self((vault.to_owned(), name.to_owned()))
    }

    /// For how long the clock has been seen to be behind; nothing if it is not.
    pub fn watched(&self, behind: bool) -> TimeDelta {
        let mut watches = watches();
        if !behind {
            watches.remove(&self.0);
            return TimeDelta::zero();
        }
        if watches.len() >= MOST && !watches.contains_key(&self.0) {
            watches.clear();
        }
        let since = watches.entry(self.0.clone()).or_insert_with(Instant::now);
        TimeDelta::from_std(since.elapsed()).unwrap_or(TimeDelta::MAX)
    }

    /// A try was counted: the next wait begins now.
    pub fn begin_again(&self) {
        if let Some(since) = watches().get_mut(&self.0) {
            *since = Instant::now();
        }
    }
}

fn watches() -> MutexGuard<'static, BTreeMap<Key, Instant>> {
    BEHIND.lock().unwrap_or_else(PoisonError::into_inner)
}
