//! Whatever a card, a file of issuers or a folder of lists holds: certificates and lists that are not what they should be.
//!
//! The good ones lie beside this file, so that a seed gives the same damage every time; `written` makes those that are
//! missing.

use super::trust::Trust;
use super::wrap::{public_key, verifies};
use super::{issuer_name, read_issuers};
use chrono::{DateTime, Utc};
use fuzz::{Shape, Target};

const ISSUER: &[u8] = include_bytes!("fuzz/issuer.der");
const CARD: &[u8] = include_bytes!("fuzz/card.der");
const RSA: &[u8] = include_bytes!("fuzz/rsa.der");
const LIST: &[u8] = include_bytes!("fuzz/list.der");

fn target(name: &'static str, shape: Shape, tries: u64) -> Target {
    fuzz::target(name, shape, tries).measured(|run| allocation_counter::measure(run).bytes_max)
}

/// While the good ones are in force.
fn now() -> DateTime<Utc> {
    "2026-12-02T09:00:00Z".parse().unwrap()
}

#[test]
fn the_good_ones_are_good() {
    let trust = Trust::with_list([ISSUER.to_vec()], LIST);
    assert_eq!(trust.check(CARD, &[], now()), Ok(()));
    assert_eq!(trust.check(RSA, &[], now()), Ok(()));
    assert!(public_key(CARD).is_some() && public_key(RSA).is_some());
}

#[test]
fn card_certificate() {
    let trust = Trust::with_list([ISSUER.to_vec()], LIST);
    target("card certificate", Shape::Der, 800).seeds([CARD, RSA, ISSUER]).check(|bytes| {
        let key = public_key(bytes);
        let wrapped = key.as_ref().map(|(_, key)| {
            assert!(!verifies(bytes, key, b"challenge", &[7; 64]));
            key.wrap().is_some()
        });
        let judged = trust.check(bytes, &[CARD], now());
        assert!(judged.is_err() || bytes == CARD || bytes == RSA, "a changed certificate is taken");
        (wrapped, judged, trust.check(CARD, &[bytes], now()))
    });
}

#[test]
fn issuer_certificate() {
    target("issuer certificate", Shape::Der, 800).seeds([ISSUER, CARD]).check(|bytes| {
        let judged = Trust::with_list([bytes.to_vec()], LIST).check(CARD, &[], now());
        let label = "CERTIFICATE";
        let text = {
            use base64::{Engine, engine::general_purpose::STANDARD};
            format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(bytes))
        };
        (judged, read_issuers(&text).map(|read| read.len()), issuer_name(bytes).is_some())
    });
}

#[test]
fn issuers_text() {
    let pem = include_str!("fuzz/issuer.pem");
    target("issuers' text", Shape::Bytes, 1_500)
        .seeds([pem.to_owned(), pem.repeat(2)])
        .check(|bytes| read_issuers(&String::from_utf8_lossy(bytes)).map(|read| read.len().min(3)));
}

#[test]
fn revocation_list() {
    target("revocation list", Shape::Der, 800).seeds([LIST]).check(|bytes| {
        let judged = Trust::with_list([ISSUER.to_vec()], bytes).check(CARD, &[], now());
        assert!(judged.is_err() || bytes == LIST, "a changed list vouches");
        judged
    });
}

#[cfg(target_os = "linux")]
mod written {
    use doubles::smartcards::{Issuer, Key, KeyKind, Purpose, Validity};
    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    #[test]
    #[ignore = "makes all of them anew: they belong together"]
    fn all_of_them() {
        let from = SystemTime::UNIX_EPOCH + Duration::from_secs(1_796_083_200);
        let validity = Validity { from, until: from + Duration::from_secs(5 * 365 * 86_400) };
        let issuer = Issuer::new("Hollin Lane cards").unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/card/fuzz");
        let keep = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
        keep("issuer.pem", issuer.pem().as_bytes());
        keep("issuer.der", &CertificateDer::from_pem_slice(issuer.pem().as_bytes()).unwrap());
        let card = |kind| {
            let key = Key::make(kind).unwrap();
            issuer.issue("Jo", &key, Purpose::SignIn, validity).unwrap()
        };
        let other = card(KeyKind::P256);
        keep("card.der", &card(KeyKind::P256).der);
        keep("rsa.der", &card(KeyKind::Rsa).der);
        let list = issuer.revocation_list(&[&other], validity).unwrap();
        keep("list.der", &CertificateRevocationListDer::from_pem_slice(list.as_bytes()).unwrap());
    }
}
