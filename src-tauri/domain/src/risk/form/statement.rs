//! How a question becomes the statement that its answer makes of it.
//!
//! "Have you had any thoughts of ending your life?", answered yes, is "I have had thoughts of ending my life"; "Do you feel
//! safe at home?", answered no, is "I don't feel safe at home". What asks ("any", "over the last two weeks") falls away, "you"
//! becomes "I"; every word that is left keeps its place.

use super::reading::{Kind, Reading};
use super::sort::{AUXILIARIES, Sort, is_example};
use super::words::{FormWords, begins_with, is_one_of, plain};
use std::ops::Range;

/// Whom a question may be about, in one word; after any other, one noun follows.
const PRONOUNS: [&str; 16] = [
    "you", "he", "she", "they", "it", "i", "we", "there", "anyone", "anybody", "someone", "somebody",
    "anything", "this", "that", "nobody",
];
/// Spans of time that are now.
const SPANS: [&str; 12] =
    ["day", "days", "week", "weeks", "fortnight", "month", "months", "hours", "hour", "24", "48", "night"];

/// A question, word by word.
pub(super) struct Question<'a> {
    pub(super) sentences: Vec<Vec<Token<'a>>>,
    /// What each sentence is for.
    pub(super) sorts: Vec<Sort>,
    is_open: bool,
    presumes: bool,
    /// What the headings above it and its own words say of when and of whom.
    about: Option<&'static str>,
    pub(super) words: &'a FormWords,
}

/// A word of a question and its place in the form.
#[derive(Clone)]
pub(super) struct Token<'a> {
    pub word: &'a str,
    pub lower: String,
    pub place: Range<usize>,
}

impl<'a> Question<'a> {
    /// Reads a question that stands at this place under these headings.
    pub fn read(question: &'a str, start: usize, headings: &[&str], words: &'a FormWords) -> Self {
        let sentences = sentences(question, start);
        let lines: Vec<String> = sentences.iter().map(|one| line(one)).collect();
        let sorts: Vec<Sort> = lines.iter().map(|line| Sort::of(line, words)).collect();
        let has = |sort: Sort| sorts.contains(&sort);
        let is_open = has(Sort::Open) && !has(Sort::Asks);
        let presumes = has(Sort::Asks) || lines.iter().any(|line| begins_with(&words.presumes, line));
        let about = about(question, headings, words);
        Self { sentences, sorts, is_open, presumes, about, words }
    }

