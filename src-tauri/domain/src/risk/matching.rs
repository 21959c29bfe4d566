//! Joins the phrases the automaton saw into matches: parts of a pattern in order, groups of a rule in any order.
//!
//! Everything here is linear in what was seen, up to sorting: a message built to be slow is only long. Positions are word
//! numbers.

use super::normal::Normal;

/// A run of words: from `start` up to, but without, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
}

/// Spans to be asked whether they overlap another.
pub(super) struct Cover {
    spans: Vec<Span>,
    /// The farthest end among the spans up to each place.
    reach: Vec<usize>,
}

impl Cover {
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut farthest = 0;
        let far = |span: &Span| {
            farthest = farthest.max(span.end);
            farthest
        };
        let reach = spans.iter().map(far).collect();
        Self { spans, reach }
    }

    pub fn overlaps(&self, other: Span) -> bool {
        let before = self.spans.partition_point(|span| span.start < other.end);
        before.checked_sub(1).and_then(|last| self.reach.get(last)).is_some_and(|end| *end > other.start)
    }
}

/// Appends the next part of a pattern: each `next` joins the nearest earlier match that ends at most `gap` words before
/// it in the same sentence.
pub(super) fn follow(mut so_far: Vec<Span>, mut next: Vec<Span>, gap: usize, normal: &Normal) -> Vec<Span> {
    so_far.sort_unstable_by_key(|span| span.end);
    next.sort_unstable();
    let mut earlier = so_far.into_iter().peekable();
    let mut nearest: Option<Span> = None;
    let mut joined = Vec::new();
    for part in next {
        while let Some(candidate) = earlier.next_if(|span| span.end <= part.start) {
            nearest = Some(candidate);
        }
        if let Some(head) = nearest
            && part.start - head.end <= gap
            && normal.sentence(head.start) == normal.sentence(part.start)
        {
            joined.push(Span { start: head.start, end: part.end });
        }
    }
    joined
}

/// A match of several groups, and the spans it was made of.
pub(super) struct Together {
    pub whole: Span,
    pub parts: Vec<Span>,
}

/// Finds places where a span of every group lies within `window` words. `seen` names each span's group.
pub(super) fn together(groups: usize, mut seen: Vec<(Span, usize)>, window: usize) -> Vec<Together> {
    seen.sort_unstable();
    let mut last: Vec<Option<Span>> = vec![None; groups];
    let mut found = Vec::new();
    for (span, group) in seen {
        if let Some(place) = last.get_mut(group) {
            *place = Some(span);
        }
        let parts: Vec<Span> = last.iter().flatten().copied().collect();
        let start = parts.iter().map(|part| part.start).min().unwrap_or(span.start);
        let end = parts.iter().map(|part| part.end).max().unwrap_or(span.end);
        if parts.len() == groups && end - start <= window {
            found.push(Together { whole: Span { start, end }, parts });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::normal::normalise;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    #[test]
    fn parts_join_within_the_gap_and_the_sentence() {
        let normal = normalise("a b c d. e f", &std::collections::HashMap::new());
        let cases = [
            (vec![span(0, 1)], vec![span(2, 3)], 1, vec![span(0, 3)]),
            (vec![span(0, 1)], vec![span(3, 4)], 1, vec![]),
            (vec![span(0, 1), span(1, 2)], vec![span(3, 4)], 3, vec![span(1, 4)]),
            (vec![span(3, 4)], vec![span(5, 6)], 3, vec![]),
            (vec![span(2, 3)], vec![span(0, 1)], 3, vec![]),
        ];
        for (head, next, gap, expected) in cases {
            assert_eq!(follow(head.clone(), next.clone(), gap, &normal), expected, "{head:?} {next:?}");
        }
    }

    #[test]
    fn groups_meet_in_any_order_within_the_window() {
        let meet = |seen: &[(Span, usize)], window| together(2, seen.to_vec(), window).len();
        assert_eq!(meet(&[(span(0, 1), 0), (span(4, 5), 1)], 5), 1);
        assert_eq!(meet(&[(span(0, 1), 1), (span(4, 5), 0)], 5), 1);
        assert_eq!(meet(&[(span(0, 1), 0), (span(4, 5), 1)], 4), 0);
        assert_eq!(meet(&[(span(0, 1), 0), (span(4, 5), 0)], 9), 0);
    }

    #[test]
    fn a_cover_knows_what_it_overlaps() {
        let cover = Cover::new(vec![span(0, 9), span(2, 3), span(20, 22)]);
        for (asked, expected) in
            [(span(5, 6), true), (span(9, 10), false), (span(21, 25), true), (span(12, 20), false)]
        {
            assert_eq!(cover.overlaps(asked), expected, "{asked:?}");
        }
    }
}
