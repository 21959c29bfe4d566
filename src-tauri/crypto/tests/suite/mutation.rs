//! A directory's chain with anything changed, left out or repeated is not that directory.

use crate::practice::{chain, people_chain};
use crypto::Envelope;
use crypto::directory::{Directory, DirectoryError};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use std::sync::LazyLock;

/// The chain, and the directory as it stands after each of its statements.
static CHAIN: LazyLock<(Vec<Envelope>, Vec<Directory>)> = LazyLock::new(|| folded(chain()));
/// The same with how people sign in.
static PEOPLE: LazyLock<(Vec<Envelope>, Vec<Directory>)> = LazyLock::new(|| folded(people_chain()));

/// A chain, and the directory after each of its statements.
pub fn folded(chain: Vec<Envelope>) -> (Vec<Envelope>, Vec<Directory>) {
    let mut folded = vec![Directory::found(&chain[0]).unwrap()];
    for (place, envelope) in chain.iter().enumerate().skip(1) {
        folded.push(folded[place - 1].clone());
        folded[place].apply(envelope).unwrap();
    }
    (chain, folded)
}

/// Would these bytes be taken for the statement at that place?
fn is_taken(folded: &[Directory], place: usize, bytes: &[u8]) -> bool {
    Envelope::parse(bytes).is_ok_and(|envelope| match place {
        0 => Directory::found(&envelope).is_ok(),
        _ => folded[place - 1].clone().apply(&envelope).is_ok(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_changed_byte_of_a_chain_is_refused(
        people: bool, place in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), mask in 1_u8..
    ) {
        let (chain, folded) = if people { &*PEOPLE } else { &*CHAIN };
        let place = place.index(chain.len());
        let mut bytes = chain[place].bytes().to_vec();
        prop_assert!(is_taken(folded, place, &bytes));
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        prop_assert!(!is_taken(folded, place, &bytes), "statement {place}, byte {at}, mask {mask}");
    }

    #[test]
    fn any_removed_or_doubled_statement_breaks_the_chain(at in any::<prop::sample::Index>(), doubled: bool) {
        let at = at.index(CHAIN.0.len() - 1);
        let mut directory = CHAIN.1[at].clone();
        let next = if doubled { at } else { (at + 2).min(CHAIN.0.len() - 1) };
        if next != at + 1 {
            prop_assert_eq!(directory.apply(&CHAIN.0[next]).err(), Some(DirectoryError::OutOfOrder));
        }
    }
}
