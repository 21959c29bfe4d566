use super::*;
use crate::DeviceId;
use crate::conversation::{Actor, Refusal};
use crate::staff::{Action, Role};
use std::collections::BTreeMap;
use uuid::Uuid;

const OFFICER: StaffId = StaffId(Uuid::from_u128(8));
const JO: StaffId = StaffId(Uuid::from_u128(1));

/// A practice's safety records, to which people do things.
#[derive(Default)]
struct Office {
    records: BTreeMap<SafetyId, SafetyRecord>,
    made: u128,
    device: u128,
}

impl Office {
    fn asks(&mut self, who: StaffId, command: &Command) -> Result<Vec<(SafetyId, SafetyRecord)>, Refusal> {
        self.made += 1;
        let role = if who == OFFICER { Role::SafetyOfficer } else { Role::Receptionist };
        let device = DeviceId(Uuid::from_u128(self.device));
        let actor = Actor { staff: Some(who), roles: vec![role], device };
        let around = Around {
            actor: &actor,
            workstation: "RECEP-02",
            desktop_alert: true,
            now: now(),
            today: today(),
            fresh: SafetyId(Uuid::from_u128(500 + self.made)),
        };
        decide(&self.records, command, &around)
    }

    fn does(&mut self, who: StaffId, command: Command) -> SafetyId {
        let written = self.asks(who, &command).expect("it is allowed");
        let id = written[0].0;
        self.records.extend(written);
        id
    }
}

fn now() -> DateTime<Utc> {
    "2026-08-25T09:00:00Z".parse().unwrap()
}

fn today() -> NaiveDate {
    "2026-08-25".parse().unwrap()
}

fn form(residual: Likelihood) -> HazardForm {
    HazardForm {
        name: "Missed".to_owned(),
        cause: "Nobody looks.".to_owned(),
        effect: "Harm.".to_owned(),
        controls: vec![],
        initial: Rating { severity: Severity::Major, likelihood: Likelihood::High },
        residual: Rating { severity: Severity::Major, likelihood: residual },
        owner: OFFICER,
        review_by: today(),
    }
}

fn incident(hazard: Option<SafetyId>, learned: &str) -> IncidentForm {
    IncidentForm {
        kind: IncidentKind::Delayed,
        happened_at: now(),
        what: "It waited for a day.".to_owned(),
        harm: String::new(),
        conversation: None,
        hazard,
        learned: learned.to_owned(),
    }
}

fn write(id: Option<SafetyId>, form: HazardForm, why: &str) -> Command {
    Command::WriteHazard { id, form, why: why.to_owned() }
}

#[test]
fn the_matrix_is_the_standards() {
    use Likelihood::{High, Low, Medium, VeryHigh, VeryLow};
    use Severity::{Catastrophic, Considerable, Major, Minor, Significant};
    let table = [
        (VeryHigh, [3, 4, 4, 5, 5]),
        (High, [2, 3, 3, 4, 5]),
        (Medium, [2, 2, 3, 3, 4]),
        (Low, [1, 2, 2, 3, 4]),
        (VeryLow, [1, 1, 2, 2, 3]),
    ];
    for (likelihood, row) in table {
        let severities = [Minor, Significant, Considerable, Major, Catastrophic];
        for (severity, risk) in severities.into_iter().zip(row) {
            assert_eq!(Rating { severity, likelihood }.risk(), risk, "{severity:?} {likelihood:?}");
        }
    }
}

#[test]
fn a_hazard_keeps_who_changed_it_why_and_how_it_was_rated() {
    let mut office = Office::default();
    let id = office.does(OFFICER, write(None, form(Likelihood::Medium), "First look."));
    office.does(OFFICER, write(Some(id), form(Likelihood::Low), "Deputies are named now."));
    office.does(OFFICER, Command::CloseHazard { id, why: "The channel is gone.".to_owned() });
    let hazard = office.records[&id].hazard().unwrap();
    let trail: Vec<(&str, u8)> =
        hazard.history.iter().map(|one| (one.why.as_str(), one.residual.map_or(0, Rating::risk))).collect();
    assert_eq!(trail, [("First look.", 3), ("Deputies are named now.", 3), ("The channel is gone.", 3)]);
    assert!(hazard.closed.is_some());
    let again = office.asks(OFFICER, &write(Some(id), form(Likelihood::Low), "x"));
    assert_eq!(again.err(), Some(Refusal::AlreadyDone), "closed is closed");
}

