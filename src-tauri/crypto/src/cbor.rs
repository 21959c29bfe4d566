//! CBOR of any serde type: the one format of headers, statements and events.
//!
//! Reading is strict about the end: bytes after the value are an error, so that no two byte strings read alike by
//! carrying a tail.

use serde::{Serialize, de::DeserializeOwned};

/// The bytes are not CBOR of the type asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the CBOR expected")]
pub struct BadCbor;

/// Encodes a value.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, BadCbor> {
    minicbor_serde::to_vec(value).map_err(|_| BadCbor)
}

/// Decodes a value that takes up all of the bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BadCbor> {
    let mut reader = minicbor_serde::Deserializer::new(bytes);
    let value = T::deserialize(&mut reader).map_err(|_| BadCbor)?;
    if reader.decoder().position() == bytes.len() { Ok(value) } else { Err(BadCbor) }
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
}
