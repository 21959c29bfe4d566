//! What may be done to the register, to incidents and drills, and by whom.
//!
//! Anybody who works with messages may report an incident: blame keeps them quiet, rights would too. The register itself
//! belongs to the clinical safety officer and the manager. Who wrote what, when and why comes with every version.

use super::form::{HazardForm, IncidentForm};
use super::known::known_hazards;
use super::{Hazard, Incident, Revision, SafetyRecord};
use crate::alert::ByAt;
use crate::conversation::{Actor, LONGEST_NOTE, Refusal};
use crate::staff::{Action, may};
use crate::{SafetyId, derive_uuid};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest name of a hazard, in characters.
const LONGEST_NAME: usize = 120;

/// A person's wish.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type), serde(rename = "SafetyCommand"))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Put the hazards every practice with such a system has into an empty register.
    BeginRegister,
    /// A new hazard, or a new version of one.
    WriteHazard {
        /// Which; none for a new one.
        id: Option<SafetyId>,
        /// The hazard.
        form: HazardForm,
        /// Why it was written or changed.
        why: String,
    },
    /// The hazard is no more. It stays in the register.
    CloseHazard { id: SafetyId, why: String },
    /// Something went wrong, or is better known.
    WriteIncident {
        /// Which; none for a new one.
        id: Option<SafetyId>,
        /// The incident.
        form: IncidentForm,
    },
    /// The incident is dealt with.
    CloseIncident { id: SafetyId },
    /// An alert drill on every workstation.
    StartDrill,
    /// "I have seen the drill."
    AnswerDrill { drill: SafetyId },
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SafetyCommand(hidden)")
    }
}

/// What a decision rests on.
pub struct Around<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// Their workstation, as people call it.
    pub workstation: &'a str,
    /// Did the last desktop alert show on it?
    pub desktop_alert: bool,
    pub now: DateTime<Utc>,
    /// Today on the practice's wall.
    pub today: NaiveDate,
    /// A fresh id for what may be new.
    pub fresh: SafetyId,
}

type Records = BTreeMap<SafetyId, SafetyRecord>;
type Written = Vec<(SafetyId, SafetyRecord)>;

/// The records a wish leads to, or why not.
pub fn decide(records: &Records, command: &Command, around: &Around<'_>) -> Result<Written, Refusal> {
    match command {
        Command::BeginRegister => around.begin_register(records),
        Command::WriteHazard { id, form, why } => around.write_hazard(records, *id, form, why),
        Command::CloseHazard { id, why } => around.close_hazard(records, *id, why),
        Command::WriteIncident { id, form } => around.write_incident(records, *id, form),
        Command::CloseIncident { id } => around.close_incident(records, *id),
        Command::StartDrill => {
            let by = around.require(Action::ManageSafety)?;
            Ok(vec![(around.fresh, SafetyRecord::Drill { started: by })])
        }
        Command::AnswerDrill { drill } => around.answer_drill(records, *drill),
    }
}

