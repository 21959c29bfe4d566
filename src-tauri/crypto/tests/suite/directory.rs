//! Nobody gets into the directory who was not let in, and nothing in it can be rewritten.

use crate::practice::{
    KIT, access_for, access_key, chain, device_added, device_keys, epoch_secret, epochs_for, founded,
    founding, gateway_added, grant, head, next, next_by, refused, signed, staff_added, staff_keys, with,
};
use crate::support::{device, gateway, keys, practice, staff};
use crypto::directory::{Directory, DirectoryError, NotEntitled, Statement};
use crypto::epoch::Recipient;
use crypto::{Author, Draft, Epoch, Hash, OpenError, cbor};
use domain::staff::Role;
use domain::{PracticeId, Subject};
use uuid::Uuid;

#[test]
fn the_founding_lists_device_person_kit_and_letterbox() {
    let (directory, envelope) = founded();
    assert_eq!(directory.head(), envelope.hash());
    assert_eq!(directory.founding(), envelope.hash());
    assert_eq!(directory.device(device(1)).unwrap().keys(), &device_keys(1).public());
    assert_eq!(directory.staff(staff(1)).unwrap().roles(), [Role::Manager, Role::Gp]);
    assert_eq!(directory.kit(), &keys(KIT).public());
    let (epoch, letterbox) = directory.letterbox().unwrap();
    assert_eq!((epoch, letterbox), (Epoch(1), &epoch_secret(1).derive_letterbox().public()));
}

#[test]
fn a_joining_pc_takes_only_the_founding_it_was_told() {
    let (_, envelope) = founded();
    assert!(Directory::join(&envelope, practice(), envelope.hash()).is_ok());
    let other = PracticeId(Uuid::from_u128(2));
    assert_eq!(Directory::join(&envelope, other, envelope.hash()).err(), Some(DirectoryError::Foreign));
    assert_eq!(Directory::join(&envelope, practice(), Hash::ZERO).err(), Some(DirectoryError::Foreign));
}

#[test]
fn a_founding_needs_both_signatures_a_manager_and_a_whole_epoch() {
    let check = |change: fn(&mut crypto::directory::Founding), signers: [u8; 2], expected| {
        let mut founding = founding();
        change(&mut founding);
        let statement = Statement::Founded(Box::new(founding));
        let mut header = head(None, Hash::ZERO);
        header.roles = vec![Role::Gp, Role::Manager];
        let envelope = signed(header, &statement, &keys(signers[0]), &keys(signers[1]));
        assert_eq!(Directory::found(&envelope).err(), expected);
    };
    check(|_| (), [1, 51], None);
    check(|_| (), [2, 51], Some(DirectoryError::BadSignature));
    check(|_| (), [1, 1], Some(DirectoryError::BadSignature));
    check(|f| f.roles = vec![Role::Gp], [1, 51], Some(DirectoryError::NotPermitted));
    check(|f| f.practice = PracticeId(Uuid::nil()), [1, 51], Some(DirectoryError::Foreign));
    check(|f| f.device = device(2), [1, 51], Some(DirectoryError::NotEntitled));
    check(|f| f.staff = staff(2), [1, 51], Some(DirectoryError::NotEntitled));
    check(|f| f.staff_keys = device_keys(1).public(), [1, 1], Some(DirectoryError::Reused));
    check(|f| f.epoch = grant(2, &[1], &[1]), [1, 51], Some(DirectoryError::BadEpoch));
    check(|f| f.epoch = grant(1, &[1, 2], &[1]), [1, 51], Some(DirectoryError::BadEpoch));
    check(|f| f.epoch = grant(1, &[], &[1]), [1, 51], Some(DirectoryError::BadEpoch));
}

#[test]
fn a_chain_folds_to_who_belongs() {
    let chain = chain();
    let mut directory = Directory::found(&chain[0]).unwrap();
    for envelope in &chain[1..] {
        directory.apply(envelope).unwrap();
    }
    assert_eq!(directory.devices().map(|(id, _)| id).collect::<Vec<_>>(), [device(1), device(3)]);
    assert_eq!(directory.people().map(|(id, _)| id).collect::<Vec<_>>(), [staff(1)]);
    assert_eq!(directory.gateways().count(), 0);
    assert_eq!(directory.epoch(), Epoch(2));
    assert!(directory.staff(staff(2)).unwrap().roles().is_empty());
}

