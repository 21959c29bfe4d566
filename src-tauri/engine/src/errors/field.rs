//! The fields of the forms that make practices, people and workstations, and what may stand in each.

use domain::OdsCode;
use domain::telephone::Telephone;
use serde::Deserialize;
use signin::password::{Password, Weak};
use signin::vault::UserName;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Field {
    OdsCode,
    PracticeName,
    /// The telephone number.
    Telephone,
    /// The workstation's name.
    Workstation,
    ManagerName,
    /// The manager's user name.
    UserName,
    /// Somebody's name.
    #[serde(rename = "name")]
    PersonName,
    /// What patients read under their answers.
    Signature,
    Roles,
    /// Where the practice's log is.
    Log,
    /// The second place for copies of the log; it may be named later.
    BackupPlace,
    /// A new password.
    Password,
}

/// What stands in a field may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRight {
    /// The field's own rule says so.
    Field(Field),
    /// A password too easy to guess.
    Weak(Weak),
}

impl Field {
    /// The verdict on what is typed, for the screen while it is; when the form is sent all of it is judged once more, and
    /// a password against the names as well.
    pub fn check(self, text: &str) -> Result<(), NotRight> {
        let fits = match self {
            Self::OdsCode => text.parse::<OdsCode>().is_ok(),
            Self::Telephone => text.parse::<Telephone>().is_ok(),
            Self::UserName => text.parse::<UserName>().is_ok(),
            Self::Password => return Password::from(text.to_owned()).check("", "").map_err(NotRight::Weak),
            Self::BackupPlace => text.trim().is_empty() || is_folder(text.trim()),
            _ => self.filled(text).is_ok(),
        };
        if fits { Ok(()) } else { Err(NotRight::Field(self)) }
    }

    /// The text as it is kept, without white space around it; the field itself if it is empty or over 120 characters.
    pub(crate) fn filled(self, text: &str) -> Result<String, Self> {
        let text = text.trim();
        if (1..=120).contains(&text.chars().count()) { Ok(text.to_owned()) } else { Err(self) }
    }
}

/// A folder that is there, named from the root.
fn is_folder(text: &str) -> bool {
    let folder = std::path::Path::new(text);
    folder.is_absolute() && folder.is_dir()
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OdsCode => "odsCode",
            Self::PracticeName => "practiceName",
            Self::Telephone => "telephone",
            Self::Workstation => "workstation",
            Self::ManagerName => "managerName",
            Self::UserName => "userName",
            Self::PersonName => "name",
            Self::Signature => "signature",
            Self::Roles => "roles",
            Self::Log => "log",
            Self::BackupPlace => "backupPlace",
            Self::Password => "password",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_right_for_the_screen_exactly_where_it_is_for_the_practice() {
        for (field, right, wrong) in [
            (
                Field::UserName,
                &["Jo.Marsden", "o'neil", "jo", "zoë_2"][..],
                &["", "j", "jo marsden", "jo/m"][..],
            ),
            (Field::OdsCode, &["A81001", "a81001", "Y0360201"], &["", "A8", "A81 001", "A8100100001"]),
            (
                Field::Telephone,
                &["01632 960140", "+44 1632 960140"],
                &["", "960140", "1632960140", "0044 1632 960140"],
            ),
            (Field::PracticeName, &["Hollin Lane Surgery"], &["", "  "]),
        ] {
            assert!(right.iter().all(|text| field.check(text).is_ok()), "{field} {right:?}");
            assert!(
                wrong.iter().all(|text| field.check(text) == Err(NotRight::Field(field))),
                "{field} {wrong:?}"
            );
        }
        assert_eq!(Field::Password.check("eleven char"), Err(NotRight::Weak(Weak::TooShort)));
        assert_eq!(Field::Password.check("otter-canal-lantern"), Ok(()));
    }
}
