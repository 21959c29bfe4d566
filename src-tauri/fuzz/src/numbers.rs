//! A small generator of numbers (xorshift64*): the same from the same seed, everywhere.

/// Numbers without end.
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        // Zero would stay zero for ever.
        let mut numbers = Self(seed ^ 0x9e37_79b9_7f4a_7c15);
        numbers.0 = numbers.0.max(1);
        (0..4).for_each(|_| {
            numbers.next();
        });
        numbers
    }

    #[allow(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Less than `end`; zero if that is zero.
    pub fn below(&mut self, end: usize) -> usize {
        let high = usize::try_from(self.next() >> 33).unwrap_or_default();
        high.checked_rem(end).unwrap_or_default()
    }

    /// One in so many.
    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}
