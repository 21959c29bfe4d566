//! The fields of the forms that make practices, people and workstations.

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The ODS code.
    OdsCode,
    /// The practice's name.
    PracticeName,
    /// The telephone number.
    Telephone,
    /// The workstation's name.
    Workstation,
    /// The manager's name.
    ManagerName,
    /// The manager's user name.
    UserName,
    /// Somebody's name.
    PersonName,
    /// What patients read under their answers.
    Signature,
    /// Their roles.
    Roles,
    /// Where the practice's log is.
    Log,
}

impl Field {
    /// The text as it is kept, without white space around it; the field itself if it is empty or over 120 characters.
    pub(crate) fn filled(self, text: &str) -> Result<String, Self> {
        let text = text.trim();
        if (1..=120).contains(&text.chars().count()) { Ok(text.to_owned()) } else { Err(self) }
    }
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
        })
    }
}
