//! From the rule files to one automaton.
//!
//! Every phrase of every pattern goes in once, and leads back to the patterns it serves. Ids are unique and every file is
//! dated, or nothing loads. The version is the release with a digest of the data, so that an assessment kept for years
//! names exactly the rules it was made by.

use super::assessment::RuleSetVersion;
use super::clauses::ClauseWords;
use super::context::Context;
use super::data::{self, BadRules, ContextFile, RuleData, RuleFile, WordFile};
use super::form::FormWords;
use super::language::Language;
use super::normal::normalise;
use super::pattern::{self, Lists};
use super::scan::{Owner, Patterns, Phrases, Sequence, Use};
use super::set::{Rule, RuleSet};
use super::spelling::Spelling;
use crate::derive_uuid;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Raise it when the way of reading changes, not only the data.
const RELEASE: u32 = 4;

const WORDS: &str = include_str!("../../rules/words.toml");
const CONTEXT: &str = include_str!("../../rules/context.toml");
const FORM: &str = include_str!("../../rules/form.toml");
const FILES: [(&str, &str); 11] = [
    ("self-harm.toml", include_str!("../../rules/self-harm.toml")),
    ("violence.toml", include_str!("../../rules/violence.toml")),
    ("heart-lungs.toml", include_str!("../../rules/heart-lungs.toml")),
    ("brain.toml", include_str!("../../rules/brain.toml")),
    ("infection-blood.toml", include_str!("../../rules/infection-blood.toml")),
    ("body.toml", include_str!("../../rules/body.toml")),
    ("pregnancy.toml", include_str!("../../rules/pregnancy.toml")),
    ("accidents.toml", include_str!("../../rules/accidents.toml")),
    ("indirect.toml", include_str!("../../rules/indirect.toml")),
    ("clinicians.toml", include_str!("../../rules/clinicians.toml")),
    ("same-day.toml", include_str!("../../rules/same-day.toml")),
];

impl RuleSet {
    /// The rules of this version.
    pub fn built_in() -> Result<Self, BadRules> {
        Self::compile(WORDS, CONTEXT, &FILES)
    }

    /// Compiles a set from its files.
    pub(super) fn compile(words: &str, context: &str, files: &[(&str, &str)]) -> Result<Self, BadRules> {
        let word_file: WordFile = data::read("words.toml", words)?;
        let mut builder = Builder::new(&word_file);
        let contexts: ContextFile = data::read("context.toml", context)?;
        builder.add_contexts(&contexts)?;
        for (name, text) in files {
            builder.add_rules(name, &data::read(name, text)?)?;
        }
        let all = [words, context, FORM].into_iter().chain(files.iter().map(|(_, text)| *text));
        let version = version(&all.collect::<Vec<_>>());
        builder.finish(version, ClauseWords::new(&contexts.clauses), FormWords::read(FORM)?)
    }
}

fn version(texts: &[&str]) -> RuleSetVersion {
    // A checkout may turn line ends around; the rules are the same.
    let texts: Vec<String> = texts.iter().map(|text| text.replace('\r', "")).collect();
    let digest = derive_uuid("risk-rules", &texts.iter().map(String::as_bytes).collect::<Vec<_>>());
    RuleSetVersion(format!("{RELEASE}-{}", digest.simple().to_string().chars().take(8).collect::<String>()))
}

/// Gathers phrases and sequences before the automaton is built.
struct Builder<'a> {
    words: &'a WordFile,
    lists: &'a Lists,
    spelling: Spelling,
    /// Each phrase, and the sequences and parts it serves.
    phrases: FxHashMap<String, Vec<Use>>,
    sequences: Vec<Sequence>,
    contexts: Vec<Context>,
    inside: FxHashMap<String, u8>,
    rules: Vec<Rule>,
    ids: BTreeSet<String>,
}

impl<'a> Builder<'a> {
    fn new(words: &'a WordFile) -> Self {
        Self {
            words,
            lists: &words.lists,
            spelling: Spelling::new(words),
            phrases: FxHashMap::default(),
            sequences: Vec::new(),
            contexts: Vec::new(),
            inside: FxHashMap::default(),
            rules: Vec::new(),
            ids: BTreeSet::new(),
        }
    }

    fn add_contexts(&mut self, file: &ContextFile) -> Result<(), BadRules> {
        check_dates("context.toml", &file.about)?;
        let lists = self.joined(&file.lists);
        self.add_all("breakers", &file.breakers, Owner::Breaker, &lists)?;
        for context in &file.contexts {
            self.claim(&context.id)?;
            let at = self.contexts.len();
            let number = u8::try_from(at).map_err(|_| BadRules::TooLarge)?;
            self.inside.extend(context.inside.iter().map(|word| (word.clone(), number)));
            self.contexts.push(Context {
                id: context.id.clone(),
                reach: context.reach,
                ends_at: context.ends_at,
            });
            self.add_all(&context.id, &context.before, Owner::Before(at), &lists)?;
            self.add_all(&context.id, &context.after, Owner::After(at), &lists)?;
            self.add_all(&context.id, &context.unless, Owner::Unless(at), &lists)?;
        }
        Ok(())
    }

    fn add_rules(&mut self, name: &str, file: &RuleFile) -> Result<(), BadRules> {
        check_dates(name, &file.about)?;
        let lists = self.joined(&file.lists);
        for rule in &file.rules {
            self.claim(&rule.id)?;
            self.add_rule(name, rule, &lists)?;
        }
        Ok(())
    }

