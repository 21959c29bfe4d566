//! Reading a resource field by field, with the way to it at hand for whoever has to be told what is wrong.

use super::outcome::{Code, Outcome};
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{NhsNumber, OdsCode};
use serde_json::{Map, Value};

pub(super) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub(super) const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// A value and the way to it.
#[derive(Clone)]
pub(super) struct At<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> At<'a> {
    /// The resource itself. Its path is the type it claims only if that is a plain word.
    pub fn root(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    /// A field, if it is there and not null.
    pub fn maybe(&self, name: &'static str) -> Option<At<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(At { value, path: self.way_to(name) })
    }

    /// A field that must be there.
    pub fn field(&self, name: &'static str) -> Result<At<'a>, Outcome> {
        self.maybe(name).ok_or_else(|| {
            let words = "A required field is missing.";
            Outcome::new(StatusCode::BAD_REQUEST, Code::Required, words).at(&self.way_to(name))
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

    /// The elements of a list, or nothing.
    pub fn maybe_list(&self, name: &'static str) -> Vec<At<'a>> {
        self.maybe(name).and_then(|field| field.elements()).unwrap_or_default()
    }

    /// The elements, if this is a list.
    pub fn elements(&self) -> Option<Vec<At<'a>>> {
        let place = |(n, value)| At { value, path: format!("{}[{n}]", self.path) };
        Some(self.value.as_array()?.iter().enumerate().map(place).collect())
    }

    /// A text; FHIR allows no control characters in it but tab and line ends.
    pub fn text(&self) -> Result<&'a str, Outcome> {
        let text = self.value.as_str().ok_or_else(|| self.wrong("A text belongs here."))?;
        if text.chars().any(|c| c.is_control() && c < '\u{20}' && !matches!(c, '\t' | '\n' | '\r')) {
            return Err(self.wrong("The text has a control character."));
        }
        Ok(text)
    }

    /// A text with something in it, without the blanks around it: an id, a code, a name.
    pub fn word(&self) -> Result<&'a str, Outcome> {
        match self.text()?.trim() {
            "" => Err(self.wrong("The text is empty.")),
            word => Ok(word),
        }
    }

    /// Exactly this word.
    pub fn is(&self, expected: &str) -> Result<(), Outcome> {
        if self.word()? == expected {
            Ok(())
        } else {
            Err(self.wrong("The value is not one that is taken here."))
        }
    }

    /// A FHIR dateTime: an instant, or no instant when it is a date alone.
    pub fn date_time(&self) -> Result<Option<DateTime<Utc>>, Outcome> {
        let word = self.word()?;
        if let Ok(instant) = DateTime::parse_from_rfc3339(word) {
            return Ok(Some(instant.to_utc()));
        }
        let padded = format!("{word}{}", "-01".repeat(2_usize.saturating_sub(word.matches('-').count())));
        padded.parse::<NaiveDate>().map(|_| None).map_err(|_| self.wrong("A date and time belongs here."))
    }

    /// The value of the first identifier with this system, from one identifier or a list of them.
    pub fn identifier(&self, system: &str) -> Option<At<'a>> {
        let has_system = |one: &At<'a>| one.maybe("system").is_some_and(|at| at.is(system).is_ok());
        let all = self.elements().unwrap_or_else(|| vec![self.clone()]);
        all.into_iter().find(has_system).and_then(|one| one.maybe("value"))
    }

    /// An NHS number whose check digit holds.
    pub fn nhs_number(&self) -> Result<NhsNumber, Outcome> {
        self.word()?.parse().map_err(|_| {
            let words = "This is not a valid NHS number.";
            Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::Value, words).at(&self.path)
        })
    }

    /// The code of this practice and no other.
    pub fn is_practice(&self, ods: &OdsCode) -> Result<(), Outcome> {
        if self.word()?.parse::<OdsCode>().as_ref() == Ok(ods) {
            return Ok(());
        }
        let words = "This practice does not receive its messages here.";
        Err(Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::BusinessRule, words).at(&self.path))
    }

    /// "Something else belongs here."
    pub fn wrong(&self, words: &'static str) -> Outcome {
        Outcome::new(StatusCode::BAD_REQUEST, Code::Value, words).at(&self.path)
    }

    /// "This cannot be taken in, and is not left out silently."
    pub fn not_supported(&self, words: &'static str) -> Outcome {
        Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::NotSupported, words).at(&self.path)
    }

    /// The value as it stands.
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// The fields, if this is an object.
    pub fn fields(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }

    /// The resource's type must be this; paths begin with it from here on.
    pub fn of_type(&self, expected: &'static str) -> Result<At<'a>, Outcome> {
        if self.maybe("resourceType").and_then(|at| at.value.as_str()) != Some(expected) {
            let words = "The resource is not of the type that this door takes.";
            return Err(Outcome::new(StatusCode::BAD_REQUEST, Code::Structure, words).at("resourceType"));
        }
        Ok(At { value: self.value, path: expected.to_owned() })
    }

    fn way_to(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}
