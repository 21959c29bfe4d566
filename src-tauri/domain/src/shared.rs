//! The records that a practice's workstations share beside conversations and the directory: one table.
//!
//! Each is whole each time; the newest that holds is in force. Who may publish one is asked before it is written and
//! again when it is read, from the same row, and so is whether its body is sound: a workstation that was changed cannot
//! put in force what the others would not. How they travel and where they are kept is not known here.

mod changes;

use crate::StaffId;
use crate::audit::Difference;
use crate::audit::difference::between;
use crate::briefing::Briefing;
use crate::message::PatientDetails;
use crate::names::Names;
use crate::policy::PracticePolicy;
use crate::restricted::Restrictions;
use crate::rota::Rota;
use crate::safety::SafetyRecord;
use crate::staff::{Action, Role, may};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of shared record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SharedRecord {
    /// The practice's settings.
    Policy,
    /// Names of staff and workstations.
    Names,
    /// Who is on duty.
    Rota,
    /// What locums read before the first message.
    Briefing,
    /// Whose records open to named clinicians alone.
    Restricted,
    /// One patient of the index.
    Patient,
    /// One hazard, incident or drill.
    Safety,
}

/// A row of the table.
struct Row {
    record: SharedRecord,
    /// The first word of its subject.
    word: &'static str,
    /// What its envelopes say they are.
    kind: &'static str,
    /// Any of these will do.
    published_by: &'static [Action],
    /// Is it in force on the workstation that publishes it before the log has confirmed it?
    shown_at_once: bool,
    /// Is there one for each of many things, or one for the practice?
    many: bool,
}

const TABLE: [Row; 7] = [
    Row {
        record: SharedRecord::Policy,
        word: "policy",
        kind: "policy",
        published_by: &[Action::ChangePolicy],
        shown_at_once: true,
        many: false,
    },
    Row {
        record: SharedRecord::Names,
        word: "staff",
        kind: "names",
        published_by: &[Action::ManageStaff, Action::ManageDevices],
        shown_at_once: false,
        many: false,
    },
    Row {
        record: SharedRecord::Rota,
        word: "rota",
        kind: "rota",
        published_by: &[Action::PublishRota],
        shown_at_once: true,
        many: false,
    },
    // A version of the briefing and a closed record are confirmed first: they open and close messages for others.
    Row {
        record: SharedRecord::Briefing,
        word: "briefing",
        kind: "briefing",
        published_by: &[Action::ChangePolicy],
        shown_at_once: false,
        many: false,
    },
    Row {
        record: SharedRecord::Restricted,
        word: "restricted",
        kind: "restricted",
        published_by: &[Action::ManageStaff],
        shown_at_once: false,
        many: false,
    },
    Row {
        record: SharedRecord::Patient,
        word: "patient",
        kind: "patient",
        published_by: &[Action::RegisterPatient],
        shown_at_once: false,
        many: true,
    },
    // Whoever works with messages may report an incident; `safety` says what else each may do.
    Row {
        record: SharedRecord::Safety,
        word: "safety",
        kind: "safety",
        published_by: &[Action::ReadMessages, Action::ReadSafety],
        shown_at_once: true,
        many: true,
    },
];

impl SharedRecord {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.record)
    }

    /// The record whose subjects begin with this word.
    pub fn of_word(word: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.word == word).map(|row| row.record)
    }

    /// The first word of its subject.
    pub fn word(self) -> &'static str {
        self.row().map_or("", |row| row.word)
    }

    /// What its envelopes say they are.
    pub fn kind(self) -> &'static str {
        self.row().map_or("", |row| row.kind)
    }

    /// Is there one for each of many things, named by an id behind the word?
    pub fn is_many(self) -> bool {
        self.row().is_some_and(|row| row.many)
    }

    /// Is it in force where it is published before the log has confirmed it? Then an earlier version on its way back must
    /// not undo it meanwhile.
    pub fn shows_at_once(self) -> bool {
        self.row().is_some_and(|row| row.shown_at_once)
    }

    /// May somebody in these roles put one in force?
    pub fn may_be_published_by(self, roles: &[Role]) -> bool {
        self.row().is_some_and(|row| row.published_by.iter().any(|action| may(roles, *action)))
    }

    /// The permission that is named when somebody may not publish one.
    pub fn permission(self) -> Action {
        let first = self.row().and_then(|row| row.published_by.first().copied());
        first.unwrap_or(Action::ChangePolicy)
    }

    /// Calls `with` for the type of this record's body.
    pub fn with_body<W: WithBody>(self, with: W) -> W::Out {
        match self {
            Self::Policy => with.call::<PracticePolicy>(),
            Self::Names => with.call::<Names>(),
            Self::Rota => with.call::<Rota>(),
            Self::Briefing => with.call::<Briefing>(),
            Self::Restricted => with.call::<Restrictions>(),
            Self::Patient => with.call::<PatientDetails>(),
            Self::Safety => with.call::<SafetyRecord>(),
        }
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.record == self)
    }
}

