//! How people sign in reaches the workstations it is meant for, and what ends with a person or a workstation.

use crate::practice::{
    device_added, device_added_with_login, device_keys, grant, next, next_by, people_chain, refused,
    staff_added, transport_keys, transport_set, with, with_logins,
};
use crate::support::{device, keys, staff};
use crypto::directory::{Directory, DirectoryError, Position, Statement};
use crypto::{Author, Epoch};
use domain::staff::Role;

fn folded() -> Directory {
    let chain = people_chain();
    let mut directory = Directory::found(&chain[0]).unwrap();
    chain[1..].iter().for_each(|envelope| directory.apply(envelope).map(|_| ()).unwrap());
    directory
}

#[test]
fn a_way_to_sign_in_opens_on_its_own_workstation_for_its_own_person_alone() {
    let mut directory = with(&[transport_set(1)]);
    let added = device_added_with_login(&directory, 2);
    directory.apply(&next(&directory, &added)).unwrap();
    let open = |d: u8, s: u8, key: u8| directory.open_login(device(d), staff(s), &transport_keys(key).seal);
    assert_eq!(open(2, 1, 2).unwrap().as_slice(), b"how one signs in");
    assert!(open(2, 1, 1).is_err(), "another workstation's key");
    assert!(open(2, 2, 2).is_err(), "another person");
    assert!(
        directory.open_login(device(2), staff(1), &device_keys(2).seal).is_err(),
        "not the device's own key"
    );
    assert_eq!(directory.device(device(1)).unwrap().transport(), Some(&transport_keys(1).public().seal));
}

#[test]
fn the_last_way_to_sign_in_holds_and_ends_with_its_person() {
    let directory = folded();
    let one = directory.open_login(device(1), staff(1), &transport_keys(1).seal).unwrap();
    assert_eq!(one.as_slice(), b"how one signs in now");
    assert_eq!(directory.login_for(device(1), staff(2)), None, "who left has none");
}

#[test]
fn people_change_their_own_way_to_sign_in_and_only_a_manager_somebody_elses() {
    let directory = with(&[transport_set(1), staff_added(2, Role::Receptionist, &[1])]);
    let change = |n: u8| {
        let logins = directory.seal_login(staff(n), b"new").unwrap();
        Statement::StaffSignInChanged { staff: staff(n), logins }
    };
    directory.clone().apply(&next_by(&directory, &change(2), 1, 2, &[Role::Receptionist])).unwrap();
    let by_another = next_by(&directory, &change(1), 1, 2, &[Role::Receptionist]);
    refused(&directory, &by_another, DirectoryError::NotPermitted);
    directory.clone().apply(&next(&directory, &change(2))).unwrap();
}

#[test]
fn a_workstation_sets_its_own_transport_key_alone() {
    let directory = with(&[device_added(2, &[1])]);
    refused(&directory, &next(&directory, &transport_set(2)), DirectoryError::NotPermitted);
    directory.clone().apply(&next_by(&directory, &transport_set(2), 2, 1, &[Role::Manager])).unwrap();
}

#[test]
fn a_way_to_sign_in_is_not_sealed_to_a_revoked_workstation() {
    let directory = with(&[transport_set(1), device_added(2, &[1])]);
    let mut revoked = directory.clone();
    let statement = Statement::DeviceRevoked { device: device(2), epoch: None };
    revoked.apply(&next(&revoked, &statement)).unwrap();
    let sealed = directory.seal_login(staff(2), b"new").unwrap();
    let logins = vec![(device(2), sealed[0].1.clone())];
    let added = with_logins(staff_added(2, Role::Gp, &[1]), logins);
    refused(&revoked, &next(&revoked, &added), DirectoryError::Unknown);
    assert!(directory.clone().apply(&next(&directory, &added)).is_ok());
}

#[test]
fn who_is_revoked_or_leaves_has_no_part_in_the_epoch_that_begins_with_it() {
    let directory = with(&[device_added(2, &[1]), staff_added(2, Role::Gp, &[1])]);
    let revoke = |devices: &[u8]| Statement::DeviceRevoked {
        device: device(2),
        epoch: Some(grant(2, devices, &[1, 2])),
    };
    refused(&directory, &next(&directory, &revoke(&[1, 2])), DirectoryError::BadEpoch);
    let mut revoked = directory.clone();
    revoked.apply(&next(&revoked, &revoke(&[1]))).unwrap();
    assert!(revoked.open_epoch(device(2), Epoch(1), &device_keys(2).seal).is_ok());
    assert_eq!(revoked.epoch_for_device(device(2), Epoch(2)), None);
    let leave =
        |people: &[u8]| Statement::StaffLeft { staff: staff(2), epoch: Some(grant(2, &[1, 2], people)) };
    refused(&directory, &next(&directory, &leave(&[1, 2])), DirectoryError::BadEpoch);
    let mut left = directory.clone();
    left.apply(&next(&left, &leave(&[1]))).unwrap();
    assert_eq!((left.epoch(), left.access_for_staff(staff(2), Epoch(2))), (Epoch(2), None));
    let skipping = Statement::StaffLeft { staff: staff(2), epoch: Some(grant(3, &[1, 2], &[1])) };
    refused(&directory, &next(&directory, &skipping), DirectoryError::BadEpoch);
}

#[test]
fn places_say_whether_somebody_was_still_entitled() {
    let directory = folded();
    let revoked = directory.position(&directory.head_at(Position(5)).unwrap()).unwrap();
    let member = directory.device(device(2)).unwrap();
    assert!(member.has_ended_by(revoked) && member.has_ended_by(directory.last_position()));
    assert!(!member.has_ended_by(directory.position(&directory.founding()).unwrap()));
    let person = directory.staff(staff(2)).unwrap();
    assert!(person.has_left_by(directory.last_position()) && !person.has_left_by(revoked));
    let before = directory.founding();
    assert!(directory.verifying_key_at(&Author::Device(device(1)), &before).is_ok());
}

#[test]
fn a_login_for_nobody_is_refused() {
    let directory = with(&[transport_set(1)]);
    let logins = directory.seal_login(staff(9), b"nobody").unwrap();
    let statement = Statement::StaffSignInChanged { staff: staff(9), logins };
    refused(&directory, &next(&directory, &statement), DirectoryError::Unknown);
    let Statement::DeviceAdded { device, keys: public, epochs, transport, .. } =
        device_added_with_login(&directory, 2)
    else {
        unreachable!()
    };
    let login = directory.seal_login_to(device, &keys(122).public().seal, staff(9), b"nobody").unwrap();
    let added =
        Statement::DeviceAdded { device, keys: public, epochs, transport, logins: vec![(staff(9), login)] };
    refused(&directory, &next(&directory, &added), DirectoryError::Unknown);
}
