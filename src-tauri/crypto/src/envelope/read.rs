//! Reading an envelope: bytes, then a header, then a checked signature, and only then the words.

use super::error::{ParseError, Unread};
use super::header::{Header, Suite, is_from_a_newer_version};
use super::{frame, frame::Frame};
use crate::epoch::SubjectKey;
use crate::hash::Hash;
use crate::seal::SealPrivateKey;
use crate::sign::{self, BadSignature, Claim, VerifyingKey};
use crate::{OpenError, cbor, symmetric};
use std::fmt;
use zeroize::Zeroizing;

/// An envelope as it came: its header can be read to find out whose key should have signed, nothing else.
#[derive(Clone)]
pub struct Envelope {
    bytes: Vec<u8>,
    frame: Frame,
    header: Header,
}

/// An envelope whose signature holds.
#[derive(Clone, Copy)]
pub struct Verified<'a>(&'a Envelope);

impl Envelope {
    /// Reads the outside.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let frame = frame::parse(bytes)?;
        let header = bytes.get(frame.header.clone()).unwrap_or_default();
        match cbor::decode::<Header>(header) {
            Ok(header) if header.is_readable() => Ok(Self { bytes: bytes.to_vec(), frame, header }),
            _ if is_from_a_newer_version(header) => Err(ParseError::NeedsUpdate(Unread(bytes.to_vec()))),
            _ => Err(ParseError::Malformed),
        }
    }

    /// The bytes as they travel.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The envelope's name: what the next one on the subject points back to.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.bytes)
    }

    /// What it says outside. Until [`Self::verify`] this is a claim.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Checks the author's signature. An envelope that somebody has co-signed needs [`Self::verify_both`].
    pub fn verify(&self, author: &VerifyingKey) -> Result<Verified<'_>, BadSignature> {
        if self.frame.co_signature.is_some() {
            return Err(BadSignature);
        }
        author.verify(self.signed(), &self.frame.signature)?;
        Ok(Verified(self))
    }

    /// Checks the author's and the co-signer's signature; both must be there.
    pub fn verify_both(
        &self,
        author: &VerifyingKey,
        co: &VerifyingKey,
    ) -> Result<Verified<'_>, BadSignature> {
        let co_signature = self.frame.co_signature.as_ref().ok_or(BadSignature)?;
        author.verify(self.signed(), &self.frame.signature)?;
        co.verify(&frame::co_signed(self.signed(), &self.frame.signature), co_signature)?;
        Ok(Verified(self))
    }

    /// For the directory alone, whose first statement carries the keys that sign it.
    pub(crate) fn unverified_body(&self) -> &[u8] {
        self.part(self.frame.body.start, self.frame.body.end)
    }

    fn signed(&self) -> &[u8] {
        self.part(0, self.frame.body.end)
    }

    fn part(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }
}

impl<'a> Verified<'a> {
    pub fn envelope(&self) -> &'a Envelope {
        self.0
    }

    /// What it says outside, now proven.
    pub fn header(&self) -> &'a Header {
        &self.0.header
    }

    /// Opens what staff wrote.
    pub fn open(&self, key: &SubjectKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.expect(&[Suite::Symmetric])?;
        symmetric::open(&key.0, self.context(), self.0.unverified_body())
    }

    /// Opens a patient's letter with the letterbox key, or what a gateway is to send with that gateway's.
    pub fn open_letter(&self, key: &SealPrivateKey) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.expect(&[Suite::Letterbox, Suite::ToGateway])?;
        key.open_bytes(self.context(), self.0.unverified_body())
    }

    /// What was meant for everybody to read.
    pub fn clear_body(&self) -> Result<&'a [u8], OpenError> {
        self.expect(&[Suite::Signed])?;
        Ok(self.0.unverified_body())
    }

    fn expect(&self, suites: &[Suite]) -> Result<(), OpenError> {
        if suites.contains(&self.0.header.suite) { Ok(()) } else { Err(OpenError::OtherSuite) }
    }

    fn context(&self) -> &'a [u8] {
        self.0.part(self.0.frame.header.start, self.0.frame.header.end)
    }
}

/// Checks many authors' signatures at once, in order; about three times as fast as one by one.
pub fn verify_many<'a>(
    envelopes: &[(&'a Envelope, &'a VerifyingKey)],
) -> Vec<Result<Verified<'a>, BadSignature>> {
    let claims: Vec<_> = envelopes
        .iter()
        .map(|(envelope, key)| Claim { key, message: envelope.signed(), signature: envelope.frame.signature })
        .collect();
    let verdicts = sign::verify_many(&claims);
    envelopes
        .iter()
        .zip(verdicts)
        .map(|((envelope, _), verdict)| match envelope.frame.co_signature {
            Some(_) => Err(BadSignature),
            None => verdict.map(|()| Verified(envelope)),
        })
        .collect()
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Envelope({} {})", self.header.kind, self.header.id)
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({:?})", self.0)
    }
}
