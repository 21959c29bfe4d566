use super::workstation::*;
use crate::keystore::{FileKeystore, Protection};
use crate::password::{Stretch, Weak};
use crate::vault::*;
use std::fs;

#[test]
fn a_new_practice_lets_its_manager_in_and_shows_nobody_at_the_door() {
    let desk = Workstation::new();
    let Gate::Vault(notice) = peek(desk.folder.path()).unwrap() else { panic!("no vault") };
    assert_eq!(
        (notice.practice_name.as_str(), notice.workstation.as_str()),
        ("Hollin Lane Surgery", "RECEP-02, front desk")
    );
    assert_eq!(notice.protection, Protection::KeyStore);
    assert!(!format!("{notice:?}").contains("carol"));
    let again = desk
        .reopened()
        .sign_in("Carol.Whitby ", &password(PASSWORD), &code(MANAGER, at(60)), at(60))
        .unwrap();
    assert_eq!(again.staff, MANAGER);
    assert_eq!(again.database_key, desk.manager.database_key);
    assert_eq!(again.keys.public(), desk.manager.keys.public());
    assert_ne!(**again.database_key, [0; 32]);
}

#[test]
fn a_folder_is_set_up_once() {
    let desk = Workstation::new();
    let before = fs::read(desk.path(VAULT_FILE)).unwrap();
    assert_eq!(create(&desk.folder, &desk.store).err(), Some(CreateError::Occupied));
    assert_eq!(fs::read(desk.path(VAULT_FILE)).unwrap(), before);
}

#[test]
fn what_is_left_of_a_practice_is_never_taken_for_an_empty_folder() {
    for left in [PREVIOUS_FILE, DATABASE_FILE, "vault.damaged.json"] {
        let (folder, store) = (tempfile::tempdir().unwrap(), Store::new());
        assert_eq!(peek(folder.path()), Ok(Gate::NoVault));
        fs::write(folder.path().join(left), b"x").unwrap();
        assert_eq!(peek(folder.path()), Err(VaultError::Missing), "{left}");
        assert_eq!(create(&folder, &store).err(), Some(CreateError::Occupied), "{left}");
        assert!(store.kept.lock().unwrap().is_none());
    }
}

#[test]
fn a_real_practice_is_refused_without_a_key_store_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let files = Arc::new(FileKeystore::new(folder.path()));
    let real =
        Vault::create(folder.path(), files, first_run(), new_account("carol.whitby", MANAGER, at(0)), at(0));
    assert_eq!(real.err(), Some(CreateError::KeystoreNeeded));
    for (mood, expected) in [
        (Mood::Broken, CreateError::KeystoreNeeded),
        (Mood::Locked, CreateError::KeystoreLocked),
        (Mood::Forbidden, CreateError::KeystoreForbidden),
    ] {
        let store = Store::new();
        store.feels(mood);
        assert_eq!(create(&folder, &store).err(), Some(expected));
    }
    assert_eq!(peek(folder.path()), Ok(Gate::NoVault));
}

#[test]
fn a_demonstration_keeps_its_secret_in_a_file_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let files = Arc::new(FileKeystore::new(folder.path()));
    let first = FirstRun { kind: Kind::Demonstration, ..first_run() };
    let manager = new_account("carol.whitby", MANAGER, at(0));
    Vault::create_stretched(folder.path(), files, first, manager, Stretch::CHEAP, at(0)).unwrap();
    let vault = Vault::open(folder.path()).unwrap();
    assert_eq!(vault.notice().unwrap().protection, Protection::DemonstrationFile);
    vault.sign_in("carol.whitby", &password(PASSWORD), &code(MANAGER, at(60)), at(60)).unwrap();
}

#[test]
fn a_weak_password_or_an_unproven_authenticator_makes_no_practice() {
    let (folder, store) = (tempfile::tempdir().unwrap(), Store::new());
    let carol = || new_account("carol.whitby", MANAGER, at(0));
    let weak = NewAccount { password: password("Carol.Whitby"), ..carol() };
    let unproven = NewAccount { code: wrong_code(MANAGER, at(0)), ..carol() };
    for (manager, expected) in [(weak, AccountError::Weak(Weak::Name)), (unproven, AccountError::WrongCode)] {
        let made = Vault::create(folder.path(), store.clone(), first_run(), manager, at(0));
        assert_eq!(made.err(), Some(CreateError::Account(expected)));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
