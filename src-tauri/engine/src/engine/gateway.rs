//! What the gateway inside the application is started with.

use super::Engine;
use crate::way_in::set_up;
use crypto::{Hash, Keys};
use domain::{GatewayId, PracticeId};
use signin::vault::{Vault, VaultError};

/// What the gateway inside the application needs to start.
pub struct GatewayGrant {
    /// Whose.
    pub practice: PracticeId,
    /// The hash of the directory's first statement.
    pub founding: Hash,
    pub id: GatewayId,
    pub keys: Keys,
    /// Is this the demonstration?
    pub demonstration: bool,
}

impl Engine {
    /// What the gateway inside the application needs; none where another workstation has it. Asks the key store: not on an
    /// async thread.
    pub fn gateway_grant(&self) -> Result<Option<GatewayGrant>, VaultError> {
        let Some(id) = set_up::own_gateway_id_in(&self.0.folder) else { return Ok(None) };
        let vault = Vault::open(&self.0.folder.practice())?;
        let notice = vault.notice()?;
        Ok(Some(GatewayGrant {
            practice: notice.practice,
            founding: notice.genesis,
            id,
            keys: set_up::own_gateway(&vault)?,
            demonstration: notice.protection == signin::keystore::Protection::DemonstrationFile,
        }))
    }
}