#[test]
fn epoch_and_access_open_for_those_they_were_sealed_to() {
    let directory = with(&[device_added(2, &[1]), Statement::EpochStarted(grant(2, &[1, 2], &[1]))]);
    for (n, epoch) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
        let opened = directory.open_epoch(device(n), Epoch(epoch), &device_keys(n).seal).unwrap();
        assert_eq!(opened.to_bytes(), epoch_secret(epoch).to_bytes());
    }
    let opened = directory.open_epoch_with_kit(Epoch(2), &keys(KIT).seal).unwrap();
    assert_eq!(opened.to_bytes(), epoch_secret(2).to_bytes());
    let opened = directory.open_access(staff(1), Epoch(2), &staff_keys(1).seal).unwrap();
    assert_eq!(opened.to_bytes(), access_key(2).to_bytes());
    let wrong = directory.open_epoch(device(1), Epoch(1), &device_keys(2).seal);
    assert_eq!(wrong.err(), Some(OpenError::Refused));
    assert!(directory.open_epoch(device(1), Epoch(3), &device_keys(1).seal).is_err());
}

#[test]
fn a_secret_that_is_not_behind_the_letterbox_is_refused() {
    let mut lie = grant(2, &[1], &[1]);
    lie.letterbox = epoch_secret(9).derive_letterbox().public();
    let directory = with(&[Statement::EpochStarted(lie)]);
    assert!(directory.open_epoch(device(1), Epoch(2), &device_keys(1).seal).is_err());
    assert!(directory.open_epoch_with_kit(Epoch(2), &keys(KIT).seal).is_err());
}

#[test]
fn a_statement_needs_device_and_person() {
    let directory = with(&[device_added(2, &[1]), staff_added(2, Role::Manager, &[1])]);
    let statement = gateway_added(30);
    let header = || head(Some(directory.head()), directory.head());
    let check = |device: u8, person: u8, expected| {
        refused(&directory, &signed(header(), &statement, &keys(device), &keys(person)), expected);
    };
    check(2, 51, DirectoryError::BadSignature);
    check(1, 52, DirectoryError::BadSignature);
    check(1, 1, DirectoryError::BadSignature);
    check(51, 1, DirectoryError::BadSignature);
    check(40, 41, DirectoryError::BadSignature);
    let alone = Draft::new(header(), cbor::encode(&statement).unwrap()).sign_only(&device_keys(1).sign, None);
    refused(&directory, &alone.unwrap(), DirectoryError::BadSignature);
    let mut nobody = header();
    nobody.actor = None;
    refused(&directory, &signed(nobody, &statement, &keys(1), &keys(51)), DirectoryError::NotEntitled);
    let mut by_gateway = header();
    by_gateway.author = Author::Gateway(gateway());
    refused(&directory, &signed(by_gateway, &statement, &keys(1), &keys(51)), DirectoryError::NotEntitled);
    refused(
        &directory,
        &next_by(&directory, &statement, 3, 1, &[Role::Manager]),
        DirectoryError::NotEntitled,
    );
    refused(
        &directory,
        &next_by(&directory, &statement, 1, 3, &[Role::Manager]),
        DirectoryError::NotEntitled,
    );
}

#[test]
fn who_is_gone_says_nothing_more() {
    let directory = with(&[
        device_added(2, &[1]),
        staff_added(2, Role::Manager, &[1]),
        Statement::DeviceRevoked { device: device(2), epoch: None },
        Statement::StaffLeft { staff: staff(2), epoch: None },
    ]);
    let statement = gateway_added(30);
    refused(
        &directory,
        &next_by(&directory, &statement, 2, 1, &[Role::Manager]),
        DirectoryError::NotEntitled,
    );
    refused(
        &directory,
        &next_by(&directory, &statement, 1, 2, &[Role::Manager]),
        DirectoryError::NotEntitled,
    );
}

#[test]
fn only_a_manager_changes_the_directory() {
    let directory = with(&[
        device_added(2, &[1]),
        staff_added(2, Role::Gp, &[1]),
        staff_added(3, Role::Gp, &[1]),
        gateway_added(30),
    ]);
    for statement in [
        device_added(3, &[1]),
        Statement::DeviceRevoked { device: device(2), epoch: None },
        staff_added(4, Role::Gp, &[1]),
        Statement::StaffRolesChanged { staff: staff(2), roles: vec![Role::Manager] },
        Statement::StaffKeysChanged {
            staff: staff(3),
            keys: keys(70).public(),
            access: Vec::new(),
            logins: vec![],
        },
        Statement::StaffLeft { staff: staff(1), epoch: None },
        Statement::GatewayRemoved { gateway: gateway() },
        Statement::EpochStarted(grant(2, &[1, 2], &[1, 2])),
        Statement::KitReplaced {
            kit: keys(98).public(),
            epochs: epochs_for(Recipient::Kit, &keys(98), &[1]),
            epoch: None,
        },
    ] {
        for roles in [&[Role::Gp][..], &[Role::Manager], &[Role::Gp, Role::Manager], &[]] {
            refused(&directory, &next_by(&directory, &statement, 1, 2, roles), DirectoryError::NotPermitted);
        }
        refused(
            &directory,
            &next_by(&directory, &statement, 1, 1, &[Role::Gp]),
            DirectoryError::NotPermitted,
        );
        directory.clone().apply(&next(&directory, &statement)).unwrap();
    }
}

