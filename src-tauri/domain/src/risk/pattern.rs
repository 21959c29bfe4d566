//! The pattern language of the rule files.
//!
//! `chest (pain|pains|tightness)` alternatives, `(a|)` an optional word, `suicid*` words that begin so, `<name>` a list named in
//! `words.toml`, `#20..40` the whole numbers from 20 to 40, `#38.0..42.0` those with one decimal, ` .. ` up to three words between, ` ... ` up to seven. A pattern never reaches across the end of a sentence.
//! Patterns are expanded into plain phrases here; an expansion beyond a limit is an error, not a slow start.

use std::collections::BTreeMap;

/// Phrases one pattern may expand to between two gaps.
const MOST: usize = 4_000;
/// Parts of one pattern.
const MOST_PARTS: usize = 16;
/// Phrases up to which neighbours are joined into one part.
const FEW: usize = 64;
/// Words within ` .. ` and ` ... `.
const SHORT_GAP: usize = 3;
const LONG_GAP: usize = 7;

/// Lists of phrases that patterns may name.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// A pattern: phrases, and after each but the first the words that may stand before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub parts: Vec<Part>,
}

/// One stretch of a pattern without gaps.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Words that may stand between this part and the one before.
    pub gap: usize,
    /// The phrases it may be.
    pub phrases: Vec<String>,
}

/// Why a pattern cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// A bracket without its partner.
    #[error("a bracket is not closed")]
    Bracket,
    /// A list that no file defines.
    #[error("there is no list named {0}")]
    NoList(String),
    /// Nothing is left of a phrase.
    #[error("a phrase is empty")]
    Empty,
    /// A star that is not the last character of an element.
    #[error("a star stands at the end of a word outside the middle of brackets")]
    Star,
    /// A gap within brackets or a list, where it cannot be one.
    #[error("a gap stands inside brackets or a list")]
    Gap,
    /// A range of numbers that is none.
    #[error("{0} is not a range of numbers")]
    Range(String),
    /// Too many phrases.
    #[error("it stands for too many phrases")]
    TooMany,
}

/// Reads a pattern.
pub(super) fn parse(pattern: &str, lists: &Lists) -> Result<Pattern, BadPattern> {
    let (mut parts, mut gap) = (Vec::new(), 0);
    let mut stretch: Vec<String> = Vec::new();
    for element in elements(pattern) {
        let next_gap = match element.as_str() {
            ".." => SHORT_GAP,
            "..." => LONG_GAP,
            _ => {
                let phrases = distinct(expand(&element, lists, 0)?);
                if fits(&stretch, &phrases) {
                    stretch = product(&stretch, &phrases)?;
                } else {
                    parts.push(part(gap, std::mem::replace(&mut stretch, phrases))?);
                    gap = 0;
                }
                continue;
            }
        };
        parts.push(part(gap, std::mem::take(&mut stretch))?);
        gap = next_gap;
    }
    parts.push(part(gap, stretch)?);
    if parts.len() > MOST_PARTS { Err(BadPattern::TooMany) } else { Ok(Pattern { parts }) }
}

/// Are two neighbours one part? Long lists stay parts of their own, side by side, so that phrases add up and do not
/// multiply; what may be left out has to stay with its neighbour.
fn fits(stretch: &[String], next: &[String]) -> bool {
    let optional = |phrases: &[String]| phrases.iter().any(String::is_empty);
    let open_ended = stretch.iter().any(|phrase| phrase.ends_with('*'));
    let few = stretch.len() * next.len() <= FEW && !open_ended;
    stretch.is_empty() || optional(stretch) || optional(next) || few
}

fn product(stretch: &[String], next: &[String]) -> Result<Vec<String>, BadPattern> {
    if stretch.is_empty() {
        return Ok(next.to_vec());
    }
    if stretch.len() * next.len() > MOST {
        return Err(BadPattern::TooMany);
    }
    let with = |head: &String| next.iter().map(|tail| tidy(&format!("{head} {tail}"))).collect::<Vec<_>>();
    Ok(distinct(stretch.iter().flat_map(with).collect()))
}

fn distinct(phrases: Vec<String>) -> Vec<String> {
    let mut phrases: Vec<String> = phrases.iter().map(|phrase| tidy(phrase)).collect();
    phrases.sort_unstable();
    phrases.dedup();
    phrases
}

fn part(gap: usize, phrases: Vec<String>) -> Result<Part, BadPattern> {
    if phrases.iter().any(String::is_empty) || phrases.is_empty() {
        return Err(BadPattern::Empty);
    }
    if phrases.iter().any(|phrase| phrase.split(' ').any(|word| word.starts_with(".."))) {
        return Err(BadPattern::Gap);
    }
    let star_within = |phrase: &String| phrase.trim_end_matches('*').contains('*');
    if phrases.iter().any(star_within) {
        return Err(BadPattern::Star);
    }
    Ok(Part { gap, phrases })
}

/// The pattern's elements: what stands between spaces outside brackets.
fn elements(pattern: &str) -> Vec<String> {
    let (mut found, mut depth) = (vec![String::new()], 0_u32);
    for character in pattern.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(character);
        }
    }
    found.retain(|element| !element.is_empty());
    found
}

