//! Reads a form for danger, pair by pair: what each answer makes of its own question, and of no other.
//!
//! "No" silences the words of its question alone; "Yes", a degree or a score above nothing makes the question a statement;
//! other words are read as they stand, with the question as what they are about. The words of a question never alarm by
//! themselves. What neither affirms nor denies a question about danger is a check, never an alert. Findings are told at
//! their place in the form's text. The vocabulary stands in `rules/form.toml`; how a question becomes a statement, in `statement`.

mod pairs;
mod reading;
mod sort;
mod stance;
mod stands;
mod statement;
mod words;
mod written;

use super::assessment::{About, Assessment, Finding, Tier, WhyUnassessed};
use super::set::RuleSet;
use crate::message::form::{Form, Telling};
use pairs::{Denied, Net, Pairs};
use reading::{Kind, Reading};
use std::ops::Range;
pub(super) use words::FormWords;

/// What lowers a danger that is asked about, where the answer is neither yes nor no.
const NEITHER: &str = "FORM-1";
/// Findings one rule may add in a form.
const MOST_OF_A_RULE: usize = 3;

impl RuleSet {
    /// Reads a message by the rules alone, with the words that somebody stands behind. Questions that were answered in it
    /// are read pair by pair.
    pub(super) fn assess_words(&self, text: &str, about: About) -> (Assessment, String) {
        match written::pairs_in(text, &self.form) {
            Some(pairs) => self.assess_form(&written::telling(text, &pairs), about),
            None => (self.assess(text, about), text.to_owned()),
        }
    }

    /// Reads a form by the rules alone; also gives the words that somebody stands behind, for the second reader.
    pub(super) fn assess_form(&self, told: &Telling<'_>, about: About) -> (Assessment, String) {
        let pairs = Pairs::read(told, &self.form);
        let conditions = pairs.conditions.iter().fold(about.conditions, |all, one| all.with(*one));
        let about = About { conditions, ..about };
        let mut findings = self.in_reading(&pairs.stated, about, |_| true);
        for reading in &pairs.in_a_row {
            add(&mut findings, self.in_reading(reading, about, |_| true));
        }
        for reading in &pairs.in_context {
            let met = |kinds: &[Kind]| kinds.contains(&Kind::Said) && kinds.contains(&Kind::Asked);
            add(&mut findings, self.in_reading(reading, about, met));
        }
        for denied in &pairs.denied {
            add(&mut findings, self.in_denial(denied, about));
        }
        for reading in &pairs.denials {
            let found = self.in_reading(reading, about, |_| true).into_iter();
            add(&mut findings, found.filter(|one| one.lowered_by.is_none()).collect());
        }
        for reading in &pairs.neither {
            let found = self.in_reading(reading, about, |kinds| kinds.contains(&Kind::Asked));
            let alerts = found.into_iter().filter(|one| one.tier == Tier::Alert || one.lowered_by.is_some());
            add(&mut findings, alerts.map(lowered).collect());
        }
        for net in &pairs.negated {
            add(&mut findings, self.in_net(net, about));
        }
        for net in &pairs.net {
            let met =
                |one: &Finding| (one.start as usize) < net.place.end && net.place.start < one.end as usize;
            let asks_for_yes =
                || net.denied.as_ref().is_some_and(|denied| !self.in_denial(denied, about).is_empty());
            if !findings.iter().any(met) && !asks_for_yes() {
                add(&mut findings, self.in_net(net, about));
            }
        }
        findings.sort_by_key(Finding::order);
        let found = findings.iter().map(|finding| finding.tier).max();
        let unread = || self.unread(&pairs).map(|why| Tier::Unassessed { why });
        let tier = found.or_else(unread).unwrap_or(Tier::None);
        let assessment =
            Assessment { rules: self.version().clone(), tier, findings, reader: None, reads_like: None };
        (assessment, pairs.stated.text)
    }

