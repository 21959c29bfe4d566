//! Patients whose records open to named clinicians alone: staff who are patients here, and their relatives.
//!
//! The block stands beforehand: nobody else sees a name, a word or that there is anything. The member of staff it
//! concerns never opens it, whatever is written. A letter without an NHS number is matched by name and birth. The one way
//! past it is an open high-risk alert, for clinicians, and every such opening is an override in the audit.

use crate::message::{PatientDetails, PersonName};
use crate::{NhsNumber, StaffId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Every restricted record of a practice. Body of the `restricted` subject, whole each time.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Restrictions {
    pub records: Vec<Restriction>,
}

/// One restricted record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Restriction {
    /// Whose record.
    pub patient: NhsNumber,
    /// Their name, for letters that carry no number.
    pub name: Option<PersonName>,
    /// Their birth, for the same.
    pub born: Option<NaiveDate>,
    /// The member of staff it is, or is related to.
    pub of: StaffId,
    /// Is it that person's own record, or a relative's?
    pub own: bool,
    /// Which clinicians may open it.
    pub named: Vec<StaffId>,
}

/// Why restrictions cannot be put in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRestriction {
    /// Nobody is named, or somebody who is no clinician.
    #[error("a restricted record needs named clinicians, and clinicians alone")]
    Named,
    /// One record is restricted twice.
    #[error("a record is restricted twice")]
    Twice,
}

impl Restrictions {
    /// The restrictions, if they can be put in force.
    pub fn checked(self, is_clinician: impl Fn(StaffId) -> bool) -> Result<Self, BadRestriction> {
        for (place, one) in self.records.iter().enumerate() {
            let fit = |staff: &StaffId| is_clinician(*staff) && *staff != one.of;
            if one.named.is_empty() || !one.named.iter().all(fit) {
                return Err(BadRestriction::Named);
            }
            if self.records.iter().take(place).any(|earlier| earlier.patient == one.patient) {
                return Err(BadRestriction::Twice);
            }
        }
        Ok(self)
    }

    /// Does this patient's record open to named clinicians alone?
    pub fn is_restricted(&self, patient: &PatientDetails) -> bool {
        self.records.iter().any(|one| one.is_of(patient))
    }

    /// The restriction that closes this patient's record to this person, if one does.
    pub fn closed_to(&self, staff: StaffId, patient: &PatientDetails) -> Option<&Restriction> {
        self.records
            .iter()
            .find(|one| one.is_of(patient))
            .filter(|one| staff == one.of || !one.named.contains(&staff))
    }
}

impl Restriction {
    fn is_of(&self, patient: &PatientDetails) -> bool {
        if let Some(number) = patient.nhs_number {
            return number == self.patient;
        }
        let named = match (&self.name, &patient.name) {
            (Some(ours), Some(theirs)) => {
                same(&ours.family, &theirs.family) && same(&ours.given, &theirs.given)
            }
            _ => false,
        };
        // A letter that leaves the birth out is closed too: better one colleague too few.
        named && (patient.born.is_none() || self.born.is_none() || patient.born == self.born)
    }
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const JO: StaffId = StaffId(Uuid::from_u128(1));
    const OKAFOR: StaffId = StaffId(Uuid::from_u128(2));
    const BRANDT: StaffId = StaffId(Uuid::from_u128(3));

    fn name(family: &str) -> Option<PersonName> {
        Some(PersonName { family: family.to_owned(), given: "Jo".to_owned(), title: None })
    }

    fn restrictions() -> Restrictions {
        let own = Restriction {
            patient: "9990000018".parse().unwrap(),
            name: name("Marsden"),
            born: NaiveDate::from_ymd_opt(1990, 1, 2),
            of: JO,
            own: true,
            named: vec![OKAFOR],
        };
        Restrictions { records: vec![own] }
    }

    #[test]
    fn a_record_opens_to_the_named_alone_and_never_to_whom_it_concerns() {
        let mut all = restrictions();
        let patient = PatientDetails { nhs_number: "9990000018".parse().ok(), ..PatientDetails::default() };
        let other = PatientDetails {
            nhs_number: "9990000026".parse().ok(),
            name: name("Marsden"),
            ..PatientDetails::default()
        };
        for (staff, closed) in [(JO, true), (OKAFOR, false), (BRANDT, true)] {
            assert_eq!(all.closed_to(staff, &patient).is_some(), closed);
            assert!(all.closed_to(staff, &other).is_none(), "another number is another patient");
        }
        all.records[0].named.push(JO);
        assert!(all.closed_to(JO, &patient).is_some(), "naming oneself opens nothing");
    }

    #[test]
    fn a_letter_without_a_number_is_matched_by_name_and_birth() {
        let all = restrictions();
        let letter = |family, born: Option<NaiveDate>| PatientDetails {
            name: name(family),
            born,
            ..PatientDetails::default()
        };
        let born = NaiveDate::from_ymd_opt(1990, 1, 2);
        for (patient, closed) in [
            (letter("MARSDEN ", born), true),
            (letter("Marsden", None), true),
            (letter("Marsden", NaiveDate::from_ymd_opt(1991, 1, 2)), false),
            (letter("Marsh", born), false),
            (PatientDetails::default(), false),
        ] {
            assert_eq!(all.closed_to(BRANDT, &patient).is_some(), closed);
        }
    }

    #[test]
    fn a_restriction_needs_named_clinicians_and_stands_once() {
        let clinicians = |staff: StaffId| staff != JO;
        assert!(restrictions().checked(clinicians).is_ok());
        for named in [vec![], vec![JO], vec![OKAFOR, JO]] {
            let mut all = restrictions();
            all.records[0].named = named;
            assert!(matches!(all.checked(clinicians), Err(BadRestriction::Named)));
        }
        let mut twice = restrictions();
        twice.records.extend(restrictions().records);
        assert!(matches!(twice.checked(clinicians), Err(BadRestriction::Twice)));
    }
}
