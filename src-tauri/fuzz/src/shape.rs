//! How bytes are built, and the way into their parts and back.

use crate::node::Node;
use crate::{cbor, der, json};

/// Nothing deeper is taken apart.
const DEEPEST: usize = 40;

/// How the bytes are built, so that they can be damaged without falling apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Bytes,
    Json,
    Cbor,
    Der,
}

impl Shape {
    pub(crate) fn read(self, bytes: &[u8]) -> Option<Node> {
        let (node, rest) = match self {
            Self::Bytes => return None,
            Self::Json => json::read(bytes, DEEPEST)?,
            Self::Cbor => cbor::read(bytes, DEEPEST)?,
            Self::Der => der::read(bytes, DEEPEST)?,
        };
        rest.is_empty().then_some(node)
    }

    pub(crate) fn write(self, node: &Node, out: &mut Vec<u8>) {
        match self {
            Self::Bytes => node.write_plainly(out),
            Self::Json => json::write(node, out),
            Self::Cbor => cbor::write(node, out),
            Self::Der => der::write(node, out),
        }
    }
}
