//! After a leaver, a new password or a removed factor the database gets another key, and a kill at any step loses neither.

use super::workstation::*;
use crate::vault::*;
use std::fs;
use zeroize::Zeroizing;

type Key = [u8; 32];

/// What the database is under, as the engine leaves it.
struct Desk(Workstation, Key);

impl Desk {
    fn new() -> Self {
        let desk = Workstation::with_jo();
        let key = **desk.manager.database_key;
        Self(desk, key)
    }

    fn carol(&self, seconds: i64) -> SignedIn {
        let now = at(seconds);
        let code = code(MANAGER, now);
        self.0.reopened().sign_in("carol.whitby", &password(PASSWORD), &code, now).unwrap()
    }

    /// As `way_in::rekey`: opens with the one key or the other, and the vault has it.
    fn rekey(&mut self, mut by: SignedIn) -> SignedIn {
        let held = [Some(**by.database_key), by.next_key.as_ref().map(|key| ***key)];
        assert!(held.contains(&Some(self.1)), "the vault has the key that the database is under");
        if let Some(next) = &by.next_key {
            self.1 = ***next;
        }
        self.0.reopened().confirm_next_key(&mut by).unwrap();
        assert_eq!(**by.database_key, self.1);
        by
    }
}

#[test]
fn without_a_cause_the_key_stays() {
    let mut desk = Desk::new();
    for n in 1..4 {
        let carol = desk.carol(60 * n + 60);
        assert!(carol.next_key.is_none());
        desk.rekey(carol);
    }
    assert_eq!(desk.1, **desk.0.manager.database_key);
}

#[test]
fn a_new_password_a_removed_account_and_an_ended_one_change_it_once() {
    type Cause = fn(&Workstation);
    let password_changed: Cause = |desk| {
        let jo = desk.jo(PASSWORD, 120).unwrap();
        desk.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
    };
    let ended: Cause = |desk| {
        desk.vault.set_expiry(JO, Some(at(100))).unwrap();
        desk.vault.sign_in("carol.whitby", &password(PASSWORD), &code(MANAGER, at(120)), at(120)).unwrap();
        desk.vault.remove_ended().unwrap();
    };
    for (name, cause) in [("password", password_changed), ("ended", ended)] {
        let mut desk = Desk::new();
        let (first, old) = (desk.1, fs::read(desk.0.path(VAULT_FILE)).unwrap());
        cause(&desk.0);
        let carol = desk.carol(180);
        assert!(carol.next_key.is_some(), "{name}");
        desk.rekey(carol);
        assert_ne!(desk.1, first, "{name}");
        let again = desk.carol(240);
        assert!(again.next_key.is_none(), "{name}: once");
        assert_eq!(**again.database_key, desk.1, "{name}");
        // Also to whoever put the number in the key store back with it: the old file has the old key.
        fs::write(desk.0.path(VAULT_FILE), old).unwrap();
        *desk.0.store.generation.lock().unwrap() = Some(0);
        let jo = desk.0.jo(PASSWORD, 300).unwrap();
        assert!(**jo.database_key != desk.1 && jo.next_key.is_none(), "{name}");
    }
}

/// Killed after the vault has the next key; after the database is under it; and after the vault confirmed it.
#[test]
fn a_kill_at_every_step_leaves_the_database_under_a_key_that_the_vault_has() {
    for killed_after in 0..3 {
        let mut desk = Desk::new();
        let jo = desk.0.jo(PASSWORD, 120).unwrap();
        desk.0.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
        let mut carol = desk.carol(180);
        let next = ***carol.next_key.as_ref().unwrap();
        if killed_after >= 1 {
            desk.1 = next;
        }
        if killed_after >= 2 {
            desk.0.reopened().confirm_next_key(&mut carol).unwrap();
        }
        drop(carol);
        let carol = desk.carol(240);
        assert_eq!(carol.next_key.is_some(), killed_after < 2, "what was begun is finished");
        desk.rekey(carol);
        assert_eq!(desk.1, next, "with the key that was begun");
        assert!(desk.carol(300).next_key.is_none());
    }
}

#[test]
fn a_confirmation_that_the_disk_refuses_keeps_both_keys_and_is_made_up_for() {
    let mut desk = Desk::new();
    let jo = desk.0.jo(PASSWORD, 120).unwrap();
    desk.0.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
    let mut carol = desk.carol(180);
    desk.1 = ***carol.next_key.as_ref().unwrap();
    fs::create_dir(desk.0.path("vault.new")).unwrap();
    assert_eq!(desk.0.reopened().confirm_next_key(&mut carol), Err(VaultError::Disk));
    assert_eq!(**carol.database_key, desk.1, "the session goes on under the key that opens");
    fs::remove_dir(desk.0.path("vault.new")).unwrap();
    let carol = desk.carol(240);
    desk.rekey(carol);
}

#[test]
fn a_cause_that_comes_while_the_key_is_being_changed_changes_it_again() {
    let mut desk = Desk::new();
    let jo = desk.0.jo(PASSWORD, 120).unwrap();
    desk.0.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
    let carol = desk.carol(180);
    desk.0.change_password(&jo, OTHER, PASSWORD, 200).unwrap();
    desk.rekey(carol);
    let carol = desk.carol(240);
    assert!(carol.next_key.is_some());
    desk.rekey(carol);
    assert!(desk.carol(300).next_key.is_none());
}

#[test]
fn a_new_epoch_puts_both_keys_under_its_access_key() {
    let mut desk = Desk::new();
    let jo = desk.0.jo(PASSWORD, 120).unwrap();
    desk.0.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
    let mut carol = desk.carol(180);
    let next = ***carol.next_key.as_ref().unwrap();
    let (epoch, access) = (crypto::Epoch::FIRST.next(), crypto::AccessKey::make());
    let to = super::super::access::handover(first_run().practice, epoch, MANAGER);
    let sealed = access.hand_over(&to, &carol.keys.public()).unwrap();
    let secret = desk.0.vault.secret().unwrap();
    let brought = format::Access { epoch, sealed };
    desk.0.vault.change(&secret, |body| body.account_mut(MANAGER).unwrap().access.push(brought)).unwrap();
    desk.0.vault.rotate_access(&mut carol, epoch, access).unwrap();
    let again = desk.carol(240);
    assert_eq!(again.next_key.as_ref().map(|key| ***key), Some(next));
    desk.rekey(again);
}

/// Neither key is left in a file in the clear.
#[test]
fn neither_key_is_written_down() {
    let desk = Desk::new();
    let jo = desk.0.jo(PASSWORD, 120).unwrap();
    desk.0.change_password(&jo, PASSWORD, OTHER, 150).unwrap();
    let carol = desk.carol(180);
    let keys: [&Zeroizing<Key>; 2] = [&carol.database_key, carol.next_key.as_ref().unwrap()];
    for name in [VAULT_FILE, PREVIOUS_FILE] {
        let text = fs::read_to_string(desk.0.path(name)).unwrap();
        for face in keys.iter().flat_map(|key| super::silence::faces(&***key)) {
            assert!(!text.contains(&face), "{name}");
        }
    }
}
