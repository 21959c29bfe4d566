//! The practice's safety work on the screen: the log of alerts, incidents, the hazard register, drills.
//!
//! The log is a projection of conversations and cannot be written; everything else is shared records that
//! `domain::safety` decides on. Whoever may read the log without reading messages sees times and people, never a patient's
//! name or what was written about them. What each reader sees is made in `view::safety`, files to hand over in `export`.

mod export;

pub use view::safety::{
    DrillAnswerView, DrillView, HazardView, IncidentView, RevisionView, SafetyLog, SafetyRow,
};

use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::present::Reader;
use crate::shared::Shared;
use crate::store::{StoreError, alerts, judged, keys, records};
use crate::view::{Change, DesktopAlerts, DrillBrief, Looked};
use chrono::{DateTime, Utc};
use domain::alert::ByAt;
use domain::calendar::date_in_london;
use domain::conversation::Refusal;
use domain::draft::used_by_safety;
use domain::safety::{Around, Command, DRILL_EVERY, DRILL_LASTS, SafetyRecord, answer_id, decide};
use domain::staff::{Action, may};
use domain::{SafetyId, Subject};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use uuid::Uuid;
use view::precision::{PrecisionRow, precision};
use view::safety::Books;

/// Where the drill that waits for this workstation's answer is kept.
const DRILL: &str = "drill";
/// The most rows of the log at once.
const MOST_ROWS: u32 = 200;

/// Everything but the log.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SafetyView {
    /// The register: the gravest first, closed ones last.
    pub hazards: Vec<HazardView>,
    /// Incidents, open ones first, then the newest.
    pub incidents: Vec<IncidentView>,
    /// Drills, newest first.
    pub drills: Vec<DrillView>,
    /// Is a drill due?
    pub drill_due: bool,
    /// How many workstations the practice has.
    pub workstations: u32,
    /// Who may own a hazard.
    pub owners: Vec<crate::view::StaffView>,
    /// How often what was found was a danger, as clinicians judged: by category, rule and reader.
    pub precision: Vec<PrecisionRow>,
    /// May I keep the register, close incidents, start drills?
    pub may_manage: bool,
}

/// A drill as it waits for this workstation.
#[derive(Serialize, Deserialize)]
struct WaitingDrill {
    drill: SafetyId,
    started: ByAt,
}

impl Unlocked {
    /// The register, incidents and drills.
    pub async fn safety(&self) -> Result<SafetyView, DeskError> {
        self.allowed(Action::ReadSafety, "safety").await?;
        let mut connection = self.0.store.read().await?;
        let records = records::safety(&mut connection).await?;
        let (shared, now) = (self.shared(), self.0.clock.now());
        let reader = Reader { shared: &shared, me: self.me(), now };
        let books = Books { reader, records: &records };
        let mut owners: Vec<_> = shared.roles.keys().map(|staff| reader.staff(*staff)).collect();
        owners.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(SafetyView {
            hazards: books.hazards(),
            incidents: books.incidents(),
            drills: books.drills(),
            drill_due: books.last_drill().is_none_or(|at| now - at >= DRILL_EVERY),
            workstations: u32::try_from(self.directory().devices().count()).unwrap_or(u32::MAX),
            owners,
            precision: precision(&judged::all(&mut connection).await?),
            may_manage: self.may(Action::ManageSafety),
        })
    }

    /// A window of the log of alerts, newest first.
    pub async fn safety_log(&self, offset: u32, limit: u32) -> Result<SafetyLog, DeskError> {
        self.allowed(Action::ReadSafety, "safetyLog").await?;
        self.witness_list("safetyLog").await?;
        let mut connection = self.0.store.read().await?;
        let total = alerts::count(&mut connection).await?;
        let rows = self.log_rows(&mut connection, offset, limit.min(MOST_ROWS)).await?;
        Ok(SafetyLog { total, offset, rows })
    }

