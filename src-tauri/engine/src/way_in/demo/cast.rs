//! Who is in the demonstration. All invented.

use crate::shared::Name;
use crate::way_in::set_up::FirstPerson;
use chrono::NaiveDate;
use domain::message::{Gender, PatientDetails, PersonName};
use domain::staff::Role;
use signin::vault::UserName;
use zeroize::Zeroizing;

/// Everybody's password in the demonstration.
pub(super) const PASSWORD: &str = "otter-canal-lantern";

/// The duty clinician's user name.
pub(super) const DUTY: &str = "n.okafor";
pub(super) const DEPUTY: &str = "s.brandt";

/// A member of staff in the demonstration.
pub(super) struct Member {
    user_name: &'static str,
    name: &'static str,
    signature: &'static str,
    roles: &'static [Role],
}

impl Member {
    /// As somebody who gets an account.
    pub(super) fn first_person(self) -> FirstPerson {
        #[allow(clippy::expect_used, reason = "constants of this file")]
        let user_name = UserName::try_from(self.user_name.to_owned()).expect("the cast has plain user names");
        FirstPerson {
            user_name,
            name: Name { name: self.name.to_owned(), signature: self.signature.to_owned() },
            password: Zeroizing::new(PASSWORD.to_owned()),
            totp: fresh_totp(),
            roles: self.roles.to_vec(),
        }
    }
}

/// The staff: the manager first.
pub(super) fn staff() -> Vec<Member> {
    let member = |user_name, name, signature, roles| Member { user_name, name, signature, roles };
    vec![
        member(
            "carol.whitby",
            "Carol Whitby",
            "Carol, practice manager",
            &[Role::Manager, Role::Administrator],
        ),
        member("jo.marsden", "Jo Marsden", "Jo, reception", &[Role::Receptionist]),
        member("priya.nair", "Priya Nair", "Priya, reception", &[Role::Receptionist]),
        member(DUTY, "Dr N Okafor", "Dr Okafor", &[Role::Gp]),
        member(DEPUTY, "Dr S Brandt", "Dr Brandt", &[Role::Gp]),
        member("tom.heald", "Dr Tom Heald", "Dr Heald", &[Role::Locum]),
        member("ruth.alder", "Ruth Alder", "Ruth, information governance", &[Role::GovernanceLead]),
    ]
}

type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    (i32, u32, u32),
    Gender,
    &'static str,
    &'static str,
);

const PATIENTS: [Row; 9] = [
    (
        "9990000018",
        "Halloran",
        "Patrick",
        "Mr",
        (1959, 2, 8),
        Gender::Male,
        "07700 900101",
        "4 Mill Row, Hollin, HL4 7QA",
    ),
    (
        "9990000026",
        "Patel",
        "Amira",
        "Ms",
        (1987, 3, 14),
        Gender::Female,
        "07700 900112",
        "31 Castle Street, Hollin, HL4 7QB",
    ),
    (
        "9990000034",
        "Kowalska",
        "Zofia",
        "Ms",
        (1993, 6, 2),
        Gender::Female,
        "07700 900123",
        "2 Well Lane, Hollin, HL4 7QC",
    ),
    (
        "9990000042",
        "Wood",
        "Margaret",
        "Mrs",
        (1945, 11, 23),
        Gender::Female,
        "01632 960145",
        "9 The Green, Hollin, HL4 7QD",
    ),
    (
        "9990000050",
        "Abara",
        "Chidi",
        "Mr",
        (1998, 1, 30),
        Gender::Male,
        "07700 900134",
        "17 Station Road, Hollin, HL4 7QE",
    ),
    (
        "9990000069",
        "Begum",
        "Nasreen",
        "Miss",
        (2021, 4, 19),
        Gender::Female,
        "07700 900156",
        "8 Orchard Close, Hollin, HL4 7QF",
    ),
    (
        "9990000077",
        "Finch",
        "Eleanor",
        "Mrs",
        (1954, 9, 5),
        Gender::Female,
        "01632 960167",
        "1 Tannery Yard, Hollin, HL4 7QG",
    ),
    (
        "9990000085",
        "Sinclair",
        "Rory",
        "Mr",
        (1975, 7, 12),
        Gender::Male,
        "07700 900178",
        "22 Castle Street, Hollin, HL4 7QH",
    ),
    (
        "9990000093",
        "Whitlock",
        "Jamie",
        "Mr",
        (1999, 9, 2),
        Gender::Male,
        "07700 900318",
        "Flat 3, 18 Tanner Row, Hollin, HL4 7QT",
    ),
];

/// The patients of the index.
pub(super) fn patients() -> Vec<PatientDetails> {
    PATIENTS.iter().map(|row| details(*row)).collect()
}

fn details(
    (number, family, given, title, (year, month, day), gender, telephone, address): Row,
) -> PatientDetails {
    let text = str::to_owned;
    PatientDetails {
        nhs_number: number.parse().ok(),
        name: Some(PersonName { family: text(family), given: text(given), title: Some(text(title)) }),
        born: NaiveDate::from_ymd_opt(year, month, day),
        gender: Some(gender),
        telephone: Some(text(telephone)),
        address: Some(text(address)),
    }
}

/// A new authenticator.
pub(super) fn fresh_totp() -> Zeroizing<[u8; 20]> {
    Zeroizing::new(rand::random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cast_is_whole_and_invented() {
        assert_eq!(staff().into_iter().map(Member::first_person).count(), 7);
        for patient in patients() {
            let number = patient.nhs_number.expect("its check digit holds").digits();
            assert!(number.starts_with("999"), "only numbers that are never issued");
            assert!(patient.born.is_some());
            let telephone = patient.telephone.unwrap_or_default();
            assert!(telephone.starts_with("07700 900") || telephone.starts_with("01632 960"), "drama ranges");
        }
    }
}
