//! Who signs a card's certificates, good ones and every kind of bad one, and who takes them back.

#![allow(clippy::disallowed_methods, reason = "the cards of a test are made for the day it runs on")]

use super::Key;
use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use std::time::{Duration, SystemTime};

/// A certificate's or a list's time.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// Its first instant.
    pub from: SystemTime,
    /// Its last.
    pub until: SystemTime,
}

impl Validity {
    /// From yesterday for a year.
    #[must_use]
    pub fn now() -> Self {
        let now = SystemTime::now();
        Self { from: now - Duration::from_secs(86_400), until: now + Duration::from_secs(365 * 86_400) }
    }

    /// Was good until an hour ago.
    #[must_use]
    pub fn over() -> Self {
        let now = SystemTime::now();
        Self { from: now - Duration::from_secs(10 * 86_400), until: now - Duration::from_secs(3600) }
    }
}

/// What a certificate says its key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signing in: as it should be.
    SignIn,
    /// Signing in, but no extended use is named.
    NothingNamed,
    /// Signing in by its extended use, but the key may not make signatures.
    NoSignatures,
    /// Unwrapping keys.
    Unwrap,
}

#[derive(Debug, Clone)]
pub struct Certificate {
    /// As the card holds it.
    pub der: Vec<u8>,
    /// As people send it.
    pub pem: String,
    serial: Vec<u8>,
}

/// An authority with its key.
pub struct Issuer(CertifiedIssuer<'static, KeyPair>);

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

impl Issuer {
    /// A new authority of this name.
    pub fn new(name: &str) -> Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    /// Its own certificate, as a practice is given it.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Signs a certificate for a key.
    pub fn issue(
        &self,
        holder: &str,
        key: &Key,
        purpose: Purpose,
        validity: Validity,
    ) -> Result<Certificate> {
        let serial: Vec<u8> = std::iter::once(0x40).chain(uuid()).collect();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, holder);
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        (params.not_before, params.not_after) = (validity.from.into(), validity.until.into());
        params.use_authority_key_identifier_extension = true;
        params.is_ca = IsCa::ExplicitNoCa;
        let rsa = key.kind() == super::KeyKind::Rsa;
        params.key_usages = vec![match purpose {
            Purpose::SignIn | Purpose::NothingNamed => KeyUsagePurpose::DigitalSignature,
            Purpose::NoSignatures | Purpose::Unwrap if rsa => KeyUsagePurpose::KeyEncipherment,
            Purpose::NoSignatures | Purpose::Unwrap => KeyUsagePurpose::KeyAgreement,
        }];
        if matches!(purpose, Purpose::SignIn | Purpose::NoSignatures) {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }
        let certificate = params.signed_by(key.pair(), &self.0)?;
        Ok(Certificate { der: certificate.der().to_vec(), pem: certificate.pem(), serial })
    }

    /// The list of what it has taken back, PEM.
    pub fn revocation_list(&self, revoked: &[&Certificate], validity: Validity) -> Result<String> {
        let revoked_certs = revoked.iter().map(|certificate| RevokedCertParams {
            serial_number: SerialNumber::from_slice(&certificate.serial),
            revocation_time: validity.from.into(),
            reason_code: None,
            invalidity_date: None,
        });
        let list = CertificateRevocationListParams {
            this_update: validity.from.into(),
            next_update: validity.until.into(),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked_certs.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(list.signed_by(&self.0)?.pem()?)
    }
}

/// Fifteen bytes nobody else has: time and a counter.
fn uuid() -> Vec<u8> {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    [&now.to_be_bytes()[8..], &count.to_be_bytes()[1..]].concat()
}
