//! What a new practice is made of.

use crate::errors::SetUpError;
use crate::shared::Name;
use crate::way_in::founding::{CannotFound, Founder};
use crypto::{Kit, Seed};
use domain::StaffId;
use domain::audit::Entry;
use domain::policy::PracticePolicy;
use signin::keystore::{FileKeystore, Keystore, OsKeystore};
use signin::vault::{self, UserName};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Somebody who gets an account at set-up.
pub(crate) struct FirstPerson {
    pub user_name: UserName,
    pub name: Name,
    pub password: Zeroizing<String>,
    pub totp: Zeroizing<[u8; 20]>,
    pub roles: Vec<domain::staff::Role>,
}

/// What a new practice is made of.
pub(crate) struct Plan {
    pub policy: PracticePolicy,
    pub workstation: String,
    pub kind: vault::Kind,
    pub kit: Kit,
    pub manager: FirstPerson,
}

/// What else goes into a new practice before it is put in place: the demonstration's people, patients, letters.
pub(crate) trait Furnish {
    /// People beside the manager, with their keys.
    fn people(&self) -> &[(StaffId, Seed, FirstPerson)];
    /// Further first records.
    fn records(&self, founder: &mut Founder) -> Result<(), CannotFound>;
    /// Audit entries that stand before everything else.
    fn entries(&self, manager: StaffId) -> Vec<Entry>;
}

/// Nothing else: a real practice begins empty.
pub(crate) struct Empty;

impl Furnish for Empty {
    fn people(&self) -> &[(StaffId, Seed, FirstPerson)] {
        &[]
    }
    fn records(&self, _: &mut Founder) -> Result<(), CannotFound> {
        Ok(())
    }
    fn entries(&self, _: StaffId) -> Vec<Entry> {
        vec![]
    }
}

/// The key store a practice of this kind uses, in this folder.
pub(crate) fn keystore(kind: vault::Kind, folder: &Path) -> Arc<dyn Keystore> {
    match kind {
        vault::Kind::Real => Arc::new(OsKeystore),
        vault::Kind::Demonstration => Arc::new(FileKeystore::new(folder)),
    }
}

/// Notes in the log what a person cannot mend; the errors hold no content.
pub(crate) fn failed(error: impl std::error::Error) -> SetUpError {
    tracing::error!(%error, cause = ?error.source(), "the practice could not be set up");
    SetUpError::Failed
}