    async fn log_rows(
        &self,
        connection: &mut SqliteConnection,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<SafetyRow>, DeskError> {
        let page = alerts::page(&mut *connection, offset, limit).await?;
        let records = records::safety(&mut *connection).await?;
        let ids: Vec<_> = page.iter().map(|(conversation, _)| *conversation).collect();
        let about = crate::store::conversations::rows(connection, &ids).await?;
        let about: BTreeMap<_, _> = about.into_iter().map(|one| (one.id, one.summary)).collect();
        let shared = self.shared();
        let reader = Reader { shared: &shared, me: self.me(), now: self.0.clock.now() };
        let books = Books { reader, records: &records };
        let row = |(conversation, alert): &(_, _)| {
            let about = about.get(conversation);
            let closed = about.is_none_or(|about| self.is_closed(about));
            books.row(*conversation, alert, about.and_then(|about| about.name.clone()), closed)
        };
        Ok(page.iter().map(row).collect())
    }

    /// Carries out a wish and shows what became of the records.
    pub async fn safety_act(
        &self,
        command: &Command,
        desktop_alerts: DesktopAlerts,
    ) -> Result<SafetyView, DeskError> {
        let records = {
            let mut connection = self.0.store.read().await?;
            records::safety(&mut connection).await?
        };
        let (actor, now) = (self.actor(), self.0.clock.now());
        let around = Around {
            actor: &actor,
            workstation: &self.0.workstation,
            desktop_alert: desktop_alerts == DesktopAlerts::Working,
            now,
            today: date_in_london(now),
            fresh: SafetyId(Uuid::new_v4()),
        };
        let written = match decide(&records, command, &around) {
            Ok(_) if !self.due().is_empty() => Err(Refusal::NotAttested),
            decided => decided,
        };
        let written = match written {
            Ok(written) => written,
            Err(why) => return Err(self.refused("safetyAct", None, why).await.into()),
        };
        let records: Vec<_> = written.iter().map(|(id, record)| (Subject::safety(*id), record)).collect();
        self.publish_using(&records, &used_by_safety(command)).await?;
        for (id, record) in &written {
            let told = self.remember_drill(*id, record, now).await?;
            self.0.changes.notify(told);
        }
        // Somebody who may report but not read is told that it is done, and no more.
        if self.may(Action::ReadSafety) { self.safety().await } else { Ok(nothing()) }
    }

    async fn remember_drill(
        &self,
        id: SafetyId,
        record: &SafetyRecord,
        at: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        let mut tx = self.0.store.begin().await?;
        let told = self.take_safety(&mut tx, id, record, at).await?;
        tx.commit().await?;
        Ok(told)
    }

    /// A record came out of the log, or is on its way there: what is to be told of it. A drill waits here until it is
    /// answered here, or is over.
    pub(crate) async fn take_safety(
        &self,
        connection: &mut SqliteConnection,
        id: SafetyId,
        record: &SafetyRecord,
        at: DateTime<Utc>,
    ) -> Result<Change, StoreError> {
        match record {
            SafetyRecord::Drill { started } if self.0.clock.now() - at < DRILL_LASTS => {
                let known = records::safety(&mut *connection).await?;
                if known.contains_key(&answer_id(id, &self.actor()))
                    || self.waiting(connection).await? == Some(id)
                {
                    return Ok(Change::Safety);
                }
                let waiting = WaitingDrill { drill: id, started: *started };
                let waiting = crate::store::to_json(&waiting, "drill")?;
                keys::set(connection, DRILL, &waiting).await?;
                Ok(Change::Drill)
            }
            SafetyRecord::DrillAnswer { drill, .. } if id == answer_id(*drill, &self.actor()) => {
                keys::set(connection, DRILL, "").await?;
                Ok(Change::Bar)
            }
            _ => Ok(Change::Safety),
        }
    }

    async fn waiting(&self, connection: &mut SqliteConnection) -> Result<Option<SafetyId>, StoreError> {
        let kept = keys::setting(connection, DRILL).await?;
        Ok(kept
            .and_then(|text| serde_json::from_str::<WaitingDrill>(&text).ok())
            .map(|waiting| waiting.drill))
    }

    /// The drill that waits for this workstation, for the bar.
    pub(crate) async fn drill(
        &self,
        connection: &mut SqliteConnection,
        shared: &Shared,
        now: DateTime<Utc>,
    ) -> Result<Option<DrillBrief>, StoreError> {
        let kept = keys::setting(connection, DRILL).await?;
        let waiting: Option<WaitingDrill> = kept.and_then(|text| serde_json::from_str(&text).ok());
        let reader = Reader { shared, me: self.me(), now };
        Ok(waiting.filter(|waiting| now - waiting.started.at < DRILL_LASTS).map(|waiting| DrillBrief {
            id: waiting.drill,
            started: Looked { by: reader.staff(waiting.started.by), at: waiting.started.at },
        }))
    }

    fn may(&self, action: Action) -> bool {
        may(&self.me().roles, action)
    }
}

fn nothing() -> SafetyView {
    SafetyView {
        hazards: vec![],
        incidents: vec![],
        drills: vec![],
        drill_due: false,
        workstations: 0,
        owners: vec![],
        precision: vec![],
        may_manage: false,
    }
}
