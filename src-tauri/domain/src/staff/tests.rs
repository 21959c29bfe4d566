use super::*;

/// Columns in the order of `Role::ALL`: receptionist, administrator, nurse, GP, locum, manager, governance lead,
/// safety officer. Written by hand from the product's requirements, not from the code.
const TABLE: [(Action, [u8; 8]); 15] = [
    (Action::ReadMessages, [1, 1, 1, 1, 1, 1, 0, 0]),
    (Action::Triage, [1, 1, 1, 1, 1, 1, 0, 0]),
    (Action::AnswerAdministrative, [1, 1, 1, 1, 1, 1, 0, 0]),
    (Action::AnswerClinical, [0, 0, 1, 1, 1, 0, 0, 0]),
    (Action::Close, [1, 1, 1, 1, 1, 1, 0, 0]),
    (Action::TakeAlert, [1, 1, 1, 1, 1, 1, 0, 0]),
    (Action::AcceptAlert, [0, 0, 1, 1, 1, 0, 0, 0]),
    (Action::ChangePolicy, [0, 0, 0, 0, 0, 1, 0, 0]),
    (Action::ManageStaff, [0, 0, 0, 0, 0, 1, 0, 0]),
    (Action::ManageDevices, [0, 0, 0, 0, 0, 1, 0, 0]),
    (Action::PublishRota, [0, 0, 0, 0, 0, 1, 0, 0]),
    (Action::RegisterPatient, [1, 1, 1, 1, 1, 1, 0, 0]),
    (Action::ReadAudit, [0, 0, 0, 0, 0, 1, 1, 0]),
    (Action::ReadSafety, [0, 0, 1, 1, 0, 1, 1, 1]),
    (Action::ManageSafety, [0, 0, 0, 0, 0, 1, 0, 1]),
];

#[test]
fn every_role_may_what_the_table_says_and_nothing_else() {
    for (action, columns) in TABLE {
        for (role, allowed) in Role::ALL.into_iter().zip(columns) {
            assert_eq!(role.may(action), allowed == 1, "{role:?} {action:?}");
            assert_eq!(may(&[role], action), allowed == 1, "{role:?} {action:?}");
        }
    }
}

#[test]
fn the_table_names_every_action_once() {
    let mut actions: Vec<Action> = TABLE.iter().map(|(action, _)| *action).collect();
    actions.sort_unstable();
    actions.dedup();
    assert_eq!(actions.len(), TABLE.len());
    // A new action is a new arm here, and a new row above.
    let known = |action: Action| match action {
        Action::ReadMessages
        | Action::Triage
        | Action::AnswerAdministrative
        | Action::AnswerClinical
        | Action::Close
        | Action::TakeAlert
        | Action::AcceptAlert
        | Action::ChangePolicy
        | Action::ManageStaff
        | Action::ManageDevices
        | Action::PublishRota
        | Action::RegisterPatient
        | Action::ReadAudit
        | Action::ReadSafety
        | Action::ManageSafety => 15,
    };
    assert_eq!(known(Action::Triage), TABLE.len());
}

#[test]
fn roles_add_up_and_none_means_nothing() {
    for (action, columns) in TABLE {
        assert!(!may(&[], action), "{action:?}");
        for (one, first) in Role::ALL.into_iter().zip(columns) {
            for (other, second) in Role::ALL.into_iter().zip(columns) {
                assert_eq!(may(&[one, other], action), first + second > 0, "{one:?} + {other:?}: {action:?}");
            }
        }
    }
}

#[test]
fn clinical_judgement_is_for_clinical_roles_alone() {
    for role in Role::ALL {
        let clinical = matches!(role, Role::Nurse | Role::Gp | Role::Locum);
        assert_eq!(role.is_clinical(), clinical, "{role:?}");
        assert_eq!(role.may(Action::AnswerClinical), clinical, "{role:?}");
        assert_eq!(role.may(Action::AcceptAlert), clinical, "{role:?}");
    }
}
