//! An old copy of the vault put back: it gives no free guess, no used code and no old password.

use super::workstation::*;
use crate::throttle::Next;
use crate::vault::*;
use std::fs;

const OLDER: SignInError = SignInError::Vault(VaultError::Older);

fn refusal(answer: Result<SignedIn, SignInError>) -> SignInError {
    answer.map(|_| ()).unwrap_err()
}

fn copy(desk: &Workstation) -> Vec<u8> {
    fs::read(desk.path(VAULT_FILE)).unwrap()
}

fn put_back(desk: &Workstation, copy: &[u8]) {
    fs::write(desk.path(VAULT_FILE), copy).unwrap();
}

#[test]
fn wrong_tries_are_not_forgotten_by_putting_an_old_copy_back() {
    let desk = Workstation::with_jo();
    let old = copy(&desk);
    for n in 0..3 {
        assert!(matches!(refusal(desk.jo(OTHER, 120 + n)), SignInError::Wrong { .. }));
    }
    let last = copy(&desk);
    put_back(&desk, &old);
    for typed in [PASSWORD, OTHER] {
        assert_eq!(refusal(desk.jo(typed, 123)), OLDER);
    }
    assert_eq!(copy(&desk), old, "what is refused is left as it is");
    assert_eq!(desk.reopened().notice(), Err(VaultError::Older));
    assert_eq!(desk.reopened().accounts(&desk.manager), Err(VaultError::Older));
    put_back(&desk, &last);
    assert!(matches!(refusal(desk.jo(PASSWORD, 123)), SignInError::Wait { .. }), "the last one counts on");
    desk.jo(PASSWORD, 240).unwrap();
}

#[test]
fn a_used_code_does_not_open_again_with_an_old_copy() {
    let desk = Workstation::with_jo();
    let old = copy(&desk);
    desk.jo(PASSWORD, 120).unwrap();
    assert!(matches!(refusal(desk.jo(PASSWORD, 120)), SignInError::CodeUsed { .. }));
    put_back(&desk, &old);
    assert_eq!(refusal(desk.jo(PASSWORD, 120)), OLDER);
}

#[test]
fn an_old_copy_brings_no_old_password_back() {
    let desk = Workstation::with_jo();
    let old = copy(&desk);
    let jo = desk.jo(PASSWORD, 120).unwrap();
    desk.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
    for copy in [&old, &fs::read(desk.path(PREVIOUS_FILE)).unwrap()] {
        put_back(&desk, copy);
        assert_eq!(refusal(desk.jo(PASSWORD, 180)), OLDER);
    }
}

/// The file is on the disk and the key store did not take its number: the try is counted, nothing was checked, and the
/// practice opens.
#[test]
fn a_power_cut_between_file_and_key_store_leaves_it_open_and_gives_no_free_guess() {
    let desk = Workstation::with_jo();
    let before = copy(&desk);
    *desk.store.forgets.lock().unwrap() = true;
    for typed in [PASSWORD, OTHER] {
        let answer = refusal(desk.jo(typed, 120));
        assert_eq!(answer, SignInError::Vault(VaultError::KeystoreFailed), "right and wrong are told alike");
    }
    *desk.store.forgets.lock().unwrap() = false;
    assert_ne!(copy(&desk), before, "counted");
    assert_eq!(
        refusal(desk.jo(OTHER, 121)),
        SignInError::Wrong { then: Next::Wait { until: at(121 + 5) } },
        "the third try"
    );
    desk.jo(PASSWORD, 240).unwrap();
    put_back(&desk, &before);
    assert_eq!(refusal(desk.jo(PASSWORD, 270)), OLDER);
}

/// Every change in turn, with the power cut after it: the next start opens.
#[test]
fn a_power_cut_after_any_change_leaves_the_practice_openable() {
    for cut in 0..6 {
        let desk = Workstation::with_jo();
        let vault = desk.reopened();
        *desk.store.forgets.lock().unwrap() = true;
        let _ = match cut {
            0 => vault.rename("RECEP-03, window").map_err(|_| ()),
            1 => vault.vouch_for_time(at(90)).map_err(|_| ()),
            2 => vault.set_expiry(JO, None).map_err(|_| ()),
            3 => vault.reset_attempts(&desk.manager, JO, at(90)).map_err(|_| ()),
            4 => vault.sign_in("nobody", &password(OTHER), "", at(90)).map(drop).map_err(|_| ()),
            _ => vault.sign_in("jo.marsden", &password(OTHER), "", at(90)).map(drop).map_err(|_| ()),
        };
        *desk.store.forgets.lock().unwrap() = false;
        desk.jo(PASSWORD, 120).unwrap_or_else(|error| panic!("change {cut}: {error:?}"));
    }
}

/// A key store put back by itself has an earlier number, or none: the vault is not the older one, and opens; nobody is sent to
/// the recovery kit.
#[test]
fn a_key_store_that_lost_its_last_numbers_or_all_of_them_opens_and_counts_on() {
    for has_lost_all in [false, true] {
        let desk = Workstation::with_jo();
        let earlier = desk.store.generation.lock().unwrap().filter(|_| !has_lost_all);
        desk.jo(PASSWORD, 120).unwrap();
        let copied = copy(&desk);
        *desk.store.generation.lock().unwrap() = earlier;
        desk.jo(PASSWORD, 180).unwrap();
        put_back(&desk, &copied);
        assert_eq!(refusal(desk.jo(PASSWORD, 240)), OLDER, "{earlier:?}");
    }
}

/// A vault from before changes were numbered goes on, and from then on only forwards.
#[test]
fn a_vault_that_was_never_counted_is_counted_from_its_next_change_on() {
    let desk = Workstation::with_jo();
    let kept = desk.store.kept.lock().unwrap().clone().unwrap();
    let secret = crate::keystore::DeviceSecret::from_slice(&kept).unwrap();
    let mut body = desk.vault.body(&secret).unwrap();
    body.generation = 0;
    let old = format::encode(&body, &secret).unwrap();
    assert!(!String::from_utf8_lossy(&old).contains("generation"));
    put_back(&desk, &old);
    *desk.store.generation.lock().unwrap() = None;
    desk.jo(PASSWORD, 120).unwrap();
    put_back(&desk, &old);
    assert_eq!(refusal(desk.jo(PASSWORD, 180)), OLDER);
}

#[test]
fn a_practice_whose_first_number_was_not_kept_leaves_nothing_behind() {
    let (folder, store) = (tempfile::tempdir().unwrap(), Store::new());
    *store.forgets.lock().unwrap() = true;
    assert!(create(&folder, &store).is_err());
    assert_eq!(peek(folder.path()), Ok(Gate::NoVault));
    assert!(store.kept.lock().unwrap().is_none());
    *store.forgets.lock().unwrap() = false;
    create(&folder, &store).unwrap();
}

/// Two programs at once, one reading while the other writes: neither takes the other's file for an old one.
#[test]
fn reading_while_another_writes_never_looks_older() {
    let desk = Workstation::with_jo();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..100 {
                desk.vault.rename(&format!("RECEP-{n}")).unwrap();
            }
        });
        while !writer.is_finished() {
            desk.reopened().notice().unwrap();
        }
    });
}
