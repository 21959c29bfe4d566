//! The practice's shared records beside conversations: policy, rota, names of staff, the index of patients.

use super::{StoreError, millis, uuid};
use chrono::{DateTime, Utc};
use domain::message::PatientDetails;
use domain::safety::SafetyRecord;
use domain::{NhsNumber, PatientId, SafetyId, Subject};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Keeps the newest version of a record.
pub async fn keep(
    connection: &mut SqliteConnection,
    subject: &Subject,
    stored_at: DateTime<Utc>,
    body: &impl Serialize,
) -> Result<(), StoreError> {
    keep_json(connection, subject, stored_at, &super::to_json(body, "record")?).await
}

/// The same, as it is kept.
pub async fn keep_json(
    connection: &mut SqliteConnection,
    subject: &Subject,
    stored_at: DateTime<Utc>,
    body: &str,
) -> Result<(), StoreError> {
    let (subject, at) = (subject.as_str(), millis(stored_at));
    sqlx::query!(
        "INSERT INTO records (subject, stored_at, body) VALUES (?, ?, ?)
         ON CONFLICT (subject) DO UPDATE SET stored_at = excluded.stored_at, body = excluded.body",
        subject,
        at,
        body
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The newest version of a record.
pub async fn find<T: DeserializeOwned>(
    connection: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Option<T>, StoreError> {
    let subject = subject.as_str();
    let body = sqlx::query_scalar!("SELECT body FROM records WHERE subject = ?", subject)
        .fetch_optional(connection)
        .await?;
    body.map(|body| super::json(&body, "record")).transpose()
}

/// Every record of the practice's safety work.
pub async fn safety(
    connection: &mut SqliteConnection,
) -> Result<BTreeMap<SafetyId, SafetyRecord>, StoreError> {
    let rows =
        sqlx::query!("SELECT subject, body FROM records WHERE subject >= 'safety.' AND subject < 'safety/'")
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|row| {
            let id = row.subject.strip_prefix("safety.").and_then(|id| id.parse().ok());
            let id = id.ok_or(StoreError::Unreadable("safety record"))?;
            Ok((id, super::json(&row.body, "safety record")?))
        })
        .collect()
}

/// A patient of the index.
#[derive(Clone, PartialEq, Eq)]
pub struct Patient {
    /// Their id in this practice.
    pub id: PatientId,
    /// Name, birth, numbers.
    pub details: PatientDetails,
}

/// Adds or corrects a patient.
pub async fn keep_patient(connection: &mut SqliteConnection, patient: &Patient) -> Result<(), StoreError> {
    let id = patient.id.0;
    let nhs_number = patient.details.nhs_number.map(NhsNumber::digits);
    let details = super::to_json(&patient.details, "patient")?;
    sqlx::query!(
        "INSERT INTO patients (id, nhs_number, details) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET nhs_number = excluded.nhs_number, details = excluded.details",
        id,
        nhs_number,
        details
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The patient with this NHS number.
pub async fn patient(
    connection: &mut SqliteConnection,
    nhs_number: NhsNumber,
) -> Result<Option<Patient>, StoreError> {
    Ok(patients(connection, &BTreeSet::from([nhs_number])).await?.remove(&nhs_number))
}

/// The patients with these NHS numbers; a number the index does not hold is missing.
pub async fn patients(
    connection: &mut SqliteConnection,
    nhs_numbers: &BTreeSet<NhsNumber>,
) -> Result<HashMap<NhsNumber, Patient>, StoreError> {
    if nhs_numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let wanted: Vec<String> = nhs_numbers.iter().map(|number| number.digits()).collect();
    let wanted = super::to_json(&wanted, "NHS numbers")?;
    let rows = sqlx::query!(
        r#"SELECT id, nhs_number AS "nhs_number!", details FROM patients
           WHERE nhs_number IN (SELECT value FROM json_each(?))"#,
        wanted
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let number = row.nhs_number.parse().map_err(|_| StoreError::Unreadable("patient"))?;
            let id = PatientId(uuid(&row.id, "patient")?);
            Ok((number, Patient { id, details: super::json(&row.details, "patient")? }))
        })
        .collect()
}
