//! CBOR of any serde type: the one format of headers, statements and events.
//!
//! Reading is strict about the end: bytes after the value are an error, so that no two byte strings read alike by
//! carrying a tail. And it is careful: before a type is asked, all of the value must be there and no deeper than
//! anything we write, so that whoever may write to the log can end nobody's program and fill nobody's memory.

use minicbor::{Decoder, data::Type};
use serde::{Serialize, de::DeserializeOwned};

/// The bytes are not CBOR of the type asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the CBOR expected")]
pub struct BadCbor;

/// No value is nested deeper. Whatever is kept as JSON as well could not be read again there if it were.
const DEEPEST: usize = 127;

/// Encodes a value.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, BadCbor> {
    minicbor_serde::to_vec(value).map_err(|_| BadCbor)
}

/// Decodes a value that takes up all of the bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BadCbor> {
    if !is_bounded(bytes).unwrap_or(false) {
        return Err(BadCbor);
    }
    let mut reader = minicbor_serde::Deserializer::new(bytes);
    let value = T::deserialize(&mut reader).map_err(|_| BadCbor)?;
    if reader.decoder().position() == bytes.len() { Ok(value) } else { Err(BadCbor) }
}

/// Is this one value, with all the parts that its lengths speak of, and not too deep?
fn is_bounded(bytes: &[u8]) -> Option<bool> {
    let mut decoder = Decoder::new(bytes);
    // For how many parts each array and map waits that is still open; `None` until it says that it ends.
    let mut open: Vec<Option<u64>> = Vec::new();
    loop {
        let kind = decoder.datatype().ok()?;
        match (kind, open.last_mut()) {
            (Type::Tag, _) => {
                decoder.tag().ok()?;
                continue;
            }
            (Type::Break, _) => {}
            (_, Some(Some(left))) => *left -= 1,
            (_, Some(None) | None) => {}
        }
        match kind {
            Type::Array | Type::ArrayIndef => open.push(decoder.array().ok()?),
            Type::Map | Type::MapIndef => {
                let pairs = decoder.map().ok()?;
                open.push(pairs.map_or(Some(None), |pairs| pairs.checked_mul(2).map(Some))?);
            }
            Type::Break if open.pop()?.is_none() => decoder.set_position(decoder.position() + 1),
            _ => decoder.skip().ok()?,
        }
        while open.last() == Some(&Some(0)) {
            open.pop();
        }
        if open.is_empty() || open.len() > DEEPEST {
            return Some(open.is_empty() && decoder.position() == bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_refused() {
        let bytes = encode(&("letter", 7_u8)).unwrap();
        assert_eq!(decode::<(String, u8)>(&bytes), Ok(("letter".to_owned(), 7)));
        assert_eq!(decode::<(String, u8)>(&[bytes.as_slice(), &[0]].concat()), Err(BadCbor));
    }

    #[derive(serde::Deserialize, Debug, PartialEq)]
    #[serde(tag = "kind")]
    enum Said {
        Yes,
    }

    /// `{"kind": "Yes", "more": …}`
    fn said(more: &[u8]) -> Vec<u8> {
        [b"\xa2\x64kind\x63Yes\x64more".as_slice(), more].concat()
    }

    #[test]
    fn what_a_newer_version_adds_is_passed_over() {
        for more in [
            b"\x01".as_slice(),
            b"\x9f\x82\x01\x02\xff",
            b"\xbf\x61a\xa0\xff",
            b"\x80",
            b"\x7f\x61a\x61b\xff",
        ] {
            assert_eq!(decode::<Said>(&said(more)), Ok(Said::Yes), "{more:x?}");
        }
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        for (opens, closes) in [
            (b"\x81".as_slice(), b"".as_slice()),
            (b"\x9f", b"\xff"),
            (b"\xa1\x60", b""),
            (b"\xbf\x60", b"\xff"),
        ] {
            let nested = |depth: usize| {
                said(&[&opens.repeat(depth), b"\x01".as_slice(), &closes.repeat(depth)].concat())
            };
            assert_eq!(decode::<Said>(&nested(DEEPEST - 1)), Ok(Said::Yes), "{opens:x?}");
            assert_eq!(decode::<Said>(&nested(DEEPEST)), Err(BadCbor), "{opens:x?}");
            assert_eq!(decode::<Said>(&nested(100_000)), Err(BadCbor), "{opens:x?}");
        }
    }

    #[test]
    fn parts_that_are_not_there_are_refused_before_room_is_made_for_them() {
        for more in [
            b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff".as_slice(),
            b"\xbb\x80\0\0\0\0\0\0\0",
            b"\x82\x01",
            b"\x9f",
            b"\xff",
            b"\x81\xff",
        ] {
            let lengths = said(&more.repeat(100));
            assert_eq!(decode::<Said>(&lengths), Err(BadCbor), "{more:x?}");
            let (_, held) = held(|| decode::<Said>(&lengths));
            assert!(held < 4096, "{held} bytes for {more:x?}");
        }
    }

    fn held<T>(act: impl FnOnce() -> T) -> (Option<T>, u64) {
        let mut answer = None;
        let seen = allocation_counter::measure(|| answer = Some(act()));
        (answer, seen.bytes_max)
    }
}
