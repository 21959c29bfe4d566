//! The form as somebody filled it in, and what is still wrong with it.
//!
//! Everything typed is kept as typed, so that a page with mistakes shows it again; only what passes every check becomes
//! a letter. A browser sends line ends as CR LF: they become line ends again, and nothing else of the words changes.
//! Names, dates and numbers are taken as people write them: one name alone, months by name, digits of any script.

use super::birthday::birthday;
use crate::characters::{number_line, one_line, readable};
use crate::post::{Incoming, Reply};
use crate::token::PageToken;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::date_in_london;
use domain::message::{Channel, Identity, PatientDetails, PersonName, Writer};
use domain::policy::{PracticePolicy, UseId};
use domain::{ConversationId, NhsNumber};
use std::collections::HashMap;
use uuid::Uuid;

/// The longest name, relation or number, in characters.
const SHORT: usize = 100;

/// The fewest digits of a telephone number.
const SHORTEST_TELEPHONE: usize = 8;

/// What was typed, field by field.
#[derive(Default)]
pub(crate) struct Typed(HashMap<String, String>);

/// A field and what is wrong with it, in words for the one who typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub field: &'static str,
    pub words: String,
}

impl Typed {
    /// Reads a posted form.
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A field as typed; nothing if it was not sent.
    pub fn field(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The words: exactly, but for the line ends of the transport and characters that no text may hold.
    pub fn words(&self) -> String {
        readable(&self.field("words").replace("\r\n", "\n"))
    }

    /// Whatever else somebody typed or chose, in the order of the page.
    pub fn all_but_words(&self) -> Vec<String> {
        const FIELDS: [&str; 10] = [
            "writer-name",
            "relation",
            "given",
            "family",
            "day",
            "month",
            "year",
            "nhs",
            "telephone",
            "conversation",
        ];
        FIELDS.iter().map(|name| self.short(name)).filter(|value| !value.is_empty()).collect()
    }

    /// The token that came with the page, so that a double click is one letter.
    pub fn token(&self) -> Option<Uuid> {
        Uuid::try_parse(self.field("form")).ok()
    }

    fn short(&self, name: &str) -> String {
        one_line(self.field(name))
    }
}

/// Checks a new letter. Either it can be sent, or every mistake is named, in the order of the page.
pub(crate) fn new_letter(
    typed: &Typed,
    policy: &PracticePolicy,
    longest: usize,
    now: DateTime<Utc>,
) -> Result<Incoming, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let about = mistakes.check("about", about(typed, policy));
    let text = mistakes.check("words", words(typed, longest));
    let writer = mistakes.check("writer", writer(typed));
    let name = mistakes.check("given", name(typed));
    let born = mistakes.check("day", born(typed, now));
    let nhs_number = mistakes.check("nhs", nhs_number(typed));
    let telephone = mistakes.check("telephone", telephone(typed));
    let token = mistakes.check("words", token(typed));
    let (
        Some(about),
        Some(text),
        Some(writer),
        Some(name),
        Some(born),
        Some(nhs_number),
        Some(telephone),
        Some(token),
    ) = (about, text, writer, name, born, nhs_number, telephone, token)
    else {
        return Err(mistakes);
    };
    let patient =
        PatientDetails { nhs_number, name: Some(name), born: Some(born), telephone, ..Default::default() };
    Ok(Incoming { about: Some(about), ..incoming(token, writer, patient, text, Reply::NewPage, None) })
}

/// Checks what somebody writes further on their page.
pub(crate) fn further_letter(
    typed: &Typed,
    page: PageToken,
    conversation: ConversationId,
    longest: usize,
) -> Result<Incoming, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let writer = mistakes.check("writer", writer(typed));
    let text = mistakes.check("words", words(typed, longest));
    let token = mistakes.check("words", token(typed));
    let (Some(writer), Some(text), Some(token)) = (writer, text, token) else {
        return Err(mistakes);
    };
    let patient = PatientDetails::default();
    Ok(incoming(token, writer, patient, text, Reply::Page(page), Some(conversation)))
}

fn incoming(
    token: Uuid,
    writer: Writer,
    patient: PatientDetails,
    text: String,
    reply: Reply,
    in_reply_to: Option<ConversationId>,
) -> Incoming {
    Incoming {
        identifiers: vec![token.to_string()],
        // Somebody who goes back, changes the words and sends again means both.
        identifiers_are_final: false,
        channel: Channel::WebForm,
        written_at: None,
        writer,
        identity: Identity::Claimed,
        patient,
        about: None,
        in_reply_to,
        reply,
        text,
        form: None,
    }
}

