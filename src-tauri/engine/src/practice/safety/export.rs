//! The safety log, incidents, the register and drills as files for a safety meeting or another program.
//!
//! A file holds no patient's name and nothing from a message: conversations appear by their id, and the log's notes and
//! outcomes stay inside. What people wrote into incidents and hazards is theirs and goes out as written. File names say
//! what and when, nothing else.

use super::{HazardView, IncidentView, SafetyRow};
use crate::errors::DeskError;
use crate::export_folder::{self, harmless};
use crate::practice::audit::ExportFormat;
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::view::AttemptView;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::audit::What;
use domain::calendar::date_in_london;
use domain::staff::Action;
use serde::Serialize;
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
                let text = serde_json::to_string_pretty(&everything)
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

fn without_patient(row: SafetyRow) -> SafetyRow {
    let quiet = |attempt| AttemptView { note: String::new(), ..attempt };
    let attempts = row.attempts.into_iter().map(quiet).collect();
    SafetyRow { name: None, outcome: None, attempts, ..row }
}

fn log_table(log: &[SafetyRow]) -> String {
    let head = [
        "conversation",
        "category",
        "received",
        "out of hours",
        "taken",
        "taken by",
        "seconds to taken",
        "attempts",
        "accepted",
        "accepted by",
        "closed",
        "closed by",
        "no danger",
        "look again",
        "letter",
        "incidents",
    ];
    let row = |row: &SafetyRow| {
        let looked = |one: &Option<crate::view::Looked>| {
            one.as_ref().map_or_else(Default::default, |one| (instant(one.at), one.by.name.clone()))
        };
        let (taken, accepted, resolved): ((String, String), (String, String), (String, String)) =
            (looked(&row.taken), looked(&row.accepted), looked(&row.resolved));
        let attempts: Vec<String> =
            row.attempts.iter().map(|one| format!("{} {:?}", instant(one.looked.at), one.contact)).collect();
        vec![
            row.conversation.to_string(),
            row.category.key().to_owned(),
            instant(row.received_at),
            row.out_of_hours.to_string(),
            taken.0,
            taken.1,
            row.seconds_to_taken.map(|seconds| seconds.to_string()).unwrap_or_default(),
            attempts.join("; "),
            accepted.0,
            accepted.1,
            resolved.0,
            resolved.1,
            row.no_danger.map(|judged| format!("{:?}", judged.why)).unwrap_or_default(),
            row.no_danger.is_some_and(|judged| judged.look_again).to_string(),
            row.letter.to_string(),
            row.incidents.to_string(),
        ]
    };
    table(&head, log.iter().map(row))
}

fn incident_table(everything: &Everything) -> String {
    let head =
        ["id", "kind", "happened", "what", "harm", "hazard", "learned", "reported", "reported by", "closed"];
    let hazard = |one: &IncidentView| {
        let found = everything.hazards.iter().find(|hazard| Some(hazard.id) == one.hazard);
        found.map(|hazard| format!("H{} {}", hazard.number, hazard.name)).unwrap_or_default()
    };
    let row = |one: &IncidentView| {
        vec![
            one.id.to_string(),
            format!("{:?}", one.kind),
            instant(one.happened_at),
            one.what.clone(),
            one.harm.clone(),
            hazard(one),
            one.learned.clone(),
            instant(one.reported.at),
            one.reported.by.name.clone(),
            one.closed.as_ref().map(|closed| instant(closed.at)).unwrap_or_default(),
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
            .map(|it| format!("{} {}: {}", instant(it.by.at), it.by.by.name, it.why))
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
    let head = ["started", "started by", "workstation", "answered", "answered by", "desktop alert"];
    let rows = drills.iter().flat_map(|drill| {
        drill.answers.iter().map(|answer| {
            vec![
                instant(drill.started.at),
                drill.started.by.name.clone(),
                answer.workstation.clone(),
                instant(answer.by.at),
                answer.by.by.name.clone(),
                answer.desktop_alert.to_string(),
            ]
        })
    });
    table(&head, rows)
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
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
