//! Whatever stands in the vault's file, and in what another workstation sends of how somebody signs in.
//!
//! The good ones lie beside this file, so that a seed gives the same damage every time.

use crate::keystore::DeviceSecret;
use crate::vault::format;
use crate::vault::login::Login;
use crate::vault::user_name::UserName;
use fuzz::{Shape, Target};

const VAULT: &[u8] = include_bytes!("fuzz/vault.json");
const LOGIN: &[u8] = include_bytes!("fuzz/login.cbor");

fn target(name: &'static str, shape: Shape, tries: u64) -> Target {
    fuzz::target(name, shape, tries).measured(|run| allocation_counter::measure(run).bytes_max)
}

#[test]
fn vault_file() {
    let secret = DeviceSecret::from_slice(&[7; 32]).unwrap();
    assert!(format::parse(VAULT).is_ok());
    target("vault", Shape::Json, 600).seeds([VAULT]).check(|bytes| {
        let read = format::parse(bytes);
        read.map(|unproven| {
            let body = serde_json::to_vec(unproven.body()).unwrap();
            let written = format::encode(unproven.body(), &secret).unwrap();
            let again = format::parse(&written).and_then(|again| again.prove(&secret)).unwrap();
            assert!(serde_json::to_vec(&again).unwrap() == body, "it does not read back");
        })
    });
}

#[test]
fn login() {
    assert!(Login::from_bytes(LOGIN).is_some());
    target("login", Shape::Cbor, 2_000).seeds([LOGIN]).check(|bytes| {
        let read = Login::from_bytes(bytes);
        if let Some(login) = &read {
            let written = login.to_bytes().unwrap();
            assert_eq!(Login::from_bytes(&written).and_then(|again| again.to_bytes()).unwrap(), written);
        }
        read.is_some()
    });
}

#[test]
fn user_name() {
    let seeds = ["jo.marsden", "JO  MARSDEN", "\u{ff2a}o", "n.okafor-2"];
    target("user name", Shape::Bytes, 3_000).seeds(seeds).check(|bytes| {
        let read = String::from_utf8_lossy(bytes).parse::<UserName>();
        if let Ok(name) = &read {
            assert_eq!(name.as_str().parse::<UserName>().unwrap().as_str(), name.as_str());
        }
        read.map(|_| ())
    });
}

#[test]
#[ignore = "makes both of them anew"]
fn both_of_them_are_written() {
    use super::workstation::*;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/vault/tests/fuzz");
    let desk = Workstation::with_jo();
    std::fs::write(folder.join("vault.json"), std::fs::read(desk.path(crate::vault::VAULT_FILE)).unwrap())
        .unwrap();
    let jo = desk.jo(PASSWORD, 120).unwrap();
    let logins = desk.vault.logins(&jo).unwrap();
    std::fs::write(folder.join("login.cbor"), logins[0].to_bytes().unwrap()).unwrap();
}
