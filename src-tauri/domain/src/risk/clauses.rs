//! Where a clause with its own subject begins: "no appointments | and my chest pain is worse".
//!
//! A denial, or what was long ago, reaches no farther than the clause it stands in. A new clause is seen by its subject and,
//! for a noun, its verb; how it is joined to the one before says how much it cuts off. What hangs on a word of thinking, asking
//! or condition ("I don't think I have chest pain", "if I get ...") is no clause of its own. One pass, linear in the text.

use super::data::Opening;
use super::normal::{Normal, STOP};

/// The clauses of a text, by the word each begins with.
pub(super) struct Clauses {
    openings: Vec<(usize, Opening)>,
}

/// Subjects by themselves.
const PERSONS: &[&str] = &["i", "he", "she", "they", "we", "you"];
/// Subjects where a verb follows at once.
const THINGS: &[&str] = &["it", "there", "this", "that", "everything", "nobody", "somebody"];
/// Relations: subjects with a verb after them, with or without a word before.
const RELATIONS: &[&str] = &[
    "mum",
    "dad",
    "gran",
    "grandad",
    "husband",
    "wife",
    "son",
    "daughter",
    "baby",
    "partner",
    "brother",
    "sister",
    "friend",
    "child",
    "kid",
    "boyfriend",
    "girlfriend",
    "uncle",
    "aunt",
    "neighbour",
    "toddler",
    "boy",
    "girl",
];
/// What begins a noun that may be a subject.
const BEFORE_NOUNS: &[&str] = &["my", "his", "her", "our", "their", "the", "a", "an", "one", "both"];
/// How many words a noun and what describes it may have.
const LONGEST_NOUN: usize = 4;
/// What joins two clauses.
const JOINING: &[&str] = &["and", "so", "plus", "also", "or"];
/// Verbs that stand with a subject.
const VERBS: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "am",
    "has",
    "have",
    "had",
    "feels",
    "feel",
    "keeps",
    "keep",
    "kept",
    "looks",
    "look",
    "went",
    "goes",
    "gone",
    "got",
    "gets",
    "started",
    "starts",
    "came",
    "comes",
    "cant",
    "wont",
    "isnt",
    "hasnt",
    "havent",
    "doesnt",
    "wasnt",
    "arent",
    "will",
    "can",
    "could",
    "says",
    "said",
    "stopped",
    "collapsed",
    "fell",
    "fallen",
    "passed",
    "turned",
    "took",
    "taken",
    "takes",
    "swallowed",
    "seems",
    "sounds",
    "needs",
    "wants",
    "threatened",
    "tried",
    "hit",
    "hits",
    "drank",
    "ate",
    "cut",
    "just",
];
/// Verbs that speak of now; "have" and "has" do unless what follows makes them the past.
const OF_NOW: &[&str] =
    &["is", "are", "am", "cant", "wont", "isnt", "arent", "feel", "feels", "keep", "keeps", "looks", "needs"];
const PAST_AFTER_HAVE: &[&str] =
    &["had", "been", "suffered", "always", "ever", "experienced", "previously", "survived"];
/// A subject after one of these does not begin a clause of its own.
const LEADING_IN: &[&str] = &[
    // Thinking and saying.
    "think",
    "thinks",
    "thought",
    "feel",
    "felt",
    "believe",
    "say",
    "says",
    "said",
    "know",
    "known",
    "sure",
    "hope",
    "mean",
    "guess",
    "suppose",
    "wish",
    "worried",
    "worry",
    "scared",
    "afraid",
    "convinced",
    "told",
    "imagine",
    "suggest",
    "reckon",
    "certain",
    "aware",
    "denies",
    "deny",
    // Condition, time and reason.
    "that",
    "if",
    "whether",
    "when",
    "whenever",
    "while",
    "whilst",
    "because",
    "as",
    "than",
    "like",
    "before",
    "after",
    "until",
    "till",
    "unless",
    "once",
    "though",
    "although",
    "in case",
    "case",
    "since",
    "for",
    "lest",
    "except",
    // Questions, and verbs that stand before their subject in one.
    "what",
    "how",
    "who",
    "where",
    "why",
    "which",
    "whatever",
    "do",
    "does",
    "did",
    "am",
    "are",
    "is",
    "have",
    "has",
    "had",
    "can",
    "could",
    "should",
    "would",
    "will",
    "shall",
    "may",
    "might",
    "must",
    "was",
    "were",
    "dont",
    "didnt",
    "doesnt",
    "cant",
    // What a relative clause hangs on.
    "anything",
    "something",
    "nothing",
    "everything",
    "thing",
    "things",
    "way",
    "time",
    "times",
    "one",
    "any",
    "all",
    "only",
    // Not a clause but its denial, and what turns it.
    "not",
    "nor",
    "neither",
    "never",
    "but",
    "of",
    "with",
    "to",
    "in",
    "on",
    "at",
    "by",
    "from",
    "about",
    "without",
];

