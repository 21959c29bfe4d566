//! Which identifiers came with which content, so that a sender who uses one twice for different words hears of it.
//!
//! Kept in memory, the last few thousand. Nothing rests on it: a letter's id binds its content, so after a restart
//! changed words under an old identifier are a second letter, and none is lost.

use crypto::Hash;
use std::collections::{HashMap, VecDeque};

const KEPT: usize = 20_000;

/// What is known of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// Not met before.
    New,
    /// Met with this very content.
    Same,
    /// Met with other content.
    Different,
}

/// The identifiers met lately.
#[derive(Default)]
pub(crate) struct Remembered {
    content: HashMap<Hash, Hash>,
    order: VecDeque<Hash>,
}

impl Remembered {
    /// Remembers a new identifier, and says what was known of it.
    pub fn meet(&mut self, identifier: Hash, content: Hash) -> Met {
        match self.content.get(&identifier) {
            Some(known) if *known == content => return Met::Same,
            Some(_) => return Met::Different,
            None => {}
        }
        if self.order.len() >= KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.content.remove(&oldest);
        }
        self.content.insert(identifier, content);
        self.order.push_back(identifier);
        Met::New
    }

    /// Forgets one whose letter was not accepted after all.
    pub fn forget(&mut self, identifier: &Hash) {
        self.content.remove(identifier);
        self.order.retain(|kept| kept != identifier);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_are_known_and_the_first_forgotten() {
        let hash = |n: usize| Hash::of(&n.to_be_bytes());
        let mut remembered = Remembered::default();
        assert_eq!(remembered.meet(hash(0), hash(100)), Met::New);
        assert_eq!(remembered.meet(hash(0), hash(100)), Met::Same);
        assert_eq!(remembered.meet(hash(0), hash(101)), Met::Different);
        remembered.forget(&hash(0));
        assert_eq!(remembered.meet(hash(0), hash(101)), Met::New);
        for n in 1..=KEPT {
            assert_eq!(remembered.meet(hash(n), hash(n)), Met::New);
        }
        assert_eq!(remembered.content.len(), KEPT);
        assert_eq!(remembered.meet(hash(0), hash(7)), Met::New);
    }
}
