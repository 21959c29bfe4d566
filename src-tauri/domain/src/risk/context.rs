//! What stands around a match and changes its meaning: "no", "years ago", "my grandfather had".
//!
//! A context reaches over a few words of the same sentence and ends at words such as "but" and "now", and where a clause
//! with its own subject begins (`clauses`). It lowers; whether a lowered match is kept is the tier's affair. Which words do this is data, in `rules/context.toml`.

use super::clauses::{ClauseWords, Clauses};
use super::data::Opening;
use super::matching::{Cover, Span};
use super::normal::Normal;
use std::cell::OnceCell;

/// A context's name and reach.
pub(super) struct Context {
    pub id: String,
    pub reach: usize,
    /// What a clause must have to cut it off; none if it reaches into the next.
    pub ends_at: Option<Opening>,
}

/// The contexts seen in one text.
pub(super) struct Scopes<'a> {
    contexts: &'a [Context],
    words: &'a ClauseWords,
    seen: Vec<ContextEnds>,
    /// Where scopes end, in order.
    breakers: Vec<usize>,
    /// Looked for once something would be lowered.
    clauses: OnceCell<Clauses>,
}

struct ContextEnds {
    /// Ends of what stands before a match, in order.
    before: Vec<Span>,
    /// What stands after a match, in order.
    after: Vec<Span>,
}

/// Spans of one context as the automaton saw them.
#[derive(Default, Clone)]
pub(super) struct ContextSpans {
    pub before: Vec<Span>,
    pub after: Vec<Span>,
    pub unless: Vec<Span>,
}

impl<'a> Scopes<'a> {
    pub fn new(
        contexts: &'a [Context],
        words: &'a ClauseWords,
        spans: Vec<ContextSpans>,
        breakers: Vec<Span>,
    ) -> Self {
        let seen = spans.into_iter().map(|spans| {
            let unless = Cover::new(spans.unless);
            let keep = |mut found: Vec<Span>| {
                found.retain(|span| !unless.overlaps(*span));
                found
            };
            let (mut before, mut after) = (keep(spans.before), keep(spans.after));
            before.sort_unstable_by_key(|span| span.end);
            after.sort_unstable();
            ContextEnds { before, after }
        });
        let mut breakers: Vec<usize> = breakers.into_iter().map(|span| span.start).collect();
        breakers.sort_unstable();
        Self { contexts, words, seen: seen.collect(), breakers, clauses: OnceCell::new() }
    }

    /// The first context that a match stands in, apart from those to ignore.
    pub fn of(&self, found: Span, ignore: &[String], normal: &Normal) -> Option<&'a str> {
        self.contexts
            .iter()
            .zip(&self.seen)
            .enumerate()
            .filter(|(_, (context, _))| !ignore.contains(&context.id))
            .find(|(number, (context, seen))| {
                found.inside.is_some_and(|inside| usize::from(inside) == *number)
                    || self.stands_before(found, context, seen, normal)
                    || self.stands_after(found, context, seen, normal)
            })
            .map(|(_, (context, _))| context.id.as_str())
    }

    fn stands_before(&self, found: Span, context: &Context, seen: &ContextEnds, normal: &Normal) -> bool {
        let upto = seen.before.partition_point(|span| span.end <= found.start);
        let Some(nearest) = upto.checked_sub(1).and_then(|last| seen.before.get(last)) else { return false };
        found.start - nearest.end <= context.reach
            && normal.sentence(nearest.start) == normal.sentence(found.start)
            && !self.breaks_between(nearest.end, found.start)
            && !context.ends_at.is_some_and(|at_least| {
                let clauses = self.clauses.get_or_init(|| Clauses::of(normal, self.words));
                clauses.part(nearest.end, found.start, at_least)
            })
    }

    fn stands_after(&self, found: Span, context: &Context, seen: &ContextEnds, normal: &Normal) -> bool {
        let from = seen.after.partition_point(|span| span.start < found.end);
        let Some(nearest) = seen.after.get(from) else { return false };
        nearest.start - found.end <= context.reach
            && normal.sentence(nearest.start) == normal.sentence(found.start)
            && !self.breaks_between(found.end, nearest.start)
    }

    fn breaks_between(&self, from: usize, to: usize) -> bool {
        let next = self.breakers.partition_point(|at| *at < from);
        self.breakers.get(next).is_some_and(|at| *at < to)
    }
}
