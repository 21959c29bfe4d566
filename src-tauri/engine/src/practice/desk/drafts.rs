//! What I am writing: kept as I type it, shown to me alone, in the place it was typed for.

use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::store::drafts::{self, StoredDraft};
use crate::view::DraftView;
use domain::ConversationId;
use domain::draft::DraftFor;
use domain::staff::Action;
use sqlx::SqliteConnection;

impl Unlocked {
    /// Keeps what I am writing; says when it was on the disk. No words, no draft.
    pub async fn save_draft(&self, about: DraftFor, text: &str) -> Result<Option<DraftView>, DeskError> {
        if about.conversation.is_some() {
            self.allowed(Action::ReadMessages, "saveDraft").await?;
        }
        let mut tx = self.0.store.begin().await?;
        if let Some(id) = about.conversation {
            let standing = self.standing(&mut tx, id).await?.ok_or(DeskError::NotFound)?;
            self.may_open(&standing.seen)?;
        }
        let saved_at = self.0.clock.now();
        drafts::save(&mut tx, about, self.me().staff, text, saved_at).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok((!text.is_empty()).then(|| DraftView { about, text: text.to_owned(), saved_at }))
    }

    /// What I am writing in the practice's own forms.
    pub async fn own_drafts(&self) -> Result<Vec<DraftView>, DeskError> {
        let mut connection = self.0.store.read().await?;
        Ok(self.drafts_in(&mut connection, None).await?)
    }

    /// What I am writing in a conversation, or (with none) in the practice's own forms.
    pub(super) async fn drafts_in(
        &self,
        connection: &mut SqliteConnection,
        conversation: Option<ConversationId>,
    ) -> Result<Vec<DraftView>, StoreError> {
        let kept = drafts::in_place(connection, conversation, self.me().staff).await?;
        let shown = |StoredDraft { about, text, saved_at }| DraftView { about, text, saved_at };
        Ok(kept.into_iter().map(shown).collect())
    }
}
