//! How an envelope lies in bytes: CBOR `[label, header, body, signature, co-signature or null]`.
//!
//! Label, header and body stand first and together, exactly as signed, so that a signature is checked over the bytes
//! that came in and never over a second encoding of them. There is one way to write a frame; any other is refused.

use super::{MAX_BYTES, error::ParseError};
use crate::sign::Signature;
use minicbor::{Decoder, Encoder, data::Type};
use std::ops::Range;

/// Names the product's envelopes, so that no signature made for something else passes here.
const LABEL: &str = "duty-desk envelope";
/// Begins what a co-signer signs: the author's signature follows, then the same bytes.
const CO_LABEL: &[u8] = b"duty-desk co-signature";

/// Where the parts lie.
#[derive(Clone)]
pub(super) struct Frame {
    pub header: Range<usize>,
    pub body: Range<usize>,
    pub signature: Signature,
    pub co_signature: Option<Signature>,
}

/// The part that is signed. Encoding into memory cannot fail.
pub(super) fn signed_part(header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::with_capacity(LABEL.len() + header.len() + body.len() + 160));
    let _ =
        encoder.array(5).and_then(|e| e.str(LABEL)).and_then(|e| e.bytes(header)).and_then(|e| e.bytes(body));
    encoder.into_writer()
}

/// The whole frame.
pub(super) fn finish(signed: Vec<u8>, signature: &Signature, co_signature: Option<&Signature>) -> Vec<u8> {
    let mut encoder = Encoder::new(signed);
    let _ = encoder.bytes(&signature.to_bytes()).and_then(|e| match co_signature {
        Some(signature) => e.bytes(&signature.to_bytes()),
        None => e.null(),
    });
    encoder.into_writer()
}

/// What a co-signer signs.
pub(super) fn co_signed(signed: &[u8], signature: &Signature) -> Vec<u8> {
    [CO_LABEL, &signature.to_bytes(), signed].concat()
}

/// Finds the parts.
pub(super) fn parse(bytes: &[u8]) -> Result<Frame, ParseError> {
    if bytes.len() > MAX_BYTES {
        return Err(ParseError::TooLarge);
    }
    let mut decoder = Decoder::new(bytes);
    let frame = parts(&mut decoder).ok_or(ParseError::Malformed)?;
    let part = |range: &Range<usize>| bytes.get(range.clone()).unwrap_or_default();
    let signed = signed_part(part(&frame.header), part(&frame.body));
    if finish(signed, &frame.signature, frame.co_signature.as_ref()) != bytes {
        return Err(ParseError::Malformed);
    }
    Ok(frame)
}

fn parts(decoder: &mut Decoder<'_>) -> Option<Frame> {
    if decoder.array().ok()? != Some(5) || decoder.str().ok()? != LABEL {
        return None;
    }
    let header = byte_string(decoder)?;
    let body = byte_string(decoder)?;
    let signature = signature(decoder)?;
    let co_signature = match decoder.datatype().ok()? {
        Type::Null => decoder.null().ok().map(|()| None)?,
        _ => Some(self::signature(decoder)?),
    };
    Some(Frame { header, body, signature, co_signature })
}

fn byte_string(decoder: &mut Decoder<'_>) -> Option<Range<usize>> {
    let length = decoder.bytes().ok()?.len();
    let end = decoder.position();
    Some(end.checked_sub(length)?..end)
}

fn signature(decoder: &mut Decoder<'_>) -> Option<Signature> {
    decoder.bytes().ok()?.try_into().ok().map(Signature::from_bytes)
}