#[test]
fn the_register_is_the_safety_officers_and_a_report_anybodys() {
    let mut office = Office::default();
    let refused = office.asks(JO, &write(None, form(Likelihood::Low), "x"));
    assert_eq!(refused.err(), Some(Refusal::NotAllowed { action: Action::ManageSafety }));
    let id = office.does(JO, Command::WriteIncident { id: None, form: incident(None, "") });
    assert_eq!(office.records[&id].incident().unwrap().reported.by, JO);
}

#[test]
fn an_incident_ends_only_with_its_hazard_and_what_was_learned() {
    let mut office = Office::default();
    let hazard = office.does(OFFICER, write(None, form(Likelihood::Low), "x"));
    let id = office.does(JO, Command::WriteIncident { id: None, form: incident(None, "") });
    let close = Command::CloseIncident { id };
    assert_eq!(office.asks(OFFICER, &close).err(), Some(Refusal::HazardMissing));
    office.does(OFFICER, Command::WriteIncident { id: Some(id), form: incident(Some(hazard), " ") });
    assert_eq!(office.asks(OFFICER, &close).err(), Some(Refusal::OutcomeMissing));
    office.does(OFFICER, Command::WriteIncident { id: Some(id), form: incident(Some(hazard), "Two look.") });
    office.does(OFFICER, close);
    let closed = office.records[&id].incident().unwrap();
    assert_eq!(closed.reported.by, JO, "whoever reported it stays");
    assert_eq!(closed.history.len(), 4);
}

#[test]
fn what_is_unsound_is_refused_with_what_is_wrong() {
    let mut office = Office::default();
    let mut late = form(Likelihood::Low);
    late.review_by = "2026-08-24".parse().unwrap();
    let mut nameless = form(Likelihood::Low);
    nameless.name = " ".to_owned();
    let mut soon = incident(None, "");
    soon.happened_at = now() + Duration::hours(1);
    let nobody = SafetyId(Uuid::from_u128(99));
    for (command, refusal) in [
        (write(None, late, "x"), Refusal::ReviewPast),
        (write(None, nameless, "x"), Refusal::Empty),
        (write(None, form(Likelihood::Low), " "), Refusal::Empty),
        (write(Some(nobody), form(Likelihood::Low), "x"), Refusal::NotHere),
        (Command::WriteIncident { id: None, form: soon }, Refusal::NotYet),
        (Command::WriteIncident { id: None, form: incident(Some(nobody), "") }, Refusal::NotHere),
        (Command::AnswerDrill { drill: nobody }, Refusal::NotHere),
    ] {
        assert_eq!(office.asks(OFFICER, &command).err(), Some(refusal));
    }
}

#[test]
fn a_register_begins_once_with_what_every_practice_knows() {
    let mut office = Office::default();
    office.does(OFFICER, Command::BeginRegister);
    assert_eq!(office.records.len(), known_hazards(OFFICER, today()).len());
    assert!(office.records.values().all(|one| one.hazard().is_some_and(|hazard| hazard.owner == OFFICER)));
    for hazard in office.records.values().filter_map(SafetyRecord::hazard) {
        assert!(hazard.residual.risk() < hazard.initial.risk());
        assert!(!hazard.controls.is_empty() && hazard.review_by > today());
    }
    assert_eq!(office.asks(OFFICER, &Command::BeginRegister).err(), Some(Refusal::AlreadyDone));
}

#[test]
fn a_drill_is_answered_once_on_each_workstation() {
    let mut office = Office::default();
    let drill = office.does(OFFICER, Command::StartDrill);
    assert_eq!(
        office.asks(JO, &Command::StartDrill).err(),
        Some(Refusal::NotAllowed { action: Action::ManageSafety })
    );
    office.does(JO, Command::AnswerDrill { drill });
    assert_eq!(office.asks(JO, &Command::AnswerDrill { drill }).err(), Some(Refusal::AlreadyDone));
    office.device = 2;
    office.does(JO, Command::AnswerDrill { drill });
    let answers = office.records.values().filter(|one| matches!(one, SafetyRecord::DrillAnswer { .. }));
    assert_eq!(answers.count(), 2);
}
