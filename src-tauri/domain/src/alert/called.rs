//! Whom an alert calls: who is told first, when it calls everybody, and which of several comes first.
//!
//! A call is what a person cannot miss: the window in front, a sound, a desktop alert. Everybody sees every open alert in
//! the bar; only those it calls are called, and only while nobody deals with it. Nothing here is stored.

use super::{Alert, Pace, Present, Stage, Told};
use crate::StaffId;
use crate::rota::Rota;
use crate::staff::{Action, Role, may};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The people an alert may call: the rota, and the roles as they are now.
#[derive(Clone, Copy)]
pub struct Team<'a> {
    /// Who is on duty when.
    pub rota: &'a Rota,
    /// Everybody's roles.
    pub roles: &'a BTreeMap<StaffId, Vec<Role>>,
    /// Who is known to be here; none where that is not asked.
    pub present: Option<&'a Present>,
}

impl Team<'_> {
    /// The duty clinician, then the deputy.
    pub fn on_duty(&self, at: DateTime<Utc>) -> Vec<StaffId> {
        self.rota.at(at).into_iter().flat_map(|slot| [slot.duty, slot.deputy]).collect()
    }

    /// Duty, deputy, then those on triage, each once.
    pub fn called_first(&self, at: DateTime<Utc>) -> Vec<StaffId> {
        let mut told = self.on_duty(at);
        let triage = self.roles.iter().filter(|(_, roles)| roles.iter().any(|role| role.is_on_triage()));
        for (id, _) in triage {
            if !told.contains(id) {
                told.push(*id);
            }
        }
        told
    }

    /// Can somebody who may accept an alert be reached among these?
    fn reaches_a_clinician(&self, among: &[StaffId]) -> bool {
        let accepts =
            |who: &StaffId| self.roles.get(who).is_some_and(|roles| may(roles, Action::AcceptAlert));
        let is_here = |who: &StaffId| self.present.is_none_or(|present| present.is_here(*who));
        among.iter().any(|who| accepts(who) && is_here(who))
    }
}

impl Stage {
    /// Does it sound: has nobody got it, or has whoever took it not acted in time?
    pub fn sounds(self) -> bool {
        matches!(self, Self::Untaken { .. } | Self::SoundingAgain { .. })
    }
}

impl Alert {
    /// Must this person be called now? Duty, deputy and those on triage at once, everybody when no clinician among them can
    /// be reached, when it has waited, or when it sounds again; nobody while somebody deals with it.
    pub fn calls(&self, who: StaffId, team: Team<'_>, pace: Pace, now: DateTime<Utc>) -> bool {
        self.stage(pace, now).sounds()
            && (self.calls_everybody(team, pace, now) || self.first_of(team, now).contains(&who))
    }

    /// Is everybody called: because it has waited, sounds again, or would sound only where nobody may accept it, or nowhere?
    pub fn calls_everybody(&self, team: Team<'_>, pace: Pace, now: DateTime<Utc>) -> bool {
        match self.stage(pace, now) {
            Stage::Taken { .. } | Stage::Resolved => false,
            Stage::SoundingAgain { .. } | Stage::Untaken { told: Told::Everyone, .. } => true,
            Stage::Untaken { told: Told::First, .. } => !team.reaches_a_clinician(&self.first_of(team, now)),
        }
    }

    /// Whom it calls first: whoever came on duty since is as responsible as whoever was.
    fn first_of(&self, team: Team<'_>, now: DateTime<Utc>) -> Vec<StaffId> {
        [self.raised_at, now].into_iter().flat_map(|at| team.called_first(at)).collect()
    }

    /// Is it this person's to see through: do they hold it, or did they accept it?
    pub fn is_of(&self, who: StaffId) -> bool {
        self.is_open() && [self.holder(), self.accepted].into_iter().flatten().any(|by| by.by == who)
    }

