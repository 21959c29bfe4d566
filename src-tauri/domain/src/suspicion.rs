//! What in a message looks like fraud: strange links, money asked for, passwords and codes asked for (product D13).
//!
//! A patient's account may be in other hands, and a forged message may name the practice. What is found is shown beside
//! the words and decides nothing: nothing is held back, hidden or answered because of it. Patients write about money
//! and passwords for good reasons ("I forgot my password"), so only asking counts: a word that demands, and soon after it
//! what is demanded. Links are never followed, whatever is found here.

use crate::links;
use serde::{Deserialize, Serialize};

/// What looks wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Suspicious {
    /// A link to a page that only looks like one of the NHS or the government.
    LookalikeLink,
    /// A link outside the NHS and the government.
    Link,
    /// Money, vouchers or bank details are asked for.
    Money,
    /// A password, a code or an identity is asked for.
    Credentials,
}

/// Something suspicious and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspicion {
    pub kind: Suspicious,
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
}

/// How many words may lie between demanding and what is demanded.
const REACH: usize = 8;

const GIVE: &[&str] = &["send", "transfer", "wire", "pay", "deposit", "buy", "purchase"];
const TELL: &[&str] =
    &["send", "tell", "give", "confirm", "provide", "enter", "verify", "reply", "forward", "share", "text"];

const MONEY: &[&[&str]] = &[
    &["gift", "card"],
    &["gift", "cards"],
    &["voucher"],
    &["vouchers"],
    &["bitcoin"],
    &["crypto"],
    &["western", "union"],
    &["bank", "transfer"],
    &["release", "fee"],
    &["to", "this", "account"],
    &["into", "this", "account"],
    &["into", "my", "account"],
    &["sort", "code"],
];
const SECRETS: &[&[&str]] = &[
    &["your", "password"],
    &["your", "passcode"],
    &["your", "pin"],
    &["your", "login"],
    &["your", "log", "in"],
    &["your", "nhs", "login"],
    &["your", "username"],
    &["your", "user", "name"],
    &["your", "smartcard"],
    &["your", "account", "details"],
    &["your", "bank", "details"],
    &["your", "card", "details"],
    &["your", "security", "code"],
    &["verification", "code"],
    &["one", "time", "code"],
    &["the", "code", "you"],
    &["the", "code", "we"],
    &["your", "identity"],
    &["your", "account"],
];
/// Threats and changes that are suspicious without a demand.
const ALONE: &[(&[&str], Suspicious)] = &[
    (&["our", "bank", "details", "have", "changed"], Suspicious::Money),
    (&["new", "bank", "details"], Suspicious::Money),
    (&["your", "account", "has", "been", "suspended"], Suspicious::Credentials),
    (&["your", "account", "will", "be", "suspended"], Suspicious::Credentials),
    (&["your", "account", "has", "been", "locked"], Suspicious::Credentials),
    (&["your", "account", "will", "be", "closed"], Suspicious::Credentials),
    (&["your", "mailbox", "is", "full"], Suspicious::Credentials),
];

/// Everything suspicious in a text, in its order.
pub fn suspicions(text: &str) -> Vec<Suspicion> {
    let words = words(text);
    let mut found: Vec<Suspicion> = strange_links(text);
    found.extend(asked(&words, GIVE, MONEY, Suspicious::Money));
    found.extend(asked(&words, TELL, SECRETS, Suspicious::Credentials));
    for (phrase, kind) in ALONE {
        found.extend(places(&words, phrase).map(|(start, end)| Suspicion { kind: *kind, start, end }));
    }
    found.sort_by_key(|one| (one.start, one.end, one.kind));
    found.dedup();
    found
}

fn strange_links(text: &str) -> Vec<Suspicion> {
    let mut after = 0;
    links::strange(text)
        .into_iter()
        .filter_map(|link| {
            let start = text.get(after..)?.find(link)? + after;
            after = start + link.len();
            let kind = if looks_official(link) { Suspicious::LookalikeLink } else { Suspicious::Link };
            Some(Suspicion { kind, start, end: after })
        })
        .collect()
}

/// A strange link that borrows an official name.
fn looks_official(link: &str) -> bool {
    let link = link.to_ascii_lowercase();
    ["nhs", "gov-uk", "gov.uk", "hmrc"].iter().any(|name| link.contains(name))
}

