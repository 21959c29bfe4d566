//! The form as somebody filled it in, and what is still wrong with it.
//!
//! Everything typed is kept as typed, so that a page with mistakes shows it again; only what passes every check becomes
//! a letter. A browser sends line ends as CR LF: they become line ends again, and nothing else of the words changes.

use crate::post::{Incoming, Reply};
use crate::token::PageToken;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::date_in_london;
use domain::message::{Channel, Identity, PatientDetails, PersonName, Writer};
use domain::policy::{PracticePolicy, UseId};
use domain::{ConversationId, NhsNumber};
use std::collections::HashMap;
use uuid::Uuid;

/// The longest name, relation or number.
const SHORT: usize = 100;

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
        let lines = self.field("words").replace("\r\n", "\n");
        let unreadable = |c: char| c < '\u{20}' && !matches!(c, '\t' | '\n' | '\r');
        lines.chars().map(|c| if unreadable(c) { '\u{fffd}' } else { c }).collect()
    }

    /// The token that came with the page, so that a double click is one letter.
    pub fn token(&self) -> Option<Uuid> {
        Uuid::try_parse(self.field("form")).ok()
    }

    fn short(&self, name: &str) -> String {
        self.field(name).split_whitespace().collect::<Vec<_>>().join(" ")
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
            if name.is_empty() || relation.is_empty() || name.len() > SHORT || relation.len() > SHORT {
                return Err("Tell us your own name, and who you are to the patient".to_owned());
            }
            Ok(Writer::Other { name, relation })
        }
        _ => Err("Choose who this message is for".to_owned()),
    }
}

fn name(typed: &Typed) -> Result<PersonName, String> {
    let (given, family) = (typed.short("given"), typed.short("family"));
    if given.is_empty() || family.is_empty() {
        return Err("Enter the patient's first name and last name".to_owned());
    }
    if given.len() > SHORT || family.len() > SHORT {
        return Err("The patient's name is too long".to_owned());
    }
    Ok(PersonName { family, given, title: None })
}

fn born(typed: &Typed, now: DateTime<Utc>) -> Result<NaiveDate, String> {
    let number = |name| typed.field(name).trim().parse::<u32>().ok();
    let date = match (number("year"), number("month"), number("day")) {
        (Some(year), Some(month), Some(day)) => {
            i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        }
        _ => None,
    };
    let today = date_in_london(now);
    let oldest = today.checked_sub_months(chrono::Months::new(130 * 12)).unwrap_or(today);
    match date {
        Some(date) if date <= today && date > oldest => Ok(date),
        Some(date) if date > today => Err("The date of birth must be in the past".to_owned()),
        _ => Err("Enter the patient's date of birth, like 27 3 1972".to_owned()),
    }
}

fn nhs_number(typed: &Typed) -> Result<Option<NhsNumber>, String> {
    match typed.field("nhs").trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            "This NHS number is not right. It has 10 digits, like 999 000 0018. You can leave it out"
                .to_owned()
        }),
    }
}

/// As typed: numbers of other countries are numbers too.
fn telephone(typed: &Typed) -> Result<Option<String>, String> {
    let number = typed.short("telephone");
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let plain = number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')'));
    match (number.is_empty(), plain && (8..=15).contains(&digits) && number.len() <= 30) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(number)),
        (false, false) => Err("Enter a phone number, like 07700 900142. You can leave it out".to_owned()),
    }
}
