//! The practice's shared records as this workstation knows them: policy, people, who is on duty.
//!
//! A snapshot, replaced whole when a record changes; whoever decides or shows something takes one and works with it to
//! the end. The directory says whose key counts and in which roles; names come from the `staff` record.

pub use domain::names::{Name, Names};

use domain::StaffId;
use domain::alert::{Present, Team};
use domain::briefing::Briefing;
use domain::calendar::Calendar;
use domain::policy::PracticePolicy;
use domain::restricted::Restrictions;
use domain::rota::Rota;
use domain::staff::{Action, Role, may};
use std::collections::BTreeMap;

/// Everything shared, at one moment.
#[derive(Clone)]
pub struct Shared {
    /// The practice's settings.
    pub policy: PracticePolicy,
    /// The open hours they describe.
    pub calendar: Calendar,
    pub names: Names,
    /// Duty.
    pub rota: Rota,
    /// Current roles, from the directory.
    pub roles: BTreeMap<StaffId, Vec<Role>>,
    /// What locums read before the first message.
    pub briefing: Briefing,
    /// Whose records open to named clinicians alone.
    pub restrictions: Restrictions,
    /// Who is known to be at an unlocked workstation.
    pub present: Present,
}

impl Shared {
    /// A snapshot of these records.
    pub fn new(
        policy: PracticePolicy,
        names: Names,
        rota: Rota,
        roles: BTreeMap<StaffId, Vec<Role>>,
    ) -> Self {
        let calendar = Calendar::new(&policy);
        let (briefing, restrictions) = (Briefing::standard(), Restrictions::default());
        let present = Present::default();
        Self { policy, calendar, names, rota, roles, briefing, restrictions, present }
    }

    /// How colleagues read a person; somebody without a record stays a person.
    pub fn name(&self, staff: StaffId) -> String {
        self.names.people.get(&staff).map_or_else(|| "a colleague".to_owned(), |name| name.name.clone())
    }

    /// How patients read a person under an answer.
    pub fn signature(&self, staff: StaffId) -> String {
        let own = self.names.people.get(&staff).map(|name| name.signature.clone());
        own.map_or_else(|| self.policy.name.clone(), |own| format!("{own}, {}", self.policy.name))
    }

    /// A person's roles.
    pub fn roles(&self, staff: StaffId) -> Vec<Role> {
        self.roles.get(&staff).cloned().unwrap_or_default()
    }

    /// Whom an alert may call.
    pub fn team(&self) -> Team<'_> {
        Team { rota: &self.rota, roles: &self.roles, present: Some(&self.present) }
    }

    /// May this person do this?
    pub fn may(&self, staff: StaffId, action: Action) -> bool {
        self.roles.get(&staff).is_some_and(|roles| may(roles, action))
    }
}
