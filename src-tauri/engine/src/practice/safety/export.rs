//! The safety log, incidents, the register and drills as files for a safety meeting or another program.
//!
//! A file holds no patient's name and nothing from a message: conversations appear by their id, and the log's notes and
//! outcomes stay inside. What people wrote into incidents and hazards is theirs and goes out as written. File names say
//! what and when, nothing else.

use super::{HazardView, IncidentView, SafetyRow};
use crate::errors::DeskError;
use crate::export_folder::{self, harmless, in_london};
use crate::practice::audit::ExportFormat;
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::view::AttemptView;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::audit::What;
use domain::calendar::date_in_london;
use domain::staff::Action;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;

/// How many rows of the log are read at a time.
const AT_A_TIME: u32 = 500;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Everything {
    written_at: DateTime<Utc>,
    log: Vec<SafetyRow>,
    incidents: Vec<IncidentView>,
    hazards: Vec<HazardView>,
    drills: Vec<super::DrillView>,
}

impl Unlocked {
    /// Writes everything into the folder of exports; gives the folder.
    pub async fn export_safety(&self, format: ExportFormat) -> Result<PathBuf, DeskError> {
        self.allowed(Action::ReadSafety, "exportSafety").await?;
        let view = self.safety().await?;
        let everything = Everything {
            written_at: self.0.clock.now(),
            log: self.whole_safety_log().await?,
            incidents: view.incidents,
            hazards: view.hazards,
            drills: view.drills,
        };
        let rows = u32::try_from(everything.log.len()).unwrap_or(u32::MAX);
        self.witness(self.entry(What::Exported { export: "safety".to_owned(), rows })).await?;
        let folder = self.0.exports.clone();
        let day = date_in_london(everything.written_at);
        let files = match format {
            ExportFormat::Json => {
                let text = serde_json::to_value(&everything)
                    .and_then(|value| serde_json::to_string_pretty(&with_london(value)))
                    .map_err(|_| StoreError::Unreadable("safety log"))?;
                vec![(format!("safety-{day}.json"), text)]
            }
            ExportFormat::Csv => vec![
                (format!("safety-log-{day}.csv"), log_table(&everything.log)),
                (format!("incidents-{day}.csv"), incident_table(&everything)),
                (format!("hazards-{day}.csv"), hazard_table(&everything.hazards)),
                (format!("drills-{day}.csv"), drill_table(&everything.drills)),
            ],
        };
        export_folder::write(&folder, files)
            .await
            .map_err(|error| StoreError::Database(sqlx::Error::Io(error)))?;
        Ok(folder)
    }

    async fn whole_safety_log(&self) -> Result<Vec<SafetyRow>, DeskError> {
        let mut connection = self.0.store.read().await?;
        let mut log: Vec<SafetyRow> = vec![];
        loop {
            let offset = u32::try_from(log.len()).unwrap_or(u32::MAX);
            let rows = self.log_rows(&mut connection, offset, AT_A_TIME).await?;
            if rows.is_empty() {
                return Ok(log.into_iter().map(without_patient).collect());
            }
            log.extend(rows);
        }
    }
}

/// Beside every instant the clock on the practice's wall: `receivedAt`, and `receivedAtLondon`.
fn with_london(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(with_london).collect(),
        Value::Object(object) => {
            let members = object.into_iter().flat_map(|(name, value)| {
                let at = value.as_str().filter(|text| text.ends_with('Z'));
                let at = at.and_then(|text| text.parse::<DateTime<Utc>>().ok());
                let local = at.map(|at| (format!("{name}London"), Value::String(in_london(at))));
                std::iter::once((name, with_london(value))).chain(local)
            });
            Value::Object(members.collect())
        }
        other => other,
    }
}

fn without_patient(row: SafetyRow) -> SafetyRow {
    let quiet = |attempt| AttemptView { note: String::new(), ..attempt };
    let attempts = row.attempts.into_iter().map(quiet).collect();
    SafetyRow { name: None, outcome: None, attempts, ..row }
}

fn log_table(log: &[SafetyRow]) -> String {
    let head = [
        "conversation",
        "category",
        "received (London)",
        "received (UTC)",
        "out of hours",
        "taken (London)",
        "taken (UTC)",
        "taken by",
        "seconds to taken",
        "attempts (London)",
        "accepted (London)",
        "accepted (UTC)",
        "accepted by",
        "closed (London)",
        "closed (UTC)",
        "closed by",
        "no danger",
        "look again",
        "letter",
        "incidents",
    ];
    let row = |row: &SafetyRow| {
        let looked = |one: &Option<crate::view::Looked>| {
            one.as_ref().map_or_else(Default::default, |one| (moment(one.at), one.by.name.clone()))
        };
        let ((taken, taken_by), (accepted, accepted_by), (resolved, resolved_by)): (Named, Named, Named) =
            (looked(&row.taken), looked(&row.accepted), looked(&row.resolved));
        let received = moment(row.received_at);
        let attempts: Vec<String> = row
            .attempts
            .iter()
            .map(|one| format!("{} {:?}", in_london(one.looked.at), one.contact))
            .collect();
        vec![
            row.conversation.to_string(),
            row.category.key().to_owned(),
            received.0,
            received.1,
            row.out_of_hours.to_string(),
            taken.0,
            taken.1,
            taken_by,
            row.seconds_to_taken.map(|seconds| seconds.to_string()).unwrap_or_default(),
            attempts.join("; "),
            accepted.0,
            accepted.1,
            accepted_by,
            resolved.0,
            resolved.1,
            resolved_by,
            row.no_danger.map(|judged| format!("{:?}", judged.why)).unwrap_or_default(),
            row.no_danger.is_some_and(|judged| judged.look_again).to_string(),
            row.letter.to_string(),
            row.incidents.to_string(),
        ]
    };
    table(&head, log.iter().map(row))
}

