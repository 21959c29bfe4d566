//! What stands before sign-in.

use super::{Engine, held};
use crate::view::{Blocked, Gate, Protection};
use crate::way_in::demo;
use signin::vault;

impl Engine {
    /// What stands before sign-in; somebody signed in is the shell's to add.
    pub async fn gate(&self) -> Gate {
        let blocked = |why| Gate::Blocked { why };
        if self.is_revoked() {
            return blocked(Blocked::Revoked);
        }
        let notice = match vault::peek(&self.0.folder.practice()) {
            Ok(vault::Gate::NoVault) => return Gate::SetUp,
            Ok(vault::Gate::Vault(notice)) => notice,
            Err(error) => return blocked(crate::way_in::blocked::vault(&error)),
        };
        let protection = match notice.protection {
            signin::keystore::Protection::KeyStore => Protection::Keystore,
            signin::keystore::Protection::DemonstrationFile => Protection::DemonstrationFile,
        };
        let tier = held(&self.0.tier).clone();
        Gate::SignIn {
            practice: notice.practice_name,
            workstation: notice.workstation,
            demonstration: demo::people(&self.0.folder.practice(), self.0.clock.now()),
            protection,
            waiting: tier.map_or(crate::view::Waiting::Nothing, |tier| tier.waiting()),
            asked: self.factors_asked(notice.offered),
        }
    }
}
