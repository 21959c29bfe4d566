//! Who is on duty and who stands in: slots of time, each with a duty clinician and another clinician as deputy.
//!
//! What is published always names both, for alerts and the duty list go to them. A plan may leave one open; it then stays
//! a draft and changes nothing until it is published. Publishing replaces whatever ran in that time. Leave, sickness and
//! work that passes to the deputy are not here.

use crate::StaffId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The practice's rota. Body of the `rota` subject, whole each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rota {
    /// What is published, in order, without overlap.
    pub slots: Vec<Slot>,
    /// What is planned and not published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<RotaDraft>,
}

/// A time for which somebody is on duty, with a deputy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// The duty clinician.
    pub duty: StaffId,
    /// Who stands in.
    pub deputy: StaffId,
}

/// A planned slot. It may still lack somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RotaDraft {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// The duty clinician, if chosen.
    pub duty: Option<StaffId>,
    /// Who stands in, if chosen.
    pub deputy: Option<StaffId>,
}

/// Why a planned slot cannot be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NotReady {
    /// It ends before it begins.
    #[error("the slot ends before it begins")]
    Backwards,
    /// No duty clinician.
    #[error("the slot has no duty clinician")]
    NoDuty,
    #[error("the slot has no deputy")]
    NoDeputy,
    /// One person cannot stand in for themselves.
    #[error("duty and deputy are the same person")]
    SamePerson,
    /// Duty and deputy decide on clinical questions.
    #[error("not a clinician of this practice")]
    NotAClinician { staff: StaffId },
}

impl Rota {
    /// The slot that runs at an instant.
    pub fn at(&self, now: DateTime<Utc>) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.from <= now && now < slot.until)
    }

    /// With a plan, in place of whatever was planned for that time. A plan that names nobody only takes the old one away.
    #[must_use]
    pub fn with_draft(mut self, draft: RotaDraft) -> Self {
        self.drafts.retain(|other| other.until <= draft.from || draft.until <= other.from);
        if draft.duty.is_some() || draft.deputy.is_some() {
            self.drafts.push(draft);
            self.drafts.sort_by_key(|one| one.from);
        }
        self
    }

    /// Publishes the plans that begin in this time and are ready; the others stay plans. Says how many were published.
    #[must_use]
    pub fn published(
        mut self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        is_clinician: impl Fn(StaffId) -> bool,
    ) -> (Self, usize) {
        let mut count = 0;
        for draft in std::mem::take(&mut self.drafts) {
            match draft.ready(&is_clinician) {
                Ok(slot) if from <= slot.from && slot.from < until => {
                    count += 1;
                    self = self.with_slot(slot);
                }
                _ => self.drafts.push(draft),
            }
        }
        (self, count)
    }

    /// A published slot takes its time from those there were.
    fn with_slot(mut self, slot: Slot) -> Self {
        let mut slots = vec![slot];
        for other in self.slots {
            let before = Slot { until: other.until.min(slot.from), ..other };
            let after = Slot { from: other.from.max(slot.until), ..other };
            slots.extend([before, after].into_iter().filter(|left| left.from < left.until));
        }
        slots.sort_by_key(|one| one.from);
        self.slots = slots;
        self
    }

    /// Without what ended before an instant: the log keeps it, the record need not.
    #[must_use]
    pub fn since(mut self, instant: DateTime<Utc>) -> Self {
        self.slots.retain(|slot| slot.until > instant);
        self.drafts.retain(|draft| draft.until > instant);
        self
    }
}

