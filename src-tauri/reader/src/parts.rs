//! What `training/` wrote: a name, then parts, each after its length. A file that is not exactly so is refused.

/// The parts of a file that are still to be read.
pub(crate) struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    /// Those of a file with this name.
    pub fn of(bytes: &'a [u8], name: &[u8]) -> Option<Self> {
        bytes.strip_prefix(name).map(Self)
    }

    /// The next.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let (length, after) = self.0.split_first_chunk::<4>()?;
        let (part, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = after;
        Some(part)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// Fractions, if there are exactly so many.
    pub fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let (fours, rest) = self.bytes()?.as_chunks::<4>();
        (rest.is_empty() && fours.len() == count)
            .then(|| fours.iter().map(|four| f32::from_le_bytes(*four)).collect())
    }

    /// Whole numbers of two bytes, if there are exactly so many.
    pub fn halves(&mut self, count: usize) -> Option<Vec<i16>> {
        let (pairs, rest) = self.bytes()?.as_chunks::<2>();
        (rest.is_empty() && pairs.len() == count)
            .then(|| pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect())
    }

    /// Whole numbers of four bytes.
    pub fn wholes(&mut self) -> Option<Vec<i32>> {
        let (fours, rest) = self.bytes()?.as_chunks::<4>();
        rest.is_empty().then(|| fours.iter().map(|four| i32::from_le_bytes(*four)).collect())
    }

    /// Is nothing left?
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}
