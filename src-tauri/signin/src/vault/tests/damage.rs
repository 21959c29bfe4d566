use super::workstation::*;
use crate::vault::format;
use crate::vault::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::fs;

/// Whatever one byte becomes, nobody gets in with the right factors, nothing panics and nothing is set up anew.
#[test]
fn a_thousand_changed_bytes_are_all_noticed() {
    let desk = Workstation::with_jo();
    let whole = fs::read(desk.path(VAULT_FILE)).unwrap();
    let mut runner = TestRunner::new(Config { cases: 1000, failure_persistence: None, ..Config::default() });
    let changes = (0..whole.len(), 1..=255_u8);
    runner
        .run(&changes, |(place, flip)| {
            let mut bytes = whole.clone();
            bytes[place] ^= flip;
            fs::write(desk.path(VAULT_FILE), &bytes).unwrap();
            prop_assert!(refuses(&desk), "byte {place} flipped by {flip}");
            prop_assert_eq!(
                fs::read(desk.path(VAULT_FILE)).unwrap(),
                bytes,
                "a damaged vault is left as it is"
            );
            Ok(())
        })
        .unwrap();
    fs::write(desk.path(VAULT_FILE), &whole).unwrap();
    desk.jo(PASSWORD, 120).unwrap();
}

/// Each byte of the file in turn, without going as far as signing in.
#[test]
fn every_byte_is_covered() {
    let desk = Workstation::new();
    let whole = fs::read(desk.path(VAULT_FILE)).unwrap();
    let secret =
        crate::keystore::DeviceSecret::from_slice(desk.store.kept.lock().unwrap().as_ref().unwrap()).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        let proven = format::parse(&bytes).and_then(|unproven| unproven.prove(&secret));
        assert!(proven.is_err(), "byte {place}");
    }
}

fn refuses(desk: &Workstation) -> bool {
    let opened = Vault::open_with(desk.folder.path(), desk.store.clone()).map_err(SignInError::Vault);
    let answer = opened
        .and_then(|vault| vault.sign_in("jo.marsden", &password(PASSWORD), &code(JO, at(120)), at(120)));
    let expected = [
        VaultError::Damaged,
        VaultError::NewerVersion,
        // The practice's or the device's id was hit: the key store knows no such secret, or the file is another's.
        VaultError::SecretAbsent,
    ];
    let Err(SignInError::Vault(error)) = answer else { return false };
    expected.contains(&error)
}

proptest! {
    #[test]
    fn nonsense_is_no_vault_and_crashes_nothing(bytes in prop::collection::vec(any::<u8>(), 0..400), text in ".{0,200}") {
        for bytes in [bytes.as_slice(), text.as_bytes(), format!(r#"{{"format":1,"mac":"","body":{text}}}"#).as_bytes()] {
            prop_assert!(format::parse(bytes).is_err());
        }
    }
}

#[test]
fn cut_short_emptied_or_padded_is_damage() {
    let desk = Workstation::with_jo();
    let whole = fs::read(desk.path(VAULT_FILE)).unwrap();
    let mut spoilt: Vec<Vec<u8>> =
        (0..whole.len()).step_by(97).map(|length| whole[..length].to_vec()).collect();
    spoilt.push([whole.as_slice(), b"\n"].concat());
    spoilt.push([b" ", whole.as_slice()].concat());
    spoilt.push(vec![0; whole.len()]);
    spoilt.push(vec![b'['; 100_000]);
    for bytes in spoilt {
        fs::write(desk.path(VAULT_FILE), &bytes).unwrap();
        assert_eq!(peek(desk.folder.path()), Err(VaultError::Damaged), "{} bytes", bytes.len());
    }
}

#[test]
fn a_newer_version_is_refused_as_such() {
    let desk = Workstation::new();
    let text = fs::read_to_string(desk.path(VAULT_FILE)).unwrap();
    let newer = text.replacen(r#""format":1"#, r#""format":2,"more":true"#, 1);
    fs::write(desk.path(VAULT_FILE), newer).unwrap();
    assert_eq!(peek(desk.folder.path()), Err(VaultError::NewerVersion));
}

#[test]
fn another_workstations_vault_does_not_open_here() {
    let (here, there) = (Workstation::with_jo(), Workstation::with_jo());
    fs::copy(there.path(VAULT_FILE), here.path(VAULT_FILE)).unwrap();
    let answer = here.jo(PASSWORD, 120).map(|_| ()).unwrap_err();
    assert_eq!(answer, SignInError::Vault(VaultError::Damaged));
}
