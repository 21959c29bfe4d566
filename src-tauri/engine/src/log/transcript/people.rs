//! Patient, writers and staff as the record names them.

use crate::shared::Shared;
use domain::StaffId;
use domain::message::{self, PatientDetails};
use domain::staff::Role;
use record::transcript::{Gender, Patient, Staff, Who, Writer};

/// In which of several roles somebody acts for the record: a clinician's first.
const FIRST: [Role; 8] = [
    Role::Gp,
    Role::Locum,
    Role::Nurse,
    Role::Receptionist,
    Role::Administrator,
    Role::Manager,
    Role::GovernanceLead,
    Role::SafetyOfficer,
];

/// The patient: the index's details where they are known, else what the letters say. A name nobody
/// knows is empty, and the record says that it is not known.
pub(super) fn patient(said: &PatientDetails, index: Option<&PatientDetails>) -> Patient {
    let known = index.unwrap_or(said);
    let name = known.name.as_ref().or(said.name.as_ref());
    Patient {
        family: name.map(|name| name.family.clone()).unwrap_or_default(),
        given: name.map(|name| name.given.clone()).unwrap_or_default(),
        title: name.and_then(|name| name.title.clone()),
        nhs_number: known.nhs_number.or(said.nhs_number),
        born: known.born.or(said.born),
        gender: gender(known.gender.or(said.gender)),
    }
}

fn gender(gender: Option<message::Gender>) -> Gender {
    match gender {
        Some(message::Gender::Female) => Gender::Female,
        Some(message::Gender::Male) => Gender::Male,
        Some(message::Gender::Other) => Gender::Other,
        Some(message::Gender::Unknown) | None => Gender::Unknown,
    }
}

/// Who wrote a letter. A patient who gave no name is "the patient".
pub(super) fn writer(writer: &message::Writer, patient: &PatientDetails) -> Writer {
    let other = |name: &String, who| Writer { name: name.clone(), relation: None, who };
    match writer {
        message::Writer::Patient => {
            let name = patient.name.as_ref().map(|name| format!("{} {}", name.given, name.family));
            let name = name.unwrap_or_else(|| "The patient".to_owned());
            Writer { name, relation: None, who: Who::Near }
        }
        message::Writer::Other { name, relation } => {
            Writer { name: name.clone(), relation: Some(relation.clone()), who: Who::Near }
        }
        message::Writer::Clinician { name } => other(name, Who::Clinician),
        message::Writer::Organisation { name } => other(name, Who::Organisation),
        message::Writer::System { name } => other(name, Who::System),
        message::Writer::NotSaid { name } => other(name, Who::NotSaid),
    }
}

/// A member of staff in the roles they acted in, or in those they hold.
pub(super) fn staff(shared: &Shared, id: StaffId, acted_in: &[Role]) -> Staff {
    let held = shared.roles(id);
    let roles = if acted_in.is_empty() { held.as_slice() } else { acted_in };
    let role = FIRST.into_iter().find(|role| roles.contains(role)).unwrap_or(Role::Administrator);
    Staff { id, name: shared.name(id), role }
}
