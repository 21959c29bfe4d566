//! Letters of other scripts that look like ours, and ours in other clothes: "dоn't" with a Cyrillic "о", "ｐａｉｎ".
//!
//! Copied text and some keyboards bring them; a reader sees no difference, and a rule would see no word. Only a word that has a
//! letter of ours too is folded, so that a text in another script stays one. After the confusables of Unicode UTS #39.

use unicode_normalization::char::decompose_compatible;

/// Gives out the letters that a styled one stands for; itself, if it is none.
pub(super) fn plain(letter: char, give: impl FnMut(char)) {
    let mut give = give;
    match letter {
        '\u{2100}'..='\u{214f}'
        | '\u{24b6}'..='\u{24e9}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{1d400}'..='\u{1d7ff}' => decompose_compatible(letter, give),
        _ => give(letter),
    }
}

/// A word with every letter that looks like one of ours as ours; none if it has no letter of ours, or none of those.
pub(super) fn folded(word: &str) -> Option<String> {
    let mixed = !word.is_ascii() && word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let folded: String = word.chars().filter(|_| mixed).map(ours).collect();
    (mixed && folded != word).then_some(folded)
}

fn ours(letter: char) -> char {
    match letter {
        'а' | 'ɑ' | 'α' => 'a',
        'ь' | 'Ь' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ҽ' => 'e',
        'ց' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'ɩ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' | 'ǀ' => 'l',
        'м' => 'm',
        'ո' | 'п' => 'n',
        'о' | 'ο' | 'օ' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ѵ' | 'ν' => 'v',
        'ԝ' | 'ѡ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ᴢ' => 'z',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_word_is_folded_and_a_foreign_one_is_not() {
        assert_eq!(folded("dоn").as_deref(), Some("don"));
        assert_eq!(folded("livе").as_deref(), Some("live"));
        for same in ["привет", "live", "café", ""] {
            assert_eq!(folded(same), None, "{same}");
        }
    }

    #[test]
    fn a_styled_letter_is_its_own() {
        for (styled, expected) in [('ｐ', "p"), ('𝐤', "k"), ('Ⓗ', "H"), ('é', "é"), ('ж', "ж")] {
            let mut plain_ones = String::new();
            plain(styled, |letter| plain_ones.push(letter));
            assert_eq!(plain_ones, expected);
        }
    }
}
