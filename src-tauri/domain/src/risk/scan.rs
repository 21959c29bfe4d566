//! Sees every phrase of every rule in a message, within a bound on the work however the message is made.
//!
//! The automaton reads the whole text, always. What it sees is joined closely, in text order, for a number of steps that no
//! letter comes near; in what is left of a text made to be slow, phrases that are whole patterns are still found, and a pattern
//! of several parts counts as found, far, if its parts are all there. So a long text may be read too gravely and never too
//! lightly; `set` lowers what was found far and says that the text is to be read by a person.

use super::matching::{Span, follow};
use super::normal::Normal;
use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Phrases times the patterns they serve that are joined closely. A message of 10,000 ordinary words stays below it.
const CLOSELY: usize = 60_000;
/// Times that a phrase counts in the rest.
const IN_THE_REST: u8 = 2;

/// Phrases of an ordinary letter: room for them is made at once.
const USUALLY: usize = 128;

/// Every pattern of a set of rules, made to be found in one pass.
pub(super) struct Patterns {
    pub automaton: AhoCorasick,
    pub phrases: Phrases,
    pub sequences: Vec<Sequence>,
    /// Of each sequence, a bit for each part.
    pub all_parts: Vec<u16>,
    /// Words that make a context, by its number, where they stand in a gap of a match.
    pub inside: FxHashMap<String, u8>,
}

/// The phrases of the automaton, by their numbers in it.
#[derive(Default)]
pub(super) struct Phrases {
    phrases: Vec<Phrase>,
    /// The sequences and parts that each serves, one after the other.
    uses: Vec<Use>,
}

/// How many words a phrase has, and where its uses end.
struct Phrase {
    words: u32,
    uses_end: u32,
}

/// A part that a phrase may be: the number of its sequence, and its own.
pub(super) type Use = (u32, u8);

/// A pattern: who asked for it, and the gap before each of its parts.
pub(super) struct Sequence {
    pub owner: Owner,
    pub gaps: Vec<usize>,
}

/// Who asked for a pattern.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Breaker,
    Before(usize),
    After(usize),
    Unless(usize),
    Match(usize),
    Except(usize),
    Group(usize, usize),
}

/// What was seen in one text.
pub(super) struct Scan {
    /// Patterns found whole.
    pub found: Vec<(Owner, Vec<Span>)>,
    /// Patterns all of whose parts stand in a text too long to join them.
    pub far: Vec<(Owner, Span)>,
    /// The first word of what was not read closely, if anything was not.
    pub rest: Option<usize>,
    /// How much work it was.
    #[cfg_attr(not(test), expect(dead_code, reason = "measured by a test"))]
    pub steps: usize,
}

/// A phrase of this text, and where among the active uses its own stand.
struct Local {
    phrase: u32,
    active: Range<usize>,
    /// Times seen in the rest.
    in_the_rest: u8,
}

/// One phrase seen: sequence, part, words.
type Hit = (u32, u8, Span);

impl Phrases {
    /// Adds a phrase as the automaton has it: a space before, and one after unless its last word goes on.
    pub fn push(&mut self, phrase: &str, uses: Vec<Use>) {
        self.uses.extend(uses);
        self.phrases.push(Phrase {
            words: number(phrase.split_whitespace().count()),
            uses_end: number(self.uses.len()),
        });
    }

    fn words(&self, phrase: u32) -> usize {
        self.phrases.get(phrase as usize).map_or(0, |phrase| phrase.words as usize)
    }

