//! The last steps of every way in: failed tries are kept, the practice opens, and who came in is in the audit before its work
//! begins and before they see anything.

use crate::engine::{Engine, held};
use crate::errors::{SignInFailure, UnlockError};
use crate::log::work;
use crate::practice::keyring::Keyring;
use crate::practice::unlocked::{Parts, Unlocked};
use crate::store::{Store, keys};
use crate::way_in::joining::first_database;
use crate::way_in::{rekey, set_up};
use crypto::{Epoch, EpochSecret, Keys, Seed};
use domain::StaffId;
use domain::audit::SignInRefusal;
use signin::card::{CardError, Removal};
use signin::session::{Limits, Session};
use signin::vault::{self, Notice, SignInError, SignedIn};
use std::time::Instant;

/// Where the one person sits who may be signed in.
type Seat = Option<(Unlocked, Session)>;

/// What somebody came in with and must leave where it is, in its reader since `began`: its leaving does this.
pub(crate) struct Stays {
    pub removal: Removal,
    pub began: Instant,
}

/// Somebody's try.
pub(crate) struct Tried<'a> {
    /// What was typed as their name, if anything was.
    pub typed: &'a str,
    pub notice: Notice,
    pub factors: Result<SignedIn, SignInError>,
    /// Whether it is the kind that must stay there.
    pub stays: Option<Stays>,
}

impl Engine {
    /// Lets somebody in whose factors were right, and refuses everybody else.
    pub(crate) async fn let_in(
        &self,
        seat: &mut Seat,
        Tried { typed, notice, factors, stays }: Tried<'_>,
    ) -> Result<Unlocked, SignInFailure> {
        let signed_in = factors.map_err(|error| self.refused(typed, error))?;
        let (signed_in, names) = self.account_names(signed_in).await?;
        let reader = signed_in.reader.clone().unwrap_or_default();
        let unlocked = self.unlock(signed_in, &notice).await?;
        if let Some(Stays { removal, began }) = stays
            && !held(&self.0.factors.cards).hold(&reader, removal, began)
        {
            unlocked.lock().await;
            return Err(SignInError::from(CardError::Removed).into());
        }
        self.came_in(&unlocked, &names).await?;
        work::start(&unlocked);
        Ok(self.enter(seat, unlocked))
    }

    /// Keeps the failed try and gives it back.
    pub(crate) fn refused(&self, typed: &str, error: SignInError) -> SignInFailure {
        let failure = error.into();
        self.note_failed(typed, &failure);
        failure
    }

    /// Somebody's factors were right: it is written down before they see anything.
    async fn came_in(&self, unlocked: &Unlocked, names: &[(String, StaffId)]) -> Result<(), SignInFailure> {
        match unlocked.witness_sign_in(&self.attempts(), names).await {
            Ok(()) => Ok(()),
            Err(error) => {
                unlocked.clone().lock().await;
                Err(UnlockError::from(error).into())
            }
        }
    }

    /// From here on somebody is signed in.
    fn enter(&self, open: &mut Seat, unlocked: Unlocked) -> Unlocked {
        let policy = unlocked.shared().policy.clone();
        let limits = Limits {
            idle: chrono::TimeDelta::minutes(i64::from(policy.idle_lock_minutes)),
            absolute: chrono::TimeDelta::hours(i64::from(policy.session_hours)),
            ..Limits::default()
        };
        *held(&self.0.current) = Some(unlocked.clone());
        *open = Some((unlocked.clone(), Session::begin(limits, self.0.clock.now())));
        if let Some(tier) = held(&self.0.tier).as_ref() {
            tier.somebody_is_here(true);
        }
        unlocked
    }

