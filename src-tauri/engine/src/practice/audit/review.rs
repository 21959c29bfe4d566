//! The quarterly review: accesses somebody should ask about, and what was found.
//!
//! The list is worked out from the entries by `domain::audit::unusual`; a note that settles an item is an entry itself and
//! so reaches every workstation and cannot be taken back quietly.

use super::read::names;
use super::view::{ResolvedView, UnusualView};
use crate::errors::{ActError, DeskError};
use crate::practice::unlocked::Unlocked;
use crate::present::spaced;
use crate::store::audit::{self, Wanted};
use crate::store::{StoreError, drafts};
use chrono::NaiveDate;
use domain::audit::unusual::{Access, AccessKind, Colleague, Unusual, Why, unusual};
use domain::audit::{Entry, What};
use domain::calendar::day_begins_in_london;
use domain::conversation::Refusal;
use domain::draft::{DraftFor, DraftKind, Used};
use domain::staff::Action;
use domain::{NhsNumber, StaffId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The longest note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// How many entries are read at a time.
const AT_A_TIME: u32 = 5_000;

impl Unlocked {
    /// Unusual accesses from one day to the end of another: what nobody has settled first.
    pub async fn unusual_access(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<UnusualView>, DeskError> {
        self.allowed(Action::ReadAudit, "unusualAccess").await?;
        self.witness(self.entry(What::ReadAudit { about: None })).await?;
        let (found, names, resolved) = self.worked_out(from, until).await?;
        let mut views: Vec<UnusualView> =
            found.into_iter().map(|one| self.unusual_view(one, &names, &resolved)).collect();
        views.sort_by_key(|one| one.resolved.is_some());
        Ok(views)
    }

    /// Settles an item with a note.
    pub async fn resolve_unusual(&self, item: Uuid, note: &str) -> Result<(), DeskError> {
        self.allowed(Action::ReadAudit, "resolveUnusual").await?;
        let note = note.trim();
        let refusal = match note.chars().count() {
            0 => Some(Refusal::Empty),
            length if length > LONGEST_NOTE => Some(Refusal::TooLong { most: 2_000 }),
            _ => None,
        };
        if let Some(refusal) = refusal {
            return Err(ActError::Refused(refusal).into());
        }
        let mut tx = self.0.store.begin().await?;
        self.witness_in(&mut tx, self.entry(What::Reviewed { item, note: note.to_owned() })).await?;
        let used = [Used::whole(DraftFor::practice(DraftKind::Unusual, Some(item)))];
        drafts::use_up(&mut tx, &used, self.me().staff).await?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    async fn worked_out(&self, from: NaiveDate, until: NaiveDate) -> Result<WorkedOut, DeskError> {
        let mut connection = self.0.store.read().await?;
        let (begin, end) = (day_begins_in_london(from), until.succ_opt().map(day_begins_in_london));
        let wanted = Wanted { from: Some(begin), until: end, ..Wanted::default() };
        let mut entries: Vec<Entry> = vec![];
        loop {
            let offset = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            let page = audit::page(&mut connection, wanted, offset, AT_A_TIME).await?;
            let read = page.len();
            entries.extend(page.into_iter().filter_map(|one| one.entry));
            if read < AT_A_TIME as usize {
                break;
            }
        }
        let patients: BTreeSet<NhsNumber> = entries.iter().filter_map(|entry| entry.patient).collect();
        let names = names(&mut connection, patients).await?;
        // A note may be written after the quarter has ended.
        let notes = audit::of_kind(&mut connection, "reviewed", begin).await?;
        drop(connection);
        let accesses: Vec<Access<'_>> = entries
            .iter()
            .filter_map(|entry| {
                let family =
                    entry.patient.and_then(|number| names.get(&number)).map(|name| name.family.as_str());
                access(entry, family)
            })
            .collect();
        let found = unusual(&accesses, &self.colleagues(), &self.shared().calendar);
        let mut resolved = BTreeMap::new();
        for entry in notes.into_iter().filter_map(|one| one.entry) {
            if let What::Reviewed { item, note } = entry.what {
                let by = entry.staff.map(|staff| self.person(staff));
                resolved.insert(item, ResolvedView { by, at: entry.at, note });
            }
        }
        Ok((found, names, resolved))
    }

    fn colleagues(&self) -> Vec<Colleague> {
        let shared = self.shared();
        let people = shared.names.people.iter();
        let records = |staff: StaffId| {
            let of = shared.restrictions.records.iter().filter(move |one| one.of == staff);
            of.map(|one| one.patient).collect()
        };
        people
            .map(|(staff, name)| Colleague {
                staff: *staff,
                name: name.name.clone(),
                records: records(*staff),
            })
            .collect()
    }

    fn unusual_view(
        &self,
        one: Unusual,
        names: &BTreeMap<NhsNumber, domain::message::PersonName>,
        resolved: &BTreeMap<Uuid, ResolvedView>,
    ) -> UnusualView {
        let of = match one.why {
            Why::Colleagues { of } => Some(self.person(of)),
            _ => None,
        };
        UnusualView {
            id: one.id,
            why: one.why,
            by: self.person(one.staff),
            of,
            name: one.patient.and_then(|number| names.get(&number).cloned()),
            nhs_number: spaced(one.patient),
            first: one.first,
            last: one.last,
            times: one.times,
            resolved: resolved.get(&one.id).cloned(),
        }
    }
}

type WorkedOut =
    (Vec<Unusual>, BTreeMap<NhsNumber, domain::message::PersonName>, BTreeMap<Uuid, ResolvedView>);

/// What an entry is to the review; none if it shows nothing of any patient.
fn access<'a>(entry: &Entry, family: Option<&'a str>) -> Option<Access<'a>> {
    let kind = match &entry.what {
        What::Viewed { .. } | What::Searched { .. } | What::OpenedFolder => AccessKind::Read,
        What::Refused { why, .. } if why == "notAllowed" => AccessKind::RefusedForRole,
        What::Overrode { .. } => AccessKind::Override,
        _ => return None,
    };
    Some(Access { at: entry.at, staff: entry.staff?, patient: entry.patient, family, kind })
}
