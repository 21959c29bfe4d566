//! Members of staff, as every screen shows them: who reads, who did something, and when.

use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::staff::Role;
use serde::{Deserialize, Serialize};

/// Who is signed in, as what is shown is made for them.
#[derive(Clone, Debug)]
pub struct Me {
    /// The person.
    pub staff: StaffId,
    /// The roles they act in.
    pub roles: Vec<Role>,
}

view! {
    /// A member of staff in a line.
    pub struct StaffView {
        /// The person.
        pub id: StaffId,
        pub name: String,
        pub roles: Vec<Role>,
    }

    /// A person looked at an instant.
    pub struct Looked {
        pub by: StaffView,
        pub at: DateTime<Utc>,
    }
}