impl RotaDraft {
    /// The slot this plan makes, or what it still lacks.
    pub fn ready(&self, is_clinician: impl Fn(StaffId) -> bool) -> Result<Slot, NotReady> {
        let Self { from, until, .. } = *self;
        if until <= from {
            return Err(NotReady::Backwards);
        }
        let duty = self.duty.ok_or(NotReady::NoDuty)?;
        let deputy = self.deputy.ok_or(NotReady::NoDeputy)?;
        if duty == deputy {
            return Err(NotReady::SamePerson);
        }
        match [duty, deputy].into_iter().find(|staff| !is_clinician(*staff)) {
            Some(staff) => Err(NotReady::NotAClinician { staff }),
            None => Ok(Slot { from, until, duty, deputy }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use uuid::Uuid;

    const OKAFOR: StaffId = StaffId(Uuid::from_u128(2));
    const BRANDT: StaffId = StaffId(Uuid::from_u128(3));
    const JO: StaffId = StaffId(Uuid::from_u128(1));

    fn hour(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(n)
    }

    fn clinician(staff: StaffId) -> bool {
        staff != JO
    }

    fn draft(from: i64, until: i64, duty: Option<StaffId>, deputy: Option<StaffId>) -> RotaDraft {
        RotaDraft { from: hour(from), until: hour(until), duty, deputy }
    }

    #[test]
    fn a_slot_is_ready_only_with_a_duty_clinician_and_another_as_deputy() {
        for (slot, why) in [
            (draft(8, 13, Some(OKAFOR), Some(BRANDT)), None),
            (draft(8, 13, Some(OKAFOR), None), Some(NotReady::NoDeputy)),
            (draft(8, 13, None, Some(BRANDT)), Some(NotReady::NoDuty)),
            (draft(8, 13, Some(OKAFOR), Some(OKAFOR)), Some(NotReady::SamePerson)),
            (draft(8, 13, Some(OKAFOR), Some(JO)), Some(NotReady::NotAClinician { staff: JO })),
            (draft(13, 8, Some(OKAFOR), Some(BRANDT)), Some(NotReady::Backwards)),
        ] {
            assert_eq!(slot.ready(clinician).err(), why);
        }
    }

    #[test]
    fn what_lacks_a_deputy_stays_a_draft_and_nobody_is_on_duty_by_it() {
        let rota = Rota::default().with_draft(draft(8, 13, Some(OKAFOR), Some(BRANDT))).with_draft(draft(
            14,
            18,
            Some(BRANDT),
            None,
        ));
        assert_eq!(rota.at(hour(9)), None, "a plan puts nobody on duty");
        let (rota, published) = rota.published(hour(0), hour(24), clinician);
        assert_eq!(published, 1);
        assert_eq!(rota.at(hour(9)).map(|slot| (slot.duty, slot.deputy)), Some((OKAFOR, BRANDT)));
        assert_eq!(rota.at(hour(13)), None, "the end is no longer within");
        assert_eq!(rota.at(hour(15)), None);
        assert_eq!(rota.drafts, [draft(14, 18, Some(BRANDT), None)]);
    }

    #[test]
    fn a_published_slot_takes_its_time_and_leaves_the_rest() {
        let (rota, _) = Rota::default().with_draft(draft(0, 100, Some(OKAFOR), Some(BRANDT))).published(
            hour(0),
            hour(1),
            clinician,
        );
        let (rota, _) =
            rota.with_draft(draft(8, 13, Some(BRANDT), Some(OKAFOR))).published(hour(0), hour(24), clinician);
        let duties: Vec<StaffId> =
            [7, 8, 12, 13].into_iter().filter_map(|n| rota.at(hour(n))).map(|slot| slot.duty).collect();
        assert_eq!(duties, [OKAFOR, BRANDT, BRANDT, OKAFOR]);
        assert_eq!(rota.slots.len(), 3);
        assert_eq!(rota.since(hour(13)).slots.len(), 1);
    }

    #[test]
    fn planning_a_time_again_replaces_the_plan_and_naming_nobody_takes_it_away() {
        let rota = Rota::default().with_draft(draft(8, 13, Some(OKAFOR), None)).with_draft(draft(
            8,
            13,
            Some(BRANDT),
            Some(OKAFOR),
        ));
        assert_eq!(rota.drafts, [draft(8, 13, Some(BRANDT), Some(OKAFOR))]);
        assert!(rota.with_draft(draft(8, 13, None, None)).drafts.is_empty());
    }

    #[test]
    fn publishing_a_week_leaves_the_next_ones_plans_alone() {
        let rota = Rota::default().with_draft(draft(200, 205, Some(OKAFOR), Some(BRANDT)));
        let (rota, published) = rota.published(hour(0), hour(168), clinician);
        assert_eq!((published, rota.drafts.len()), (0, 1));
    }

    #[test]
    fn a_rota_written_before_there_were_drafts_is_still_read() {
        let written = format!(
            r#"{{"slots":[{{"from":"2026-08-25T07:00:00Z","until":"2026-08-25T12:00:00Z","duty":"{OKAFOR}","deputy":"{BRANDT}"}}]}}"#
        );
        let rota: Rota = serde_json::from_str(&written).unwrap();
        assert_eq!((rota.slots.len(), rota.drafts.len()), (1, 0));
    }
}
