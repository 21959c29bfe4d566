//! Statements of the directory reach a vault that nobody has opened, and nothing else does.

use super::workstation::*;
use crate::keystore::DeviceSecret;
use crate::vault::*;
use chrono::{DateTime, Utc};
use crypto::directory::{EpochGrant, Founding, KIND, Recipients};
use crypto::epoch::Recipient;
use crypto::{
    AccessKey, Author, Directory, Draft, Envelope, Epoch, EpochSecret, Hash, Header, Keys, Origin, Seed,
    Statement, cbor,
};
use domain::staff::Role;
use domain::{DeviceId, EventId, PracticeId, StaffId, Subject};
use uuid::Uuid;

const HERE: DeviceId = DeviceId(Uuid::from_u128(12));
const THERE: DeviceId = DeviceId(Uuid::from_u128(11));

/// A practice with its manager on another workstation, and this one about to join.
struct Practice {
    directory: Directory,
    there: Keys,
    manager: Keys,
    access: AccessKey,
    desk: Workstation,
}

impl Practice {
    fn new() -> Self {
        let desk = Workstation::with_jo();
        let there = Keys::derive(&Seed::from_bytes(&[90; 32]));
        let manager = Keys::derive(&Seed::from_bytes(&[1; 32]));
        let access = AccessKey::from_slice(&[77; 32]).unwrap();
        let founding = Founding {
            practice: PracticeId(Uuid::from_u128(10)),
            ods: "A81001".parse().unwrap(),
            kit: keys(99).public(),
            device: THERE,
            device_keys: there.public(),
            staff: MANAGER,
            staff_keys: manager.public(),
            roles: vec![Role::Manager],
            epoch: grant(Epoch(1), &access, &[(THERE, &there)], &[(MANAGER, &manager)]),
        };
        let statement = Statement::Founded(Box::new(founding));
        let directory = Directory::found(&signed(&statement, None, &there, &manager)).unwrap();
        Self { directory, there, manager, access, desk }
    }

    fn append_statement(&mut self, statement: &Statement) {
        let envelope = signed(statement, Some(self.directory.head()), &self.there, &self.manager);
        self.directory.apply(&envelope).unwrap();
    }

    /// The workstation joins with the manager's way to sign in, and gets its vault.
    fn join(&mut self) -> (tempfile::TempDir, Vault) {
        let (folder, store) = (tempfile::tempdir().unwrap(), Store::new());
        let (secret, seed) = (DeviceSecret::make().unwrap(), Seed::from_bytes(&[91; 32]));
        let transport = secret.derive_transport().unwrap().public().seal;
        let logins = self.desk.vault.logins(&self.desk.manager).unwrap();
        let carol = logins.iter().find(|login| login.staff() == MANAGER).unwrap().to_bytes().unwrap();
        let logins =
            vec![(MANAGER, self.directory.seal_login_to(HERE, &transport, MANAGER, &carol).unwrap())];
        let public = Keys::derive(&seed).public();
        let to = self.directory.handover(Epoch(1), Recipient::Device(HERE));
        let epochs =
            vec![(Epoch(1), EpochSecret::from_slice(&[5; 32]).unwrap().hand_over(&to, &public).unwrap())];
        let transport = Some(transport);
        self.append_statement(&Statement::DeviceAdded {
            device: HERE,
            keys: public,
            epochs,
            transport,
            logins,
        });
        let joined = Joined {
            kind: Kind::Real,
            practice: PracticeId(Uuid::from_u128(10)),
            practice_name: "Hollin Lane Surgery".into(),
            device: HERE,
            workstation: "RECEP-03".into(),
            genesis: self.directory.founding(),
            seed: &seed,
            secret,
        };
        let vault = Vault::join(folder.path(), store, joined, &self.directory, at(60)).unwrap();
        (folder, vault)
    }

    fn add_jo(&mut self) {
        self.add_jo_until(None);
    }

