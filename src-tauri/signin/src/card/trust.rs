//! Whose cards the practice trusts, and which of them no longer.
//!
//! A certificate must lead to one of the practice's issuers, be in force, be made for signing in by name, allow signatures,
//! and stand on no issuer's list of what was taken back; a list that is missing or out of date refuses too, since a lost
//! card must not work because nobody fetched a file. The issuers stand in the vault, where every byte is proven; the lists
//! are signed by the issuers themselves and lie in a folder beside it, where the practice's IT puts new ones.

use chrono::{DateTime, Utc};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, TrustAnchor, UnixTime};
use std::fs;
use std::path::Path;
use std::time::Duration;
use webpki::{
    CertRevocationList, EndEntityCert, Error, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy,
};
use x509_parser::prelude::{FromDer, X509Certificate};

/// "Client authentication" (1.3.6.1.5.5.7.3.2): required, not only tolerated.
const SIGN_IN: KeyUsage = KeyUsage::required(&[43, 6, 1, 5, 5, 7, 3, 2]);

/// No list is longer; the largest of the NHS's are some megabytes.
const LONGEST_LIST: u64 = 64 * 1024 * 1024;

/// Why a certificate is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error("the card's certificate cannot be read")]
    Malformed,
    /// It is not in force yet: or the clock is wrong.
    #[error("the card's certificate is not in force yet")]
    NotYet,
    /// It has run out.
    #[error("the card's certificate has run out")]
    Expired,
    /// It leads to no issuer this practice trusts.
    #[error("the card's certificate is by nobody this practice trusts")]
    WrongIssuer,
    /// Its issuer took it back.
    #[error("the card's certificate was revoked")]
    Revoked,
    /// Nobody knows whether it was taken back: the issuer's list is missing here.
    #[error("the issuer's revocation list is missing")]
    NoList,
    /// The issuer's list here is out of date.
    #[error("the issuer's revocation list is out of date")]
    OldList,
    /// It was not made for signing in.
    #[error("the card's certificate is not for signing in")]
    NotForSignIn,
    /// Its key may not make signatures.
    #[error("the card's key may not sign")]
    NoSignatures,
}

/// Why something cannot be one of a practice's issuers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadIssuer {
    /// Not a certificate.
    #[error("this is not a certificate")]
    Unreadable,
    /// A certificate, but not of somebody who issues any.
    #[error("this certificate is not an issuer's")]
    NotAnIssuer,
}

/// A practice's issuers and their lists.
#[derive(Debug)]
pub struct Trust {
    issuers: Vec<CertificateDer<'static>>,
    lists: Vec<CertRevocationList<'static>>,
}

impl Trust {
    /// As if these bytes lay in the folder as a list.
    #[cfg(test)]
    pub(super) fn with_list(issuers: impl IntoIterator<Item = Vec<u8>>, bytes: &[u8]) -> Self {
        let issuers = issuers.into_iter().map(CertificateDer::from).collect();
        Self { issuers, lists: list(bytes.to_vec()).into_iter().collect() }
    }

    /// These issuers, and the lists in a folder. A file that is no list is passed over: it vouches for nothing.
    #[must_use]
    pub fn new(issuers: impl IntoIterator<Item = Vec<u8>>, lists: &Path) -> Self {
        let files = fs::read_dir(lists).into_iter().flatten().flatten().map(|entry| entry.path());
        let lists = files.filter_map(|path| read_list(&path)).collect();
        Self { issuers: issuers.into_iter().map(CertificateDer::from).collect(), lists }
    }