    /// The sentences that an answer affirms or denies: not what is agreed to or warned of beside them.
    fn claims(&self) -> impl Iterator<Item = &Vec<Token<'a>>> {
        let beside = |sort: &Sort| matches!(sort, Sort::Consent | Sort::Warns);
        let only = self.sorts.iter().all(beside);
        let pairs = self.sentences.iter().zip(&self.sorts);
        pairs.filter(move |(_, sort)| only || !beside(sort)).map(|(sentence, _)| sentence)
    }

    /// Does it ask for words rather than for yes or no?
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Does any answer to it, but a denial, say that there is something of what it asks about?
    pub fn presumes(&self) -> bool {
        !self.is_open || self.presumes
    }

    /// Does it only ask for consent, or confirm what was read?
    pub fn is_consent(&self) -> bool {
        let all = self.sorts.iter().all(|sort| matches!(sort, Sort::Consent | Sort::Warns));
        all && self.sorts.contains(&Sort::Consent)
    }

    /// Its words in lower case.
    pub fn plain(&self) -> Vec<String> {
        self.sentences.iter().flatten().map(|token| token.lower.clone()).collect()
    }

    /// The statement that "Yes" makes of it.
    pub fn affirmed(&self, reading: &mut Reading) {
        for sentence in self.claims() {
            self.sentence(sentence, false, reading);
            reading.stop();
        }
    }

    /// Its words, for an answer that belongs to them.
    pub fn as_context(&self, reading: &mut Reading) {
        if let Some(about) = self.about {
            reading.push(about, 0..0, Kind::Added);
        }
        for sentence in &self.sentences {
            let tokens = without_asking(sentence);
            // "What is your temperature" is about the temperature, and imagines nothing.
            let asks = |token: &Token<'_>| matches!(token.lower.as_str(), "what" | "which" | "is" | "are");
            let lead = tokens.iter().take_while(|token| self.is_open && asks(token)).count();
            push_all(reading, tokens.get(lead..).unwrap_or_default(), false);
        }
    }

    /// Is it about the person now, by its words?
    pub fn is_of_now(&self) -> bool {
        self.about.is_none()
    }

    /// The same without examples in brackets: what was asked about, where the answer is neither yes nor no.
    pub fn asked_about(&self, reading: &mut Reading) {
        for sentence in self.claims() {
            self.sentence(without_examples(sentence), false, reading);
            reading.stop();
        }
    }

    /// The statement that "No" makes of it, with the word that denies marked; none where a denial says nothing.
    pub fn denied(&self) -> Option<Reading> {
        let mut reading = Reading::default();
        let mut says = false;
        for sentence in self.claims() {
            says |= self.sentence(sentence, true, &mut reading);
            reading.stop();
        }
        (says && self.about.is_none()).then_some(reading)
    }

    /// Adds one sentence; says whether it could be denied.
    fn sentence(&self, sentence: &[Token<'_>], denied: bool, reading: &mut Reading) -> bool {
        let mut tokens = without_asking(sentence);
        if tokens.is_empty() {
            return false;
        }
        if denied {
            tokens.extend(span(sentence).iter().cloned());
        }
        if let Some(about) = self.about {
            reading.push(about, 0..0, Kind::Added);
        }
        match subject(&tokens) {
            Some((subject, rest)) => {
                let Some(auxiliary) = tokens.first() else { return false };
                push_all(reading, subject, true);
                push_auxiliary(reading, auxiliary, subject, rest, denied);
                let able = denied && line(rest).starts_with("able to");
                push_all(reading, rest.get(if able { 2 } else { 0 }..).unwrap_or_default(), false);
                true
            }
            None => self.bare(&tokens, denied, reading),
        }
    }

    /// "Chest pain", "Able to swallow": no question by its words.
    fn bare(&self, tokens: &[Token<'_>], denied: bool, reading: &mut Reading) -> bool {
        let Some(first) = tokens.first() else { return false };
        let able = is_one_of(&self.words.able, &first.lower);
        let being = able || first.lower.ends_with("ing") || first.lower == "unable";
        let skip = if denied && line(tokens).starts_with("able to") { 2 } else { 0 };
        match (denied, skip, self.is_open) {
            (true, 2, _) => reading.push("i cant", 0..0, Kind::Denial),
            (true, _, _) => {
                reading.push(if being { "i am" } else { "i have" }, 0..0, Kind::Added);
                reading.push("not", 0..0, Kind::Denial);
            }
            (false, _, true) => {}
            (false, ..) => reading.push(if being { "i am" } else { "i have" }, 0..0, Kind::Added),
        }
        push_all(reading, tokens.get(skip..).unwrap_or_default(), false);
        able
    }
}

/// Of what has been, or of the family, by the headings and the question itself.
fn about(question: &str, headings: &[&str], words: &FormWords) -> Option<&'static str> {
    let all = |texts: &mut dyn Iterator<Item = &&str>| -> Vec<String> {
        texts.flat_map(|text| plain(text)).collect()
    };
    let above = all(&mut headings.iter());
    let own = plain(question);
    let has = |list: &[String], said: &[String]| said.iter().any(|word| is_one_of(list, word));
    if has(&words.family, &above) && above.iter().any(|word| word == "history") {
        return Some("family history of");
    }
    if has(&words.now, &own) {
        return None;
    }
    // "History" alone heads what is the matter now, too.
    let of_history =
        |said: &[String]| said.iter().any(|word| word == "history") && has(&words.histories, said);
    let past = |said: &[String]| (has(&words.past, said) || of_history(said)) && !has(&words.not_past, said);
    (past(&above) || past(&own)).then_some("history of")
}

