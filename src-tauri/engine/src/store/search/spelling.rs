//! Other spellings under which words are looked for: without strokes and signs that an English keyboard lacks, names and
//! medicines in one word, numbers in one piece.
//!
//! The index's own tokenizer drops accents, which are signs on a letter; "ł", "ø" and "ı" are letters, and so are those of
//! other scripts. Both sides use this file: what is written gets its other spellings beside it, what is typed is looked for
//! in all of them.

use deunicode::deunicode;

/// Fewer figures in groups are a dose, a date or a time, not a number that somebody looks for.
const FIGURES: usize = 6;
/// What joins the parts of one word, as keyboards and copied texts have it.
const JOINS: &[char] = &['\'', '’', '‘', 'ʼ', '`', '´', '-', '‐', '‑'];
/// Ends of ordinary words: nobody looks for "dont" to find a message, and the index would hold it a thousand times.
const CONTRACTED: &[&str] = &["s", "t", "m", "d", "re", "ve", "ll"];
/// What ends a run of figures: beyond it begins another number.
const ENDS: &[char] = &['\n', ',', ';', ':', '·'];

/// A word in one of its spellings: all of these pieces are in the message.
pub(super) type Pieces = Vec<String>;

/// The other spellings of what a message holds, separated by spaces; empty if there are none.
pub(super) fn also(text: &str) -> String {
    let mut other: Pieces =
        words(text).into_iter().flat_map(|word| word.spellings.into_iter().skip(1).flatten()).collect();
    other.sort_unstable();
    other.dedup();
    other.join(" ")
}

/// What is looked for: each word in each of its spellings, as typed first.
pub(super) fn wanted(text: &str) -> Vec<Vec<Pieces>> {
    words(text).into_iter().map(|word| word.spellings).collect()
}

struct Word {
    spellings: Vec<Pieces>,
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for line in text.split(ENDS) {
        let mut figures: Vec<&str> = Vec::new();
        let apart = |c: char| !c.is_alphanumeric() && !JOINS.contains(&c) && c != '+';
        for chunk in line.split(apart).filter(|chunk| chunk.contains(char::is_alphanumeric)) {
            if chunk.chars().all(|c| !c.is_alphabetic()) {
                figures.push(chunk);
            } else {
                words.extend(numbers(&std::mem::take(&mut figures)));
                words.push(Word { spellings: spellings(chunk) });
            }
        }
        words.extend(numbers(&figures));
    }
    words
}

/// Groups of figures one after another: a number, as it is dialled here, or too few figures to be one.
fn numbers(chunks: &[&str]) -> Vec<Word> {
    let figures: Vec<Pieces> = chunks.iter().map(|chunk| pieces(chunk)).collect();
    let whole: String = figures.iter().flatten().map(|figures| in_ascii(figures)).collect();
    if whole.len() < FIGURES {
        return figures.into_iter().map(|pieces| Word { spellings: vec![pieces] }).collect();
    }
    let abroad = chunks.first().is_some_and(|first| first.starts_with('+'));
    let national =
        whole.strip_prefix("44").filter(|_| abroad).map(|rest| format!("0{}", rest.trim_start_matches('0')));
    let typed: Pieces = figures.into_iter().flatten().collect();
    let mut spellings = vec![typed];
    for one in [Some(whole), national].into_iter().flatten() {
        if !spellings.iter().any(|pieces| *pieces == [one.as_str()]) {
            spellings.push(vec![one]);
        }
    }
    vec![Word { spellings }]
}

fn pieces(chunk: &str) -> Pieces {
    chunk.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

/// "O’Brien" also as "OBrien", "co-codamol" as "cocodamol", "Łukasz" as "Lukasz".
fn spellings(chunk: &str) -> Vec<Pieces> {
    let typed = pieces(chunk);
    let ends = typed.last().is_some_and(|last| CONTRACTED.contains(&last.to_lowercase().as_str()));
    let stem = if ends { typed.get(..typed.len().saturating_sub(1)).unwrap_or_default() } else { &typed };
    let joined = (stem.len() > 1).then(|| vec![stem.concat()]);
    let mut spellings = vec![typed.clone()];
    for spelling in [Some(typed), joined].into_iter().flatten() {
        let plain: Pieces =
            spelling.iter().map(|piece| in_ascii(piece)).filter(|piece| !piece.is_empty()).collect();
        for one in [spelling, plain] {
            if !one.is_empty() && !spellings.contains(&one) {
                spellings.push(one);
            }
        }
    }
    spellings
}

/// In the letters and figures of an English keyboard.
fn in_ascii(piece: &str) -> String {
    if piece.is_ascii() {
        return piece.to_owned();
    }
    deunicode(piece).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_spellings_that_staff_type() {
        for (written, other) in [
            ("Łukasz Wójcik", "Lukasz Wojcik"),
            ("Søren Ødegård", "Odegard Soren"),
            ("İpek Yıldız", "Ipek Yildiz"),
            ("Nora O’Brien’s", "OBrien"),
            ("co-codamol", "cocodamol"),
            ("Anne-Łucja", "Anne AnneLucja AnneŁucja Lucja"),
            ("I don't know, it's mine", ""),
            ("999 000 0018", "9990000018"),
            ("9990000018", ""),
            ("+44 7700 900123", "07700900123 447700900123"),
            ("(020) 7946-0123", "02079460123"),
            ("999 000 0018\n07700 900123", "07700900123 9990000018"),
            ("10 mg at 9.30", ""),
            ("", ""),
        ] {
            assert_eq!(also(written), other, "{written}");
        }
    }
}
