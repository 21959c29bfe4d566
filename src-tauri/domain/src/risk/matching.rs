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
    /// The context that a word in one of its gaps makes, if there is one: its number.
    pub inside: Option<u8>,
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
/// it in the same sentence. `inside` names the context that a word of a gap makes.
pub(super) fn follow(
    mut so_far: Vec<Span>,
    mut next: Vec<Span>,
    gap: usize,
    normal: &Normal,
    inside: &dyn Fn(&str) -> Option<u8>,
) -> Vec<Span> {
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
            let between = || (head.end..part.start).find_map(|word| inside(normal.word(word)));
            joined.push(Span {
                start: head.start,
                end: part.end,
                inside: head.inside.or(part.inside).or_else(between),
            });
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
    let (mut found, mut missing) = (Vec::new(), groups);
    for (span, group) in seen {
        if let Some(place) = last.get_mut(group) {
            missing -= usize::from(place.is_none());
            *place = Some(span);
        }
        if missing > 0 {
            continue;
        }
        let parts = || last.iter().flatten();
        let start = parts().map(|part| part.start).min().unwrap_or(span.start);
        let end = parts().map(|part| part.end).max().unwrap_or(span.end);
        if end - start <= window {
            found.push(Together {
                whole: Span { start, end, inside: None },
                parts: parts().copied().collect(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::normal::normalise;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end, inside: None }
    }

    #[test]
    fn parts_join_within_the_gap_and_the_sentence() {
        let normal = normalise("a b c d. e f", &crate::risk::spelling::Spelling::default());
        let cases = [
            (vec![span(0, 1)], vec![span(2, 3)], 1, vec![span(0, 3)]),
            (vec![span(0, 1)], vec![span(3, 4)], 1, vec![]),
            (vec![span(0, 1), span(1, 2)], vec![span(3, 4)], 3, vec![span(1, 4)]),
            (vec![span(3, 4)], vec![span(5, 6)], 3, vec![]),
            (vec![span(2, 3)], vec![span(0, 1)], 3, vec![]),
        ];
        for (head, next, gap, expected) in cases {
            assert_eq!(
                follow(head.clone(), next.clone(), gap, &normal, &|_| None),
                expected,
                "{head:?} {next:?}"
            );
        }
    }

    #[test]
    fn a_word_in_a_gap_is_kept() {
        let normal = normalise("red no pain eye", &crate::risk::spelling::Spelling::default());
        let inside = |word: &str| (word == "no").then_some(3);
        let joined = follow(vec![span(0, 1)], vec![span(2, 3), span(3, 4)], 3, &normal, &inside);
        assert_eq!(joined.iter().map(|one| one.inside).collect::<Vec<_>>(), [Some(3), Some(3)]);
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