/// The sentences of a question, each a list of its words.
fn sentences(question: &str, start: usize) -> Vec<Vec<Token<'_>>> {
    let mut sentences = vec![Vec::new()];
    let mut from = 0;
    for word in question.split_whitespace() {
        let at = question.get(from..).and_then(|rest| rest.find(word)).unwrap_or_default() + from;
        from = at + word.len();
        let lower = plain(word).join(" ");
        if lower.is_empty() || matches!(lower.as_str(), "yes no" | "y n") {
            continue;
        }
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let ends =
            word.ends_with(['?', '.', ':', '!', ';']) && !matches!(lower.as_str(), "e g" | "i e" | "eg");
        let place = start + at..start + at + bare.len();
        if let Some(sentence) = sentences.last_mut() {
            sentence.push(Token { word: bare, lower, place });
        }
        if ends {
            sentences.push(Vec::new());
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// The words without those that only ask: "any", "ever", "over the last two weeks", "how often".
pub(super) fn without_asking<'a, 'b>(sentence: &'b [Token<'a>]) -> Vec<Token<'a>> {
    let mut kept: Vec<Token<'a>> = Vec::with_capacity(sentence.len());
    let mut at = 0;
    while let Some(token) = sentence.get(at) {
        if matches!(token.lower.as_str(), "last" | "past" | "previous")
            && let Some(span) = (1..=3).rev().find(|ahead| is_span(sentence.get(at + ahead)))
        {
            while kept.last().is_some_and(|word| is_before_span(&word.lower)) {
                kept.pop();
            }
            at += span + 1;
            continue;
        }
        if !matches!(token.lower.as_str(), "any" | "ever" | "either" | "also" | "please" | "currently") {
            kept.push(token.clone());
        }
        at += 1;
    }
    let first = |kept: &[Token<'a>]| kept.first().map(|token| token.lower.clone()).unwrap_or_default();
    while matches!(first(&kept).as_str(), "and" | "so" | "on") && kept.len() > 1 {
        kept.remove(0);
    }
    if first(&kept) == "how"
        && let Some(auxiliary) = kept.iter().position(|token| AUXILIARIES.contains(&token.lower.as_str()))
    {
        let asking: Vec<Token<'a>> = kept.drain(..auxiliary).skip(1).collect();
        let nouns = asking.into_iter().filter(|token| !is_degree(&token.lower));
        let at = after_verb(&kept);
        kept.splice(at..at, nouns);
    }
    kept
}

/// Does it only ask how much of it there is?
fn is_degree(word: &str) -> bool {
    matches!(word, "often" | "much" | "many" | "bad" | "badly" | "severe" | "severely" | "of" | "frequently")
}

/// Behind the first verb of a question: "have you made | this week".
pub(super) fn after_verb(tokens: &[Token<'_>]) -> usize {
    let Some((subject, rest)) = subject(tokens) else { return tokens.len() };
    let auxiliaries = rest.iter().take_while(|token| token.lower == "been" || token.lower == "had").count();
    (1 + subject.len() + auxiliaries + 1).min(tokens.len())
}

/// A sentence as far as its examples: "(for example …", "such as …".
pub(super) fn without_examples<'t, 'a>(sentence: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let examples = sentence.iter().position(|token| token.word.starts_with('(') || is_example(&token.lower));
    sentence.get(..examples.unwrap_or(sentence.len())).unwrap_or_default()
}

/// For how long it has not been so: "24 hours" of "in the past 24 hours".
fn span<'t, 'a>(sentence: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let past = |token: &Token<'_>| matches!(token.lower.as_str(), "last" | "past" | "previous");
    let Some(at) = sentence.iter().position(past) else { return &[] };
    let length = (1..=3).rev().find(|ahead| is_span(sentence.get(at + ahead)));
    length.and_then(|length| sentence.get(at + 1..=at + length)).unwrap_or_default()
}

fn is_span(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| SPANS.contains(&token.lower.as_str()))
}

fn is_before_span(word: &str) -> bool {
    matches!(word, "in" | "over" | "during" | "within" | "for" | "the" | "at" | "your")
}

/// Whom a question that begins with an auxiliary is about, and the rest.
pub(super) fn subject<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(&'t [Token<'a>], &'t [Token<'a>])> {
    tokens.first().filter(|token| AUXILIARIES.contains(&token.lower.as_str()))?;
    let second = tokens.get(1)?;
    let long = match second.lower.as_str() {
        word if PRONOUNS.contains(&word) => 1,
        "your" | "the" | "his" | "her" | "their" | "my" => 2,
        // "Is painful", "Had a fall": no question after all.
        _ => return None,
    };
    (tokens.len() > long).then(|| tokens.get(1..).unwrap_or_default().split_at(long))
}

