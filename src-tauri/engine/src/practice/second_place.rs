//! The second place for copies of the log: which it is, and what is known of the copies there.
//!
//! It belongs to the computer that keeps the log, and is needed before anybody has signed in: so it stands in a small file
//! beside the practice, which holds nothing of any patient. Carrying the copies is `log::backup`'s.

use crate::view::{BackupFailing, BackupLies, BackupTrouble, SecondPlaceView};
use chrono::{DateTime, Utc};
use domain::PracticeId;
use queue::file::{CarryError, claim, folder_in};
use queue::{Elsewhere, Lies};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Where this computer keeps the log, its practice, and the file that names the second place.
#[derive(Clone)]
pub(crate) struct KeptHere {
    pub(crate) practice: PracticeId,
    pub(crate) log: PathBuf,
    pub(crate) note: PathBuf,
}

/// What is known of the second place. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub(crate) struct SecondPlace(Arc<Known>);

#[derive(Default)]
struct Known {
    kept: Mutex<(Option<KeptHere>, Option<SecondPlaceView>)>,
    /// Rung when a place was named.
    named: Notify,
}

/// A place that takes no copies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAPlace;

impl SecondPlace {
    /// This computer keeps the log: reads which place was named. A file that cannot be read names none, which is said.
    pub(crate) fn begin(&self, here: KeptHere) {
        let read = std::fs::read(&here.note).ok().and_then(|text| serde_json::from_slice(&text).ok());
        *self.kept() = (Some(here), read);
    }

    /// The place, if one was named and this computer keeps the log.
    pub(crate) fn place(&self) -> Option<SecondPlaceView> {
        self.kept().1.clone()
    }

    /// The folder of this practice's copies in it.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        match &*self.kept() {
            (Some(here), Some(place)) => Some(folder_in(Path::new(&place.folder), here.practice.0)),
            _ => None,
        }
    }

    /// Waits until a place is named.
    pub(crate) async fn named(&self) {
        self.0.named.notified().await;
    }

    /// Makes this the place, if it is there, can be written and is not within the practice's own data.
    pub(crate) async fn name(&self, folder: &str) -> Result<(), NotAPlace> {
        let here = self.kept().0.clone().ok_or(NotAPlace)?;
        let place = PathBuf::from(folder.trim());
        let claimed = tokio::task::spawn_blocking(move || {
            let own = here.note.parent().and_then(|own| own.canonicalize().ok());
            let within = |there: &Path| own.as_ref().is_some_and(|own| there.starts_with(own));
            if !place.is_absolute() || place.canonicalize().is_ok_and(|there| within(&there)) {
                return Err(NotAPlace);
            }
            claim(&place, here.practice.0).map_err(|_| NotAPlace)?;
            Ok(queue::lies(&place, &here.log).map(shown))
        });
        let lies = claimed.await.map_err(|_| NotAPlace)??;
        let view = SecondPlaceView { folder: folder.trim().to_owned(), lies, copied: None, failing: None };
        self.keep(view).map_err(|_| NotAPlace)?;
        self.0.named.notify_one();
        Ok(())
    }

    /// A copy of this moment has arrived in this place. Says whether that is news.
    pub(crate) fn arrived(&self, folder: &Path, at: DateTime<Utc>) -> bool {
        self.learn(folder, |place| SecondPlaceView { copied: Some(at), failing: None, ..place })
    }

    /// No copy arrives there. Says whether that is news.
    pub(crate) fn failed(&self, folder: &Path, error: &CarryError, now: DateTime<Utc>) -> bool {
        let why = match error {
            // There is nothing to carry yet: nothing is known of the place.
            CarryError::NoCopy => return false,
            CarryError::NotThere => BackupTrouble::NotThere,
            CarryError::Full => BackupTrouble::Full,
            CarryError::Closed => BackupTrouble::Closed,
            CarryError::Failed => BackupTrouble::Failed,
        };
        self.learn(folder, |place| {
            let since = place.failing.as_ref().map_or(now, |failing| failing.since);
            SecondPlaceView { failing: Some(BackupFailing { since, why }), ..place }
        })
    }

    /// Keeps what was learned of a place, unless another was named meanwhile.
    fn learn(&self, folder: &Path, with: impl FnOnce(SecondPlaceView) -> SecondPlaceView) -> bool {
        let Some(before) = self.place().filter(|_| self.folder().as_deref() == Some(folder)) else {
            return false;
        };
        let after = with(before.clone());
        if after == before {
            return false;
        }
        if let Err(error) = self.keep(after) {
            tracing::warn!(%error, "what is known of the second place was not kept");
        }
        true
    }

    fn keep(&self, view: SecondPlaceView) -> std::io::Result<()> {
        let mut kept = self.kept();
        let written = match &kept.0 {
            Some(here) => serde_json::to_vec(&view)
                .map_err(std::io::Error::other)
                .and_then(|text| std::fs::write(&here.note, text)),
            None => Ok(()),
        };
        kept.1 = Some(view);
        written
    }

    fn kept(&self) -> MutexGuard<'_, (Option<KeptHere>, Option<SecondPlaceView>)> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_here(&self) -> bool {
        self.kept().0.is_some()
    }
}

fn shown(lies: Lies) -> BackupLies {
    match lies {
        Lies::SameDrive => BackupLies::SameDrive,
        Lies::OtherDrive => BackupLies::OtherDrive,
        Lies::Elsewhere(Elsewhere::NetworkShare) => BackupLies::NetworkShare,
        Lies::Elsewhere(Elsewhere::HostFolder) => BackupLies::HostFolder,
        Lies::Elsewhere(Elsewhere::ProgramDrive) => BackupLies::ProgramDrive,
        Lies::Elsewhere(Elsewhere::SyncedFolder) => BackupLies::SyncedFolder,
    }
}