    /// Checks a certificate for signing in, now.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, certificate: &[u8], others: &[&[u8]], now: DateTime<Utc>) -> Result<(), Refusal> {
        let seconds = u64::try_from(now.timestamp()).map_err(|_| Refusal::NotYet)?;
        let der = CertificateDer::from(certificate);
        let end = EndEntityCert::try_from(&der).map_err(|_| Refusal::Malformed)?;
        let others: Vec<_> = others.iter().map(|der| CertificateDer::from(*der)).collect();
        let issuers: Vec<_> = self.issuers.iter().filter_map(|issuer| in_force(issuer, now)).collect();
        let lists: Vec<&CertRevocationList<'_>> = self.lists.iter().collect();
        let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|options| {
            options
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Deny)
                .with_expiration_policy(ExpirationPolicy::Enforce)
                .build()
        });
        let listed = revocation.is_some();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let algorithms = webpki::ALL_VERIFICATION_ALGS;
        end.verify_for_usage(algorithms, &issuers, &others, time, SIGN_IN, revocation, None)
            .map_err(refusal)?;
        may_sign(certificate)?;
        if listed { Ok(()) } else { Err(Refusal::NoList) }
    }
}

/// An issuer's own end is looked at here; `webpki` takes an anchor as it is.
fn in_force<'a>(issuer: &'a CertificateDer<'_>, now: DateTime<Utc>) -> Option<TrustAnchor<'a>> {
    let (_, parsed) = X509Certificate::from_der(issuer).ok()?;
    let validity = parsed.validity();
    let from_to = validity.not_before.timestamp()..=validity.not_after.timestamp();
    if !from_to.contains(&now.timestamp()) {
        return None;
    }
    webpki::anchor_from_trusted_cert(issuer).ok()
}

fn may_sign(certificate: &[u8]) -> Result<(), Refusal> {
    let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| Refusal::Malformed)?;
    match parsed.key_usage() {
        Ok(Some(usage)) if usage.value.digital_signature() => Ok(()),
        Ok(_) => Err(Refusal::NoSignatures),
        Err(_) => Err(Refusal::Malformed),
    }
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::CertExpired { .. } => Refusal::Expired,
        Error::CertNotValidYet { .. } => Refusal::NotYet,
        Error::CertRevoked => Refusal::Revoked,
        Error::CrlExpired { .. } => Refusal::OldList,
        Error::UnknownRevocationStatus => Refusal::NoList,
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension => Refusal::NotForSignIn,
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) | Error::MalformedExtensions => {
            Refusal::Malformed
        }
        _ => Refusal::WrongIssuer,
    }
}

fn read_list(path: &Path) -> Option<CertRevocationList<'static>> {
    if path.metadata().ok()?.len() > LONGEST_LIST {
        return None;
    }
    list(fs::read(path).ok()?)
}

/// A list as PEM or as DER.
fn list(bytes: Vec<u8>) -> Option<CertRevocationList<'static>> {
    let der = CertificateRevocationListDer::from_pem_slice(&bytes)
        .unwrap_or_else(|_| CertificateRevocationListDer::from(bytes));
    OwnedCertRevocationList::from_der(&der).ok().map(CertRevocationList::from)
}

/// The issuers in a text of one or more PEM certificates, each looked at.
pub(crate) fn read_issuers(pem: &str) -> Result<Vec<Vec<u8>>, BadIssuer> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let read = read.map_err(|_| BadIssuer::Unreadable)?;
    if read.is_empty() {
        return Err(BadIssuer::Unreadable);
    }
    for issuer in &read {
        let (_, parsed) = X509Certificate::from_der(issuer).map_err(|_| BadIssuer::Unreadable)?;
        let signs = !matches!(parsed.key_usage(), Ok(Some(usage)) if !usage.value.key_cert_sign());
        if !parsed.is_ca() || !signs {
            return Err(BadIssuer::NotAnIssuer);
        }
    }
    Ok(read.into_iter().map(|der| der.to_vec()).collect())
}

/// An issuer's name, for the manager's list.
pub(crate) fn issuer_name(der: &[u8]) -> Option<String> {
    let (_, parsed) = X509Certificate::from_der(der).ok()?;
    let named = parsed.subject().iter_common_name().next().and_then(|name| name.as_str().ok());
    Some(named.map_or_else(|| parsed.subject().to_string(), str::to_owned))
}