    fn add_jo_until(&mut self, end: Option<DateTime<Utc>>) {
        let login = self.desk.vault.logins(&self.desk.manager).unwrap().into_iter().find(|l| l.staff() == JO);
        let logins = self.directory.seal_login(JO, &login.unwrap().until(end).to_bytes().unwrap()).unwrap();
        let (keys, roles) = (keys(2).public(), vec![Role::Receptionist]);
        let to = self.directory.handover(Epoch(1), Recipient::Staff(JO));
        let access = vec![(Epoch(1), self.access.hand_over(&to, &keys).unwrap())];
        self.append_statement(&Statement::StaffAdded { staff: JO, keys, roles, access, logins });
    }
}

fn keys(n: u8) -> Keys {
    Keys::derive(&Seed::from_bytes(&[n; 32]))
}

fn grant(
    epoch: Epoch,
    access: &AccessKey,
    devices: &[(DeviceId, &Keys)],
    people: &[(StaffId, &Keys)],
) -> EpochGrant {
    let secret = EpochSecret::from_slice(&[4 + u8::try_from(epoch.0).unwrap(); 32]).unwrap();
    let devices: Vec<_> = devices.iter().map(|(id, keys)| (*id, keys.public())).collect();
    let people: Vec<_> = people.iter().map(|(id, keys)| (*id, keys.public())).collect();
    let to = Recipients {
        devices: &devices.iter().map(|(id, keys)| (*id, keys)).collect::<Vec<_>>(),
        kit: &keys(99).public(),
        staff: &people.iter().map(|(id, keys)| (*id, keys)).collect::<Vec<_>>(),
    };
    EpochGrant::seal(PracticeId(Uuid::from_u128(10)), epoch, &secret, access, &to).unwrap()
}

fn signed(statement: &Statement, head: Option<Hash>, device: &Keys, person: &Keys) -> Envelope {
    let origin = Origin {
        practice: PracticeId(Uuid::from_u128(10)),
        author: Author::Device(THERE),
        epoch: Epoch(1),
        directory: head.unwrap_or(Hash::ZERO),
        at: at(0),
    };
    let header = Header {
        actor: Some(MANAGER),
        roles: vec![Role::Manager],
        previous: head,
        ..Header::new(origin, Subject::directory(), EventId(Uuid::new_v4()), KIND)
    };
    Draft::new(header, cbor::encode(statement).unwrap()).sign_only(&device.sign, Some(&person.sign)).unwrap()
}

fn sign_in(vault: &Vault, name: &str, who: StaffId, seconds: i64) -> Result<SignedIn, SignInError> {
    vault.sign_in(name, &password(PASSWORD), &code(who, at(seconds)), at(seconds))
}

#[test]
fn the_first_to_sign_in_where_a_workstation_joined_makes_its_database_key_and_the_next_have_the_same() {
    let mut practice = Practice::new();
    let (_folder, vault) = practice.join();
    let carol = sign_in(&vault, "carol.whitby", MANAGER, 120).unwrap();
    assert_ne!(carol.database_key, practice.desk.manager.database_key, "every workstation has its own");
    assert_eq!(vault.joining(&carol).unwrap().map(|seed| *seed.to_bytes()), Some([91; 32]));
    vault.joined(&carol).unwrap();
    assert!(vault.joining(&carol).unwrap().is_none());
    practice.add_jo();
    assert_eq!(vault.follow(&practice.directory), Ok(Followed::Changed));
    let jo = sign_in(&vault, "jo.marsden", JO, 180).unwrap();
    assert_eq!(jo.database_key, carol.database_key);
}

#[test]
fn a_code_used_where_somebody_was_added_does_not_open_the_next_workstation() {
    let mut practice = Practice::new();
    let (_folder, vault) = practice.join();
    practice.add_jo();
    vault.follow(&practice.directory).unwrap();
    let answer = sign_in(&vault, "jo.marsden", JO, 61).map(|_| ()).unwrap_err();
    assert!(matches!(answer, SignInError::CodeUsed { .. }), "{answer:?}");
}

