//! Reading a resource field by field, with the way to it at hand for whoever has to be told what is wrong, and with a
//! note of what has been read, so that whatever has not can be named.

use super::outcome::{Code, Outcome};
use crate::characters::{number_line, readable};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{NhsNumber, OdsCode};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::HashSet;

/// What of a resource has been taken in, and what its readers say of parts they cannot take in.
#[derive(Default)]
pub(super) struct Taken {
    values: RefCell<HashSet<*const Value>>,
    notes: RefCell<Vec<String>>,
}

/// A value and the way to it.
#[derive(Clone)]
pub(super) struct At<'a> {
    value: &'a Value,
    path: String,
    taken: &'a Taken,
}

impl Taken {
    /// Has this very value been read?
    pub fn holds(&self, value: &Value) -> bool {
        self.values.borrow().contains(&std::ptr::from_ref(value))
    }

    /// Says in words what could not be taken in.
    pub fn note(&self, words: String) {
        self.notes.borrow_mut().push(words);
    }

    /// What has been said so.
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().clone()
    }

    fn put(&self, value: &Value) {
        self.values.borrow_mut().insert(std::ptr::from_ref(value));
    }
}

/// The names that a way may show. A caller's own names could hold anything and end the way instead.
const NAMES: [&str; 42] = [
    "active",
    "address",
    "answer",
    "author",
    "authored",
    "authoredOn",
    "basedOn",
    "birthDate",
    "code",
    "coding",
    "contained",
    "contentReference",
    "entry",
    "extension",
    "family",
    "gender",
    "given",
    "id",
    "identifier",
    "implicitRules",
    "item",
    "linkId",
    "link",
    "meta",
    "modifierExtension",
    "name",
    "patient",
    "payload",
    "period",
    "recipient",
    "reference",
    "relationship",
    "requester",
    "resource",
    "resourceType",
    "source",
    "status",
    "subject",
    "system",
    "telecom",
    "text",
    "type",
];

/// The way to a field of what this way leads to.
pub(super) fn way_to(path: &str, name: &str) -> String {
    let known = NAMES.contains(&name) || name == "value" || name.strip_prefix("value").is_some_and(is_type);
    match (path, if known || name == "use" { name } else { "" }) {
        ("", name) => name.to_owned(),
        (path, "") => path.to_owned(),
        (path, name) => format!("{path}.{name}"),
    }
}

/// The types of values that R4 has in answers.
fn is_type(name: &str) -> bool {
    const TYPES: [&str; 14] = [
        "String",
        "Boolean",
        "Coding",
        "Integer",
        "Decimal",
        "Quantity",
        "Date",
        "DateTime",
        "Time",
        "Uri",
        "Reference",
        "Attachment",
        "CodeableConcept",
        "Code",
    ];
    TYPES.contains(&name)
}

impl<'a> At<'a> {
    /// The resource itself, of a type that must be this; paths begin with it.
    pub fn root(value: &'a Value, expected: &'static str, taken: &'a Taken) -> Result<At<'a>, Outcome> {
        if value.get("resourceType").and_then(Value::as_str) != Some(expected) {
            let words = "The resource is not of the type that this door takes.";
            return Err(Outcome::new(StatusCode::BAD_REQUEST, Code::Structure, words).at("resourceType"));
        }
        let root = At { value, path: expected.to_owned(), taken };
        root.understood(&["resourceType"]);
        Ok(root)
    }

    /// A field, if it is there and not null.
    pub fn maybe(&self, name: &str) -> Option<At<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(At { value, path: way_to(&self.path, name), taken: self.taken })
    }

    /// A field that must be there.
    pub fn field(&self, name: &'static str) -> Result<At<'a>, Outcome> {
        self.maybe(name).ok_or_else(|| {
            let words = "A required field is missing.";
            let path = way_to(&self.path, name);
            Outcome::new(StatusCode::BAD_REQUEST, Code::Required, words).at(&path)
        })
    }

    /// The elements of a list that must be there; none is an error.
    pub fn list(&self, name: &'static str) -> Result<Vec<At<'a>>, Outcome> {
        let field = self.field(name)?;
        match field.elements() {
            Some(elements) if !elements.is_empty() => Ok(elements),
            _ => Err(field.wrong("A list with at least one element belongs here.")),
        }
    }

    /// The elements of a list, or nothing; anything but a list is an error.
    pub fn maybe_list(&self, name: &'static str) -> Result<Vec<At<'a>>, Outcome> {
        let Some(field) = self.maybe(name) else { return Ok(Vec::new()) };
        field.elements().ok_or_else(|| field.wrong("A list belongs here."))
    }

    /// The elements that are not null, if this is a list.
    pub fn elements(&self) -> Option<Vec<At<'a>>> {
        let place = |(n, value)| At { value, path: format!("{}[{n}]", self.path), taken: self.taken };
        let all = self.value.as_array()?.iter().enumerate();
        Some(all.filter(|(_, value)| !value.is_null()).map(place).collect())
    }

    /// This element, or the elements of this list: R4 writes some fields as the one and some as the other.
    pub fn one_or_more(&self) -> Vec<At<'a>> {
        self.elements().unwrap_or_else(|| vec![self.clone()])
    }

    /// A text, taken in. What no text may hold is replaced.
    pub fn text(&self) -> Result<String, Outcome> {
        let text = self.value.as_str().ok_or_else(|| self.wrong("A text belongs here."))?;
        self.taken.put(self.value);
        Ok(readable(text))
    }

    /// A text with something in it, without the blanks around it: an id, a code, a name. Taken in.
    pub fn word(&self) -> Result<String, Outcome> {
        let text = self.text()?;
        match text.trim() {
            "" => Err(self.wrong("The text is empty.")),
            word => Ok(word.to_owned()),
        }
    }

    /// The word of a field, taken in, if the field is there.
    pub fn maybe_word(&self, name: &'static str) -> Result<Option<String>, Outcome> {
        self.maybe(name).map(|at| at.word()).transpose()
    }

    /// The word of a field, looked at to choose by and not taken in.
    pub fn peek(&self, name: &str) -> Option<&'a str> {
        Some(self.value.get(name)?.as_str()?.trim()).filter(|word| !word.is_empty())
    }

