use super::bench::*;
use crate::keystore::DeviceSecret;
use crate::security_key::KeyError;
use crate::vault::VaultError;
use crate::vault::tests::workstation::*;
use doubles::security_keys::{Kind, PIN, SoftKey};

impl Bench {
    fn secret(&self) -> DeviceSecret {
        DeviceSecret::from_slice(self.desk.store.kept.lock().unwrap().as_ref().unwrap()).unwrap()
    }

    /// Changes Jo's account behind everybody's back, under a code that this workstation itself made.
    fn forge(&self, change: impl FnOnce(&mut crate::vault::format::Account)) {
        let forged: Result<(), VaultError> = self.desk.vault.rewrite(&self.secret(), |body| {
            change(body.accounts.iter_mut().find(|account| account.staff == JO).unwrap());
        });
        forged.unwrap();
    }
}

#[test]
fn every_changed_byte_of_a_wrap_is_refused() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    let mut whole = vec![];
    bench.forge(|jo| whole.clone_from(&jo.added.security_keys[0].wrapped.0));
    assert!(whole.len() >= 32 + 16);
    for place in 0..whole.len() {
        bench.forge(|jo| {
            jo.added.security_keys[0].wrapped.0.clone_from(&whole);
            jo.added.security_keys[0].wrapped.0[place] ^= 1;
            jo.attempts = Default::default();
        });
        assert_eq!(bench.refusal(PIN), KeyError::NotItsKey, "byte {place}");
    }
    bench.forge(|jo| {
        jo.added.security_keys[0].wrapped.0.clone_from(&whole);
        jo.attempts = Default::default();
    });
    bench.jo(PIN).unwrap();
}

#[test]
fn another_salt_is_another_secret() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.forge(|jo| jo.added.security_keys[0].salt.0[31] ^= 1);
    assert_eq!(bench.refusal(PIN), KeyError::NotItsKey);
    bench.forge(|jo| jo.added.security_keys[0].salt.0[31] ^= 1);
    bench.jo(PIN).unwrap();
}

#[test]
fn a_wrap_opens_for_its_person_its_key_and_its_workstation_alone() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.key.pull_out();
    let second = SoftKey::new(Kind::Current);
    bench.hub.plug_in(&second);
    bench.enrol().unwrap();
    // The first key's wrap beside the second key's credential.
    bench.forge(|jo| {
        let first = jo.added.security_keys[0].wrapped.clone();
        jo.added.security_keys[1].wrapped = first;
    });
    assert_eq!(bench.refusal(PIN), KeyError::NotItsKey);
    // A whole slot in a colleague's account.
    second.pull_out();
    bench.key.plug_in();
    let mut slot = None;
    bench.forge(|jo| slot = jo.added.security_keys.first().cloned());
    let forged: Result<(), VaultError> = bench.desk.vault.rewrite(&bench.secret(), |body| {
        body.accounts.iter_mut().find(|account| account.staff == MANAGER).unwrap().added.security_keys =
            slot.clone().into_iter().collect();
    });
    forged.unwrap();
    let refused = bench.try_at("carol.whitby", PIN, 300).map(|_| ()).unwrap_err();
    assert_eq!(refused, crate::vault::SignInError::from(KeyError::NotItsKey));
    bench.try_at("jo.marsden", PIN, 300).unwrap();
}

#[test]
fn a_signature_of_another_key_is_refused() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.forge(|jo| {
        let place = jo.added.security_keys[0].public.0.len() - 1;
        jo.added.security_keys[0].public.0[place] ^= 1;
    });
    assert_eq!(bench.refusal(PIN), KeyError::NotItsKey);
}
