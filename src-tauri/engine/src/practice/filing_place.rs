//! Where this practice's documents for the record go, and what waits because it has named no place.
//!
//! A document waits as what it is made from: sealed in the log and in the encrypted database. It is written only when the
//! folder is there and is the practice's own.

use crate::errors::SettingsError;
use crate::practice::unlocked::Unlocked;
use crate::store::deliveries::Carried;
use crate::store::{StoreError, conversations, deliveries};
use domain::ConversationId;
use domain::conversation::Conversation;
use domain::policy::FilingPlace;
use record::{Carrier, folder};
use sqlx::SqliteConnection;
use std::path::PathBuf;

impl Unlocked {
    /// What carries a document; none while the practice has named no place for it.
    pub(crate) fn carrier(&self, restricted: bool) -> Option<Carrier> {
        let shared = self.shared();
        let Some(place) = &shared.policy.filing else {
            return self.0.carrier.clone().filter(|_| !restricted);
        };
        let folder = PathBuf::from(place.folder_for(restricted)?);
        Some(Carrier::Named { folder, practice: self.0.practice.0, restricted })
    }

    /// What carries the document of this conversation.
    pub(crate) fn carrier_of(&self, state: &Conversation) -> Option<Carrier> {
        self.carrier(self.shared().restrictions.is_restricted(&state.patient))
    }

    /// Makes the folders the practice's, or says which of them cannot be.
    pub(super) async fn claim_filing_place(&self, place: &FilingPlace) -> Result<(), SettingsError> {
        let practice = self.0.practice.0;
        for (restricted, setting) in [(false, "filing.folder"), (true, "filing.restricted")] {
            let Some(named) = place.folder_for(restricted).map(PathBuf::from) else { continue };
            let claimed =
                tokio::task::spawn_blocking(move || folder::claim(&named, practice, restricted)).await;
            if !matches!(claimed, Ok(Ok(()))) {
                return Err(SettingsError::Bad(setting.to_owned()));
            }
        }
        Ok(())
    }

    /// Documents that wait because the practice has named no place for them, the oldest first.
    pub(super) async fn without_place(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<Carried>, StoreError> {
        if self.carrier(false).is_some() && self.carrier(true).is_some() {
            return Ok(vec![]);
        }
        let mut queued = deliveries::queued(&mut *connection, true).await?;
        let ids: Vec<ConversationId> = queued.iter().map(|one| one.conversation).collect();
        let states = conversations::all_confirmed(connection, &ids).await?;
        let has_none = |state: &Conversation| self.carrier_of(state).is_none();
        queued.retain(|one| states.get(&one.conversation).is_some_and(has_none));
        Ok(queued)
    }
}