/// Every plain phrase a text with brackets and lists stands for.
fn expand(text: &str, lists: &Lists, depth: u8) -> Result<Vec<String>, BadPattern> {
    let Some(open) = text.find(['(', '<']) else {
        return if text.contains([')', '>', '|']) { Err(BadPattern::Bracket) } else { numbers(text) };
    };
    if depth > 12 {
        return Err(BadPattern::TooMany);
    }
    let (head, rest) = text.split_at(open);
    let close = closing(rest).ok_or(BadPattern::Bracket)?;
    let (bracket, tail) = rest.split_at(close + 1);
    let inner = bracket.get(1..close).unwrap_or_default();
    let choices = if bracket.starts_with('<') {
        lists.get(inner).cloned().ok_or_else(|| BadPattern::NoList(inner.to_owned()))?
    } else {
        alternatives(inner)
    };
    let mut middles = Vec::new();
    for choice in choices {
        middles.extend(expand(&choice, lists, depth + 1)?);
    }
    let tails = expand(tail, lists, depth + 1)?;
    if middles.len() * tails.len() > MOST {
        return Err(BadPattern::TooMany);
    }
    let join = |middle: &String| tails.iter().map(|tail| format!("{head}{middle}{tail}")).collect::<Vec<_>>();
    Ok(middles.iter().flat_map(join).collect())
}

/// A text with its range of numbers counted out, if it has one.
fn numbers(text: &str) -> Result<Vec<String>, BadPattern> {
    let Some(open) = text.find('#') else { return Ok(vec![text.to_owned()]) };
    let (head, rest) = text.split_at(open);
    let (range, tail) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    let wrong = || BadPattern::Range(range.to_owned());
    let (first, last) = range.trim_start_matches('#').split_once("..").ok_or_else(wrong)?;
    let decimals = first.contains('.');
    let tenths = |number: &str| number.replacen('.', "", 1).parse::<u32>().map_err(|_| wrong());
    let (first, last) = (tenths(first)?, tenths(last)?);
    if last < first || last - first > 1_000 {
        return Err(wrong());
    }
    let write =
        |number: u32| if decimals { format!("{}.{}", number / 10, number % 10) } else { number.to_string() };
    Ok((first..=last).map(|number| format!("{head}{}{tail}", write(number))).collect())
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The place of the bracket that closes the one a text begins with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, character) in text.char_indices() {
        match character {
            '(' | '<' => depth += 1,
            ')' | '>' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The alternatives of a bracket's inside, inner brackets left whole.
fn alternatives(inner: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut depth = 0_u32;
    for character in inner.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = found.last_mut() {
            last.push(character);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        [("me".to_owned(), vec!["myself".to_owned(), "my (own|) self".to_owned()])].into()
    }

    #[test]
    fn patterns_stand_for_plain_phrases() {
        let cases: [(&str, &[&[&str]]); 7] = [
            (
                "kill(ing|) <me>",
                &[&[
                    "kill my own self",
                    "kill my self",
                    "kill myself",
                    "killing my own self",
                    "killing my self",
                    "killing myself",
                ]],
            ),
            ("chest pain", &[&["chest pain"]]),
            ("chest (pain|tightness)", &[&["chest pain", "chest tightness"]]),
            ("(very|) sore (neck|)", &[&["sore", "sore neck", "very sore", "very sore neck"]]),
            ("kill <me>", &[&["kill my own self", "kill my self", "kill myself"]]),
            ("suicid* note", &[&["suicid*"], &["note"]]),
            ("took .. (pills|tablets)", &[&["took"], &["pills", "tablets"]]),
        ];
        for (pattern, expected) in cases {
            let parsed = parse(pattern, &lists()).unwrap();
            let phrases: Vec<Vec<&str>> =
                parsed.parts.iter().map(|part| part.phrases.iter().map(String::as_str).collect()).collect();
            assert_eq!(phrases, expected, "{pattern}");
        }
        assert_eq!(parse("a ... b", &lists()).unwrap().parts[1].gap, LONG_GAP);
        let counted = |pattern: &str| parse(pattern, &lists()).unwrap().parts.remove(0).phrases;
        assert_eq!(
            counted("(#9..11 tablets|#3.9..4.1)"),
            ["10 tablets", "11 tablets", "3.9", "4.0", "4.1", "9 tablets"]
        );
    }

    #[test]
    fn unreadable_patterns_are_refused() {
        for (pattern, expected) in [
            ("", BadPattern::Empty),
            ("a .. ", BadPattern::Empty),
            ("(a|)", BadPattern::Empty),
            ("(a|b", BadPattern::Bracket),
            ("a|b", BadPattern::Bracket),
            ("(a* |)b", BadPattern::Star),
            ("a)", BadPattern::Bracket),
            ("<you>", BadPattern::NoList("you".to_owned())),
            ("(a .. b|c)", BadPattern::Gap),
            ("#9..2", BadPattern::Range("#9..2".to_owned())),
            ("#a..b", BadPattern::Range("#a..b".to_owned())),
            (
                "(a|b|c|d|e|f|g|h|i|j)(a|b|c|d|e|f|g|h|i|j)(a|b|c|d|e|f|g|h|i|j)(a|b|c|d|e|f|g|h|i|j)",
                BadPattern::TooMany,
            ),
        ] {
            assert_eq!(parse(pattern, &lists()), Err(expected), "{pattern}");
        }
    }
}
