//! Writing an envelope: header and words in, sealed and signed bytes out.

use super::{Envelope, FORMAT, Header, MAX_BYTES, Suite, frame};
use crate::epoch::SubjectKey;
use crate::seal::{SealPublicKey, seal_to};
use crate::sign::SigningKey;
use crate::{SealError, cbor, symmetric};
use zeroize::Zeroizing;

/// An envelope before it is closed. The body is wiped when the draft goes.
pub struct Draft {
    /// What will stand outside; sealing sets `format` and `suite`.
    pub header: Header,
    /// The words.
    pub body: Zeroizing<Vec<u8>>,
}

impl Draft {
    /// A draft of these words.
    pub fn new(header: Header, body: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        Self { header, body: body.into() }
    }

    /// Closes it with the key of its subject: what staff write.
    pub fn seal_with(mut self, key: &SubjectKey, author: &SigningKey) -> Result<Envelope, SealError> {
        let header = self.head(Suite::Symmetric)?;
        close(&header, &symmetric::seal(&key.0, &header, &self.body)?, author, None)
    }

    /// Closes it so that only the letterbox opens it: what a patient writes.
    pub fn seal_letter(
        mut self,
        letterbox: &SealPublicKey,
        author: &SigningKey,
    ) -> Result<Envelope, SealError> {
        let header = self.head(Suite::Letterbox)?;
        close(&header, seal_to(letterbox, &header, &self.body)?.as_bytes(), author, None)
    }

    /// Closes it so that only that gateway opens it: what it is to send.
    pub fn seal_to_gateway(
        mut self,
        gateway: &SealPublicKey,
        author: &SigningKey,
    ) -> Result<Envelope, SealError> {
        let header = self.head(Suite::ToGateway)?;
        close(&header, seal_to(gateway, &header, &self.body)?.as_bytes(), author, None)
    }

    /// Leaves it open and signs it, for the directory with a person's key beside the device's.
    pub fn sign_only(mut self, author: &SigningKey, co: Option<&SigningKey>) -> Result<Envelope, SealError> {
        let header = self.head(Suite::Signed)?;
        close(&header, &self.body, author, co)
    }

    fn head(&mut self, suite: Suite) -> Result<Vec<u8>, SealError> {
        if self.body.len() > MAX_BYTES {
            return Err(SealError::TooLarge);
        }
        self.header.format = FORMAT;
        self.header.suite = suite;
        cbor::encode(&self.header).map_err(|_| SealError::Refused)
    }
}

fn close(
    header: &[u8],
    body: &[u8],
    author: &SigningKey,
    co: Option<&SigningKey>,
) -> Result<Envelope, SealError> {
    let signed = frame::signed_part(header, body);
    let signature = author.sign(&signed);
    let co_signature = co.map(|key| key.sign(&frame::co_signed(&signed, &signature)));
    let bytes = frame::finish(signed, &signature, co_signature.as_ref());
    if bytes.len() > MAX_BYTES {
        return Err(SealError::TooLarge);
    }
    Envelope::parse(&bytes).map_err(|_| SealError::Refused)
}
