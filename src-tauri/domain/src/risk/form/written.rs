//! Questions with their answers that somebody typed or pasted into a message: "Chest pain: No", "Any thoughts of suicide? Yes".
//!
//! Only what is answered by a plain yes, no or degree and nothing else is a pair; everything around it is the writer's own
//! words, read as they stand. A text without a pair is no form.

use super::words::{FormWords, is_one_of, plain};
use crate::message::form::{Given, Row, Telling};
use std::ops::Range;

/// More pairs than any form has: such a text is read as words.
const MOST: usize = 400;
/// The longest question, in words.
const LONGEST: usize = 40;

/// A question with its answer, or words of the writer's own, where there is no question.
pub(in super::super) struct Pair {
    question: Range<usize>,
    given: Given,
    place: Range<usize>,
}

/// The pairs of a text and the words between them; none if there is no pair, or far too many.
pub(in super::super) fn pairs_in(text: &str, words: &FormWords) -> Option<Vec<Pair>> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut own = 0..0;
    let mut sentences = sentences(text).peekable();
    while let Some(sentence) = sentences.next() {
        let asks = text.get(sentence.clone()).is_some_and(|said| said.ends_with('?'));
        let next = sentences.peek().filter(|_| asks).cloned();
        let answered = next.and_then(|answer| Some(vec![pair(text, sentence.clone(), answer, words)?]));
        if answered.is_some() {
            sentences.next();
        }
        match answered.or_else(|| listed(text, &sentence, words)) {
            Some(found) => {
                add_own(&mut pairs, text, &mut own);
                pairs.extend(found);
            }
            None if own.is_empty() => own = sentence,
            None => own.end = sentence.end,
        }
    }
    add_own(&mut pairs, text, &mut own);
    let asked = pairs.iter().filter(|pair| !pair.question.is_empty()).count();
    (1..=MOST).contains(&asked).then_some(pairs)
}

/// The pairs as the rows of a form.
pub(in super::super) fn telling<'a>(text: &str, pairs: &'a [Pair]) -> Telling<'a> {
    let row = |pair: &'a Pair| Row {
        depth: 0,
        question: pair.question.clone(),
        answers: vec![(&pair.given, pair.place.clone())],
    };
    Telling { text: text.to_owned(), amended: 0..0, rows: pairs.iter().map(row).collect(), left_out: 0..0 }
}

fn add_own(pairs: &mut Vec<Pair>, text: &str, own: &mut Range<usize>) {
    let place = std::mem::take(own);
    if let Some(words) = text.get(place.clone()).filter(|words| !words.is_empty()) {
        let question = place.start..place.start;
        pairs.push(Pair { question, given: Given::Words { words: words.to_owned() }, place });
    }
}

/// "Fever: no", or "fever: no, rash: no".
fn listed(text: &str, sentence: &Range<usize>, words: &FormWords) -> Option<Vec<Pair>> {
    let parts = split(text, sentence.clone(), |c| c == ',');
    let pair_of = |part: Range<usize>| {
        let said = text.get(part.clone())?;
        let (at, mark) = [":", "\t", " - ", " – ", " = "]
            .iter()
            .filter_map(|mark| Some((said.rfind(mark)?, mark.len())))
            .max_by_key(|(at, _)| *at)?;
        pair(text, part.start..part.start + at, part.start + at + mark..part.end, words)
    };
    parts.into_iter().map(pair_of).collect()
}

fn pair(text: &str, question: Range<usize>, answer: Range<usize>, words: &FormWords) -> Option<Pair> {
    let (question, place) = (trimmed(text, question), trimmed(text, answer));
    let asked = plain(text.get(question.clone())?).len();
    let given = given(text.get(place.clone())?, words)?;
    (1..=LONGEST).contains(&asked).then_some(Pair { question, given, place })
}

/// What is nothing but an answer.
fn given(said: &str, words: &FormWords) -> Option<Given> {
    let line = plain(said).join(" ");
    if is_one_of(&words.denies, &line) || is_one_of(&words.not_asked, &line) {
        return Some(Given::Words { words: said.to_owned() });
    }
    let yes = line.strip_prefix("yes ").unwrap_or(&line);
    let affirms = is_one_of(&words.affirms, yes) || is_one_of(&words.graded, yes);
    affirms.then(|| Given::Choice { words: said.to_owned(), score: None })
}

/// A place without the spaces, and the sentence's end, around its words.
fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let place = spaceless(text, place);
    let said = text.get(place.clone()).unwrap_or_default();
    place.start..place.start + said.trim_end_matches(['.', ';', '!', ',']).len()
}

/// Every sentence and line that has words.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\n');
    let all = split(text, 0..text.len(), is_end).into_iter();
    all.filter(|place| text.get(place.clone()).is_some_and(|said| said.chars().any(char::is_alphanumeric)))
        .map(|place| spaceless(text, place))
}

fn spaceless(text: &str, place: Range<usize>) -> Range<usize> {
    let said = text.get(place.clone()).unwrap_or_default();
    let start = place.start + (said.len() - said.trim_start().len());
    start..start + said.trim().len()
}

/// The parts of a place, each with the character that ends it.
fn split(text: &str, place: Range<usize>, is_end: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let (mut parts, mut start) = (Vec::new(), place.start);
    for (at, character) in text.get(place.clone()).unwrap_or_default().char_indices() {
        if is_end(character) {
            let end = place.start + at + character.len_utf8();
            parts.push(start..end);
            start = end;
        }
    }
    if start < place.end {
        parts.push(start..place.end);
    }
    parts
}
