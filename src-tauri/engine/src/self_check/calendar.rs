//! Due times over a bank holiday and both clock changes, which hold on every computer wherever it thinks it is; and a
//! clock that is not years behind, without which no code of an authenticator is ever right.

use super::trouble::{Trouble, must};
use chrono::{DateTime, Utc};
use domain::calendar::{Calendar, Level};
use domain::policy::PracticePolicy;

/// When a message comes and when its administrative answer is due, both in UTC.
const DUE: [(&str, &str); 3] = [
    // A Friday evening in summer; the weekend, a bank holiday on Monday, two working days.
    ("2026-08-28T16:55:00Z", "2026-09-02T16:55:00Z"),
    // 09:58 in winter time, 09:58 in summer time.
    ("2026-03-26T09:58:00Z", "2026-03-30T08:58:00Z"),
    // 17:10 in summer time, 17:10 in winter time.
    ("2026-10-23T16:10:00Z", "2026-10-27T17:10:00Z"),
];
/// Before this version was made.
const LONG_AGO: &str = "2026-01-01T00:00:00Z";

pub(super) fn check(now: DateTime<Utc>) -> Result<(), Trouble> {
    let (ods, telephone) = ("A81001".parse(), "01632 960140".parse());
    let (Ok(ods), Ok(telephone)) = (ods, telephone) else { return Err(Trouble::Wrong) };
    let policy = PracticePolicy::standard("Hollin Lane Surgery", ods, telephone);
    let calendar = Calendar::new(&policy.checked().map_err(|_| Trouble::Wrong)?);
    for (received, due) in DUE {
        let found = calendar.due(instant(received)?, Level::Administrative).at;
        must(found == instant(due)?, Trouble::Wrong)?;
    }
    must(now >= instant(LONG_AGO)?, Trouble::Clock)?;
    must(calendar.due(now, Level::HumanLook).at > now, Trouble::Wrong)
}

fn instant(text: &str) -> Result<DateTime<Utc>, Trouble> {
    text.parse().map_err(|_| Trouble::Wrong)
}
