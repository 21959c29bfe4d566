//! Who is or was on the staff, as screens name them.

use crate::practice::unlocked::Unlocked;
use crate::view::StaffView;
use domain::StaffId;
use std::collections::BTreeSet;

impl Unlocked {
    /// One of them.
    pub(crate) fn person(&self, staff: StaffId) -> StaffView {
        let shared = self.shared();
        StaffView { id: staff, name: shared.name(staff), roles: shared.roles(staff) }
    }

    /// Everybody who is or was on the staff, by name.
    pub(crate) fn people(&self) -> Vec<StaffView> {
        let shared = self.shared();
        let known: BTreeSet<StaffId> =
            shared.names.people.keys().chain(shared.roles.keys()).copied().collect();
        let mut people: Vec<StaffView> = known.into_iter().map(|staff| self.person(staff)).collect();
        people.sort_by(|a, b| a.name.cmp(&b.name));
        people
    }
}
