//! A practice, and keys that can be plugged in.

use crate::card::Pin;
use crate::security_key::*;
use crate::throttle::Next;
use crate::vault::tests::workstation::*;
use crate::vault::*;
use doubles::security_keys::{Kind, PIN, SoftKey};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const WRONG: &str = "000000";

/// Where test keys are plugged in.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<Vec<SoftKey>>>);

struct Lead(SoftKey);

impl Ports for Hub {
    fn plugged_in(&self) -> Result<Vec<Box<dyn Plug>>, KeyError> {
        let keys = self.0.lock().unwrap();
        let there = keys.iter().filter(|key| key.is_plugged_in()).cloned();
        Ok(there.map(|key| Box::new(Lead(key)) as Box<dyn Plug>).collect())
    }
}

impl Plug for Lead {
    fn send(&mut self, packet: &Packet) -> Result<(), Gone> {
        self.0.send(packet).map_err(|_| Gone)
    }

    fn receive(&mut self, _: Duration) -> Result<Option<Packet>, Gone> {
        self.0.receive().map_err(|_| Gone)
    }
}

/// Jo has an account and a key before her.
pub struct Bench {
    pub desk: Workstation,
    pub hub: Hub,
    pub key: SoftKey,
    /// What she was told to do, in order.
    pub told: Arc<Mutex<Vec<Prompt>>>,
    /// Asked to stop as soon as she is told to touch.
    pub gives_up: bool,
}

impl Bench {
    pub fn new(kind: Kind) -> Self {
        Self::holding(SoftKey::new(kind))
    }

    pub fn holding(key: SoftKey) -> Self {
        let (hub, desk) = (Hub::default(), Workstation::with_jo());
        hub.plug_in(&key);
        Self { desk, hub, key, told: Arc::default(), gives_up: false }
    }

    pub fn keys(&self) -> Ctap2<Hub> {
        Ctap2::new(self.hub.clone())
    }

    fn with<T>(&self, typed: &str, act: impl FnOnce(&Ctap2<Hub>, &Person<'_>) -> T) -> T {
        let (pin, cancel) = (Pin::from(typed.to_owned()), Cancel::default());
        let prompt = |prompt| {
            self.told.lock().unwrap().push(prompt);
            if self.gives_up && prompt == Prompt::Touch {
                cancel.cancel();
            }
        };
        act(&self.keys(), &Person { pin: Some(&pin), cancel: &cancel, prompt: &prompt })
    }

    /// Jo adds the key that is plugged in.
    pub fn enrol(&self) -> Result<EnrolledSecurityKey, AddError> {
        self.enrol_with(JO, PASSWORD, PIN)
    }

    pub fn enrol_with(
        &self,
        staff: domain::StaffId,
        typed: &str,
        pin: &str,
    ) -> Result<EnrolledSecurityKey, AddError> {
        let vault = &self.desk.vault;
        self.with(pin, |keys, person| {
            vault.enrol_security_key(staff, &password(typed), " Blue key ", keys, person, at(100))
        })
    }

    pub fn refusal_to_enrol(&self) -> KeyError {
        match self.enrol().map(|_| ()).unwrap_err() {
            AddError::Factor(FactorError::SecurityKey(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    /// Somebody tries at this second, on the workstation as it was restarted.
    pub fn try_at(&self, user: &str, pin: &str, seconds: i64) -> Result<SignedIn, SignInError> {
        let vault = self.desk.reopened();
        self.with(pin, |keys, person| vault.sign_in_with_security_key(user, keys, person, at(seconds)))
    }

    pub fn jo(&self, pin: &str) -> Result<SignedIn, SignInError> {
        self.try_at("jo.marsden", pin, 200)
    }

    pub fn refusal(&self, pin: &str) -> KeyError {
        match self.jo(pin).map(|_| ()).unwrap_err() {
            SignInError::Factor(FactorError::SecurityKey(error)) => error,
            other => panic!("{other:?}"),
        }
    }
}

impl Hub {
    pub fn plug_in(&self, key: &SoftKey) {
        self.0.lock().unwrap().push(key.clone());
    }
}

/// The answer to a wrong password that is the first.
pub fn first_wrong() -> SignInError {
    SignInError::Wrong { then: Next::Now { left: 2 } }
}
