//! The recovery kit: what it may do, and what nobody may do without it.

use crate::practice::{
    KIT, device_added, device_keys, epochs_for, gateway_added, grant_under, head, next, recovery, refused,
    signed, with,
};
use crate::support::{device, keys, staff};
use crypto::directory::{Directory, DirectoryError, NotEntitled, Recovery, Statement};
use crypto::epoch::Recipient;
use crypto::{Author, Envelope, Epoch};

fn recovered(directory: &Directory, recovery: Recovery, device: u8, co: u8) -> Envelope {
    let mut header = head(Some(directory.head()), directory.head());
    header.author = Author::Device(recovery.device);
    header.actor = Some(recovery.staff);
    signed(header, &Statement::Recovered(Box::new(recovery)), &keys(device), &keys(co))
}

#[test]
fn the_kit_brings_a_practice_back_on_a_bare_pc() {
    let mut directory = with(&[device_added(2, &[1]), device_added(3, &[1])]);
    directory.apply(&recovered(&directory, recovery(7, 1, &[3], &[1], 2), 7, KIT)).unwrap();
    assert_eq!(directory.devices().map(|(id, _)| id).collect::<Vec<_>>(), [device(3), device(7)]);
    assert_eq!(directory.staff(staff(1)).unwrap().keys(), &keys(80).public());
    assert_eq!(directory.access_for_staff(staff(1), Epoch(1)), None);
    for epoch in [1, 2] {
        assert!(directory.open_epoch(device(7), Epoch(epoch), &device_keys(7).seal).is_ok());
    }
    let old = Author::Device(device(1));
    assert_eq!(directory.verifying_key_at(&old, &directory.head()), Err(NotEntitled::Ended));
    refused(&directory, &next(&directory, &gateway_added(30)), DirectoryError::NotEntitled);
}

#[test]
fn without_the_kit_nothing_is_recovered() {
    let directory = with(&[device_added(2, &[1])]);
    let check = |recovery, device, co, expected| {
        refused(&directory, &recovered(&directory, recovery, device, co), expected)
    };
    check(recovery(7, 1, &[], &[1], 2), 7, 51, DirectoryError::BadSignature);
    check(recovery(7, 1, &[], &[1], 2), 1, KIT, DirectoryError::BadSignature);
    check(recovery(2, 1, &[], &[1], 2), 2, KIT, DirectoryError::Reused);
    check(recovery(7, 1, &[], &[], 2), 7, KIT, DirectoryError::BadEpoch);
    check(recovery(7, 1, &[], &[1], 3), 7, KIT, DirectoryError::BadEpoch);
    check(recovery(7, 1, &[9], &[1], 2), 7, KIT, DirectoryError::Unknown);
    let by_another = next(&directory, &Statement::Recovered(Box::new(recovery(7, 1, &[], &[1], 2))));
    refused(&directory, &by_another, DirectoryError::NotEntitled);
}

#[test]
fn a_replaced_kit_recovers_nothing_and_the_new_one_does() {
    let epochs = epochs_for(Recipient::Kit, &keys(98), &[1]);
    let directory = with(&[Statement::KitReplaced { kit: keys(98).public(), epochs, epoch: None }]);
    assert!(directory.open_epoch_with_kit(Epoch(1), &keys(98).seal).is_ok());
    assert!(directory.open_epoch_with_kit(Epoch(1), &keys(KIT).seal).is_err());
    let envelope = recovered(&directory, recovery(7, 1, &[], &[1], 2), 7, KIT);
    refused(&directory, &envelope, DirectoryError::BadSignature);
    directory.clone().apply(&recovered(&directory, recovery(7, 1, &[], &[1], 2), 7, 98)).unwrap();
}

/// Whoever has the old sheet and every word of the log has what was sealed to it, and that ends with the new one.
#[test]
fn an_epoch_begins_with_a_new_kit_and_the_old_sheet_has_no_key_of_it() {
    let replaced = |epoch| {
        let epochs = epochs_for(Recipient::Kit, &keys(98), &[1]);
        Statement::KitReplaced { kit: keys(98).public(), epochs, epoch: Some(epoch) }
    };
    let mut directory = with(&[device_added(2, &[1])]);
    for wrong in [
        grant_under(98, 3, &[1, 2], &[1]),
        grant_under(98, 2, &[1], &[1]),
        grant_under(98, 2, &[1, 2], &[1, 9]),
    ] {
        refused(&directory, &next(&directory, &replaced(wrong)), DirectoryError::BadEpoch);
    }
    let epoch = grant_under(98, 2, &[1, 2], &[1]);
    let sealed = epoch.to_kit.clone();
    directory.apply(&next(&directory, &replaced(epoch))).unwrap();
    assert_eq!(directory.epoch(), Epoch(2));
    for epoch in [Epoch(1), Epoch(2)] {
        assert!(directory.open_epoch_with_kit(epoch, &keys(98).seal).is_ok());
        assert!(directory.open_epoch_with_kit(epoch, &keys(KIT).seal).is_err());
    }
    let to = directory.handover(Epoch(2), Recipient::Kit);
    assert!(crypto::EpochSecret::receive(&to, &keys(KIT).seal, &sealed).is_err());
    assert!(crypto::EpochSecret::receive(&to, &keys(98).seal, &sealed).is_ok());
    directory.apply(&recovered(&directory, recovery_under(98), 7, 98)).unwrap();
}

fn recovery_under(kit: u8) -> Recovery {
    let devices = [2, 7];
    Recovery {
        epochs: epochs_for(Recipient::Device(device(7)), &device_keys(7), &[1, 2]),
        epoch: grant_under(kit, 3, &devices, &[1]),
        ..recovery(7, 1, &[2], &[1, 2], 3)
    }
}