    /// This word itself, looked at to choose by and not taken in.
    pub fn peek_self(&self) -> Option<&'a str> {
        Some(self.value.as_str()?.trim())
    }

    /// Exactly this word. Taken in.
    pub fn is(&self, expected: &str) -> Result<(), Outcome> {
        if self.word()? == expected {
            Ok(())
        } else {
            Err(self.wrong("The value is not one that is taken here."))
        }
    }

    /// A FHIR dateTime: an instant, or no instant when it is a date alone. Taken in.
    pub fn date_time(&self) -> Result<Option<DateTime<Utc>>, Outcome> {
        let word = self.word()?;
        if let Ok(instant) = DateTime::parse_from_rfc3339(&word) {
            return Ok(Some(instant.to_utc()));
        }
        whole_date(&word, "-01").map(|_| None).ok_or_else(|| self.wrong("A date and time belongs here."))
    }

    /// An NHS number whose check digit holds. Taken in.
    pub fn nhs_number(&self) -> Result<NhsNumber, Outcome> {
        number_line(&self.word()?).parse().map_err(|_| {
            let words = "This is not a valid NHS number.";
            Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::Value, words).at(&self.path)
        })
    }

    /// Whether this is the code of this practice. Taken in.
    pub fn names_practice(&self, ods: &OdsCode) -> Result<bool, Outcome> {
        Ok(self.word()?.parse::<OdsCode>().as_ref() == Ok(ods))
    }

    /// Takes these fields in: they say nothing that a reader of the letter needs. What has parts of its own may say more
    /// and is left.
    pub fn understood(&self, names: &[&str]) {
        let fields = names.iter().filter_map(|name| self.maybe(name));
        for field in fields.filter(|field| !field.value.is_object() && !field.value.is_array()) {
            self.taken.put(field.value);
        }
    }

    fn understood_whole(&self) {
        let mut waiting = vec![self.value];
        while let Some(value) = waiting.pop() {
            self.taken.put(value);
            match value {
                Value::Array(elements) => waiting.extend(elements),
                Value::Object(fields) => waiting.extend(fields.values()),
                _ => {}
            }
        }
    }

    /// Names this in the letter as not taken in.
    pub fn left_out(&self, words: String) {
        self.understood_whole();
        self.taken.note(words);
    }

    /// "Something else belongs here."
    pub fn wrong(&self, words: &'static str) -> Outcome {
        Outcome::new(StatusCode::BAD_REQUEST, Code::Value, words).at(&self.path)
    }

    /// "This cannot be taken in, and is not left out silently."
    pub fn not_supported(&self, words: &'static str) -> Outcome {
        Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::NotSupported, words).at(&self.path)
    }

    /// "This is readable and cannot be meant."
    pub fn not_meant(&self, words: &'static str) -> Outcome {
        Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::BusinessRule, words).at(&self.path)
    }

    /// "This is for another practice."
    pub fn another_practice(&self) -> Outcome {
        self.not_meant("This practice does not receive its messages here.")
    }

    /// The value as it stands, taken in.
    pub fn value(&self) -> &'a Value {
        self.taken.put(self.value);
        self.value
    }

    /// The fields, if this is an object.
    pub fn fields(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }

    /// Is this the very same element?
    pub fn is_same(&self, other: &At<'_>) -> bool {
        std::ptr::eq(self.value, other.value)
    }

    /// The record of what has been taken in.
    pub fn taken(&self) -> &'a Taken {
        self.taken
    }
}

/// A date, filled up at its end where it is a year or a month alone.
pub(super) fn whole_date(word: &str, rest: &str) -> Option<NaiveDate> {
    let missing = 2_usize.checked_sub(word.matches('-').count())?;
    format!("{word}{}", rest.repeat(missing)).parse().ok()
}
