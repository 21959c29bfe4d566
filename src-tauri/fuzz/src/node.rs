//! Bytes taken apart into what they are made of, so that one part can be changed and the rest still fit together.

/// A part: bytes as they stand, or parts within a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Leaf(Vec<u8>),
    /// What kind of whole it is, in the words of its shape, and its parts in order; in a map names and values alternate.
    Whole(u8, Vec<Node>),
}

impl Node {
    /// The bytes of its leaves, one after another.
    pub fn write_plainly(&self, out: &mut Vec<u8>) {
        match self {
            Self::Leaf(bytes) => out.extend(bytes),
            Self::Whole(_, parts) => parts.iter().for_each(|part| part.write_plainly(out)),
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
    pub fn whole_at(&mut self, place: &mut usize) -> Option<(u8, &mut Vec<Node>)> {
        let Self::Whole(kind, parts) = self else { return None };
        if *place == 0 {
            return Some((*kind, parts));
        }
        *place -= 1;
        parts.iter_mut().find_map(|part| part.whole_at(place))
    }
}
