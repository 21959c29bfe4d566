//! The recovery kit while the practice runs: is the sheet in the safe still the right one, and a new sheet.

use super::statement::next_epoch_under;
use crate::errors::RosterError;
use crate::practice::unlocked::Unlocked;
use crate::view::KitView;
use crypto::epoch::Recipient;
use crypto::kit::BadKit;
use crypto::{Epoch, Kit, Sealed, Statement};
use domain::audit::Difference;
use domain::staff::Action;
use serde::{Deserialize, Serialize};
use std::sync::PoisonError;

/// What a typed kit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum KitCheck {
    /// It brings this practice back.
    Opens,
    /// More or fewer than 56 characters.
    Length,
    /// A character that no kit contains.
    Character,
    /// At least one character is wrong.
    Mistyped,
    /// A whole kit: an older one of this practice, or another practice's.
    AnotherKit,
}

impl From<BadKit> for KitCheck {
    fn from(bad: BadKit) -> Self {
        match bad {
            BadKit::Length => Self::Length,
            BadKit::Character => Self::Character,
            BadKit::Checksum => Self::Mistyped,
        }
    }
}

impl Unlocked {
    /// Does this kit open our practice? Tried on every epoch, as a recovery would.
    pub async fn check_kit(&self, typed: &str) -> Result<KitCheck, RosterError> {
        self.allowed(Action::ManageDevices, "checkKit").await?;
        let keys = match Kit::parse(typed) {
            Ok(kit) => kit.keys(),
            Err(bad) => return Ok(bad.into()),
        };
        let directory = self.directory();
        let opens = *directory.kit() == keys.public()
            && directory.epochs().all(|epoch| directory.open_epoch_with_kit(epoch, &keys.seal).is_ok());
        Ok(if opens { KitCheck::Opens } else { KitCheck::AnotherKit })
    }

    /// Makes a new sheet and shows it. It counts only when it was typed back in part.
    pub async fn begin_kit(&self) -> Result<KitView, RosterError> {
        self.allowed(Action::ManageDevices, "beginKit").await?;
        let kit = Kit::make();
        let view =
            KitView { practice: self.shared().policy.name.clone(), recovery_kit: kit.text().to_string() };
        *self.0.begun_kit.lock().unwrap_or_else(PoisonError::into_inner) = Some(kit);
        Ok(view)
    }

    /// Puts the new sheet in force and begins an epoch with it, in one statement: the old sheet opens nothing that is written
    /// from then on, and no recovery.
    pub async fn finish_kit(&self, last_group: &str) -> Result<(), RosterError> {
        self.allowed(Action::ManageDevices, "finishKit").await?;
        let held = || self.0.begun_kit.lock().unwrap_or_else(PoisonError::into_inner);
        let public = {
            let kit = held();
            let kit = kit.as_ref().ok_or(RosterError::NotBegun)?;
            let text = kit.text();
            let last = text.rsplit(' ').next().unwrap_or_default();
            if !last_group.trim().eq_ignore_ascii_case(last) {
                return Err(RosterError::Kit);
            }
            kit.keys().public()
        };
        let changed = |_: &crypto::Directory| Difference::new("kit", None, None);
        self.append_statement(changed, |directory, _| {
            let hand_over = |epoch: Epoch| -> Option<(Epoch, Sealed)> {
                let to = directory.handover(epoch, Recipient::Kit);
                Some((epoch, self.0.keys.with_epoch(epoch, |secret| secret.hand_over(&to, &public))?.ok()?))
            };
            let epochs: Option<Vec<_>> = directory.epochs().map(hand_over).collect();
            let epoch = Some(next_epoch_under(directory, &public, None, None)?);
            Ok(Statement::KitReplaced {
                kit: public.clone(),
                epochs: epochs.ok_or(RosterError::NoKey)?,
                epoch,
            })
        })
        .await?;
        held().take();
        Ok(())
    }
}
