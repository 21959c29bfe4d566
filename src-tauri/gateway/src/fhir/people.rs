//! About whom a resource is and who wrote it.
//!
//! A patient is known by one NHS number in force; two are a contradiction and nothing is taken in. The writer is the
//! patient only if the source says so and is the subject; whoever else it is, or is not said to be, never passes as them.

use super::outcome::Outcome;
use super::r4::{NHS_NUMBER, Referred, absent_reason, chosen_by, identifiers, in_force, usable};
use super::read::{At, whole_date};
use crate::characters::one_line;
use chrono::{DateTime, NaiveDate, Utc};
use domain::NhsNumber;
use domain::message::{Gender, PatientDetails, PersonName, Writer};

/// Somebody a reference points to, and the one NHS number that stands for them.
pub(super) struct Person<'a> {
    pub referred: Referred<'a>,
    pub number: Option<NhsNumber>,
}

impl<'a> Person<'a> {
    /// Reads who is referred to.
    pub fn read(root: &At<'a>, reference: At<'a>, now: DateTime<Utc>) -> Result<Self, Outcome> {
        let referred = Referred::read(root, reference)?;
        let mut number = None;
        for holder in referred.holders() {
            for value in identifiers(holder, NHS_NUMBER, now)? {
                let stated = value.nhs_number()?;
                if number.is_some_and(|known| known != stated) {
                    return Err(value.not_meant("Two different NHS numbers stand for one person."));
                }
                number = Some(stated);
            }
        }
        let registered = referred.number_in_register().and_then(|digits| digits.parse().ok());
        if number.is_some() && registered.is_some() && number != registered {
            return Err(referred.at.not_meant("Two different NHS numbers stand for one person."));
        }
        let number = number.or(registered);
        Ok(Self { referred, number })
    }

    /// Reads the patient a resource is about: somebody with an NHS number in force.
    pub fn patient(
        root: &At<'a>,
        reference: At<'a>,
        now: DateTime<Utc>,
    ) -> Result<(Self, NhsNumber), Outcome> {
        let person = Self::read(root, reference, now)?;
        let at = &person.referred.at;
        if person.referred.kind.as_deref().is_some_and(|kind| kind != "Patient") {
            return Err(at.not_supported("The subject is a patient."));
        }
        if let Some(described) = &person.referred.described {
            is_current(described)?;
        }
        let Some(number) = person.number else {
            return Err(at.wrong("An NHS number in force belongs here."));
        };
        Ok((person, number))
    }

    /// Is this the same person? None if that is not said.
    pub fn is_same(&self, other: &Person<'_>) -> Option<bool> {
        let numbers = self.number.zip(other.number).map(|(one, other)| one == other);
        numbers.or_else(|| self.referred.is_same(&other.referred))
    }

    fn name(&self, now: DateTime<Utc>) -> Result<Option<String>, Outcome> {
        let described = self.referred.described.as_ref().map(|one| name(one, now)).transpose()?.flatten();
        let full = described.map(|name| format!("{} {}", name.given, name.family).trim().to_owned());
        match full {
            Some(full) => Ok(Some(full)),
            None => self.referred.at.maybe_word("display"),
        }
    }
}

/// A record that is no longer used, or that another one replaces, is nobody's to write to.
fn is_current(described: &At<'_>) -> Result<(), Outcome> {
    let active = described.maybe("active");
    if let Some(active) = active.filter(|active| active.value().as_bool() != Some(true)) {
        return Err(active.not_supported("This record is not in use."));
    }
    let mut links = described.maybe_list("link")?.into_iter();
    match links.find(|link| link.peek("type") == Some("replaced-by")) {
        Some(link) => Err(link.not_supported("Another record replaces this one.")),
        None => Ok(()),
    }
}

/// What the resource says of the patient beside the number.
pub(super) fn details(
    person: &Person<'_>,
    number: NhsNumber,
    now: DateTime<Utc>,
) -> Result<PatientDetails, Outcome> {
    let mut patient = PatientDetails { nhs_number: Some(number), ..PatientDetails::default() };
    if let Some(described) = &person.referred.described {
        patient.name = name(described, now)?;
        patient.born = born(described)?;
        patient.gender = gender(described)?;
        patient.telephone = telephone(described, now)?;
    }
    name_as_sent(&person.referred.at, patient.name.as_ref())?;
    Ok(patient)
}

