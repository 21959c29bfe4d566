//! Somebody who is being added or given new factors, until their authenticator shows the right code.

use crate::shared::Name;
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::staff::Role;
use signin::vault::UserName;
use zeroize::Zeroizing;

/// What was typed about them, and what their authenticator scanned.
pub struct BegunStaff {
    pub staff: StaffId,
    pub is_new: bool,
    pub user_name: UserName,
    pub name: Name,
    pub roles: Vec<Role>,
    pub password: Zeroizing<String>,
    pub totp: Zeroizing<[u8; 20]>,
    pub expires: Option<DateTime<Utc>>,
}
