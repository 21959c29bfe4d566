//! Whose message it is: the banner, whether letter and index agree, and who may see the record online.

use super::{Opened, Reader};
use crate::{PatientView, VerifiedView};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::NhsNumber;
use domain::calendar::date_in_london;
use domain::conversation::{Conversation, Online};
use domain::message::{PatientDetails, PersonName, Writer};
use domain::risk::{Assessment, Category};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Below this age nothing is shown online unchecked (E4).
const ADULT_FOR_RECORDS: i32 = 16;

/// The banner: the index's details where they are known, else what the letters say.
pub(super) fn patient(reader: Reader<'_>, opened: Opened<'_>) -> PatientView {
    let (said, index) = (&opened.seen.patient, opened.index);
    let verified =
        opened.seen.triage.identity.map(|(how, by)| VerifiedView { how, looked: reader.looked(by) });
    PatientView {
        known: index.is_some(),
        name: either(index, said, |details| details.name.clone()),
        born: either(index, said, |details| details.born),
        gender: either(index, said, |details| details.gender),
        nhs_number: spaced(either(index, said, |details| details.nhs_number)),
        telephone: either(index, said, |details| details.telephone.clone()),
        address: either(index, said, |details| details.address.clone()),
        identity: opened.seen.identity,
        verified,
        matches_record: index.and_then(|index| matches_record(said, index)),
    }
}

fn either<T>(
    index: Option<&PatientDetails>,
    said: &PatientDetails,
    part: impl Fn(&PatientDetails) -> Option<T>,
) -> Option<T> {
    index.and_then(&part).or_else(|| part(said))
}

/// `999 000 0018`.
pub fn spaced(number: Option<NhsNumber>) -> Option<String> {
    number.map(NhsNumber::spaced)
}

/// Do the name and the date of birth a letter gives agree with the index? None where it gives neither.
pub(super) fn matches_record(said: &PatientDetails, index: &PatientDetails) -> Option<bool> {
    let name = said.name.as_ref().zip(index.name.as_ref()).map(|(said, known)| same_name(said, known));
    let born = said.born.zip(index.born).map(|(said, known)| said == known);
    [name, born].into_iter().flatten().reduce(|one, other| one && other)
}

/// Surname and first forename, whatever the case, the accents and the hyphens.
fn same_name(said: &PersonName, known: &PersonName) -> bool {
    let first = |name: &PersonName| plain(name.given.split_whitespace().next().unwrap_or_default());
    plain(&said.family) == plain(&known.family) && first(said) == first(known)
}

fn plain(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Who sees the record online unless a person chooses otherwise (E4): hidden for abuse, safeguarding, self-harm, a
/// third person, or a patient under 16 when any letter came.
pub(super) fn online_by_rule(state: &Conversation, born: Option<NaiveDate>) -> Online {
    let mut letters = state.letters();
    let hidden = letters.any(|letter| {
        let found = letter.assessment.iter().flat_map(Assessment::categories);
        letter.writer != Writer::Patient
            || found.into_iter().any(hidden_online)
            || born.is_some_and(|born| age(born, letter.received_at) < ADULT_FOR_RECORDS)
    });
    if hidden { Online::HiddenUntilChecked } else { Online::Shown }
}

/// What a proxy, an abuser or the person themselves must not read unchecked.
fn hidden_online(category: Category) -> bool {
    matches!(
        category,
        Category::SuicideSelfHarm
            | Category::ThreatToOthers
            | Category::SafeguardingChild
            | Category::DomesticAbuse
            | Category::SafeguardingAdult
    )
}

fn age(born: NaiveDate, at: DateTime<Utc>) -> i32 {
    let day = date_in_london(at);
    let birthday_to_come = (day.month(), day.day()) < (born.month(), born.day());
    day.year() - born.year() - i32::from(birthday_to_come)
}