/// The name beside a reference is in one piece, so it is no part of the details: the letter says it, unless they do.
fn name_as_sent(reference: &At<'_>, known: Option<&PersonName>) -> Result<(), Outcome> {
    let Some(display) = reference.maybe("display").filter(|_| reference.peek("display").is_some()) else {
        return Ok(());
    };
    let sent = one_line(&display.word()?);
    let is_known = known.is_some_and(|name| {
        is_repeated(&sent, &[&name.family, &name.given, name.title.as_deref().unwrap_or_default()])
    });
    if !is_known {
        display.left_out(format!("name as sent: {sent}"));
    }
    Ok(())
}

/// The best name in use. Somebody with one name alone has it as their family name.
fn name(person: &At<'_>, now: DateTime<Utc>) -> Result<Option<PersonName>, Outcome> {
    let Some(names) = person.maybe("name") else { return Ok(None) };
    for name in usable(names.one_or_more(), now)? {
        if name.value().is_string() {
            return Ok(Some(PersonName { family: name.word()?, given: String::new(), title: None }));
        }
        let given = joined(&name, "given")?;
        let family = name.maybe_word("family")?;
        let Some(family) = family.or_else(|| given.is_empty().then(|| whole_name(&name)).flatten()) else {
            if given.is_empty() {
                continue;
            }
            chosen_by(&name);
            return Ok(Some(PersonName { family: given, given: String::new(), title: title(&name)? }));
        };
        let title = title(&name)?;
        if name
            .peek("text")
            .is_some_and(|text| is_repeated(text, &[&family, &given, title.as_deref().unwrap_or("")]))
        {
            name.understood(&["text"]);
        }
        chosen_by(&name);
        return Ok(Some(PersonName { family, given, title }));
    }
    Ok(None)
}

fn title(name: &At<'_>) -> Result<Option<String>, Outcome> {
    Ok(Some(joined(name, "prefix")?).filter(|title| !title.is_empty()))
}

fn whole_name(name: &At<'_>) -> Option<String> {
    name.maybe_word("text").ok()?
}

/// Does the name in one piece say nothing that its parts do not?
fn is_repeated(text: &str, parts: &[&str]) -> bool {
    let parts = parts.join(" ");
    text.split_whitespace()
        .all(|word| parts.split_whitespace().any(|part| part == word.trim_end_matches(',')))
}

fn joined(name: &At<'_>, field: &'static str) -> Result<String, Outcome> {
    let words: Result<Vec<String>, Outcome> =
        name.maybe_list(field)?.iter().map(|part| part.word()).collect();
    Ok(words?.join(" "))
}

/// A whole date. A year or a month is named in the letter and not made into a day.
fn born(person: &At<'_>) -> Result<Option<NaiveDate>, Outcome> {
    if let Some(beside) = person.maybe("_birthDate") {
        absent_reason(&beside);
    }
    let Some(date) = person.maybe("birthDate") else { return Ok(None) };
    let word = date.word()?;
    if let Ok(whole) = word.parse() {
        return Ok(Some(whole));
    }
    whole_date(&word, "-01").ok_or_else(|| date.wrong("A date belongs here."))?;
    date.left_out(format!("date of birth {word} (not a whole date)"));
    Ok(None)
}

fn gender(person: &At<'_>) -> Result<Option<Gender>, Outcome> {
    if let Some(beside) = person.maybe("_gender") {
        absent_reason(&beside);
    }
    let Some(gender) = person.maybe("gender") else { return Ok(None) };
    Ok(Some(match gender.word()?.as_str() {
        "female" => Gender::Female,
        "male" => Gender::Male,
        "other" => Gender::Other,
        "unknown" => Gender::Unknown,
        _ => return Err(gender.wrong("A gender of FHIR belongs here.")),
    }))
}

