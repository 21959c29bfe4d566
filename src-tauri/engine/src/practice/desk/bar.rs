//! The top bar: hours, duty, the queue's state, open alerts, counts. It holds nothing about any patient.

use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::present::{self, Reader};
use crate::store::{StoreError, alerts, conversations, instant, outbox};
use crate::view::{AlertBrief, Bar, Counts, DesktopAlerts, Sync};
use chrono::{DateTime, Utc};
use domain::calendar::{Calendar, date_in_london};
use sqlx::SqliteConnection;
use std::sync::atomic::Ordering;

/// A clock further off than this is said to be wrong.
const CLOCK_MAY_DIFFER: i64 = 30_000;

impl Unlocked {
    /// The bar as it is now.
    pub async fn bar(&self, desktop_alerts: DesktopAlerts) -> Result<Bar, DeskError> {
        let mut connection = self.0.store.read().await?;
        let (shared, now) = (self.shared(), self.0.clock.now());
        let reader = Reader { shared: &shared, me: self.me(), now };
        let slot = shared.rota.at(now);
        let hours = Hours::at(&shared.calendar, now);
        let alerts = self.briefs(&mut connection).await?;
        self.0.presence.shows(alerts.iter().map(|one| one.letter).collect());
        Ok(Bar {
            now,
            open: hours.open,
            until: Some(hours.until),
            break_from: hours.pause.map(|(from, _)| from),
            break_until: hours.pause.map(|(_, until)| until),
            duty: slot.map(|slot| reader.staff(slot.duty)),
            deputy: slot.map(|slot| reader.staff(slot.deputy)),
            sync: self.sync(&mut connection).await?,
            alerts,
            desktop_alerts,
            drill: self.drill(&mut connection, &shared, now).await?,
            counts: self.counts(&mut connection).await?,
            backup_overdue_days: self.0.copies.overdue_days(now),
            second_copy: self.second_copy(),
            doors_shut: false,
        })
    }

    /// The open alerts of the bar, without the rest of it: for whoever calls people.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn alerts(&self) -> Result<Vec<AlertBrief>, DeskError> {
        let mut connection = self.0.store.read().await?;
        Ok(self.briefs(&mut connection).await?)
    }

    async fn briefs(&self, connection: &mut SqliteConnection) -> Result<Vec<AlertBrief>, StoreError> {
        let (shared, now) = (self.shared(), self.0.clock.now());
        let reader = Reader { shared: &shared, me: self.me(), now };
        let open = alerts::open(connection).await?;
        Ok(present::briefs(reader, &open))
    }

    async fn counts(&self, connection: &mut SqliteConnection) -> Result<Counts, StoreError> {
        let totals = conversations::totals(&mut *connection, self.me().staff).await?;
        Ok(Counts {
            needs_triage: totals.needs_triage,
            mine: totals.mine,
            duty_list: totals.duty_list,
            waiting: totals.waiting,
            to_file: totals.to_file,
            needs_you: self.count_needs_you(connection).await?,
        })
    }

    async fn sync(&self, connection: &mut SqliteConnection) -> Result<Sync, StoreError> {
        let offline_since = self.0.offline_since.load(Ordering::SeqCst);
        let ahead = [&self.0.clock_ahead, &self.0.behind_others].map(|one| one.load(Ordering::SeqCst));
        let ahead = ahead.into_iter().max_by_key(|ahead| ahead.abs()).unwrap_or_default();
        if offline_since != 0 {
            let waiting = outbox::count(connection).await?;
            return Ok(Sync::Offline { since: instant(offline_since), waiting });
        }
        if let Some((since, unseen)) = self.0.health.trouble() {
            return Ok(Sync::Failing { since, unseen });
        }
        if ahead.abs() > CLOCK_MAY_DIFFER {
            return Ok(Sync::ClockWrong { seconds: ahead / 1000 });
        }
        Ok(match self.0.behind.load(Ordering::SeqCst) {
            0 => Sync::Live,
            left => Sync::CatchingUp { left },
        })
    }
}

/// Today's hours as the bar shows them.
struct Hours {
    open: bool,
    until: DateTime<Utc>,
    pause: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Hours {
    /// Open until the day's closing with the next break in it; closed until the next opening.
    fn at(calendar: &Calendar, now: DateTime<Utc>) -> Self {
        let Some(period) = calendar.open_period(now) else {
            return Self { open: false, until: calendar.next_opening(now), pause: None };
        };
        let today = date_in_london(now);
        let until = calendar.closing_of(today).unwrap_or(period.closes);
        let reopens = calendar.periods_on(today).into_iter().map(|later| later.opens);
        let pause = reopens.filter(|opens| *opens > period.closes).min().map(|opens| (period.closes, opens));
        Self { open: true, until, pause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::{PracticePolicy, WeeklyHours};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn hours_say_the_days_closing_and_the_next_break() {
        let mut policy = PracticePolicy::standard(
            "Hollin Lane Surgery",
            "A81001".parse().unwrap(),
            "01632 960123".parse().unwrap(),
        );
        policy.hours = WeeklyHours::core_with_lunch();
        let calendar = Calendar::new(&policy);
        // 25 August 2026 is a Tuesday in summer time: 8:00 to 13:00 and 14:00 to 18:30 by the wall.
        for (now, open, until, pause) in [
            ("2026-08-25T10:24:00Z", true, "2026-08-25T17:30:00Z", true),
            ("2026-08-25T12:30:00Z", false, "2026-08-25T13:00:00Z", false),
            ("2026-08-25T14:00:00Z", true, "2026-08-25T17:30:00Z", false),
            ("2026-08-28T18:00:00Z", false, "2026-09-01T07:00:00Z", false),
        ] {
            let hours = Hours::at(&calendar, at(now));
            assert_eq!((hours.open, hours.until, hours.pause.is_some()), (open, at(until), pause), "{now}");
        }
        let hours = Hours::at(&calendar, at("2026-08-25T10:24:00Z"));
        assert_eq!(hours.pause, Some((at("2026-08-25T12:00:00Z"), at("2026-08-25T13:00:00Z"))));
    }
}