#[test]
fn following_twice_changes_nothing_and_keeps_the_tries() {
    let mut practice = Practice::new();
    let (folder, vault) = practice.join();
    let wrong = vault.sign_in("carol.whitby", &password(OTHER), "000000", at(70)).map(|_| ());
    assert!(matches!(wrong, Err(SignInError::Wrong { .. })));
    let before = std::fs::read(folder.path().join(VAULT_FILE)).unwrap();
    assert_eq!(vault.follow(&practice.directory), Ok(Followed::AsBefore));
    assert_eq!(std::fs::read(folder.path().join(VAULT_FILE)).unwrap(), before);
    practice.add_jo();
    assert_eq!(vault.follow(&practice.directory), Ok(Followed::Changed));
    let then = vault.sign_in("carol.whitby", &password(OTHER), "000000", at(75)).map(|_| ()).unwrap_err();
    let left = crate::throttle::Next::Now { left: 1 };
    assert_eq!(then, SignInError::Wrong { then: left }, "the wrong try before still counts");
}

#[test]
fn who_leaves_is_out_where_nobody_is_signed_in_and_a_log_rolled_back_brings_nobody_back() {
    let mut practice = Practice::new();
    let (_folder, vault) = practice.join();
    practice.add_jo();
    vault.follow(&practice.directory).unwrap();
    let with_jo = practice.directory.clone();
    sign_in(&vault, "jo.marsden", JO, 120).unwrap();
    practice.append_statement(&Statement::StaffLeft { staff: JO, epoch: None });
    assert_eq!(vault.follow(&practice.directory), Ok(Followed::Changed));
    assert_eq!(vault.follow(&with_jo), Ok(Followed::Behind));
    let answer = sign_in(&vault, "jo.marsden", JO, 180).map(|_| ()).unwrap_err();
    assert!(matches!(answer, SignInError::Wrong { .. }), "{answer:?}");
}

#[test]
fn whose_access_has_ended_does_not_come_back_with_the_next_statement() {
    let mut practice = Practice::new();
    let (_folder, vault) = practice.join();
    practice.add_jo_until(Some(at(300)));
    vault.follow(&practice.directory).unwrap();
    let carol = sign_in(&vault, "carol.whitby", MANAGER, 120).unwrap();
    let here = || vault.accounts(&carol).unwrap().iter().any(|account| account.staff == JO);
    // The log's clock alone, which may be years ahead: nobody comes in by it, and nothing goes.
    vault.vouch_for_time(at(4_000_000)).unwrap();
    assert_eq!(sign_in(&vault, "jo.marsden", JO, 150).map(|_| ()).unwrap_err(), SignInError::Expired);
    vault.remove_ended().unwrap();
    assert!(here(), "a clock removes nobody");
    vault.vouch_for_time(at(180)).unwrap();
    let still = sign_in(&vault, "jo.marsden", JO, 180).map(|_| ()).unwrap_err();
    assert_eq!(still, SignInError::Expired, "neither a lower time nor their own code brings them back");
    sign_in(&vault, "carol.whitby", MANAGER, 210).unwrap();
    assert!(
        sign_in(&vault, "jo.marsden", JO, 240).is_ok(),
        "the manager's code has put the log's time right"
    );

    sign_in(&vault, "carol.whitby", MANAGER, 300).unwrap();
    practice.append_statement(&Statement::StaffRolesChanged { staff: JO, roles: vec![Role::Administrator] });
    vault.follow(&practice.directory).unwrap();
    assert!(!here(), "the directory still names them");
}

#[test]
fn another_practices_directory_is_not_followed() {
    let mut practice = Practice::new();
    let (_folder, vault) = practice.join();
    let other = Practice::new();
    assert_ne!(other.directory.founding(), practice.directory.founding());
    assert_eq!(vault.follow(&other.directory), Ok(Followed::Behind));
}

