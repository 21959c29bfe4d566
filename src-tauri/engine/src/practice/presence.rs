//! Who is at which workstation, with which alerts on the screen: said in passing, sealed, forgotten after a minute.
//!
//! Whom nobody has heard of counts as away; an alert then calls more people, never fewer. Nothing of it is stored. How it
//! is said and heard stands in `log/presence`.

use domain::alert::Present;
use domain::{DeviceId, LetterId, StaffId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Whoever has not been heard of for so long counts as away.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(50);

/// What a workstation says of whoever is signed in there.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Said {
    /// They are here, and these alerts are on the screen.
    Here { staff: StaffId, on_screen: BTreeSet<LetterId> },
    /// They have gone.
    Gone,
}

struct Heard {
    staff: StaffId,
    on_screen: BTreeSet<LetterId>,
    at: Instant,
}

/// What was heard, and what is to be said of this workstation.
#[derive(Default)]
pub(crate) struct Presence {
    heard: Mutex<BTreeMap<DeviceId, Heard>>,
    on_screen: Mutex<BTreeSet<LetterId>>,
    /// Rung when there is something new to say.
    pub(crate) news: Notify,
}

impl Presence {
    fn heard(&self) -> MutexGuard<'_, BTreeMap<DeviceId, Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These alerts are on this workstation's screen now.
    pub(crate) fn shows(&self, letters: BTreeSet<LetterId>) {
        let mut on_screen = self.on_screen.lock().unwrap_or_else(PoisonError::into_inner);
        if *on_screen != letters {
            *on_screen = letters;
            self.news.notify_one();
        }
    }

    /// What there is to say of this workstation.
    pub(crate) fn here(&self, staff: StaffId) -> Said {
        Said::Here { staff, on_screen: self.on_screen.lock().unwrap_or_else(PoisonError::into_inner).clone() }
    }

    /// Everybody who is here, whoever is signed in at this workstation among them.
    pub(crate) fn present(&self, me: StaffId) -> Present {
        let mut present = Present::default();
        present.add(me, self.on_screen.lock().unwrap_or_else(PoisonError::into_inner).iter().copied());
        for heard in self.heard().values() {
            present.add(heard.staff, heard.on_screen.iter().copied());
        }
        present
    }

    /// Forgets whoever has not been heard of.
    pub(crate) fn forget(&self) {
        self.heard().retain(|_, heard| heard.at.elapsed() < FORGOTTEN_AFTER);
    }

    /// Takes it in; `true` if this workstation was not known to be there.
    pub(crate) fn take(&self, device: DeviceId, said: Said) -> bool {
        let mut heard = self.heard();
        match said {
            Said::Here { staff, on_screen } => {
                heard.insert(device, Heard { staff, on_screen, at: Instant::now() }).is_none()
            }
            Said::Gone => {
                heard.remove(&device);
                false
            }
        }
    }
}