fn incident_table(everything: &Everything) -> String {
    let head = [
        "id",
        "kind",
        "happened (London)",
        "happened (UTC)",
        "what",
        "harm",
        "hazard",
        "learned",
        "reported (London)",
        "reported (UTC)",
        "reported by",
        "closed (London)",
        "closed (UTC)",
    ];
    let hazard = |one: &IncidentView| {
        let found = everything.hazards.iter().find(|hazard| Some(hazard.id) == one.hazard);
        found.map(|hazard| format!("H{} {}", hazard.number, hazard.name)).unwrap_or_default()
    };
    let row = |one: &IncidentView| {
        let (happened, reported) = (moment(one.happened_at), moment(one.reported.at));
        let closed = one.closed.as_ref().map(|closed| moment(closed.at)).unwrap_or_default();
        vec![
            one.id.to_string(),
            format!("{:?}", one.kind),
            happened.0,
            happened.1,
            one.what.clone(),
            one.harm.clone(),
            hazard(one),
            one.learned.clone(),
            reported.0,
            reported.1,
            one.reported.by.name.clone(),
            closed.0,
            closed.1,
        ]
    };
    table(&head, everything.incidents.iter().map(row))
}

fn hazard_table(hazards: &[HazardView]) -> String {
    let head = [
        "number",
        "name",
        "cause",
        "effect",
        "initial severity",
        "initial likelihood",
        "initial risk",
        "controls",
        "residual severity",
        "residual likelihood",
        "residual risk",
        "owner",
        "review by",
        "incidents",
        "status",
        "history",
    ];
    let row = |one: &HazardView| {
        let controls: Vec<String> =
            one.controls.iter().map(|it| format!("{:?}: {} ({})", it.kind, it.what, it.evidence)).collect();
        let history: Vec<String> = one
            .history
            .iter()
            .map(|it| format!("{} {}: {}", in_london(it.by.at), it.by.by.name, it.why))
            .collect();
        vec![
            format!("H{}", one.number),
            one.name.clone(),
            one.cause.clone(),
            one.effect.clone(),
            format!("{:?}", one.initial.severity),
            format!("{:?}", one.initial.likelihood),
            one.initial_risk.to_string(),
            controls.join("; "),
            format!("{:?}", one.residual.severity),
            format!("{:?}", one.residual.likelihood),
            one.residual_risk.to_string(),
            one.owner.name.clone(),
            one.review_by.to_string(),
            one.incidents.to_string(),
            if one.closed.is_some() { "closed" } else { "open" }.to_owned(),
            history.join("; "),
        ]
    };
    table(&head, hazards.iter().map(row))
}

fn drill_table(drills: &[super::DrillView]) -> String {
    let head = [
        "started (London)",
        "started (UTC)",
        "started by",
        "workstation",
        "answered (London)",
        "answered (UTC)",
        "answered by",
        "desktop alert",
    ];
    let rows = drills.iter().flat_map(|drill| {
        drill.answers.iter().map(|answer| {
            let (started, answered) = (moment(drill.started.at), moment(answer.by.at));
            vec![
                started.0,
                started.1,
                drill.started.by.name.clone(),
                answer.workstation.clone(),
                answered.0,
                answered.1,
                answer.by.by.name.clone(),
                answer.desktop_alert.to_string(),
            ]
        })
    });
    table(&head, rows)
}

/// By the clock on the practice's wall, and in UTC.
type Moment = (String, String);
/// When, and who.
type Named = (Moment, String);

fn moment(at: DateTime<Utc>) -> Moment {
    (in_london(at), at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// RFC 4180, with what a spreadsheet would run as a formula made harmless.
fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n";
    let head: Vec<String> = head.iter().map(|text| (*text).to_owned()).collect();
    std::iter::once(head).chain(rows).map(|cells| line(&cells)).collect()
}

fn cell(text: &str) -> String {
    let safe = harmless(text);
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_stands_in_london_time_beside_utc() {
        let value = serde_json::json!({ "at": "2026-08-25T09:42:00Z", "what": "Z", "all": [{ "at": "2026-01-05T09:42:00Z" }] });
        assert_eq!(
            with_london(value),
            serde_json::json!({
                "at": "2026-08-25T09:42:00Z", "atLondon": "2026-08-25 10:42", "what": "Z",
                "all": [{ "at": "2026-01-05T09:42:00Z", "atLondon": "2026-01-05 09:42" }],
            })
        );
        let at = "2026-08-25T09:42:00Z".parse().unwrap();
        assert_eq!(moment(at), ("2026-08-25 10:42".to_owned(), "2026-08-25T09:42:00Z".to_owned()));
    }

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        for (text, written) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("-1", "'-1"),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(text), written);
        }
        let rows = vec![vec!["1".to_owned(), "x,y".to_owned()]];
        assert_eq!(table(&["a", "b"], rows.into_iter()), "a,b\r\n1,\"x,y\"\r\n");
    }
}