impl Around<'_> {
    fn require(&self, action: Action) -> Result<ByAt, Refusal> {
        let refused = Refusal::NotAllowed { action };
        let staff = self.actor.staff.filter(|_| may(&self.actor.roles, action)).ok_or(refused)?;
        Ok(ByAt { by: staff, at: self.now })
    }

    /// Whoever works with messages, and whoever reads the log.
    fn anybody(&self) -> Result<ByAt, Refusal> {
        self.require(Action::ReadMessages).or_else(|_| self.require(Action::ReadSafety))
    }

    fn begin_register(&self, records: &Records) -> Result<Written, Refusal> {
        let by = self.require(Action::ManageSafety)?;
        if records.values().any(|record| record.hazard().is_some()) {
            return Err(Refusal::AlreadyDone);
        }
        let review_by = self.today.checked_add_months(Months::new(3)).unwrap_or(self.today);
        let record = |(number, form): (usize, HazardForm)| {
            let id = SafetyId(derive_uuid("known hazard", &[&number.to_be_bytes()]));
            let why = "Known to every practice that takes messages from patients.".to_owned();
            (id, hazard(form, vec![], by, why))
        };
        Ok(known_hazards(by.by, review_by).into_iter().enumerate().map(record).collect())
    }

    fn write_hazard(
        &self,
        records: &Records,
        id: Option<SafetyId>,
        form: &HazardForm,
        why: &str,
    ) -> Result<Written, Refusal> {
        let by = self.require(Action::ManageSafety)?;
        for (text, most) in
            [(&form.name, LONGEST_NAME), (&form.cause, LONGEST_NOTE), (&form.effect, LONGEST_NOTE)]
        {
            words(text, most)?;
        }
        words(why, LONGEST_NOTE)?;
        for control in &form.controls {
            words(&control.what, LONGEST_NOTE)?;
        }
        if form.review_by < self.today {
            return Err(Refusal::ReviewPast);
        }
        let history = match id {
            Some(id) => open_hazard(records, id)?.history.clone(),
            None => vec![],
        };
        Ok(vec![(id.unwrap_or(self.fresh), hazard(form.clone(), history, by, why.to_owned()))])
    }

    fn close_hazard(&self, records: &Records, id: SafetyId, why: &str) -> Result<Written, Refusal> {
        let by = self.require(Action::ManageSafety)?;
        let mut hazard = open_hazard(records, id)?.clone();
        words(why, LONGEST_NOTE)?;
        hazard.closed = Some(by);
        hazard.history.push(Revision { by, why: why.to_owned(), residual: Some(hazard.residual) });
        Ok(vec![(id, SafetyRecord::Hazard { hazard: Box::new(hazard) })])
    }

    fn write_incident(
        &self,
        records: &Records,
        id: Option<SafetyId>,
        form: &IncidentForm,
    ) -> Result<Written, Refusal> {
        let by = self.anybody()?;
        words(&form.what, LONGEST_NOTE)?;
        if [&form.harm, &form.learned].into_iter().any(|text| text.chars().count() > LONGEST_NOTE) {
            return Err(Refusal::TooLong { most: u32::try_from(LONGEST_NOTE).unwrap_or(u32::MAX) });
        }
        if form.happened_at > self.now + chrono::Duration::minutes(1) {
            return Err(Refusal::NotYet);
        }
        if let Some(hazard) = form.hazard
            && records.get(&hazard).and_then(SafetyRecord::hazard).is_none()
        {
            return Err(Refusal::NotHere);
        }
        let before = id.map(|id| open_incident(records, id)).transpose()?;
        let mut history = before.map(|one| one.history.clone()).unwrap_or_default();
        let why = if before.is_some() { "Changed." } else { "Reported." }.to_owned();
        history.push(Revision { by, why, residual: None });
        let form = form.clone();
        let incident = Incident {
            kind: form.kind,
            happened_at: form.happened_at,
            what: form.what,
            harm: form.harm,
            conversation: form.conversation,
            hazard: form.hazard,
            reported: before.map_or(by, |one| one.reported),
            learned: form.learned,
            closed: None,
            history,
        };
        Ok(vec![(id.unwrap_or(self.fresh), SafetyRecord::Incident { incident: Box::new(incident) })])
    }

    /// Not without a hazard it belongs to and a word on what was learned.
    fn close_incident(&self, records: &Records, id: SafetyId) -> Result<Written, Refusal> {
        let by = self.require(Action::ManageSafety)?;
        let mut incident = open_incident(records, id)?.clone();
        if incident.hazard.is_none() {
            return Err(Refusal::HazardMissing);
        }
        if incident.learned.trim().is_empty() {
            return Err(Refusal::OutcomeMissing);
        }
        incident.closed = Some(by);
        incident.history.push(Revision { by, why: "Closed.".to_owned(), residual: None });
        Ok(vec![(id, SafetyRecord::Incident { incident: Box::new(incident) })])
    }

    /// Once a workstation: that the alert reaches each of them is what the drill shows.
    fn answer_drill(&self, records: &Records, drill: SafetyId) -> Result<Written, Refusal> {
        let answered = self.anybody()?;
        if !matches!(records.get(&drill), Some(SafetyRecord::Drill { .. })) {
            return Err(Refusal::NotHere);
        }
        let id = answer_id(drill, self.actor);
        if records.contains_key(&id) {
            return Err(Refusal::AlreadyDone);
        }
        let answer = SafetyRecord::DrillAnswer {
            drill,
            answered,
            workstation: self.workstation.to_owned(),
            desktop_alert: self.desktop_alert,
        };
        Ok(vec![(id, answer)])
    }
}

/// The answer of one workstation to one drill.
pub fn answer_id(drill: SafetyId, actor: &Actor) -> SafetyId {
    SafetyId(derive_uuid("drill answer", &[drill.0.as_bytes(), actor.device.0.as_bytes()]))
}

fn hazard(form: HazardForm, mut history: Vec<Revision>, by: ByAt, why: String) -> SafetyRecord {
    history.push(Revision { by, why, residual: Some(form.residual) });
    SafetyRecord::Hazard {
        hazard: Box::new(Hazard {
            name: form.name,
            cause: form.cause,
            effect: form.effect,
            controls: form.controls,
            initial: form.initial,
            residual: form.residual,
            owner: form.owner,
            review_by: form.review_by,
            closed: None,
            history,
        }),
    }
}

fn open_hazard(records: &Records, id: SafetyId) -> Result<&Hazard, Refusal> {
    let hazard = records.get(&id).and_then(SafetyRecord::hazard).ok_or(Refusal::NotHere)?;
    if hazard.closed.is_some() { Err(Refusal::AlreadyDone) } else { Ok(hazard) }
}

fn open_incident(records: &Records, id: SafetyId) -> Result<&Incident, Refusal> {
    let incident = records.get(&id).and_then(SafetyRecord::incident).ok_or(Refusal::NotHere)?;
    if incident.closed.is_some() { Err(Refusal::AlreadyDone) } else { Ok(incident) }
}

fn words(text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    if text.chars().count() > most {
        return Err(Refusal::TooLong { most: u32::try_from(most).unwrap_or(u32::MAX) });
    }
    Ok(())
}
