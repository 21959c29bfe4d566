//! A compiled set of rules, and the reading of a text with it.
//!
//! The automaton sees every phrase of every rule in one pass; `matching` joins them, `context` lowers them. A match that
//! context lowers stays if the rule is an alert, and falls away if it is a check. Nothing here knows a medical word; how the
//! files become a set stands in `compile`.

use super::category::Category;
use super::context::{Context, ContextSpans, Scopes};
use super::data::RuleTier;
use super::language::Language;
use super::matching::{Cover, Span, follow, together};
use super::normal::{Normal, Spelling, normalise};
use super::{About, Assessment, Finding, RuleSetVersion, Tier};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;

/// Findings one rule may add: enough to show, few enough to read.
const MOST_OF_A_RULE: usize = 3;

/// A compiled set of rules.
pub struct RuleSet {
    pub(super) version: RuleSetVersion,
    pub(super) spelling: Spelling,
    pub(super) language: Language,
    pub(super) automaton: AhoCorasick,
    /// For each phrase of the automaton, the sequences and parts it serves.
    pub(super) uses: Vec<Vec<(u32, u8)>>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) contexts: Vec<Context>,
    pub(super) rules: Vec<Rule>,
}

/// A pattern: who asked for it, and the gap before each of its parts.
pub(super) struct Sequence {
    pub owner: Owner,
    pub gaps: Vec<usize>,
}

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

pub(super) struct Rule {
    pub id: String,
    pub category: Category,
    pub tier: RuleTier,
    pub why: String,
    /// Contexts that do not lower it.
    pub ignore: Vec<String>,
    /// Groups that must meet within a window of words.
    pub groups: usize,
    pub within: usize,
    /// Youngest and oldest it is for; none for anybody, of known age or not.
    pub ages: Option<(u16, u16)>,
}

/// What the automaton saw of one rule.
#[derive(Default)]
struct Seen {
    matches: Vec<Span>,
    except: Vec<Span>,
    groups: Vec<(Span, usize)>,
}

/// One phrase seen: sequence, part, words.
type Hit = (u32, u8, Span);

impl RuleSet {
    /// The version of the rules.
    pub fn version(&self) -> &RuleSetVersion {
        &self.version
    }

    /// Reads a message by the rules alone.
    pub fn assess(&self, text: &str, about: About) -> Assessment {
        let normal = normalise(text, &self.spelling);
        let mut findings = self.findings(&normal, about);
        findings.sort_by_key(|finding| {
            (std::cmp::Reverse(finding.tier), finding.lowered_by.is_some(), finding.category, finding.start)
        });
        let found = findings.iter().map(|finding| finding.tier).max();
        let unread = || self.language.unreadable(&normal).map(|why| Tier::Unassessed { why });
        let tier = found.or_else(unread).unwrap_or(Tier::None);
        Assessment { rules: self.version.clone(), tier, findings, reader: None, reads_like: None }
    }

    fn findings(&self, normal: &Normal, about: About) -> Vec<Finding> {
        let mut seen: BTreeMap<usize, Seen> = BTreeMap::new();
        let mut contexts = vec![ContextSpans::default(); self.contexts.len()];
        let mut breakers = Vec::new();
        for (owner, spans) in self.spans(normal) {
            let context = |contexts: &'_ mut Vec<ContextSpans>,
                           at: usize,
                           part: fn(&mut ContextSpans) -> &mut Vec<Span>| {
                if let Some(context) = contexts.get_mut(at) {
                    part(context).extend(&spans);
                }
            };
            match owner {
                Owner::Breaker => breakers.extend(&spans),
                Owner::Before(at) => context(&mut contexts, at, |context| &mut context.before),
                Owner::After(at) => context(&mut contexts, at, |context| &mut context.after),
                Owner::Unless(at) => context(&mut contexts, at, |context| &mut context.unless),
                Owner::Match(rule) => seen.entry(rule).or_default().matches.extend(&spans),
                Owner::Except(rule) => seen.entry(rule).or_default().except.extend(&spans),
                Owner::Group(rule, group) => {
                    seen.entry(rule).or_default().groups.extend(spans.iter().map(|span| (*span, group)));
                }
            }
        }
        let scopes = Scopes::new(&self.contexts, contexts, breakers);
        let of_rule = |(at, seen): (usize, Seen)| {
            self.rules.get(at).map(|rule| rule.findings(seen, &scopes, normal, about)).unwrap_or_default()
        };
        seen.into_iter().flat_map(of_rule).collect()
    }

