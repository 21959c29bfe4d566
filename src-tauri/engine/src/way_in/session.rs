//! The session of whoever is signed in, and its end: locking stops the commands, closes the database, wipes the keys.

use crate::engine::{Engine, held};
use crate::view::Change;
use chrono::{DateTime, Utc};
use domain::audit::LockCause;
use signin::session::{Cause, Effect, Input};

impl Engine {
    /// The person did something.
    pub async fn active(&self) {
        self.session_step(Input::Activity).await;
    }

    pub(crate) async fn session_step(&self, input: Input) {
        self.session_step_at(input, self.0.clock.now()).await;
    }

    /// The step as it is at an instant that its caller has judged by already.
    pub(crate) async fn session_step_at(&self, input: Input, now: DateTime<Utc>) {
        let effects = {
            let mut open = self.0.open.lock().await;
            let Some((_, session)) = open.as_mut() else { return };
            let (next, effects) = session.step(input, now);
            *session = next;
            effects
        };
        for effect in effects {
            match effect {
                Effect::Warn { at, .. } => {
                    let left = (at - now).num_seconds();
                    let seconds = u32::try_from(left).unwrap_or_default();
                    self.0.changes.notify(Change::LockingIn { seconds });
                }
                Effect::Withdraw => self.0.changes.notify(Change::NotLocking),
                Effect::Lock(cause) | Effect::SignOut(cause) => self.lock_for(lock_cause(cause)).await,
            }
        }
    }

    /// Locks because somebody asked: stops the commands, closes the database, wipes the keys.
    pub async fn lock(&self) {
        self.lock_for(LockCause::OnDemand).await;
    }

    /// Locks because of this.
    pub(crate) async fn lock_for(&self, cause: LockCause) {
        self.0.factors.cancel();
        held(&self.0.current).take();
        let open = self.0.open.lock().await.take();
        if let Some((unlocked, _)) = open {
            self.0.factors.release();
            unlocked.witness_lock(cause).await;
            unlocked.lock().await;
            if let Some(tier) = held(&self.0.tier).as_ref() {
                tier.somebody_is_here(false);
            }
            self.0.changes.notify(Change::Locked);
            self.0.changes.notify(Change::Gate);
        }
    }
}

fn lock_cause(cause: Cause) -> LockCause {
    match cause {
        Cause::Idle => LockCause::Idle,
        Cause::OnDemand => LockCause::OnDemand,
        Cause::TooLong => LockCause::TooLong,
        Cause::CardRemoved => LockCause::CardRemoved,
    }
}
