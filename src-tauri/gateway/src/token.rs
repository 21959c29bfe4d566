//! Ids and addresses that only this gateway can make, and makes alike every time, so that nothing has to be kept.
//!
//! A letter's id comes from its content through the gateway's secret key: the same letter sent twice has the same id,
//! and nobody who sees the id in the log can test a guess at the words. The address of a patient's page carries its own
//! proof, so a page survives a restart and a guessed address opens nothing.

use crypto::{Hash, SigningKey};
use domain::{ConversationId, LetterId, derive_uuid};
use uuid::Uuid;

/// Ed25519 signs alike every time, and these signatures are never shown: hashed, they are a keyed hash.
fn keyed(key: &SigningKey, label: &str, parts: &[&[u8]]) -> Hash {
    let message = [b"duty-desk gateway derive v1\0".as_slice(), &digest(label, parts)].concat();
    Hash::of(&key.sign(&message).to_bytes())
}

/// The labelled parts in 32 bytes, lengths bound in.
fn digest(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let framed: Vec<u8> = std::iter::once(label.as_bytes())
        .chain(parts.iter().copied())
        .flat_map(|part| [&(part.len() as u64).to_be_bytes()[..], part].concat())
        .collect();
    Hash::of(&framed).as_bytes().to_vec()
}

/// The id of a letter with this content.
pub(crate) fn letter_id(key: &SigningKey, parts: &[&[u8]]) -> LetterId {
    LetterId(derive_uuid("letter", &[keyed(key, "letter", parts).as_bytes()]))
}

/// The patient's page for a conversation that began with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageToken {
    /// The first letter.
    pub letter: LetterId,
    proof: u128,
}

impl PageToken {
    /// The token of a page.
    pub fn of(key: &SigningKey, letter: LetterId) -> Self {
        let proof = keyed(key, "page", &[letter.0.as_bytes()]);
        let half = proof.as_bytes().iter().take(16);
        Self { letter, proof: half.fold(0, |number, byte| (number << 8) | u128::from(*byte)) }
    }

    /// Reads a token that this gateway made.
    pub fn read(key: &SigningKey, text: &str) -> Option<Self> {
        let letter = LetterId(Uuid::try_parse(text.get(..32)?).ok()?);
        let genuine = Self::of(key, letter);
        // Hashes are compared, so that the time taken says nothing about the proof.
        (Hash::of(genuine.text().as_bytes()) == Hash::of(text.as_bytes())).then_some(genuine)
    }

    /// The token as it stands in an address.
    pub fn text(&self) -> String {
        format!("{}{:032x}", self.letter.0.simple(), self.proof)
    }

    /// What a reply route says: enough to find the page, not enough to open it.
    pub fn route(&self) -> String {
        Hash::of(self.text().as_bytes()).to_string()
    }
}

/// The code with which patient and practice know each other on the telephone, without a word about the matter:
/// the practice's initials and five characters, `HL 7Q4 M2`.
pub fn confirm_code(practice: &str, conversation: ConversationId) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut number = derive_uuid("confirm code", &[conversation.0.as_bytes()]).as_u128();
    let mut next = || {
        let letter = LETTERS.get((number % 32) as usize).copied().unwrap_or(b'0');
        number >>= 5;
        char::from(letter)
    };
    let (front, back): (String, String) =
        ((0..3).map(|_| next()).collect(), (0..2).map(|_| next()).collect());
    let initials: String = practice
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .filter(|letter| letter.is_alphabetic())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    format!("{initials} {front} {back}").trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32])
    }

    #[test]
    fn ids_repeat_for_this_key_alone_and_bind_lengths() {
        let id = letter_id(&key(1), &[b"ab", b"c"]);
        assert_eq!(id, letter_id(&key(1), &[b"ab", b"c"]));
        assert_ne!(id, letter_id(&key(1), &[b"a", b"bc"]));
        assert_ne!(id, letter_id(&key(2), &[b"ab", b"c"]));
    }

    #[test]
    fn only_a_genuine_page_token_is_read() {
        let token = PageToken::of(&key(1), LetterId(Uuid::from_u128(7)));
        assert_eq!(PageToken::read(&key(1), &token.text()), Some(token));
        assert_eq!(PageToken::read(&key(2), &token.text()), None);
        let text = token.text();
        for place in 0..text.len() {
            let other = if text.as_bytes()[place] == b'0' { "1" } else { "0" };
            let changed = format!("{}{other}{}", &text[..place], &text[place + 1..]);
            assert_eq!(PageToken::read(&key(1), &changed), None, "{place}");
        }
        for bad in ["", "0", "é", &text[..63], &format!("{text}0"), &text.to_uppercase()] {
            assert_eq!(PageToken::read(&key(1), bad), None, "{bad}");
        }
    }

    #[test]
    fn the_code_is_short_and_says_nothing() {
        let code = confirm_code("Hollin Lane Surgery", ConversationId(Uuid::from_u128(7)));
        assert_eq!(code.len(), "HL 7Q4 M2".len());
        assert!(code.starts_with("HL "));
        assert_eq!(code, confirm_code("Hollin Lane Surgery", ConversationId(Uuid::from_u128(7))));
        assert_eq!(confirm_code("", ConversationId(Uuid::from_u128(7))), code[3..]);
    }
}
