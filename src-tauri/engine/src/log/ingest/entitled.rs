//! Whether an author was entitled where they wrote: not ended, not backdated, in the roles they claim.

use super::gathered::Gathered;
use crate::practice::unlocked::Unlocked;
use crate::store::{StoreError, events};
use crypto::{Author, Envelope, Header};
use sqlx::SqliteConnection;

impl Unlocked {
    /// Whoever was revoked or had left when the log came to this place says nothing more, whatever they claim to have seen.
    pub(super) fn is_too_late(&self, header: &Header, gathered: &Gathered) -> bool {
        let (directory, Some(reached)) = (self.directory(), gathered.reached) else { return false };
        let member = match &header.author {
            Author::Device(id) => directory.device(*id),
            Author::Gateway(id) => directory.gateway(id),
        };
        let person = header.actor.and_then(|actor| directory.staff(actor));
        member.is_some_and(|member| member.has_ended_by(reached))
            || person.is_some_and(|person| person.has_left_by(reached))
    }

    /// Along one subject nobody claims to have seen less of the directory than whoever wrote before.
    pub(super) async fn is_backdated(
        &self,
        connection: &mut SqliteConnection,
        header: &Header,
        gathered: &Gathered,
    ) -> Result<bool, StoreError> {
        let directory = self.directory();
        let Some(place) = directory.position(&header.directory) else { return Ok(true) };
        if gathered.reached.is_none_or(|reached| place >= reached) {
            return Ok(false);
        }
        // Nearly everybody writes with the directory as it is; the database is asked only about those who do not.
        let before = match gathered.last_kept(&header.subject) {
            Some(bytes) => Some(bytes.to_vec()),
            None => events::last_envelope(connection, &header.subject).await?,
        };
        let before = before.and_then(|bytes| Envelope::parse(&bytes).ok());
        let before = before.and_then(|envelope| directory.position(&envelope.header().directory));
        Ok(before.is_some_and(|before| place < before))
    }

    pub(super) fn roles_hold(&self, header: &Header) -> bool {
        match header.actor {
            None => header.roles.is_empty(),
            Some(actor) => self
                .directory()
                .roles_at(actor, &header.directory)
                .is_ok_and(|roles| header.roles.iter().all(|role| roles.contains(role))),
        }
    }
}
