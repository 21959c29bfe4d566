//! A compiled set of rules, and the reading of a text with it.
//!
//! `scan` sees the patterns, `matching` joins groups, `context` lowers. A match that context lowers stays if the rule is an
//! alert, and falls away if it is a check; so does one that stands far apart in a text too long to be joined closely. Nothing
//! here knows a medical word; how the files become a set stands in `compile`.

use super::assessment::{About, Assessment, Finding, RuleSetVersion, Tier, WhyUnassessed};
use super::category::Category;
use super::clauses::ClauseWords;
use super::condition::Condition;
use super::context::{Context, ContextSpans, Scopes};
use super::data::RuleTier;
use super::form::FormWords;
use super::language::Language;
use super::matching::{Cover, Span, Together, together};
use super::normal::{Normal, normalise};
use super::scan::{Owner, Patterns};
use super::spelling::Spelling;
use std::collections::BTreeMap;

/// Findings one rule may add: enough to show, few enough to read.
const MOST_OF_A_RULE: usize = 3;
/// What lowers a match whose parts stand in a text too long to be read closely, and the finding that says so.
const FAR: &str = "LONG-1";

/// A compiled set of rules.
pub struct RuleSet {
    pub(super) version: RuleSetVersion,
    pub(super) spelling: Spelling,
    pub(super) language: Language,
    pub(super) patterns: Patterns,
    pub(super) contexts: Vec<Context>,
    pub(super) clauses: ClauseWords,
    pub(super) rules: Vec<Rule>,
    pub(super) form: FormWords,
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
    /// Stands for the first group if the record knows of it.
    pub known: Option<Condition>,
    /// Youngest and oldest it is for; none for anybody, of known age or not.
    pub ages: Option<(u16, u16)>,
}

/// What was seen of one rule.
#[derive(Default)]
struct RuleMatches {
    matches: Vec<Span>,
    except: Vec<Span>,
    groups: Vec<(Span, usize)>,
    /// Matches and groups, far apart in a long text.
    far: Vec<(Span, Option<usize>)>,
}

impl RuleSet {
    /// The version of the rules.
    pub fn version(&self) -> &RuleSetVersion {
        &self.version
    }

    /// Reads a message by the rules alone.
    pub fn assess(&self, text: &str, about: About) -> Assessment {
        let normal = normalise(text, &self.spelling);
        let mut findings = self.findings(&normal, about);
        findings.sort_by_key(Finding::order);
        let found = findings.iter().map(|finding| finding.tier).max();
        let unread = || self.language.unreadable(&normal).map(|why| Tier::Unassessed { why });
        let tier = found.or_else(unread).unwrap_or(Tier::None);
        Assessment { rules: self.version.clone(), tier, findings, reader: None, reads_like: None }
    }

    /// What the rules find in a text.
    pub(super) fn found_in(&self, text: &str, about: About) -> Vec<Finding> {
        self.findings(&normalise(text, &self.spelling), about)
    }

    /// Why a text cannot be read, if it cannot.
    pub(super) fn unreadable(&self, text: &str) -> Option<WhyUnassessed> {
        self.language.unreadable(&normalise(text, &self.spelling))
    }

    fn findings(&self, normal: &Normal, about: About) -> Vec<Finding> {
        let scan = self.patterns.scan(normal);
        let mut seen: BTreeMap<usize, RuleMatches> = BTreeMap::new();
        let mut contexts = vec![ContextSpans::default(); self.contexts.len()];
        let mut breakers = Vec::new();
        for (owner, spans) in scan.found {
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
        for (owner, span) in scan.far {
            match owner {
                Owner::Match(rule) => seen.entry(rule).or_default().far.push((span, None)),
                Owner::Group(rule, group) => seen.entry(rule).or_default().far.push((span, Some(group))),
                _ => {}
            }
        }
        let scopes = Scopes::new(&self.contexts, &self.clauses, contexts, breakers);
        let of_rule = |(at, seen): (usize, RuleMatches)| {
            self.rules.get(at).map(|rule| rule.findings(seen, &scopes, normal, about)).unwrap_or_default()
        };
        seen.into_iter().flat_map(of_rule).chain(scan.rest.map(|word| unread(word, normal))).collect()
    }
}

/// Says where close reading of a long text ended.
fn unread(word: usize, normal: &Normal) -> Finding {
    let source = normal.source(word..word + 1);
    Finding {
        rule: FAR.to_owned(),
        category: Category::Other,
        tier: Tier::Check,
        start: source.start,
        end: source.end,
        lowered_by: None,
        why: "Too long to be read closely: please read all of it".to_owned(),
    }
}

impl Rule {
    fn findings(
        &self,
        seen: RuleMatches,
        scopes: &Scopes<'_>,
        normal: &Normal,
        about: About,
    ) -> Vec<Finding> {
        let nothing = seen.matches.is_empty() && seen.groups.is_empty() && seen.far.is_empty();
        if nothing || !self.applies(about) {
            return Vec::new();
        }
        let far = self.far(&seen);
        let except = Cover::new(seen.except);
        let lowered_by =
            |parts: &[Span]| parts.iter().find_map(|part| scopes.of(*part, &self.ignore, normal));
        let joined = self.together(seen.groups, about);
        let mut found: Vec<(Option<&str>, Span)> = Vec::new();
        found.extend(
            seen.matches
                .iter()
                .filter(|span| !except.overlaps(**span))
                .map(|span| (lowered_by(std::slice::from_ref(span)), *span)),
        );
        found.extend(
            joined
                .iter()
                .filter(|one| !except.overlaps(one.whole))
                .map(|one| (lowered_by(&one.parts), one.whole)),
        );
        found.extend(far.map(|span| (Some(FAR), span)));
        found.retain(|(lowered, _)| lowered.is_none() || self.tier == RuleTier::Alert);
        // What stands as it is comes first, so that a lowered match can never hide one that is not.
        found.sort_unstable_by_key(|(lowered, span)| (lowered.is_some(), *span));
        let mut kept: Vec<(Option<&str>, Span)> = Vec::new();
        for (lowered, span) in found {
            let shown = kept.iter().any(|(_, other)| other.start < span.end && span.start < other.end);
            if !shown {
                kept.push((lowered, span));
            }
            if kept.len() == MOST_OF_A_RULE {
                break;
            }
        }
        kept.into_iter().map(|(lowered, span)| self.finding(lowered, span, normal)).collect()
    }

    /// Where the groups meet; what the record knows stands for the first.
    fn together(&self, mut seen: Vec<(Span, usize)>, about: About) -> Vec<Together> {
        let taken_as_read = self.known.is_some_and(|condition| about.conditions.has(condition));
        if self.groups == 0 {
            return Vec::new();
        }
        if !taken_as_read {
            return together(self.groups, seen, self.within);
        }
        seen.retain(|(_, group)| *group > 0);
        seen.iter_mut().for_each(|(_, group)| *group -= 1);
        together(self.groups - 1, seen, self.within)
    }

    /// A match whose parts, or a meeting whose groups, stand somewhere in a text too long to be joined closely.
    fn far(&self, seen: &RuleMatches) -> Option<Span> {
        let alone = seen.far.iter().find(|(_, group)| group.is_none());
        let has = |group: usize| {
            seen.groups.iter().any(|(_, one)| *one == group)
                || seen.far.iter().any(|(_, one)| *one == Some(group))
        };
        let meeting = || seen.far.first().filter(|_| self.groups > 0 && (0..self.groups).all(has));
        alone.or_else(meeting).map(|(span, _)| *span)
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
