//! The demonstration practice: invented people, patients and letters, on the real queue, vault and database.
//!
//! Nobody in it exists: NHS numbers are from the range that is never issued, telephone numbers from Ofcom's drama ranges.
//! Its passwords and authenticator secrets lie beside it in the clear, so that a newcomer can sign in, which is why it
//! must never hold a real patient, and the sign-in screen says so. Letters are sealed and signed as the gateway does it.

mod cast;
pub(crate) mod letters;

use self::cast::PASSWORD;
#[cfg(feature = "testing")]
use self::cast::fresh_totp;
use crate::clock::Clock;
use crate::errors::SetUpError;
use crate::folder::DataFolder;
#[cfg(feature = "testing")]
use crate::shared::Name;
use crate::view::DemoPerson;
use crate::way_in::founding::{CannotFound, FIRST_ROLES, Founder};
use crate::way_in::set_up::{self, FirstPerson, Furnish, Plan};
use chrono::{DateTime, TimeDelta, Utc};
use crypto::{Kit, Seed};
use domain::audit::{Attestation, Entry, What};
use domain::policy::PracticePolicy;
use domain::rota::{Rota, Slot};
use domain::staff::Role;
use domain::{PatientId, StaffId, derive_uuid};
use serde::{Deserialize, Serialize};
use signin::totp::TotpSecret;
use signin::vault::Kind;
#[cfg(feature = "testing")]
use signin::vault::UserName;
use std::path::Path;
use uuid::Uuid;
#[cfg(feature = "testing")]
use zeroize::Zeroizing;

/// The file beside the vault that makes it a demonstration.
pub(crate) const FILE: &str = "demonstration.json";
/// The first workstation.
const WORKSTATION: &str = "RECEP-02, front desk";
/// What signs a person of the demonstration in.
#[derive(Serialize, Deserialize)]
struct Pass {
    user_name: String,
    name: String,
    role: Role,
    totp: [u8; 20],
}

struct Furniture {
    people: Vec<(StaffId, Seed, FirstPerson)>,
    now: DateTime<Utc>,
}

impl Furnish for Furniture {
    fn people(&self) -> &[(StaffId, Seed, FirstPerson)] {
        &self.people
    }

    /// Everybody but the locum did their training: a newcomer meets the briefing once, not the training five times.
    fn entries(&self, manager: StaffId) -> Vec<Entry> {
        let others = self.people.iter().filter(|(_, _, person)| !person.roles.contains(&Role::Locum));
        let attested = |(staff, roles): (StaffId, Vec<Role>)| Entry {
            id: Uuid::new_v4(),
            at: self.now,
            staff: Some(staff),
            roles,
            workstation: WORKSTATION.to_owned(),
            conversation: None,
            patient: None,
            what: What::Attested { to: Attestation::Training },
        };
        let manager = (manager, FIRST_ROLES.to_vec());
        std::iter::once(manager)
            .chain(others.map(|(staff, _, person)| (*staff, person.roles.clone())))
            .map(attested)
            .collect()
    }

    fn records(&self, founder: &mut Founder) -> Result<(), CannotFound> {
        for details in cast::patients() {
            let number = details.nhs_number.map(domain::NhsNumber::digits).unwrap_or_default();
            founder.patient(PatientId(derive_uuid("demonstration", &[number.as_bytes()])), &details)?;
        }
        let person = |user: &str| {
            self.people
                .iter()
                .find(|(_, _, person)| person.user_name.as_str() == user)
                .map(|(staff, ..)| *staff)
        };
        if let (Some(duty), Some(deputy)) = (person(cast::DUTY), person(cast::DEPUTY)) {
            let from = self.now - TimeDelta::days(1);
            let slots = vec![Slot { from, until: self.now + TimeDelta::days(365), duty, deputy }];
            founder.rota(&Rota { slots, drafts: vec![] })?;
        }
        Ok(())
    }
}

