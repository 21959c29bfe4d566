//! What a reader sees of the log, the register, incidents and drills.

use crate::present::Reader;
use crate::{AttemptView, Looked, StaffView};
use chrono::{DateTime, NaiveDate, Utc};
use domain::alert::{Alert, ByAt, NoDanger, Pace, Stage, Words};
use domain::calendar::date_in_london;
use domain::message::PersonName;
use domain::risk::Category;
use domain::safety::{Control, Hazard, Incident, IncidentKind, Rating, Revision, SafetyRecord};
use domain::staff::{Action, may};
use domain::{ConversationId, LetterId, SafetyId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

view! {
    /// A window of the log of alerts.
    pub struct SafetyLog {
        /// How many there ever were.
        pub total: u32,
        /// The first row's place.
        pub offset: u32,
        /// The rows, newest first.
        pub rows: Vec<SafetyRow>,
    }

    /// An alert in the log.
    pub struct SafetyRow {
        pub conversation: ConversationId,
        /// The letter that raised it.
        pub letter: LetterId,
        /// What about.
        pub category: Category,
        /// The person who saw the danger, where it was not the rules that found it.
        pub raised_by: Option<StaffView>,
        /// It was none, as the clinician who ended it judged.
        pub no_danger: Option<NoDanger>,
        /// When the letter was received.
        pub received_at: DateTime<Utc>,
        /// Was the practice closed then?
        pub out_of_hours: bool,
        /// A record that is closed to this reader: no name and no words.
        pub closed: bool,
        /// The patient, for those who may read messages.
        pub name: Option<PersonName>,
        /// Where it stands.
        pub stage: Stage,
        /// Who took it first.
        pub taken: Option<Looked>,
        /// Seconds from raised to first taken.
        pub seconds_to_taken: Option<u32>,
        /// What was tried; notes only for those who may read messages.
        pub attempts: Vec<AttemptView>,
        /// The clinician who accepted it.
        pub accepted: Option<Looked>,
        /// Who ended it.
        pub resolved: Option<Looked>,
        /// What it came to, for those who may read messages.
        pub outcome: Option<String>,
        /// Incidents reported about this conversation.
        pub incidents: u32,
    }

    pub struct HazardView {
        pub id: SafetyId,
        /// Its number in the register, from 1 in the order of their beginning.
        pub number: u32,
        /// In a few words.
        pub name: String,
        /// How it comes about.
        pub cause: String,
        /// What it does to a patient.
        pub effect: String,
        /// What holds it down.
        pub controls: Vec<Control>,
        /// Before controls.
        pub initial: Rating,
        /// Risk before controls, 1 to 5.
        pub initial_risk: u8,
        /// With controls.
        pub residual: Rating,
        /// Risk with controls, 1 to 5.
        pub residual_risk: u8,
        /// Who answers for it.
        pub owner: StaffView,
        /// It is looked at again by then.
        pub review_by: NaiveDate,
        /// Has that day passed?
        pub overdue: bool,
        /// Incidents tied to it.
        pub incidents: u32,
        /// Who closed it.
        pub closed: Option<Looked>,
        /// Every version, oldest first.
        pub history: Vec<RevisionView>,
    }

    /// A version of a hazard or an incident.
    pub struct RevisionView {
        pub by: Looked,
        pub why: String,
        /// Risk with controls from then on.
        pub risk: Option<u8>,
    }

    pub struct IncidentView {
        pub id: SafetyId,
        /// What sort.
        pub kind: IncidentKind,
        /// When it happened.
        pub happened_at: DateTime<Utc>,
        /// What happened.
        pub what: String,
        /// What it did to the patient.
        pub harm: String,
        /// The conversation it happened in.
        pub conversation: Option<ConversationId>,
        /// The hazard it belongs to.
        pub hazard: Option<SafetyId>,
        /// What was learned and changed.
        pub learned: String,
        /// Who reported it.
        pub reported: Looked,
        /// Who closed it.
        pub closed: Option<Looked>,
        /// Every version, oldest first.
        pub history: Vec<RevisionView>,
    }

    /// A drill with its evidence.
    pub struct DrillView {
        pub id: SafetyId,
        /// Who started it, when.
        pub started: Looked,
        /// The workstations that answered, in the order they did.
        pub answers: Vec<DrillAnswerView>,
    }

    /// A workstation's answer.
    pub struct DrillAnswerView {
        /// Who answered, when.
        pub by: Looked,
        pub workstation: String,
        /// Did the computer show a desktop alert?
        pub desktop_alert: bool,
    }
}

/// The records and who reads them.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    /// Who reads.
    pub reader: Reader<'a>,
    /// The register, incidents, drills.
    pub records: &'a BTreeMap<SafetyId, SafetyRecord>,
}

