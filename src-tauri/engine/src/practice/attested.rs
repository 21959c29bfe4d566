//! What the signed-in person has attested: read once from the audit at sign-in, kept up while they work.

use crate::store::{StoreError, audit};
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::audit::{Attestation, What};
use sqlx::SqliteConnection;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// How many of a person's attestations are looked at: those of years ago do not matter.
const ENOUGH: i64 = 50;

/// What the signed-in person has attested.
pub(crate) struct Attested(RwLock<Vec<(Attestation, DateTime<Utc>)>>);

impl Attested {
    pub(crate) async fn of(connection: &mut SqliteConnection, staff: StaffId) -> Result<Self, StoreError> {
        let entries = audit::newest(connection, "attested", staff, ENOUGH).await?;
        let attested = entries.into_iter().filter_map(|entry| match entry.what {
            What::Attested { to } => Some((to, entry.at)),
            _ => None,
        });
        Ok(Self(RwLock::new(attested.collect())))
    }

    pub(crate) fn all(&self) -> RwLockReadGuard<'_, Vec<(Attestation, DateTime<Utc>)>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more.
    pub(crate) fn add(&self, to: Attestation, at: DateTime<Utc>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push((to, at));
    }
}
