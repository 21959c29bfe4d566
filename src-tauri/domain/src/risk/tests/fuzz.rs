//! Random texts of bytes, of the rules' own words and of both: no panic, findings within the text, the same answer twice.
//!
//! Seeded, so that what fails once fails again; a fixed number of texts, so that it ends. `RISK_FUZZ` asks for more of them.

use super::*;

/// Texts without being asked for more.
const TEXTS: u64 = 1_500;

/// A small generator of numbers (xorshift64*): the same from the same seed, everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap()
    }
}

/// Every word the rules are written with.
fn vocabulary() -> Vec<String> {
    let mut words: Vec<String> = [
        include_str!("../../../rules/words.toml"),
        include_str!("../../../rules/context.toml"),
        include_str!("../../../rules/self-harm.toml"),
        include_str!("../../../rules/heart-lungs.toml"),
        include_str!("../../../rules/body.toml"),
    ]
    .into_iter()
    .flat_map(|file| file.split(|letter: char| !letter.is_ascii_alphanumeric()))
    .filter(|word| !word.is_empty())
    .map(str::to_owned)
    .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn text(numbers: &mut Numbers, words: &[String]) -> String {
    let mut bytes: Vec<u8> = Vec::new();
    for _ in 0..numbers.below(60) {
        match numbers.below(8) {
            0 => bytes.extend((0..numbers.below(9)).map(|_| numbers.next().to_le_bytes()[0])),
            1 => bytes.extend(
                [". ", "\n\n", "’", "😀", "\u{200b}", "-", "İ", "ß", "39.5", "..", "e\u{301}"]
                    [numbers.below(11)]
                .bytes(),
            ),
            _ => {
                bytes.extend(words[numbers.below(words.len())].bytes());
                bytes.push(b' ');
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_text_breaks_the_reading() {
    let texts = std::env::var("RISK_FUZZ").ok().and_then(|more| more.parse().ok()).unwrap_or(TEXTS);
    let (words, mut numbers) = (vocabulary(), Numbers(0x9e37_79b9_7f4a_7c15));
    for number in 0..texts {
        let text = text(&mut numbers, &words);
        let about = About { age: u16::try_from(number % 100).ok(), ..About::default() };
        let found = assess(&text, about);
        assert_eq!(found, assess(&text, about), "{text:?}");
        for finding in &found.findings {
            let (start, end) = (finding.start as usize, finding.end as usize);
            assert!(text.get(start..end).is_some_and(|words| !words.is_empty()), "{text:?}: {finding:?}");
            assert!(finding.tier <= found.tier, "{text:?}: {finding:?}");
            let (from, to) = finding.utf16(&text);
            assert!(from < to, "{text:?}: {finding:?}");
        }
    }
}