/// The auxiliary as it stands in a statement: "do" falls away, "are you" is "I am".
pub(super) fn push_auxiliary(
    reading: &mut Reading,
    auxiliary: &Token<'_>,
    subject: &[Token<'_>],
    rest: &[Token<'_>],
    denied: bool,
) {
    let whom = subject.first().map(|token| token.lower.as_str()).unwrap_or_default();
    let word = auxiliary.lower.as_str();
    if denied {
        let able = line(rest).starts_with("able to");
        let words = match word {
            _ if able => "cant",
            "do" => "dont",
            "does" => "doesnt",
            "did" => "didnt",
            "have" => "havent",
            "has" => "hasnt",
            "had" => "hadnt",
            "are" | "am" if whom == "you" => "am not",
            "are" => "arent",
            "is" => "isnt",
            "can" => "cant",
            "could" => "couldnt",
            _ => "not",
        };
        reading.push(words, auxiliary.place.clone(), Kind::Denial);
        return;
    }
    let words = match word {
        "do" | "does" | "did" => return,
        "are" if whom == "you" => "am",
        "were" if whom == "you" => "was",
        same => same,
    };
    reading.push(words, auxiliary.place.clone(), Kind::Added);
}

/// Adds words as the patient would say them of themselves.
pub(super) fn push_all(reading: &mut Reading, tokens: &[Token<'_>], as_subject: bool) {
    for (number, token) in tokens.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|at| tokens.get(at)).map(|one| one.lower.as_str());
        let after = tokens.get(number + 1).map(|one| one.lower.as_str());
        let words = match token.lower.as_str() {
            "you" if as_subject || is_doer(before, after) => "i",
            "you" => "me",
            "your" => "my",
            "yours" => "mine",
            "yourself" => "myself",
            "youre" => "i am",
            "youve" => "i have",
            "youd" => "i would",
            _ => token.word,
        };
        reading.push(words, token.place.clone(), Kind::Asked);
    }
}

/// Does "you" do something here, rather than have it done to them?
fn is_doer(before: Option<&str>, after: Option<&str>) -> bool {
    let joins = |word: &str| {
        matches!(
            word,
            "that" | "when" | "if" | "where" | "because" | "which" | "than" | "whether" | "what" | "how"
        ) || AUXILIARIES.contains(&word)
    };
    let acts = |word: &str| {
        AUXILIARIES.contains(&word)
            || matches!(word, "feel" | "felt" | "might" | "may" | "want" | "need" | "were" | "think")
    };
    before.is_none_or(joins) || after.is_some_and(acts)
}

pub(super) fn line(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| token.lower.as_str()).collect::<Vec<_>>().join(" ")
}
