//! One running gateway: what the doors, the pages and the follower share.

use crate::config::{Limits, NhsAppDoor};
use crate::correspondence::Correspondence;
use crate::known_practice::{KnownPractice, Letterbox, Ready};
use crate::limit::{Door, Limiter, TooMany};
use crate::remembered::Remembered;
use crate::{Config, NhsAppOutbound};
use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, SubsecRound, Utc};
use crypto::Keys;
use domain::policy::PracticePolicy;
use domain::{GatewayId, PracticeId};
use queue::Queue;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A running gateway.
pub(crate) struct Gateway {
    pub practice: PracticeId,
    pub id: GatewayId,
    pub keys: Keys,
    pub demonstration: bool,
    pub nhs_app: NhsAppOutbound,
    nhs_app_door: NhsAppDoor,
    pub proxied: bool,
    pub limits: Limits,
    pub queue: Arc<dyn Queue>,
    clock: Clock,
    known: RwLock<KnownPractice>,
    limiter: Mutex<Limiter>,
    remembered: Mutex<Remembered>,
    correspondence: Mutex<Correspondence>,
}

impl Gateway {
    pub fn new(config: Config, queue: Arc<dyn Queue>, clock: Clock) -> Self {
        let Config {
            practice, genesis, id, keys, demonstration, nhs_app, nhs_app_door, proxied, limits, ..
        } = config;
        let known = KnownPractice::new(practice, genesis, id.clone(), keys.public());
        let limiter = Limiter::new(&limits);
        Self {
            practice,
            id,
            keys,
            demonstration,
            nhs_app,
            nhs_app_door,
            proxied,
            limits,
            queue,
            clock,
            known: RwLock::new(known),
            limiter: Mutex::new(limiter),
            remembered: Mutex::default(),
            correspondence: Mutex::default(),
        }
    }

    /// The time, in the milliseconds that an envelope keeps.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)().trunc_subsecs(3)
    }

    /// Everything a door needs, once it is known.
    pub fn ready(&self) -> Option<Ready> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).ready()
    }

    /// The settings of a moment, once any are known.
    pub fn policy_at(&self, at: DateTime<Utc>) -> Option<Arc<PracticePolicy>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).policy_at(at)
    }

    /// Where letters are sealed to, once it is known.
    pub fn letterbox(&self) -> Option<Letterbox> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).letterbox()
    }

    /// Looks at or changes what is known of the practice.
    pub fn with_known<T>(&self, act: impl FnOnce(&mut KnownPractice) -> T) -> T {
        act(&mut self.known.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a token for one request at this door.
    pub fn admit(&self, door: Door, source: IpAddr) -> Result<(), TooMany> {
        held(&self.limiter).take(door, source, self.now())
    }

    /// Does the NHS App's door open to whoever sends these headers?
    pub fn nhs_app_door_opens_to(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get("x-duty-desk-nhs-app").map(HeaderValue::as_bytes);
        match &self.nhs_app_door {
            NhsAppDoor::Proven(secret) => shown.is_some_and(|shown| secret.is(shown)),
            NhsAppDoor::Shut => self.demonstration,
        }
    }

    /// What patients see, for as long as the guard lives: never across an await.
    pub fn correspondence(&self) -> MutexGuard<'_, Correspondence> {
        held(&self.correspondence)
    }

    /// The identifiers met lately; never across an await.
    pub fn remembered(&self) -> MutexGuard<'_, Remembered> {
        held(&self.remembered)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
