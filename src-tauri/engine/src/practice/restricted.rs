//! Marking records as restricted: staff who are patients here, and their relatives.
//!
//! The practice manager decides whose record it is and which clinicians open it; the form speaks as the form does, and
//! what it says is parsed here. Every change is the whole list, put in force at once and an entry of the audit. What a
//! restriction closes stands in `attest`, the rules in `domain::restricted`.

use crate::errors::{DeskError, Unfit};
use crate::practice::unlocked::Unlocked;
use crate::view::StaffView;
use chrono::NaiveDate;
use domain::message::PersonName;
use domain::restricted::{BadRestriction, Restriction, Restrictions};
use domain::staff::{Action, is_clinician};
use domain::{NhsNumber, StaffId};
use serde::{Deserialize, Serialize};

/// One restricted record as the form has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestrictedRecord {
    /// The NHS number, as typed.
    pub nhs_number: String,
    /// The surname, for letters that carry no number.
    pub family: String,
    /// The forename, for the same.
    pub given: String,
    /// The birth, for the same.
    pub born: Option<NaiveDate>,
    /// The member of staff it is, or is related to.
    pub of: StaffId,
    /// Is it that person's own record, or a relative's?
    pub own: bool,
    /// Which clinicians may open it.
    pub named: Vec<StaffId>,
}

/// What the page of restricted records shows.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestrictionsView {
    pub records: Vec<RestrictedRecord>,
    /// Everybody on the staff, by name.
    pub people: Vec<StaffView>,
    /// Who of them may be named to open a record.
    pub clinicians: Vec<StaffView>,
}

impl Unlocked {
    /// Whose records open to named clinicians alone, for those who decide it.
    pub async fn restrictions(&self) -> Result<RestrictionsView, DeskError> {
        self.allowed(Action::ManageStaff, "restrictions").await?;
        let records = self.shared().restrictions.records.iter().map(RestrictedRecord::of).collect();
        let people = self.people();
        let clinicians = people.iter().filter(|one| is_clinician(&one.roles)).cloned().collect();
        Ok(RestrictionsView { records, people, clinicians })
    }

    /// Puts restrictions in force.
    pub async fn publish_restrictions(&self, records: Vec<RestrictedRecord>) -> Result<(), DeskError> {
        self.allowed(Action::ManageStaff, "publishRestrictions").await?;
        let records = records.into_iter().map(RestrictedRecord::parsed).collect::<Result<_, _>>()?;
        let shared = self.shared();
        let clinician = |staff| is_clinician(&shared.roles(staff));
        let restrictions = Restrictions { records }.checked(clinician).map_err(|why| match why {
            BadRestriction::Named => Unfit::Named,
            BadRestriction::Twice => Unfit::Twice,
        })?;
        Ok(self.publish(&restrictions).await?)
    }
}

impl RestrictedRecord {
    fn of(one: &Restriction) -> Self {
        let name = one.name.as_ref();
        Self {
            nhs_number: one.patient.spaced(),
            family: name.map(|name| name.family.clone()).unwrap_or_default(),
            given: name.map(|name| name.given.clone()).unwrap_or_default(),
            born: one.born,
            of: one.of,
            own: one.own,
            named: one.named.clone(),
        }
    }

    fn parsed(self) -> Result<Restriction, Unfit> {
        let patient: NhsNumber = self.nhs_number.parse().map_err(|_| Unfit::Number)?;
        let (family, given) = (self.family.trim().to_owned(), self.given.trim().to_owned());
        let name = match (family.is_empty(), given.is_empty()) {
            (true, true) => None,
            (false, false) => Some(PersonName { family, given, title: None }),
            _ => return Err(Unfit::Name),
        };
        let Self { born, of, own, named, .. } = self;
        Ok(Restriction { patient, name, born, of, own, named })
    }
}

#[cfg(test)]
mod tests;