impl Clauses {
    pub fn of(normal: &Normal) -> Self {
        let openings = (1..normal.len()).filter_map(|word| Some((word, opening(word, normal)?)));
        Self { openings: openings.collect() }
    }

    /// Does a clause that cuts off so much begin after the one word, and at or before the other?
    pub fn part(&self, from: usize, to: usize, at_least: Opening) -> bool {
        let first = self.openings.partition_point(|(word, _)| *word < from);
        let between = self.openings.iter().skip(first).take_while(|(word, _)| *word <= to);
        between.map(|(_, opening)| *opening).any(|opening| opening >= at_least)
    }
}

/// How a clause begins with this word, if one does.
fn opening(word: usize, normal: &Normal) -> Option<Opening> {
    let verb = verb_of(word, normal)?;
    let before = normal.word(word - 1);
    let joined = JOINING.contains(&before) || normal.pauses_before(word);
    if joined {
        return Some(if is_of_now(verb, normal) { Opening::Present } else { Opening::Joined });
    }
    let leads_in = before == STOP || LEADING_IN.contains(&before);
    (PERSONS.contains(&normal.word(word)) && !leads_in).then_some(Opening::Subject)
}

/// The place of the verb that a subject at this word has.
fn verb_of(word: usize, normal: &Normal) -> Option<usize> {
    let is_verb = |place: &usize| VERBS.contains(&normal.word(*place));
    match normal.word(word) {
        person if PERSONS.contains(&person) => Some(word + 1),
        thing if THINGS.contains(&thing) || RELATIONS.contains(&thing) => (word + 1..word + 2).find(is_verb),
        noun if BEFORE_NOUNS.contains(&noun) => {
            let within = word + 2..word + 2 + LONGEST_NOUN;
            let same = normal.sentence(word);
            within
                .take_while(|place| normal.sentence(*place) == same && !ends_a_noun(normal.word(*place - 1)))
                .find(is_verb)
        }
        _ => None,
    }
}

fn ends_a_noun(word: &str) -> bool {
    JOINING.contains(&word)
        || PERSONS.contains(&word)
        || matches!(word, "but" | "that" | "which" | "who" | "if" | "no")
}

fn is_of_now(verb: usize, normal: &Normal) -> bool {
    match normal.word(verb) {
        "have" | "has" => !PAST_AFTER_HAVE.contains(&normal.word(verb + 1)),
        verb => OF_NOW.contains(&verb),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::normal::normalise;
    use crate::risk::spelling::Spelling;

    /// The text with a bar where a clause begins, doubled where it is joined, threefold where it speaks of now.
    fn parted(text: &str) -> String {
        let normal = normalise(text, &Spelling::default());
        let clauses = Clauses::of(&normal);
        let bar = |word: usize| match clauses.openings.iter().find(|(at, _)| *at == word) {
            Some((_, Opening::Subject)) => "| ",
            Some((_, Opening::Joined)) => "|| ",
            Some((_, Opening::Present)) => "||| ",
            None => "",
        };
        (0..normal.len())
            .map(|word| format!("{}{}", bar(word), normal.word(word)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_clause_begins_with_a_subject_of_its_own() {
        for (text, expected) in [
            ("no slots and my chest pain is worse", "no slots and ||| my chest pain is worse"),
            ("not happy, my mum is fitting", "not happy ||| my mum is fitting"),
            ("a doctor ring me I have pain", "a doctor ring me | i have pain"),
            ("had a stroke and I went home", "had a stroke and || i went home"),
            ("no car and mum collapsed", "no car and || mum collapsed"),
            ("no fever\nhe is floppy", "no fever ||| he is floppy"),
        ] {
            assert_eq!(parted(text), expected);
        }
    }

    #[test]
    fn what_hangs_on_a_word_or_only_lists_begins_none() {
        for text in [
            "i dont think i have chest pain",
            "no pain in my chest and my arm or my jaw",
            "not sure if he is fitting",
            "no chest pain, shortness of breath, or a rash",
            "do i have sepsis",
            "never had pain when i walk",
        ] {
            assert!(!parted(text).contains('|'), "{}", parted(text));
        }
    }
}