#[test]
fn one_changes_ones_own_keys_with_the_old_ones() {
    let mut directory = with(&[staff_added(2, Role::Gp, &[1])]);
    let statement = Statement::StaffKeysChanged {
        staff: staff(2),
        keys: keys(70).public(),
        access: Vec::new(),
        logins: vec![],
    };
    directory.apply(&next_by(&directory, &statement, 1, 2, &[Role::Gp])).unwrap();
    assert_eq!(directory.staff(staff(2)).unwrap().keys(), &keys(70).public());
    assert_eq!(directory.access_for_staff(staff(2), Epoch(1)), None);
    let back = Statement::StaffKeysChanged {
        staff: staff(2),
        keys: staff_keys(2).public(),
        access: access_for(2, &[1]),
        logins: vec![],
    };
    refused(&directory, &next_by(&directory, &back, 1, 2, &[Role::Gp]), DirectoryError::BadSignature);
    refused(&directory, &next(&directory, &back), DirectoryError::Reused);
}

#[test]
fn statements_are_taken_in_their_order_alone() {
    let chain = chain();
    let mut directory = Directory::found(&chain[0]).unwrap();
    for (place, envelope) in chain.iter().enumerate().skip(1) {
        for (other, wrong) in chain.iter().enumerate() {
            if other != place {
                refused(&directory, wrong, DirectoryError::OutOfOrder);
            }
        }
        directory.apply(envelope).unwrap();
    }
}

#[test]
fn a_fork_and_a_stale_view_are_refused() {
    let directory = founded().0;
    let (one, other) = (next(&directory, &device_added(2, &[1])), next(&directory, &device_added(3, &[1])));
    let mut ahead = directory.clone();
    ahead.apply(&one).unwrap();
    refused(&ahead, &other, DirectoryError::OutOfOrder);
    refused(&ahead, &one, DirectoryError::OutOfOrder);
    let stale = head(Some(ahead.head()), directory.head());
    let stale = signed(stale, &gateway_added(30), &device_keys(1), &staff_keys(1));
    refused(&ahead, &stale, DirectoryError::OutOfOrder);
}

#[test]
fn another_practices_or_subjects_statement_is_refused() {
    let directory = founded().0;
    let check = |change: fn(&mut crypto::Header), expected| {
        let mut header = head(Some(directory.head()), directory.head());
        change(&mut header);
        let envelope = signed(header, &gateway_added(30), &device_keys(1), &staff_keys(1));
        refused(&directory, &envelope, expected);
    };
    check(|h| h.practice = PracticeId(Uuid::nil()), DirectoryError::Foreign);
    check(|h| h.subject = Subject::public(), DirectoryError::Foreign);
    check(|h| h.kind = "public.changed".to_owned(), DirectoryError::Malformed);
    let header = head(Some(directory.head()), directory.head());
    let nonsense = Draft::new(header, b"nonsense".to_vec());
    let nonsense = nonsense.sign_only(&device_keys(1).sign, Some(&staff_keys(1).sign)).unwrap();
    refused(&directory, &nonsense, DirectoryError::Malformed);
}

#[test]
fn no_id_and_no_key_is_used_twice() {
    let directory = with(&[
        device_added(2, &[1]),
        staff_added(2, Role::Gp, &[1]),
        gateway_added(30),
        Statement::DeviceRevoked { device: device(2), epoch: None },
        Statement::StaffLeft { staff: staff(2), epoch: None },
        Statement::GatewayRemoved { gateway: gateway() },
    ]);
    let fresh = || keys(77).public();
    let epochs = || epochs_for(Recipient::Device(device(2)), &keys(77), &[1]);
    for statement in [
        Statement::DeviceAdded {
            device: device(2),
            keys: fresh(),
            epochs: epochs(),
            transport: None,
            logins: vec![],
        },
        Statement::StaffAdded {
            staff: staff(2),
            keys: fresh(),
            roles: vec![],
            access: vec![],
            logins: vec![],
        },
        Statement::GatewayAdded { gateway: gateway(), keys: fresh() },
        Statement::DeviceAdded {
            device: device(5),
            keys: device_keys(2).public(),
            epochs: epochs(),
            transport: None,
            logins: vec![],
        },
        Statement::DeviceAdded {
            device: device(5),
            keys: staff_keys(1).public(),
            epochs: epochs(),
            transport: None,
            logins: vec![],
        },
        Statement::StaffAdded {
            staff: staff(5),
            keys: keys(KIT).public(),
            roles: vec![],
            access: vec![],
            logins: vec![],
        },
        Statement::GatewayAdded { gateway: "nhs-app".parse().unwrap(), keys: keys(30).public() },
    ] {
        refused(&directory, &next(&directory, &statement), DirectoryError::Reused);
    }
}