trait Collect {
    fn check<T>(&mut self, field: &'static str, checked: Result<T, String>) -> Option<T>;
}

impl Collect for Vec<Mistake> {
    fn check<T>(&mut self, field: &'static str, checked: Result<T, String>) -> Option<T> {
        checked.map_err(|words| self.push(Mistake { field, words })).ok()
    }
}

fn token(typed: &Typed) -> Result<Uuid, String> {
    typed.token().ok_or_else(|| "Send your message again".to_owned())
}

fn about(typed: &Typed, policy: &PracticePolicy) -> Result<UseId, String> {
    let chosen = typed.field("about").parse::<UseId>().ok();
    let permitted = chosen.and_then(|id| policy.permitted_use(&id)).filter(|permitted| permitted.offered);
    permitted
        .map(|permitted| permitted.id.clone())
        .ok_or_else(|| "Choose what your message is about".to_owned())
}

fn words(typed: &Typed, longest: usize) -> Result<String, String> {
    let words = typed.words();
    let count = words.chars().count();
    if words.trim().is_empty() {
        return Err("Write your message".to_owned());
    }
    if count > longest {
        return Err(format!("Your message is {} characters too long. Make it shorter", count - longest));
    }
    Ok(words)
}

fn writer(typed: &Typed) -> Result<Writer, String> {
    match typed.field("writer") {
        "patient" => Ok(Writer::Patient),
        "other" => {
            let (name, relation) = (typed.short("writer-name"), typed.short("relation"));
            if name.is_empty() || relation.is_empty() {
                return Err("Tell us your own name, and who you are to the patient".to_owned());
            }
            if is_long(&name) || is_long(&relation) {
                return Err(format!(
                    "Your own name or who you are is too long. Use {SHORT} characters or fewer"
                ));
            }
            Ok(Writer::Other { name, relation })
        }
        _ => Err("Choose who this message is for".to_owned()),
    }
}

fn is_long(text: &str) -> bool {
    text.chars().count() > SHORT
}

/// One name alone is a name: it stands as the family name, as in records.
fn name(typed: &Typed) -> Result<PersonName, String> {
    let (given, family) = (typed.short("given"), typed.short("family"));
    if is_long(&given) || is_long(&family) {
        return Err(format!("The patient's name is too long. Use {SHORT} characters or fewer"));
    }
    match (given.is_empty(), family.is_empty()) {
        (true, true) => {
            Err("Enter the patient's first name and last name, or the one name they have".to_owned())
        }
        (false, true) => Ok(PersonName { family: given, given: family, title: None }),
        (_, false) => Ok(PersonName { family, given, title: None }),
    }
}

fn born(typed: &Typed, now: DateTime<Utc>) -> Result<NaiveDate, String> {
    let date = birthday(typed.field("day"), typed.field("month"), typed.field("year"));
    let today = date_in_london(now);
    let oldest = today.checked_sub_months(chrono::Months::new(130 * 12)).unwrap_or(today);
    match date {
        Some(date) if date <= today && date > oldest => Ok(date),
        Some(date) if date > today => Err("The date of birth must be in the past".to_owned()),
        _ => Err("Enter the patient's date of birth, like 27 3 1972".to_owned()),
    }
}

fn nhs_number(typed: &Typed) -> Result<Option<NhsNumber>, String> {
    match number_line(typed.field("nhs")).replace(['.', '/'], " ").as_str() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            "This NHS number is not right. It has 10 digits, like 999 000 0018. You can leave it out"
                .to_owned()
        }),
    }
}

/// As typed or pasted, with whatever stands beside it: numbers of other countries and extensions are numbers too, and a
/// person dials.
fn telephone(typed: &Typed) -> Result<Option<String>, String> {
    let number = number_line(typed.field("telephone"));
    let number = number.strip_prefix("tel:").unwrap_or(&number).trim();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    match (number.is_empty(), digits >= SHORTEST_TELEPHONE && !is_long(number)) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(number.to_owned())),
        (false, false) => Err("Enter a phone number, like 07700 900142. You can leave it out".to_owned()),
    }
}