    /// Every sequence found whole, with its owner.
    fn spans(&self, normal: &Normal) -> Vec<(Owner, Vec<Span>)> {
        let mut hits = self.hits(normal);
        hits.sort_unstable();
        let mut found = Vec::new();
        for of_sequence in hits.chunk_by(|one, other| one.0 == other.0) {
            let Some(sequence) = of_sequence.first().and_then(|hit| self.sequences.get(hit.0 as usize))
            else {
                continue;
            };
            let spans = sequence.join(of_sequence, normal);
            if !spans.is_empty() {
                found.push((sequence.owner, spans));
            }
        }
        found
    }

    /// What the automaton saw, of the sequences of which it saw every part. Most common words are part of many
    /// sequences and complete none, so they are let go before anything is sorted.
    fn hits(&self, normal: &Normal) -> Vec<Hit> {
        let mut parts_seen = vec![0_u16; self.sequences.len()];
        let mut phrases = Vec::new();
        for seen in self.automaton.find_overlapping_iter(&normal.text) {
            let Some(uses) = self.uses.get(seen.pattern().as_usize()) else { continue };
            for (sequence, part) in uses {
                if let Some(parts) = parts_seen.get_mut(*sequence as usize) {
                    *parts |= 1 << part;
                }
            }
            // A phrase begins with a space, and ends with one unless its last word goes on.
            let words =
                Span { start: normal.word_at(seen.start() + 1), end: normal.word_at(seen.end() - 2) + 1 };
            phrases.push((uses, words));
        }
        let whole = |sequence: u32| {
            let parts = parts_seen.get(sequence as usize);
            self.sequences.get(sequence as usize).map(Sequence::all_parts) == parts.copied()
        };
        let mut hits = Vec::new();
        for (uses, words) in phrases {
            hits.extend(
                uses.iter()
                    .filter(|(sequence, _)| whole(*sequence))
                    .map(|(sequence, part)| (*sequence, *part, words)),
            );
        }
        hits
    }
}

impl Sequence {
    /// A bit for each part.
    fn all_parts(&self) -> u16 {
        self.gaps.iter().fold(0, |bits, _| bits << 1 | 1)
    }

    fn join(&self, hits: &[Hit], normal: &Normal) -> Vec<Span> {
        let mut parts = hits.chunk_by(|one, other| one.1 == other.1);
        let mut joined: Vec<Span> = Vec::new();
        for (number, gap) in self.gaps.iter().enumerate() {
            let Some(part) = parts.next() else { return Vec::new() };
            if part.first().is_none_or(|hit| usize::from(hit.1) != number) {
                return Vec::new();
            }
            let spans: Vec<Span> = part.iter().map(|hit| hit.2).collect();
            joined = if number == 0 { spans } else { follow(joined, spans, *gap, normal) };
        }
        joined
    }
}

impl Rule {
    fn findings(&self, seen: Seen, scopes: &Scopes<'_>, normal: &Normal, about: About) -> Vec<Finding> {
        if !self.applies(about) {
            return Vec::new();
        }
        let except = Cover::new(seen.except);
        let alone = seen.matches.into_iter().map(|span| (span, vec![span]));
        let groups =
            if self.groups == 0 { Vec::new() } else { together(self.groups, seen.groups, self.within) };
        let joined = groups.into_iter().map(|found| (found.whole, found.parts));
        let mut found: Vec<(Option<&str>, Span)> = alone
            .chain(joined)
            .filter(|(span, _)| !except.overlaps(*span))
            .map(|(span, parts)| (parts.iter().find_map(|part| scopes.of(*part, &self.ignore, normal)), span))
            .filter(|(lowered, _)| lowered.is_none() || self.tier == RuleTier::Alert)
            .collect();
        // What stands as it is comes first, so that a lowered match can never hide one that is not.
        found.sort_unstable_by_key(|(lowered, span)| (lowered.is_some(), *span));
        let mut kept: Vec<(Option<&str>, Span)> = Vec::new();
        for (lowered, span) in found {
            let shown = kept.iter().any(|(_, other)| other.start < span.end && span.start < other.end);
            if !shown && kept.len() < MOST_OF_A_RULE {
                kept.push((lowered, span));
            }
        }
        kept.into_iter().map(|(lowered, span)| self.finding(lowered, span, normal)).collect()
    }

    fn applies(&self, about: About) -> bool {
        let within = |(least, most)| about.age.is_some_and(|age| least <= age && age <= most);
        self.ages.is_none_or(within)
    }

    fn finding(&self, lowered_by: Option<&str>, span: Span, normal: &Normal) -> Finding {
        let source = normal.source(span.start..span.end);
        let tier =
            if self.tier == RuleTier::Alert && lowered_by.is_none() { Tier::Alert } else { Tier::Check };
        Finding {
            rule: self.id.clone(),
            category: self.category,
            tier,
            start: source.start,
            end: source.end,
            lowered_by: lowered_by.map(str::to_owned),
            why: self.why.clone(),
        }
    }
}
