//! Bytes taken apart into what they are made of, so that one part can be changed and the rest still fit together.

use crate::{Shape, cbor, der, json};

/// A part: bytes as they stand, or parts within a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Leaf(Vec<u8>),
    /// What kind of whole it is, in the words of its shape, and its parts in order; in a map names and values alternate.
    Whole(u8, Vec<Node>),
}

/// Nothing deeper is taken apart.
pub(crate) const DEEPEST: usize = 40;

impl Node {
    pub fn read(shape: Shape, bytes: &[u8]) -> Option<Self> {
        let (node, rest) = match shape {
            Shape::Bytes => return None,
            Shape::Json => json::read(bytes, DEEPEST)?,
            Shape::Cbor => cbor::read(bytes, DEEPEST)?,
            Shape::Der => der::read(bytes, DEEPEST)?,
        };
        rest.is_empty().then_some(node)
    }

    pub fn write(&self, shape: Shape, out: &mut Vec<u8>) {
        match (self, shape) {
            (Self::Leaf(bytes), _) => out.extend(bytes),
            (Self::Whole(_, parts), Shape::Bytes) => parts.iter().for_each(|part| part.write(shape, out)),
            (Self::Whole(kind, parts), Shape::Json) => json::write(*kind, parts, out),
            (Self::Whole(kind, parts), Shape::Cbor) => cbor::write(*kind, parts, out),
            (Self::Whole(kind, parts), Shape::Der) => der::write(*kind, parts, out),
        }
    }

    /// How many wholes there are.
    pub fn wholes(&self) -> usize {
        match self {
            Self::Leaf(_) => 0,
            Self::Whole(_, parts) => 1 + parts.iter().map(Self::wholes).sum::<usize>(),
        }
    }

    /// The whole at this place in the order they begin in.
    pub fn nth(&mut self, place: &mut usize) -> Option<(u8, &mut Vec<Node>)> {
        let Self::Whole(kind, parts) = self else { return None };
        if *place == 0 {
            return Some((*kind, parts));
        }
        *place -= 1;
        parts.iter_mut().find_map(|part| part.nth(place))
    }
}
