//! Something dangerous arrives in the demonstration, so that a newcomer sees what then happens. Never in a real practice.

use super::Engine;
use crate::store::conversations;
use crate::way_in::demo::letters;

/// Why it did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotArrived {
    /// This is a real practice, or its gateway is on another workstation.
    #[error("nothing arrives here by itself")]
    NoDemonstration,
    /// Nobody is signed in, or the log cannot be written: it may be tried again.
    #[error("it cannot arrive now")]
    NotNow,
}

impl Engine {
    /// The demonstration's dangerous letter arrives, if it has not yet.
    ///
    /// # Errors
    /// This is no demonstration, or it cannot arrive now.
    pub async fn danger_arrives(&self) -> Result<(), NotArrived> {
        let engine = self.clone();
        let asked = tokio::task::spawn_blocking(move || engine.gateway_grant()).await;
        let grant = asked.map_err(|_| NotArrived::NotNow)?.map_err(|_| NotArrived::NotNow)?;
        let grant = grant.filter(|grant| grant.demonstration).ok_or(NotArrived::NoDemonstration)?;
        let unlocked = self.unlocked().ok_or(NotArrived::NotNow)?;
        let letter = letters::danger(&unlocked.shared().policy, self.clock().now());
        let known = {
            let mut connection = unlocked.0.store.read().await.map_err(|_| NotArrived::NotNow)?;
            conversations::confirmed(&mut connection, letter.conversation()).await
        };
        if known.map_err(|_| NotArrived::NotNow)?.is_some() {
            return Ok(());
        }
        let sealed = letters::seal(letter, &grant.keys, &unlocked.directory()).ok_or(NotArrived::NotNow)?;
        let header = sealed.header();
        let stored = unlocked.append(&header.subject, None, header.id, sealed.bytes()).await;
        stored.map(|_| ()).map_err(|_| NotArrived::NotNow)
    }
}