/// The best telephone in use: by the rank its owner gives it, then by its use.
fn telephone(person: &At<'_>, now: DateTime<Utc>) -> Result<Option<String>, Outcome> {
    let phones = person.maybe_list("telecom")?.into_iter();
    let phones = phones.filter(|one| matches!(one.peek("system"), Some("phone" | "sms"))).collect();
    let mut phones = usable(phones, now)?;
    let rank = |one: &At<'_>| one.fields().and_then(|all| all.get("rank")?.as_u64()).unwrap_or(u64::MAX);
    phones.sort_by_key(rank);
    for phone in phones {
        if let Some(number) = phone.maybe_word("value")? {
            phone.understood(&["system"]);
            chosen_by(&phone);
            return Ok(Some(crate::characters::number_line(&number)));
        }
    }
    Ok(None)
}

/// Who wrote, as the source says.
pub(super) fn writer<'a>(
    root: &At<'a>,
    source: Option<At<'a>>,
    subject: &Person<'a>,
    now: DateTime<Utc>,
) -> Result<Writer, Outcome> {
    let Some(source) = source else { return Ok(Writer::NotSaid { name: String::new() }) };
    let person = Person::read(root, source, now)?;
    let same = person.is_same(subject);
    if same == Some(false) && person.referred.is_same(&subject.referred) == Some(true) {
        return Err(person.referred.at.not_meant("Two different NHS numbers stand for one person."));
    }
    let kind = person.referred.kind.clone();
    let name = || Ok::<_, Outcome>(person.name(now)?.unwrap_or_default());
    match (kind.as_deref(), same) {
        (Some("Patient") | None, Some(true)) => Ok(Writer::Patient),
        (Some("Patient"), Some(false)) => other(&person, "another patient", now),
        (Some("Patient"), None) => Ok(Writer::NotSaid { name: known_as(&person, now)? }),
        (Some("RelatedPerson"), _) => related(root, &person, subject, now),
        (Some("Practitioner" | "PractitionerRole" | "CareTeam"), _) => {
            Ok(Writer::Clinician { name: name()? })
        }
        (Some("Organization" | "HealthcareService"), _) => Ok(Writer::Organisation { name: name()? }),
        (Some("Device" | "Endpoint"), _) => Ok(Writer::System { name: name()? }),
        (None, Some(false)) => other(&person, "not the patient, not said who", now),
        (Some(_), _) | (None, _) => Ok(Writer::NotSaid { name: known_as(&person, now)? }),
    }
}

fn related<'a>(
    root: &At<'a>,
    person: &Person<'a>,
    subject: &Person<'a>,
    now: DateTime<Utc>,
) -> Result<Writer, Outcome> {
    let Some(described) = &person.referred.described else { return other(person, "relation not said", now) };
    if let Some(patient) = described.maybe("patient") {
        let of = Person::read(root, patient, now)?;
        if of.is_same(subject) == Some(false) {
            return Err(of.referred.at.not_meant("The related person belongs to another patient."));
        }
    }
    let inactive = described.maybe("active").is_some_and(|active| active.value().as_bool() == Some(false));
    if inactive || !in_force(described, now)? {
        return other(person, "no longer related", now);
    }
    chosen_by(described);
    let relation = relation(described)?;
    other(person, relation.as_deref().unwrap_or("relation not said"), now)
}

fn relation(person: &At<'_>) -> Result<Option<String>, Outcome> {
    let Some(relations) = person.maybe("relationship") else { return Ok(None) };
    let mut words = Vec::new();
    for relation in relations.one_or_more() {
        words.extend(super::answers::concept(&relation)?);
    }
    Ok(Some(words.join(", ")).filter(|words| !words.is_empty()))
}

/// Somebody who is not the patient.
fn other(person: &Person<'_>, relation: &str, now: DateTime<Utc>) -> Result<Writer, Outcome> {
    Ok(Writer::Other { name: known_as(person, now)?, relation: relation.to_owned() })
}

/// By what the source names somebody: a name, their own NHS number, which is never the patient's, or both. Empty if by
/// neither.
fn known_as(person: &Person<'_>, now: DateTime<Utc>) -> Result<String, Outcome> {
    let number = person.number.map(|number| format!("NHS number {}", number.spaced()));
    let parts: Vec<String> = person.name(now)?.into_iter().chain(number).collect();
    Ok(parts.join(", "))
}