    /// Where it stands among several: those that sound first, the oldest of them before the others.
    pub fn order(&self, pace: Pace, now: DateTime<Utc>) -> (bool, DateTime<Utc>) {
        (!self.stage(pace, now).sounds(), self.received_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LetterId;
    use crate::alert::ByAt;
    use crate::risk::Category;
    use crate::rota::Slot;
    use chrono::Duration;
    use uuid::Uuid;

    const DUTY: StaffId = StaffId(Uuid::from_u128(1));
    const DEPUTY: StaffId = StaffId(Uuid::from_u128(2));
    const DESK: StaffId = StaffId(Uuid::from_u128(3));
    const OFFICE: StaffId = StaffId(Uuid::from_u128(4));
    const NEXT: StaffId = StaffId(Uuid::from_u128(5));
    const EVERYBODY: [StaffId; 5] = [DUTY, DEPUTY, DESK, OFFICE, NEXT];
    const PACE: Pace = Pace { everyone_after: Duration::minutes(2), attempt_within: Duration::minutes(5) };

    fn minute(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(n)
    }

    fn raised() -> Alert {
        Alert::raise(LetterId(Uuid::nil()), Category::SuicideSelfHarm, minute(0), minute(0))
    }

    fn roles() -> BTreeMap<StaffId, Vec<Role>> {
        let roles = [Role::Gp, Role::Gp, Role::Receptionist, Role::Administrator, Role::Locum];
        EVERYBODY.into_iter().zip(roles).map(|(id, role)| (id, vec![role])).collect()
    }

    /// The second slot begins a minute after the alert.
    fn rota() -> Rota {
        let slot =
            |from, until, duty| Slot { from: minute(from), until: minute(until), duty, deputy: DEPUTY };
        Rota { slots: vec![slot(-60, 1, DUTY), slot(1, 60, NEXT)], drafts: vec![] }
    }

    fn check(alert: &Alert, rota: &Rota, roles: &BTreeMap<StaffId, Vec<Role>>, at: i64, called: &[StaffId]) {
        check_with(alert, rota, roles, None, at, called);
    }

    fn check_with(
        alert: &Alert,
        rota: &Rota,
        roles: &BTreeMap<StaffId, Vec<Role>>,
        present: Option<&Present>,
        at: i64,
        called: &[StaffId],
    ) {
        let team = Team { rota, roles, present };
        let found: Vec<StaffId> =
            EVERYBODY.into_iter().filter(|who| alert.calls(*who, team, PACE, minute(at))).collect();
        assert_eq!(found, called, "after {at} minutes");
    }

    #[test]
    fn duty_deputy_and_triage_are_called_first_and_everybody_after_two_minutes() {
        let (alert, rota, roles) = (raised(), rota(), roles());
        check(&alert, &rota, &roles, 0, &[DUTY, DEPUTY, DESK]);
        // Whoever was on duty when it was raised and whoever came on duty since.
        check(&alert, &rota, &roles, 1, &[DUTY, DEPUTY, DESK, NEXT]);
        check(&alert, &rota, &roles, 2, &EVERYBODY);
        assert_eq!(
            Team { rota: &rota, roles: &roles, present: None }.called_first(minute(0)),
            [DUTY, DEPUTY, DESK]
        );
    }

    #[test]
    fn while_somebody_deals_with_it_nobody_is_called_and_everybody_when_it_sounds_again() {
        let (mut alert, rota, roles) = (raised(), rota(), roles());
        alert.taken.push(ByAt { by: OFFICE, at: minute(1) });
        check(&alert, &rota, &roles, 5, &[]);
        check(&alert, &rota, &roles, 6, &EVERYBODY);
        alert.passed = Some(ByAt { by: OFFICE, at: minute(1) });
        check(&alert, &rota, &roles, 1, &EVERYBODY);
        alert.resolved = Some(ByAt { by: OFFICE, at: minute(7) });
        check(&alert, &rota, &roles, 8, &[]);
    }

    #[test]
    fn where_no_clinician_who_is_called_first_is_here_everybody_is_called_at_once() {
        let (alert, rota, roles) = (raised(), rota(), roles());
        let here = |who: &[StaffId]| {
            let mut present = Present::default();
            who.iter().for_each(|who| present.add(*who, []));
            present
        };
        // The locum is the only doctor who is here; the desk, on triage, may not accept it.
        check_with(&alert, &rota, &roles, Some(&here(&[DESK, NEXT])), 0, &EVERYBODY);
        check_with(&alert, &rota, &roles, Some(&here(&[])), 0, &EVERYBODY);
        check_with(&alert, &rota, &roles, Some(&here(&[DEPUTY, NEXT])), 0, &[DUTY, DEPUTY, DESK]);
        // Whoever came on duty since is here.
        check_with(&alert, &rota, &roles, Some(&here(&[NEXT])), 1, &[DUTY, DEPUTY, DESK, NEXT]);
    }

    #[test]
    fn with_nobody_on_duty_and_nobody_on_triage_everybody_is_called_at_once() {
        let mut roles = roles();
        roles.remove(&DESK);
        check(&raised(), &Rota::default(), &roles, 0, &EVERYBODY);
    }

    #[test]
    fn an_open_alert_is_its_holders_and_the_clinicians_who_accepted_it_also_after_they_left_its_screen() {
        let (mut alert, by) = (raised(), |by| ByAt { by, at: minute(1) });
        assert!(!alert.is_of(DESK));
        alert.take(by(DESK));
        alert.accepted = Some(by(DUTY));
        assert!(alert.is_of(DESK) && alert.is_of(DUTY) && !alert.is_of(DEPUTY));
        alert.passed = Some(by(DESK));
        assert!(!alert.is_of(DESK), "passed on, it is another's");
        alert.resolved = Some(by(DUTY));
        assert!(!alert.is_of(DUTY));
    }

    #[test]
    fn what_sounds_comes_before_what_is_taken_and_the_oldest_first() {
        let mut taken = raised();
        taken.taken.push(ByAt { by: DUTY, at: minute(1) });
        let later = Alert { received_at: minute(1), ..raised() };
        let mut all = [taken.clone(), later.clone(), raised()];
        all.sort_by_key(|alert| alert.order(PACE, minute(2)));
        assert!(all == [raised(), later, taken]);
    }
}
