//! CBOR as CTAP writes it: small integers and names as keys, in the order they are given.
//!
//! Only what the protocol uses can be read; everything else, and anything nested deeper than it ever is, is refused, so
//! that a key can make this program neither crash nor run out of memory.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

/// No message is nested deeper.
const DEEPEST: usize = 8;

/// A value of a message.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Truth(bool),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    /// Something the protocol has no use for here.
    Other,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// A map with numbers for keys. CTAP wants them in order.
pub(super) fn map(entries: impl IntoIterator<Item = (i64, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (Value::Int(key), value)).collect())
}

impl Value {
    pub fn get(&self, key: i64) -> Option<&Self> {
        self.entry(|name| *name == Self::Int(key))
    }

    pub fn named(&self, key: &str) -> Option<&Self> {
        self.entry(|name| name.text() == Some(key))
    }

    fn entry(&self, is_it: impl Fn(&Self) -> bool) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(name, _)| is_it(name)).map(|(_, value)| value)
    }

    pub fn int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    pub fn bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn truth(&self) -> Option<bool> {
        if let Self::Truth(truth) = self { Some(*truth) } else { None }
    }

    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// `None` never happens: it is written into memory.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut encoder = Encoder::new(Vec::new());
        self.write(&mut encoder).ok()?;
        Some(encoder.into_writer())
    }

    fn write(
        &self,
        to: &mut Encoder<Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        match self {
            Self::Int(number) => to.i64(*number)?,
            Self::Bytes(bytes) => to.bytes(bytes)?,
            Self::Text(text) => to.str(text)?,
            Self::Truth(truth) => to.bool(*truth)?,
            Self::Other => to.null()?,
            Self::List(items) => {
                to.array(items.len() as u64)?;
                return items.iter().try_for_each(|item| item.write(to));
            }
            Self::Map(entries) => {
                to.map(entries.len() as u64)?;
                return entries.iter().try_for_each(|(key, value)| {
                    key.write(to)?;
                    value.write(to)
                });
            }
        };
        Ok(())
    }

    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let value = Self::read(&mut decoder, DEEPEST)?;
        (decoder.position() == bytes.len()).then_some(value)
    }

    fn read(from: &mut Decoder<'_>, deeper: usize) -> Option<Self> {
        let deeper = deeper.checked_sub(1)?;
        Some(match from.datatype().ok()? {
            Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                Self::Int(from.i64().ok()?)
            }
            Type::Bytes => Self::Bytes(from.bytes().ok()?.to_vec()),
            Type::String => Self::Text(from.str().ok()?.to_owned()),
            Type::Bool => Self::Truth(from.bool().ok()?),
            Type::Array => {
                let length = from.array().ok()??;
                Self::List((0..length).map(|_| Self::read(from, deeper)).collect::<Option<_>>()?)
            }
            Type::Map => {
                let length = from.map().ok()??;
                let entry = |_| Some((Self::read(from, deeper)?, Self::read(from, deeper)?));
                Self::Map((0..length).map(entry).collect::<Option<_>>()?)
            }
            _ => {
                from.skip().ok()?;
                Self::Other
            }
        })
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_message_reads_back() {
        let written = map([
            (1, Value::from("duty-desk.invalid")),
            (2, Value::from([7_u8; 32].as_slice())),
            (3, Value::List(vec![Value::Int(-257), Value::Truth(true)])),
        ]);
        assert_eq!(Value::decode(&written.encode().unwrap()), Some(written));
    }

    #[test]
    fn what_nests_without_end_is_refused() {
        assert_eq!(Value::decode(&[0x81; 4000]), None);
    }

    proptest! {
        #[test]
        fn nonsense_crashes_nothing(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Value::decode(&bytes);
        }
    }
}
