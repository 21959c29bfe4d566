//! Reading the audit by patient, person and time. Reading it is itself an entry.

use super::view::{AuditFilter, AuditPage, AuditRow};
use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::present::spaced;
use crate::store::audit::{self, StoredEntry, Wanted};
use crate::store::{StoreError, records};
use domain::NhsNumber;
use domain::audit::What;
use domain::calendar::day_begins_in_london;
use domain::message::PersonName;
use domain::staff::Action;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, BTreeSet};

/// The most rows a screen may ask for at once.
const MOST_ROWS: u32 = 500;

impl AuditFilter {
    /// What to look up; none if the NHS number is none.
    pub(super) fn wanted(&self) -> Option<Wanted> {
        let typed = self.patient.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
        let patient = match typed {
            None => None,
            Some(typed) => Some(typed.parse::<NhsNumber>().ok()?),
        };
        Some(Wanted {
            patient,
            staff: self.staff,
            from: self.from.map(day_begins_in_london),
            until: self.until.and_then(|day| day.succ_opt()).map(day_begins_in_london),
        })
    }
}

impl Unlocked {
    /// A window of the audit, newest first.
    pub async fn audit_page(
        &self,
        filter: &AuditFilter,
        offset: u32,
        limit: u32,
    ) -> Result<AuditPage, DeskError> {
        self.allowed(Action::ReadAudit, "auditPage").await?;
        let people = self.people();
        let Some(wanted) = filter.wanted() else {
            return Ok(AuditPage { total: 0, offset, rows: vec![], people, bad_number: true });
        };
        if offset == 0 {
            let entry = self.entry(What::ReadAudit { about: wanted.staff });
            self.witness(domain::audit::Entry { patient: wanted.patient, ..entry }).await?;
        }
        let mut connection = self.0.store.read().await?;
        let total = audit::count(&mut connection, wanted).await?;
        let listed = audit::page(&mut connection, wanted, offset, limit.min(MOST_ROWS)).await?;
        let rows = self.audit_rows(&mut connection, listed).await?;
        Ok(AuditPage { total, offset, rows, people, bad_number: false })
    }

    pub(super) async fn audit_rows(
        &self,
        connection: &mut SqliteConnection,
        listed: Vec<StoredEntry>,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let patients = listed.iter().filter_map(|one| one.entry.as_ref()?.patient);
        let names = names(connection, patients.collect()).await?;
        Ok(listed.into_iter().map(|one| self.audit_row(one, &names)).collect())
    }

    fn audit_row(&self, one: StoredEntry, names: &BTreeMap<NhsNumber, PersonName>) -> AuditRow {
        let number = u32::try_from(one.number).unwrap_or(u32::MAX);
        let Some(entry) = one.entry else {
            return AuditRow {
                device: one.device,
                number,
                at: None,
                by: None,
                roles: vec![],
                workstation: String::new(),
                what: None,
                conversation: None,
                name: None,
                nhs_number: None,
            };
        };
        AuditRow {
            device: one.device,
            number,
            at: Some(entry.at),
            by: entry.staff.map(|staff| self.person(staff)),
            roles: entry.roles,
            workstation: entry.workstation,
            what: Some(entry.what),
            conversation: entry.conversation,
            name: entry.patient.and_then(|number| names.get(&number).cloned()),
            nhs_number: spaced(entry.patient),
        }
    }
}

/// The names of these patients, as far as the practice's index knows them.
pub(super) async fn names(
    connection: &mut SqliteConnection,
    patients: BTreeSet<NhsNumber>,
) -> Result<BTreeMap<NhsNumber, PersonName>, StoreError> {
    let mut names = BTreeMap::new();
    for number in patients {
        let known = records::patient(&mut *connection, number).await?;
        if let Some(name) = known.and_then(|patient| patient.details.name) {
            names.insert(number, name);
        }
    }
    Ok(names)
}