#[test]
fn a_revoked_workstation_is_told_and_wipes_itself_whole() {
    let mut practice = Practice::new();
    let (folder, vault) = practice.join();
    practice.append_statement(&Statement::DeviceRevoked { device: HERE, epoch: None });
    assert_eq!(vault.follow(&practice.directory), Ok(Followed::Revoked));
    for name in [DATABASE_FILE, "practice.db-wal", "vault.damaged.json"] {
        std::fs::write(folder.path().join(name), b"something").unwrap();
    }
    vault.wipe().unwrap();
    vault.wipe().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(matches!(vault.follow(&practice.directory), Err(VaultError::SecretAbsent)));
}

#[test]
fn a_later_epochs_access_key_puts_the_database_out_of_the_leavers_reach() {
    let mut practice = Practice::new();
    let (folder, vault) = practice.join();
    practice.add_jo();
    vault.follow(&practice.directory).unwrap();
    assert!(sign_in(&vault, "carol.whitby", MANAGER, 90).unwrap().next_key.is_none(), "it has a database");
    let second = AccessKey::from_slice(&[78; 32]).unwrap();
    let devices = [(THERE, &keys(90)), (HERE, &keys(91))];
    let epoch = Some(grant(Epoch(2), &second, &devices, &[(MANAGER, &keys(1))]));
    practice.append_statement(&Statement::StaffLeft { staff: JO, epoch });
    vault.follow(&practice.directory).unwrap();
    let mut carol = sign_in(&vault, "carol.whitby", MANAGER, 120).unwrap();
    assert_eq!(carol.epoch, Epoch(1), "the database is still under the first");
    let access = practice.directory.open_access(MANAGER, Epoch(2), &carol.keys.seal).unwrap();
    let next = carol.next_key.as_ref().map(|key| ***key).expect("the leaver had the key");
    vault.rotate_access(&mut carol, Epoch(2), access).unwrap();
    let kept: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join(crate::vault::PREVIOUS_FILE)).unwrap())
            .unwrap();
    assert_eq!(
        kept["body"]["database"]["epoch"], 2,
        "the copy of the change before names no key under the old epoch"
    );
    vault.confirm_next_key(&mut carol).unwrap();
    let again = sign_in(&vault, "carol.whitby", MANAGER, 180).unwrap();
    assert_eq!((again.epoch, **again.database_key), (Epoch(2), next));
    assert!(again.next_key.is_none(), "once");
}

#[test]
fn lost_factors_are_replaced_with_new_keys_everywhere() {
    let mut practice = Practice::new();
    let (_folder, vault) = practice.join();
    practice.add_jo();
    vault.follow(&practice.directory).unwrap();
    let renewed = NewAccount {
        seed: Seed::from_bytes(&[42; 32]),
        password: password(OTHER),
        ..new_account("jo.marsden", JO, at(90))
    };
    let login = practice.desk.vault.make_login(&practice.desk.manager, renewed, at(90)).unwrap();
    let logins = practice.directory.seal_login(JO, &login.to_bytes().unwrap()).unwrap();
    let to = practice.directory.handover(Epoch(1), Recipient::Staff(JO));
    let access = vec![(Epoch(1), practice.access.hand_over(&to, &keys(42).public()).unwrap())];
    let keys_now = keys(42).public();
    practice.append_statement(&Statement::StaffKeysChanged {
        staff: JO,
        keys: keys_now.clone(),
        access,
        logins,
    });
    assert_eq!(vault.follow(&practice.directory), Ok(Followed::Changed));
    let old = sign_in(&vault, "jo.marsden", JO, 150).map(|_| ()).unwrap_err();
    assert!(matches!(old, SignInError::Wrong { .. }), "{old:?}");
    let new = vault.sign_in("jo.marsden", &password(OTHER), &code(JO, at(180)), at(180)).unwrap();
    assert_eq!(new.keys.public(), keys_now);
}