#[test]
fn nothing_is_said_of_who_is_not_there() {
    let directory =
        with(&[device_added(2, &[1]), Statement::DeviceRevoked { device: device(2), epoch: None }]);
    for statement in [
        Statement::DeviceRevoked { device: device(2), epoch: None },
        Statement::DeviceRevoked { device: device(9), epoch: None },
        Statement::StaffLeft { staff: staff(9), epoch: None },
        Statement::StaffRolesChanged { staff: staff(9), roles: vec![Role::Gp] },
        Statement::StaffKeysChanged {
            staff: staff(9),
            keys: keys(77).public(),
            access: Vec::new(),
            logins: vec![],
        },
        Statement::GatewayRemoved { gateway: gateway() },
    ] {
        refused(&directory, &next(&directory, &statement), DirectoryError::Unknown);
    }
}

#[test]
fn an_epoch_is_the_next_and_reaches_exactly_the_entitled() {
    let directory = with(&[
        device_added(2, &[1]),
        device_added(3, &[1]),
        Statement::DeviceRevoked { device: device(3), epoch: None },
    ]);
    let check = |grant, expected: Option<DirectoryError>| {
        let envelope = next(&directory, &Statement::EpochStarted(grant));
        assert_eq!(directory.clone().apply(&envelope).err(), expected);
    };
    check(grant(2, &[1, 2], &[1]), None);
    check(grant(2, &[1, 2], &[]), None);
    for wrong in [
        grant(1, &[1, 2], &[1]),
        grant(3, &[1, 2], &[1]),
        grant(2, &[1], &[1]),
        grant(2, &[1, 2, 3], &[1]),
        grant(2, &[1, 2, 2], &[1]),
        grant(2, &[1, 2], &[1, 2]),
        grant(2, &[1, 2], &[1, 1]),
    ] {
        check(wrong, Some(DirectoryError::BadEpoch));
    }
    let mut old_box = grant(2, &[1, 2], &[1]);
    old_box.letterbox = epoch_secret(1).derive_letterbox().public();
    check(old_box, Some(DirectoryError::BadEpoch));
    for epochs in [&[][..], &[2], &[1, 1], &[1, 2]] {
        refused(&directory, &next(&directory, &device_added(4, epochs)), DirectoryError::BadEpoch);
    }
    refused(&directory, &next(&directory, &staff_added(4, Role::Gp, &[2])), DirectoryError::BadEpoch);
}

#[test]
fn a_key_counts_from_its_addition_until_its_revocation() {
    let mut directory = founded().0;
    let before = directory.head();
    directory.apply(&next(&directory, &device_added(2, &[1]))).unwrap();
    directory.apply(&next(&directory, &staff_added(2, Role::Gp, &[1]))).unwrap();
    let during = directory.head();
    directory.apply(&next(&directory, &Statement::DeviceRevoked { device: device(2), epoch: None })).unwrap();
    let roles = vec![Role::Nurse];
    directory.apply(&next(&directory, &Statement::StaffRolesChanged { staff: staff(2), roles })).unwrap();
    let changed = directory.head();
    directory.apply(&next(&directory, &Statement::StaffLeft { staff: staff(2), epoch: None })).unwrap();

    let author = Author::Device(device(2));
    let key = |head: &Hash| directory.verifying_key_at(&author, head).copied();
    assert_eq!(key(&before), Err(NotEntitled::Absent));
    assert_eq!(key(&during), Ok(device_keys(2).sign.verifying()));
    assert_eq!(key(&changed), Err(NotEntitled::Ended));
    assert_eq!(key(&Hash::ZERO), Err(NotEntitled::UnknownHead));
    assert_eq!(directory.roles_at(staff(2), &before), Err(NotEntitled::Absent));
    assert_eq!(directory.roles_at(staff(2), &during), Ok(&[Role::Gp][..]));
    assert_eq!(directory.roles_at(staff(2), &changed), Ok(&[Role::Nurse][..]));
    assert_eq!(directory.roles_at(staff(2), &directory.head()), Err(NotEntitled::Ended));
    assert!(directory.position(&before) < directory.position(&during));
    assert_eq!(directory.position(&Hash::ZERO), None);
}