impl Books<'_> {
    fn looked(&self, by: ByAt) -> Looked {
        Looked { by: self.reader.staff(by.by), at: by.at }
    }

    fn incident_records(&self) -> impl Iterator<Item = (SafetyId, &Incident)> {
        self.records.iter().filter_map(|(id, record)| Some((*id, record.incident()?)))
    }

    /// An alert as this reader may see it: of a record that is closed to them, neither the name nor anybody's words.
    pub fn row(
        &self,
        conversation: ConversationId,
        alert: &Alert,
        name: Option<PersonName>,
        closed: bool,
    ) -> SafetyRow {
        let Reader { shared, me, now } = self.reader;
        let reads = may(&me.roles, Action::ReadMessages) && !closed;
        let taken = alert.taken.first();
        let seconds = taken.map(|taken| (taken.at - alert.raised_at).num_seconds());
        let attempt = |attempt| {
            let view = crate::present::attempt(self.reader, attempt);
            if reads { view } else { AttemptView { note: String::new(), ..view } }
        };
        let incidents = self.incident_records().filter(|(_, one)| one.conversation == Some(conversation));
        SafetyRow {
            conversation,
            letter: alert.letter,
            category: alert.category,
            raised_by: alert.raised_by.map(|by| self.reader.staff(by)),
            no_danger: alert.no_danger,
            received_at: alert.received_at,
            out_of_hours: !shared.calendar.is_open(alert.received_at),
            closed,
            name: name.filter(|_| reads),
            stage: alert.stage(Pace::of(&shared.policy), now),
            taken: taken.map(|taken| self.looked(*taken)),
            seconds_to_taken: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            attempts: alert.attempts.iter().map(attempt).collect(),
            accepted: alert.accepted.map(|by| self.looked(by)),
            resolved: alert.resolved.map(|by| self.looked(by)),
            outcome: alert.outcome.as_ref().filter(|_| reads).map(|Words(words)| words.clone()),
            incidents: count(incidents),
        }
    }

    /// The register: the gravest first, closed ones last.
    pub fn hazards(&self) -> Vec<HazardView> {
        let begun = |hazard: &Hazard| hazard.history.first().map(|first| first.by.at);
        let mut hazards: Vec<(SafetyId, &Hazard)> =
            self.records.iter().filter_map(|(id, record)| Some((*id, record.hazard()?))).collect();
        hazards.sort_by_key(|(id, hazard)| (begun(hazard), *id));
        let mut views: Vec<HazardView> =
            (1_u32..).zip(hazards).map(|(number, (id, one))| self.hazard(number, id, one)).collect();
        views.sort_by_key(|one| (one.closed.is_some(), std::cmp::Reverse(one.residual_risk), one.number));
        views
    }

    fn hazard(&self, number: u32, id: SafetyId, hazard: &Hazard) -> HazardView {
        let tied = self.incident_records().filter(|(_, one)| one.hazard == Some(id));
        HazardView {
            id,
            number,
            name: hazard.name.clone(),
            cause: hazard.cause.clone(),
            effect: hazard.effect.clone(),
            controls: hazard.controls.clone(),
            initial: hazard.initial,
            initial_risk: hazard.initial.risk(),
            residual: hazard.residual,
            residual_risk: hazard.residual.risk(),
            owner: self.reader.staff(hazard.owner),
            review_by: hazard.review_by,
            overdue: hazard.closed.is_none() && hazard.review_by < date_in_london(self.reader.now),
            incidents: count(tied),
            closed: hazard.closed.map(|by| self.looked(by)),
            history: self.history(&hazard.history),
        }
    }

    fn history(&self, history: &[Revision]) -> Vec<RevisionView> {
        let view = |one: &Revision| RevisionView {
            by: self.looked(one.by),
            why: one.why.clone(),
            risk: one.residual.map(Rating::risk),
        };
        history.iter().map(view).collect()
    }

    /// Incidents, open ones first, then the newest.
    pub fn incidents(&self) -> Vec<IncidentView> {
        let mut views: Vec<IncidentView> =
            self.incident_records().map(|(id, incident)| self.incident(id, incident)).collect();
        views.sort_by_key(|one| (one.closed.is_some(), std::cmp::Reverse(one.happened_at), one.id));
        views
    }

    fn incident(&self, id: SafetyId, incident: &Incident) -> IncidentView {
        let reads = may(&self.reader.me.roles, Action::ReadMessages);
        IncidentView {
            id,
            kind: incident.kind,
            happened_at: incident.happened_at,
            what: incident.what.clone(),
            harm: incident.harm.clone(),
            conversation: incident.conversation.filter(|_| reads),
            hazard: incident.hazard,
            learned: incident.learned.clone(),
            reported: self.looked(incident.reported),
            closed: incident.closed.map(|by| self.looked(by)),
            history: self.history(&incident.history),
        }
    }

    /// When the last drill began.
    pub fn last_drill(&self) -> Option<DateTime<Utc>> {
        let started = self.records.values().filter_map(|record| match record {
            SafetyRecord::Drill { started } => Some(started.at),
            _ => None,
        });
        started.max()
    }

    /// Drills, newest first.
    pub fn drills(&self) -> Vec<DrillView> {
        let mut views: Vec<DrillView> = self
            .records
            .iter()
            .filter_map(|(id, record)| match record {
                SafetyRecord::Drill { started } => {
                    let answers = self.answers(*id);
                    Some(DrillView { id: *id, started: self.looked(*started), answers })
                }
                _ => None,
            })
            .collect();
        views.sort_by_key(|one| std::cmp::Reverse(one.started.at));
        views
    }

    fn answers(&self, to: SafetyId) -> Vec<DrillAnswerView> {
        let mut answers: Vec<DrillAnswerView> = self
            .records
            .values()
            .filter_map(|record| match record {
                SafetyRecord::DrillAnswer { drill, answered, workstation, desktop_alert } if *drill == to => {
                    let (by, workstation) = (self.looked(*answered), workstation.clone());
                    Some(DrillAnswerView { by, workstation, desktop_alert: *desktop_alert })
                }
                _ => None,
            })
            .collect();
        answers.sort_by_key(|one| one.by.at);
        answers
    }
}

fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::fixture::{BRANDT, JO, OKAFOR, me, morning, name, shared};
    use chrono::TimeDelta;
    use domain::alert::{Attempt, Contact};
    use domain::risk::Category;
    use uuid::Uuid;

    #[test]
    fn the_log_shows_names_and_words_only_to_those_who_may_read_that_record() {
        let by = |staff| ByAt { by: staff, at: morning() };
        let mut alert =
            Alert::raise(LetterId(Uuid::from_u128(1)), Category::SuicideSelfHarm, morning(), morning());
        alert.take(by(JO));
        alert.attempts.push(Attempt {
            contact: Contact::Spoke,
            by: JO,
            at: morning(),
            recorded_at: morning(),
            note: "Amira is with her sister.".to_owned(),
        });
        alert.resolved = Some(by(OKAFOR));
        alert.outcome = Some(Words("Crisis team has taken over.".to_owned()));
        let (shared, gp, records) = (shared(), me(BRANDT), BTreeMap::new());
        let reader = Reader { shared: &shared, me: &gp, now: morning() + TimeDelta::hours(1) };
        let books = Books { reader, records: &records };
        let row = |closed| {
            let row = books.row(ConversationId(Uuid::nil()), &alert, Some(name("Rahman", "Amira")), closed);
            (row.name.is_some(), row.attempts[0].note.is_empty(), row.outcome.is_some())
        };
        assert_eq!(row(false), (true, false, true));
        assert_eq!(row(true), (false, true, false), "a record that is closed to this doctor");
    }
}