/// Makes the demonstration in an empty folder.
pub(crate) async fn make(folder: &DataFolder, clock: &Clock) -> Result<(), SetUpError> {
    let people = cast::staff().into_iter().map(|member| member.first_person());
    make_with(folder, people, clock).await
}

/// The same with other people in it: the first runs the practice.
async fn make_with(
    folder: &DataFolder,
    people: impl Iterator<Item = FirstPerson>,
    clock: &Clock,
) -> Result<(), SetUpError> {
    found(folder, people, clock).await?;
    letters::post(folder, clock).await.map_err(set_up::failed)
}

/// The demonstration before anybody has written.
#[cfg(feature = "testing")]
pub(crate) async fn make_without_letters(folder: &DataFolder, clock: &Clock) -> Result<(), SetUpError> {
    found(folder, cast::staff().into_iter().map(|member| member.first_person()), clock).await
}

async fn found(
    folder: &DataFolder,
    mut people: impl Iterator<Item = FirstPerson>,
    clock: &Clock,
) -> Result<(), SetUpError> {
    let now = clock.now();
    let manager = people.next().ok_or(SetUpError::Failed)?;
    let people: Vec<(StaffId, Seed, FirstPerson)> =
        people.map(|person| (StaffId(Uuid::new_v4()), Seed::make(), person)).collect();
    let passes: Vec<Pass> =
        std::iter::once(&manager).chain(people.iter().map(|(_, _, person)| person)).map(pass).collect();
    let plan = Plan {
        policy: policy()?,
        workstation: WORKSTATION.to_owned(),
        kind: Kind::Demonstration,
        kit: Kit::make(),
        manager,
    };
    set_up::make(folder, plan, &Furniture { people, now }, clock).await?;
    let json = serde_json::to_vec_pretty(&passes).map_err(set_up::failed)?;
    std::fs::write(folder.practice().join(FILE), json).map_err(set_up::failed)
}

/// The demonstration with a founder and one person in each role, whose user name is the role's.
#[cfg(feature = "testing")]
pub(crate) async fn make_one_of_each(folder: &DataFolder, clock: &Clock) -> Result<(), SetUpError> {
    let named = |user_name: &str, roles| {
        let user_name = UserName::try_from(user_name.to_owned()).map_err(set_up::failed)?;
        let name = user_name.as_str().to_owned();
        let name = Name { signature: name.clone(), name };
        Ok(FirstPerson {
            user_name,
            name,
            password: Zeroizing::new(PASSWORD.to_owned()),
            totp: fresh_totp(),
            roles,
        })
    };
    let mut people = vec![named("founder", vec![Role::Manager])?];
    for role in Role::ALL {
        people.push(named(&format!("{role:?}"), vec![role])?);
    }
    make_with(folder, people.into_iter(), clock).await
}

fn policy() -> Result<PracticePolicy, SetUpError> {
    let ods = "A81999".parse().map_err(set_up::failed)?;
    let telephone = "01632 960123".parse().map_err(set_up::failed)?;
    let mut policy = PracticePolicy::standard("Hollin Lane Surgery", ods, telephone);
    policy.idle_lock_minutes = 30;
    policy.checked().map_err(set_up::failed)
}

fn pass(person: &FirstPerson) -> Pass {
    Pass {
        user_name: person.user_name.as_str().to_owned(),
        name: person.name.name.clone(),
        role: person.roles.first().copied().unwrap_or(Role::Receptionist),
        totp: *person.totp,
    }
}

/// The people of the demonstration with what signs them in now; none in a real practice.
pub(crate) fn people(practice: &Path, now: DateTime<Utc>) -> Option<Vec<DemoPerson>> {
    let bytes = std::fs::read(practice.join(FILE)).ok()?;
    let passes: Vec<Pass> = serde_json::from_slice(&bytes).ok()?;
    let person = |pass: Pass| DemoPerson {
        code: TotpSecret::from_bytes(pass.totp).code_at(now),
        user_name: pass.user_name,
        name: pass.name,
        role: pass.role,
        password: PASSWORD.to_owned(),
    };
    Some(passes.into_iter().map(person).collect())
}
