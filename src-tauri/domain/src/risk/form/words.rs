//! `rules/form.toml`, made ready.

use super::super::condition::Condition;
use super::super::data::{self, BadRules};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The vocabulary of forms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct FormWords {
    pub about: data::About,
    pub denies: Vec<String>,
    pub plain: Vec<String>,
    pub not_asked: Vec<String>,
    pub unsure: Vec<String>,
    pub affirms: Vec<String>,
    pub graded: Vec<String>,
    pub open: Vec<String>,
    pub presumes: Vec<String>,
    pub consents: Vec<String>,
    pub confirms: Vec<String>,
    pub warns: Vec<String>,
    pub emergency: Vec<String>,
    pub care: Vec<String>,
    pub negates: Vec<String>,
    pub none_of: Vec<String>,
    pub stays: Vec<String>,
    pub denying: Vec<String>,
    pub yet: Vec<String>,
    pub fully: Vec<String>,
    pub able: Vec<String>,
    pub past: Vec<String>,
    pub histories: Vec<String>,
    pub not_past: Vec<String>,
    pub now: Vec<String>,
    pub family: Vec<String>,
    pub conditions: Conditions,
}

/// What stands for each condition.
#[derive(Deserialize)]
#[serde(transparent)]
pub(in super::super) struct Conditions(BTreeMap<String, Vec<String>>);

impl FormWords {
    /// Reads the file.
    pub fn read(text: &str) -> Result<Self, BadRules> {
        let words: Self = data::read("form.toml", text)?;
        let bad = |why: &str| BadRules::File { file: "form.toml".to_owned(), why: why.to_owned() };
        if !words.about.is_dated() {
            return Err(bad("version, source, reviewed and review_by are needed"));
        }
        if words.conditions.0.keys().any(|name| condition(name).is_none()) {
            return Err(bad("a condition that no rule knows"));
        }
        Ok(words)
    }

    /// Every word that an answer may be made of.
    pub fn of_answers(&self) -> impl Iterator<Item = String> + '_ {
        let all = [&self.denies, &self.not_asked, &self.unsure, &self.affirms, &self.graded, &self.yet];
        all.into_iter().flatten().flat_map(|phrase| phrase.split(' ').map(str::to_owned))
    }

    /// What a statement tells of the person.
    pub fn conditions(&self, statement: &str) -> Vec<Condition> {
        let statement = format!(" {} ", plain(statement).join(" "));
        let said = |phrases: &Vec<String>| phrases.iter().any(|one| statement.contains(&format!(" {one} ")));
        let told = self.conditions.0.iter().filter(|(_, phrases)| said(phrases));
        told.filter_map(|(name, _)| condition(name)).collect()
    }
}

fn condition(name: &str) -> Option<Condition> {
    Some(match name {
        "pregnant" => Condition::Pregnant,
        "postnatal" => Condition::Postnatal,
        "diabetic" => Condition::Diabetic,
        "anticoagulated" => Condition::Anticoagulated,
        "immunosuppressed" => Condition::Immunosuppressed,
        _ => return None,
    })
}

/// The words of a text in lower case, without apostrophes and punctuation.
pub(super) fn plain(text: &str) -> Vec<String> {
    let text: String = text.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’' | '‘')).collect();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Is one of these the whole of the words?
pub(super) fn is_one_of(phrases: &[String], words: &str) -> bool {
    phrases.iter().any(|phrase| phrase == words)
}

/// Do the words begin with one of these?
pub(super) fn begins_with(phrases: &[String], words: &str) -> bool {
    let follows = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    phrases.iter().any(|phrase| words.strip_prefix(phrase.as_str()).is_some_and(follows))
}