    fn add_rule(&mut self, file: &str, rule: &RuleData, lists: &Lists) -> Result<(), BadRules> {
        let refused = |why: String| BadRules::File { file: file.to_owned(), why };
        let category =
            rule.category().ok_or_else(|| refused(format!("{}: no category {}", rule.id, rule.category)))?;
        if rule.patterns.is_empty() && rule.together.len() < 2 {
            return Err(refused(format!("{} has no pattern", rule.id)));
        }
        if !rule.is_reviewable() {
            return Err(refused(format!(
                "{}: version, rationale and source are needed, and dates in order",
                rule.id
            )));
        }
        if let Some(unknown) = rule.ignore.iter().find(|id| !self.contexts.iter().any(|one| one.id == **id)) {
            return Err(refused(format!("{}: no context {unknown}", rule.id)));
        }
        let at = self.rules.len();
        self.add_all(&rule.id, &rule.patterns, Owner::Match(at), lists)?;
        self.add_all(&rule.id, &rule.except, Owner::Except(at), lists)?;
        for (group, patterns) in rule.together.iter().enumerate() {
            self.add_all(&rule.id, patterns, Owner::Group(at, group), lists)?;
        }
        let aged = rule.min_age.is_some() || rule.max_age.is_some();
        self.rules.push(Rule {
            id: rule.id.clone(),
            category,
            tier: rule.tier,
            why: rule.why.clone(),
            ignore: rule.ignore.clone(),
            groups: rule.together.len(),
            within: rule.within,
            known: rule.known,
            ages: aged.then(|| (rule.min_age.unwrap_or(0), rule.max_age.unwrap_or(u16::MAX))),
        });
        Ok(())
    }

    fn add_all(
        &mut self,
        id: &str,
        patterns: &[String],
        owner: Owner,
        lists: &Lists,
    ) -> Result<(), BadRules> {
        patterns.iter().try_for_each(|text| {
            // A list that stands alone may have gaps in its own patterns: each is a pattern of its own.
            let named = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
            if let Some(list) = named.and_then(|name| lists.get(name)) {
                return self.add_all(id, list, owner, lists);
            }
            let pattern = pattern::parse(text, lists).map_err(|why| BadRules::Pattern {
                rule: id.to_owned(),
                pattern: text.clone(),
                why,
            })?;
            self.add(owner, &pattern);
            Ok(())
        })
    }

    fn add(&mut self, owner: Owner, pattern: &pattern::Pattern) {
        let sequence = u32::try_from(self.sequences.len()).unwrap_or(u32::MAX);
        for (number, part) in (0_u8..).zip(&pattern.parts) {
            for phrase in &part.phrases {
                self.phrases.entry(self.as_read(phrase)).or_default().push((sequence, number));
            }
        }
        let gaps = pattern.parts.iter().map(|part| part.gap).collect();
        self.sequences.push(Sequence { owner, gaps });
    }

    /// A phrase the way a text is read: the same spelling, a space before, and one after unless the word goes on.
    fn as_read(&self, phrase: &str) -> String {
        match phrase.strip_suffix('*') {
            Some(stem) => normalise(stem, &self.spelling).text.trim_end().to_owned(),
            None => normalise(phrase, &self.spelling).text,
        }
    }

    fn claim(&mut self, id: &str) -> Result<(), BadRules> {
        if self.ids.insert(id.to_owned()) { Ok(()) } else { Err(BadRules::Twice(id.to_owned())) }
    }

    /// The lists of `words.toml` with a file's own.
    fn joined(&self, own: &Lists) -> Lists {
        self.lists.iter().chain(own).map(|(name, list)| (name.clone(), list.clone())).collect()
    }

    fn finish(
        self,
        version: RuleSetVersion,
        clauses: ClauseWords,
        form: FormWords,
    ) -> Result<RuleSet, BadRules> {
        let mut phrases: Vec<(String, Vec<Use>)> = self.phrases.into_iter().collect();
        phrases.sort_unstable();
        let words = phrases.iter().flat_map(|(phrase, _)| phrase.split_whitespace().map(str::to_owned));
        let spelling = self.spelling.guessing(self.words, words);
        let of_rules = phrases.iter().flat_map(|(phrase, _)| phrase.split_whitespace().map(str::to_owned));
        let plain = self.words.spelling.keys().flat_map(|word| word.split(' ').map(str::to_owned));
        let language = Language::new(&self.words.language, of_rules.chain(plain).chain(form.of_answers()));
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(phrases.iter().map(|(phrase, _)| phrase))
            .map_err(|_| BadRules::TooLarge)?;
        let mut of_automaton = Phrases::default();
        for (phrase, mut uses) in phrases {
            // Two spellings of one pattern may become the same phrase.
            uses.dedup();
            of_automaton.push(&phrase, uses);
        }
        Ok(RuleSet {
            version,
            spelling,
            language,
            patterns: Patterns {
                automaton,
                phrases: of_automaton,
                all_parts: self.sequences.iter().map(Sequence::all_parts).collect(),
                sequences: self.sequences,
                inside: self.inside,
            },
            contexts: self.contexts,
            clauses,
            rules: self.rules,
            form,
        })
    }
}

fn check_dates(file: &str, about: &data::About) -> Result<(), BadRules> {
    let why = || "version, source, reviewed and review_by are needed".to_owned();
    if about.is_dated() { Ok(()) } else { Err(BadRules::File { file: file.to_owned(), why: why() }) }
}