/// A word in lower case without its apostrophes, and where it stands.
struct Word {
    text: String,
    start: usize,
    end: usize,
    /// A sentence ends behind it: what follows is not demanded by it.
    last: bool,
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = vec![];
    let mut begun: Option<usize> = None;
    let mut stopped = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || matches!(c, '\'' | '’');
        match (begun, inside) {
            (None, true) => begun = Some(at),
            (Some(start), false) => {
                let lower = text.get(start..at).unwrap_or_default().to_lowercase();
                words.push(Word { text: lower.replace(['\'', '’'], ""), start, end: at, last: false });
                begun = None;
            }
            _ => {}
        }
        // A stop ends a sentence only before a space: "0.02" goes on.
        let ends = c == '\n' || (stopped && c.is_whitespace());
        if let (true, Some(word)) = (ends, words.last_mut()) {
            word.last = true;
        }
        stopped = matches!(c, '.' | '!' | '?');
    }
    words
}

/// Where a demand is followed, soon and in the same sentence, by what is demanded.
fn asked(words: &[Word], demands: &[&str], things: &[&[&str]], kind: Suspicious) -> Vec<Suspicion> {
    let mut found = vec![];
    for (at, demand) in words.iter().enumerate().filter(|(_, word)| demands.contains(&word.text.as_str())) {
        let sentence = words.get(at..).unwrap_or_default();
        let length = sentence.iter().position(|word| word.last).map_or(sentence.len(), |last| last + 1);
        let near = sentence.get(1..length.min(REACH + 4)).unwrap_or_default();
        let thing = things.iter().flat_map(|thing| places(near, thing)).min_by_key(|(start, _)| *start);
        let close = |start: usize| near.iter().take(REACH).any(|word| word.start == start);
        if let Some((_, end)) = thing.filter(|(start, _)| close(*start)) {
            found.push(Suspicion { kind, start: demand.start, end });
        }
    }
    found
}

/// Where a phrase stands, in bytes.
fn places<'a>(words: &'a [Word], phrase: &'a [&str]) -> impl Iterator<Item = (usize, usize)> + 'a {
    words.windows(phrase.len()).filter_map(move |window| {
        let same = window.iter().zip(phrase).all(|(word, wanted)| word.text == *wanted);
        same.then(|| Some((window.first()?.start, window.last()?.end)))?
    })
}

#[cfg(test)]
mod tests {
    use super::Suspicious::{Credentials, Link, LookalikeLink, Money};
    use super::*;

    fn check(text: &str, expected: &[Suspicious]) {
        let found = suspicions(text);
        let kinds: Vec<Suspicious> = found.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, expected, "{text}");
        assert!(found.iter().all(|one| text.get(one.start..one.end).is_some()), "{text}");
    }

    #[test]
    fn what_asks_for_money_or_secrets_is_flagged() {
        for (text, expected) in [
            ("It says to pay at nhs-prescript.example/pay today", &[LookalikeLink][..]),
            ("Is this real? http://nhs-prescript.com/pay", &[LookalikeLink]),
            ("See bit.ly/x9 and www.nhs.uk/conditions", &[Link]),
            ("Please buy three gift cards for the doctor and send me the codes", &[Money]),
            ("Kindly transfer £200 by bank transfer today", &[Money]),
            ("You must send 0.02 bitcoin within 24 hours", &[Money]),
            ("Please pay the release fee for the parcel", &[Money]),
            ("Note that our bank details have changed.", &[Money]),
            ("Please confirm your password to keep access", &[Credentials]),
            ("Reply with the code we have just texted you", &[Credentials]),
            (
                "Your account has been suspended. Verify your identity here: http://gov-uk.link/v",
                &[Credentials, Credentials, LookalikeLink],
            ),
            ("Send me your smartcard PIN, I’m from IT", &[Credentials]),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn patients_own_money_and_passwords_are_not() {
        for text in [
            "I forgot my NHS App password, can you help?",
            "Do I have to pay for my prescription now that I am 60?",
            "Can you send an invoice for the private letter?",
            "I left a gift card for nurse Ama at the desk. Did she get it?",
            "Could you confirm my appointment on Thursday?",
            "I need a PIN to register for online services.",
            "My bank is asking for a letter about my health, could you send it?",
            "Please send the form to my account manager's address. The code for the door is 12.",
            "I paid into the wrong account yesterday",
            "Please text me when it is ready. Your password policy is silly.",
            "",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn the_place_found_holds_the_demand_and_what_is_demanded() {
        let text = "Hello. Please confirm your password now.";
        let found = suspicions(text);
        assert_eq!(&text[found[0].start..found[0].end], "confirm your password");
    }
}