    fn uses(&self, phrase: u32) -> &[Use] {
        let end = |phrase: usize| self.phrases.get(phrase).map_or(0, |phrase| phrase.uses_end as usize);
        let phrase = phrase as usize;
        let start = phrase.checked_sub(1).map_or(0, end);
        self.uses.get(start..end(phrase)).unwrap_or_default()
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Sequence {
    /// A bit for each part.
    pub fn all_parts(&self) -> u16 {
        self.gaps.iter().fold(0, |bits, _| bits << 1 | 1)
    }

    fn join(&self, hits: &[Hit], normal: &Normal, inside: &dyn Fn(&str) -> Option<u8>) -> Vec<Span> {
        let mut parts = hits.chunk_by(|one, other| one.1 == other.1);
        let mut joined: Vec<Span> = Vec::new();
        for (number, gap) in self.gaps.iter().enumerate() {
            let Some(part) = parts.next() else { return Vec::new() };
            if part.first().is_none_or(|hit| usize::from(hit.1) != number) {
                return Vec::new();
            }
            let spans: Vec<Span> = part.iter().map(|hit| hit.2).collect();
            joined = if number == 0 { spans } else { follow(joined, spans, *gap, normal, inside) };
        }
        joined
    }
}

impl Patterns {
    /// Every pattern in a text, with its owner.
    pub(super) fn scan(&self, normal: &Normal) -> Scan {
        let (mut locals, seen) = self.phrases_in(normal);
        let (active, looked_at) = self.let_go_of_the_hopeless(&mut locals);
        let mut steps = seen.len() + looked_at;
        let (mut hits, mut rest, mut far) = (Vec::new(), None, FxHashMap::default());
        for (local, span) in seen {
            let Some(local) = locals.get_mut(local as usize) else { continue };
            let uses = active.get(local.active.clone()).unwrap_or_default();
            if rest.is_none() && hits.len() + uses.len() <= CLOSELY {
                hits.extend(uses.iter().map(|(sequence, part)| (*sequence, *part, span)));
                continue;
            }
            rest.get_or_insert(span.start);
            if local.in_the_rest == IN_THE_REST {
                continue;
            }
            local.in_the_rest += 1;
            steps += uses.len();
            for (sequence, part) in uses {
                if self.sequences.get(*sequence as usize).is_some_and(|one| one.gaps.len() == 1) {
                    hits.push((*sequence, *part, span));
                } else {
                    far.entry(*sequence).or_insert(span);
                }
            }
        }
        steps += hits.len();
        let owner = |(sequence, span)| self.sequences.get(sequence as usize).map(|one| (one.owner, span));
        let mut far: Vec<(Owner, Span)> = far.into_iter().filter_map(owner).collect();
        far.sort_unstable();
        Scan { found: self.join(hits, normal), far, rest, steps }
    }

    /// The distinct phrases of a text, and each place where one stands, in the order of their ends.
    fn phrases_in(&self, normal: &Normal) -> (Vec<Local>, Vec<(u32, Span)>) {
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        numbers.reserve(USUALLY);
        let (mut locals, mut seen) = (Vec::with_capacity(USUALLY), Vec::with_capacity(USUALLY));
        let mut last = 0;
        for one in self.automaton.find_overlapping_iter(&normal.text) {
            let phrase = one.pattern().as_u32();
            let local = *numbers.entry(phrase).or_insert_with(|| {
                locals.push(Local { phrase, active: 0..0, in_the_rest: 0 });
                number(locals.len() - 1)
            });
            last = normal.word_at(one.end() - 2, last);
            let start = (last + 1).saturating_sub(self.phrases.words(phrase));
            seen.push((local, Span { start, end: last + 1, inside: None }));
        }
        (locals, seen)
    }

    /// Keeps of every phrase the uses whose other parts are in the text too: most common words are part of many
    /// patterns and complete none. Says how many it looked at.
    fn let_go_of_the_hopeless(&self, locals: &mut [Local]) -> (Vec<Use>, usize) {
        let mut parts_seen = vec![0_u16; self.all_parts.len()];
        for (sequence, part) in locals.iter().flat_map(|local| self.phrases.uses(local.phrase)) {
            if let Some(parts) = parts_seen.get_mut(*sequence as usize) {
                *parts |= 1 << part;
            }
        }
        let whole = |sequence: u32| {
            parts_seen
                .get(sequence as usize)
                .zip(self.all_parts.get(sequence as usize))
                .is_some_and(|(a, b)| a == b)
        };
        let (mut active, mut looked_at) = (Vec::with_capacity(USUALLY), 0);
        for local in locals {
            let uses = self.phrases.uses(local.phrase);
            looked_at += uses.len();
            let start = active.len();
            active.extend(uses.iter().filter(|(sequence, _)| whole(*sequence)));
            local.active = start..active.len();
        }
        (active, looked_at)
    }

    fn join(&self, mut hits: Vec<Hit>, normal: &Normal) -> Vec<(Owner, Vec<Span>)> {
        hits.sort_unstable();
        let inside = |word: &str| self.inside.get(word).copied();
        let mut found = Vec::new();
        for of_sequence in hits.chunk_by(|one, other| one.0 == other.0) {
            let Some(sequence) = of_sequence.first().and_then(|hit| self.sequences.get(hit.0 as usize))
            else {
                continue;
            };
            let spans = sequence.join(of_sequence, normal, &inside);
            if !spans.is_empty() {
                found.push((sequence.owner, spans));
            }
        }
        found
    }
}