    /// What a denial itself says: nothing, where it is the question that speaks of danger.
    fn in_denial(&self, denied: &Denied, about: About) -> Vec<Finding> {
        let denies = |kinds: &[Kind]| kinds.contains(&Kind::Denial);
        let found = self.in_reading(&denied.denial, about, denies).into_iter();
        let found: Vec<Finding> = found.filter(|one| one.lowered_by.is_none()).collect();
        let asks_of_danger = || {
            let asked = self.found_in(&denied.affirmed.text, about);
            asked.iter().any(|one| one.lowered_by.is_none())
        };
        match found.is_empty() || asks_of_danger() {
            true => Vec::new(),
            false if denied.is_sure => found,
            false => found.into_iter().map(lowered).collect(),
        }
    }

    /// What a question says by its words as they stand, as checks; of one put in the negative, what its negation is not part of.
    fn in_net(&self, net: &Net, about: About) -> Vec<Finding> {
        let found = self.in_reading(&net.asked, about, |_| true).into_iter();
        let counts = |one: &Finding| {
            let outside =
                |word: &Range<usize>| word.start < one.start as usize || one.end as usize <= word.start;
            let negated = net.negations.is_empty() || net.negations.iter().any(outside);
            negated && (net.with_lowered || one.lowered_by.is_none())
        };
        found.filter(counts).map(lowered).collect()
    }

    /// What the rules find in a reading, at its place in the form, where its kinds of words are of interest.
    fn in_reading(
        &self,
        reading: &Reading,
        about: About,
        is_wanted: impl Fn(&[Kind]) -> bool,
    ) -> Vec<Finding> {
        let found = self.found_in(&reading.text, about).into_iter();
        found
            .filter_map(|finding| {
                let (kinds, place) = reading.at(finding.start as usize..finding.end as usize)?;
                let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
                is_wanted(&kinds).then(|| Finding { start: at(place.start), end: at(place.end), ..finding })
            })
            .collect()
    }

    /// Why the form cannot be read, if it cannot: by what people wrote, by what they were asked, or for want of any words.
    fn unread(&self, pairs: &Pairs) -> Option<WhyUnassessed> {
        let foreign = |text: &str| self.unreadable(text) == Some(WhyUnassessed::Language);
        let words = |text: &str| text.split_whitespace().count();
        let long = |text: &&String| words(text) >= 6;
        let own = &pairs.own_words;
        let written = foreign(&own.join(". ")) || own.iter().filter(long).any(|text| foreign(text));
        // A list of names has no common words; only words of another language tell it from English.
        let asked = |(text, is_denied): &(String, bool)| {
            let is_list = *is_denied || text.matches([',', '/', ';', '(']).count() > 1;
            let common = if is_list && words(text) > 5 {
                "the ".repeat(words(text).div_ceil(8))
            } else {
                String::new()
            };
            words(text) > 2 && foreign(&format!("{common}{text}")) || is_script_foreign(text, &foreign)
        };
        if written || pairs.asked_words.iter().any(asked) {
            return Some(WhyUnassessed::Language);
        }
        (pairs.is_unread && !pairs.is_read).then_some(WhyUnassessed::NoWords)
    }
}

/// Is it in another script? Whatever common words stand around, for there are no more of them than letters.
fn is_script_foreign(text: &str, foreign: &impl Fn(&str) -> bool) -> bool {
    text.split_whitespace()
        .any(|word| word.chars().any(|c| c.is_alphabetic() && c > '\u{24f}') && foreign(word))
}

/// A finding as the check that is made of it where the answer is neither yes nor no.
fn lowered(found: Finding) -> Finding {
    Finding { tier: Tier::Check, lowered_by: Some(NEITHER.to_owned()), ..found }
}

/// Adds what was not found before at the same place, as long as one rule does not crowd out the others.
fn add(findings: &mut Vec<Finding>, more: Vec<Finding>) {
    for one in more {
        let same = |other: &&Finding| other.rule == one.rule;
        let overlaps = |other: &Finding| other.start < one.end && one.start < other.end;
        let shown = findings.iter().filter(same).any(|other| overlaps(other) && other.tier >= one.tier);
        let as_grave = findings.iter().filter(same).filter(|other| other.tier >= one.tier).count();
        if !shown && as_grave < MOST_OF_A_RULE {
            findings.push(one);
        }
    }
}

/// The text of a form as it was told, if this is that text.
pub(super) fn told<'a>(form: Option<&'a Form>, text: &str) -> Option<Telling<'a>> {
    form?.telling_as(text)
}

#[cfg(test)]
mod tests;