/// The body of a shared record.
pub trait SharedBody: Serialize + DeserializeOwned {
    /// Which record it is the body of.
    const RECORD: SharedRecord;

    /// Can it be put in force as it is? Asked before it is written and again when it is read.
    fn is_sound(&self) -> bool {
        true
    }

    /// What it says otherwise than the one that was in force, for the audit. `name` says who somebody is.
    fn changes(&self, _before: Option<&Self>, _name: &dyn Fn(StaffId) -> String) -> Vec<Difference> {
        Vec::new()
    }
}

/// Something that is done in the same way whatever the body's type.
pub trait WithBody {
    /// What comes of it.
    type Out;
    /// Does it for bodies of this type.
    fn call<B: SharedBody>(self) -> Self::Out;
}

impl SharedBody for PracticePolicy {
    const RECORD: SharedRecord = SharedRecord::Policy;

    fn is_sound(&self) -> bool {
        self.clone().checked().is_ok()
    }

    fn changes(&self, before: Option<&Self>, _: &dyn Fn(StaffId) -> String) -> Vec<Difference> {
        before.map_or_else(Vec::new, |before| between(before, self))
    }
}

impl SharedBody for Names {
    const RECORD: SharedRecord = SharedRecord::Names;
}

impl SharedBody for Rota {
    const RECORD: SharedRecord = SharedRecord::Rota;

    fn changes(&self, before: Option<&Self>, name: &dyn Fn(StaffId) -> String) -> Vec<Difference> {
        changes::rota(before, self, name)
    }
}

impl SharedBody for Briefing {
    const RECORD: SharedRecord = SharedRecord::Briefing;

    fn is_sound(&self) -> bool {
        self.clone().checked().is_ok()
    }

    fn changes(&self, before: Option<&Self>, _: &dyn Fn(StaffId) -> String) -> Vec<Difference> {
        changes::briefing(before, self)
    }
}

impl SharedBody for Restrictions {
    const RECORD: SharedRecord = SharedRecord::Restricted;

    fn changes(&self, before: Option<&Self>, name: &dyn Fn(StaffId) -> String) -> Vec<Difference> {
        changes::restrictions(before, self, name)
    }
}

impl SharedBody for PatientDetails {
    const RECORD: SharedRecord = SharedRecord::Patient;
}

impl SharedBody for SafetyRecord {
    const RECORD: SharedRecord = SharedRecord::Safety;
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Which;
    impl WithBody for Which {
        type Out = SharedRecord;
        fn call<B: SharedBody>(self) -> SharedRecord {
            B::RECORD
        }
    }

    #[test]
    fn every_record_has_one_row_one_word_and_a_body_that_names_it() {
        for record in SharedRecord::all() {
            assert_eq!(SharedRecord::of_word(record.word()), Some(record));
            assert_eq!(record.with_body(Which), record);
            assert!(!record.kind().is_empty(), "{record:?}");
            assert_eq!(
                TABLE.iter().filter(|row| row.record == record || row.word == record.word()).count(),
                1
            );
        }
        assert_eq!(SharedRecord::of_word("audit"), None);
    }

    #[test]
    fn a_record_is_published_by_those_who_may_and_by_nobody_else() {
        use Role::{Administrator, GovernanceLead, Gp, Locum, Manager, Nurse, Receptionist, SafetyOfficer};
        let managers = &[Manager][..];
        let who_works = &[Receptionist, Administrator, Nurse, Gp, Locum, Manager][..];
        for (record, allowed) in [
            (SharedRecord::Policy, managers),
            (SharedRecord::Names, managers),
            (SharedRecord::Rota, managers),
            (SharedRecord::Briefing, managers),
            (SharedRecord::Restricted, managers),
            (SharedRecord::Patient, who_works),
            (
                SharedRecord::Safety,
                &[Receptionist, Administrator, Nurse, Gp, Locum, Manager, GovernanceLead, SafetyOfficer],
            ),
        ] {
            for role in Role::ALL {
                assert_eq!(
                    record.may_be_published_by(&[role]),
                    allowed.contains(&role),
                    "{record:?} by {role:?}"
                );
            }
            assert!(!record.may_be_published_by(&[]), "{record:?} by nobody");
        }
    }

    #[test]
    fn an_unsound_body_is_not_put_in_force() {
        let policy = PracticePolicy::standard(
            "Hollin Lane Surgery",
            "A81001".parse().unwrap(),
            "01632 960140".parse().unwrap(),
        );
        assert!(policy.is_sound());
        assert!(!PracticePolicy { claim_minutes: 0, ..policy }.is_sound());
        assert!(Briefing::standard().is_sound());
        assert!(!Briefing { sections: Vec::new(), ..Briefing::standard() }.is_sound());
    }
}