    /// Keeps a failed try for the audit, which cannot be written before somebody is signed in.
    fn note_failed(&self, typed: &str, failure: &SignInFailure) {
        let why = match failure {
            SignInFailure::Factors(SignInError::Wrong { .. } | SignInError::CodeUsed { .. }) => {
                SignInRefusal::Wrong
            }
            SignInFailure::Factors(SignInError::Wait { .. } | SignInError::LockedOut { .. }) => {
                SignInRefusal::TooMany
            }
            SignInFailure::Factors(SignInError::Expired) => SignInRefusal::Ended,
            SignInFailure::Factors(SignInError::NoAccess) => SignInRefusal::NoAccess,
            SignInFailure::Factors(SignInError::Factor(error)) if error.was_a_try() => error.factor().into(),
            SignInFailure::Factors(SignInError::Vault(_) | SignInError::Factor(_))
            | SignInFailure::Database(_)
            | SignInFailure::Practice(_)
            | SignInFailure::NotNow => return,
        };
        self.attempts().note(typed, why, self.0.clock.now());
    }

    /// Under which names people sign in here, to tell whose account was tried. Accounts whose access has ended by a
    /// proven time go on the way, keys and all: nobody needs to remember to remove a locum. Asks the key store: not on an
    /// async thread.
    async fn account_names(
        &self,
        signed_in: SignedIn,
    ) -> Result<(SignedIn, Vec<(String, StaffId)>), SignInFailure> {
        let engine = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let accounts = engine.vault()?.accounts(&signed_in).map_err(SignInError::from)?;
            if engine.vault()?.remove_ended().is_err() {
                tracing::error!("accounts whose access has ended could not be removed");
            }
            let names = accounts.into_iter().map(|account| (account.user_name, account.staff)).collect();
            Ok((signed_in, names))
        });
        read.await.map_err(|_| SignInFailure::NotNow)?
    }

    /// Opens the practice. Nothing works in it yet.
    pub(crate) async fn unlock(
        &self,
        signed_in: SignedIn,
        notice: &vault::Notice,
    ) -> Result<Unlocked, SignInFailure> {
        let queue = held(&self.0.queue).clone().ok_or(SignInFailure::NotNow)?;
        #[cfg(feature = "testing")]
        let queue = self.0.plug.before(queue);
        let (folder, vault) = (self.0.folder.practice(), self.vault()?);
        first_database::make(&folder, &vault, &signed_in, notice, queue.as_ref(), &self.0.clock).await?;
        let signed_in = rekey::finish(&self.0.folder.database(), &vault, signed_in).await?;
        let store = Store::open(&self.0.folder.database(), &signed_in.database_key).await?;
        let keys = keyring(&store).await?;
        let demonstration = notice.protection == signin::keystore::Protection::DemonstrationFile;
        let parts = Parts {
            practice: notice.practice,
            device: notice.device,
            workstation: notice.workstation.clone(),
            demonstration,
            signed_in,
            vault,
            store: store.clone(),
            queue,
            clock: self.0.clock.clone(),
            keys,
            carrier: demonstration.then(|| self.0.folder.carrier()),
            exports: self.0.folder.exports(),
            changes: self.0.changes.clone(),
            copies: self.0.copies.clone(),
        };
        match Unlocked::open(parts).await {
            Ok(unlocked) => Ok(unlocked),
            Err(error) => {
                store.close().await;
                Err(error.into())
            }
        }
    }
}

/// The keys this workstation keeps in its database.
pub(crate) async fn keyring(store: &Store) -> Result<Keyring, SignInFailure> {
    let mut connection = store.read().await.map_err(UnlockError::from)?;
    let device = keys::find(&mut connection, "device").await.map_err(UnlockError::from)?;
    let seed =
        device.as_deref().and_then(|seed| Seed::from_slice(seed).ok()).ok_or(UnlockError::Directory)?;
    let mut epochs = vec![];
    let mut epoch = Epoch::FIRST;
    while let Some(secret) =
        keys::find(&mut connection, &set_up::epoch_key(epoch)).await.map_err(UnlockError::from)?
    {
        epochs.push((epoch, EpochSecret::from_slice(&secret).map_err(|_| UnlockError::Directory)?));
        epoch = epoch.next();
    }
    Ok(Keyring::new(Keys::derive(&seed), epochs))
}

#[cfg(test)]
mod tests;
