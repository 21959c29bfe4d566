//! Who is known to be at an unlocked workstation now, and which alerts stand on their screens.
//!
//! Heard in passing and soon forgotten, so that whoever is not known to be here counts as away: then more people are
//! called, never fewer.

use crate::{LetterId, StaffId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The people who are known to be here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present(BTreeMap<StaffId, BTreeSet<LetterId>>);

/// How far an alert has come with one of those whom it calls first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// It stands on the screen of a workstation at which they are signed in.
    OnScreen,
    /// They are signed in, and no screen is known to show it yet.
    SignedIn,
    /// At no unlocked workstation, as far as is known here.
    NotSignedIn,
}

impl Present {
    /// They are here, and these alerts are on a screen of theirs; beside what is known of another workstation of theirs.
    pub fn add(&mut self, who: StaffId, on_screen: impl IntoIterator<Item = LetterId>) {
        self.0.entry(who).or_default().extend(on_screen);
    }

    /// Are they at an unlocked workstation?
    pub fn is_here(&self, who: StaffId) -> bool {
        self.0.contains_key(&who)
    }

    /// How far this letter's alert has come with them.
    pub fn reach(&self, who: StaffId, letter: LetterId) -> Reach {
        match self.0.get(&who) {
            Some(on_screen) if on_screen.contains(&letter) => Reach::OnScreen,
            Some(_) => Reach::SignedIn,
            None => Reach::NotSignedIn,
        }
    }
}
