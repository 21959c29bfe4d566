//! A dangerous message that somebody must act on, until a clinician has accepted it and its outcome is recorded.
//!
//! Nobody fires the stages: who is told, whether it sounds and when it sounds again are computed from recorded instants,
//! so that every workstation says the same; by one that is wrong it sounds (see `timing`). Taking stops the sound; only an
//! accepting clinician lets it be resolved. Taking twice is recorded, never refused. The words and the patient are not
//! here; see `conversation`.

mod called;
mod no_danger;
mod present;

pub use called::Team;
pub use no_danger::{ClearedLetter, NoDanger, WhyNoDanger};
pub use present::{Present, Reach};

use crate::policy::PracticePolicy;
use crate::risk::Category;
use crate::timing::{is_ahead, is_over};
use crate::{LetterId, StaffId};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// After each "no answer", the next attempt is due after this many minutes; the last one repeats.
pub const TRY_AGAIN_AFTER: [i64; 3] = [10, 10, 20];
/// After this many tries without an answer somebody must go there, or send the police for a welfare check.
pub const WELFARE_CHECK_AFTER: usize = 3;

/// When an alert moves on by itself, as the practice has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Everybody signed in is told after this long without a taker.
    pub everyone_after: Duration,
    /// Taken without a recorded contact attempt, it sounds again after this long.
    pub attempt_within: Duration,
}

impl Pace {
    /// As the practice's settings say.
    pub fn of(policy: &PracticePolicy) -> Self {
        Self {
            everyone_after: Duration::minutes(i64::from(policy.alert_everyone_minutes)),
            attempt_within: Duration::minutes(i64::from(policy.alert_retry_minutes)),
        }
    }
}

/// What was tried to reach the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Contact {
    /// Phoned and spoke with the patient.
    Spoke,
    /// Seen in person.
    Seen,
    /// The patient, or who is with them, was advised to phone 999.
    #[serde(rename = "advised999")]
    Advised999,
    /// An ambulance was called for them.
    CalledAmbulance,
    /// Either of the two, as it was recorded before they were told apart: read, and no longer offered.
    #[serde(rename = "ambulanceCalled")]
    AdvisedOrCalled,
    /// Nobody answered: the alert stays open and the next attempt is set.
    NoAnswer,
    /// Another service has taken over: crisis team, safeguarding, out-of-hours doctor. The note says who.
    HandedOver,
}

impl Contact {
    /// In the order in which they are offered.
    pub const OFFERED: [Self; 6] =
        [Self::Spoke, Self::Seen, Self::Advised999, Self::CalledAmbulance, Self::HandedOver, Self::NoAnswer];

    /// Does it reach the patient, or send help?
    pub fn reaches(self) -> bool {
        self != Self::NoAnswer
    }

    /// Another service is only as good as its name.
    pub fn needs_words(self) -> bool {
        self == Self::HandedOver
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What was done.
    pub contact: Contact,
    /// Who did it.
    pub by: StaffId,
    /// When, as the person says.
    pub at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// In their words.
    pub note: String,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt")
            .field("contact", &self.contact)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// Somebody did something at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ByAt {
    pub by: StaffId,
    pub at: DateTime<Utc>,
}

/// An alert and all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// The letter that raised it.
    pub letter: LetterId,
    /// The gravest category found.
    pub category: Category,
    /// When the letter was received.
    pub received_at: DateTime<Utc>,
    /// When the queue confirmed it.
    pub raised_at: DateTime<Utc>,
    /// Who has shown the words.
    pub seen: Vec<ByAt>,
    /// Who has taken it; the last taker holds it.
    pub taken: Vec<ByAt>,
    /// When its last taker passed it on, so that it sounds for everyone again.
    pub passed: Option<ByAt>,
    /// What was tried.
    pub attempts: Vec<Attempt>,
    /// The clinician who accepted it.
    pub accepted: Option<ByAt>,
    /// Who recorded the outcome.
    pub resolved: Option<ByAt>,
    /// What it came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Words>,
    /// The person who saw the danger, where it was not the rules that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<StaffId>,
    /// It was no danger, as the clinician who ended it judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_danger: Option<NoDanger>,
}

/// What somebody wrote. It may be about a patient, so it never shows in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(hidden)")
    }
}

/// Who is told now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Told {
    /// Duty clinician, deputy and those on triage.
    First,
    /// Everybody signed in.
    Everyone,
}

/// Where an alert stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Stage {
    /// Sounding; nobody has it.
    Untaken {
        told: Told,
        /// When everybody is told.
        everyone_at: DateTime<Utc>,
    },
    /// Somebody has it and the sound is off.
    Taken {
        by: StaffId,
        /// When it sounds again without a (further) attempt; none once contact was made.
        sounds_again_at: Option<DateTime<Utc>>,
    },
    /// Taken, but nothing recorded in time: sounding for all who were told.
    SoundingAgain {
        /// Who took it.
        by: StaffId,
        /// Since when it sounds.
        since: DateTime<Utc>,
    },
    /// Outcome recorded.
    Resolved,
}

impl Alert {
    /// A new alert.
    pub fn raise(
        letter: LetterId,
        category: Category,
        received_at: DateTime<Utc>,
        raised_at: DateTime<Utc>,
    ) -> Self {
        Self {
            letter,
            category,
            received_at,
            raised_at,
            seen: vec![],
            taken: vec![],
            passed: None,
            attempts: vec![],
            accepted: None,
            resolved: None,
            outcome: None,
            raised_by: None,
            no_danger: None,
        }
    }

    /// Is it still somebody's business?
    pub fn is_open(&self) -> bool {
        self.resolved.is_none()
    }

    /// Was the patient reached, or help sent?
    pub fn contact_made(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.contact.reaches())
    }

    /// Somebody takes it, whoever had it or passed it on before.
    pub fn take(&mut self, by: ByAt) {
        self.taken.push(by);
        self.passed = None;
    }

    /// Who holds it: the last taker, unless it was passed on since.
    pub fn holder(&self) -> Option<ByAt> {
        self.taken.last().copied().filter(|_| self.passed.is_none())
    }

    /// How often nobody answered since somebody last did.
    pub fn unanswered_tries(&self) -> usize {
        self.attempts.iter().rev().take_while(|attempt| attempt.contact == Contact::NoAnswer).count()
    }

    /// When everybody signed in is told.
    pub fn everyone_at(&self, pace: Pace) -> DateTime<Utc> {
        let (began, lasts) = self.until_everyone(pace);
        began + lasts
    }

    /// Since when it waits for a first taker, and how long.
    fn until_everyone(&self, pace: Pace) -> (DateTime<Utc>, Duration) {
        self.passed.map_or((self.raised_at, pace.everyone_after), |passed| (passed.at, Duration::zero()))
    }

    /// Where it stands. The same on every workstation, from recorded instants alone.
    pub fn stage(&self, pace: Pace, now: DateTime<Utc>) -> Stage {
        if !self.is_open() {
            return Stage::Resolved;
        }
        let Some(holder) = self.holder() else {
            let (began, lasts) = self.until_everyone(pace);
            let told = if is_over(began, lasts, now) { Told::Everyone } else { Told::First };
            return Stage::Untaken { told, everyone_at: began + lasts };
        };
        if self.contact_made() {
            return Stage::Taken { by: holder.by, sounds_again_at: None };
        }
        let waits = self.waits(pace, holder);
        if waits.iter().all(|(began, lasts)| is_over(*began, *lasts, now)) {
            let ends = waits
                .iter()
                .filter(|(began, _)| !is_ahead(*began, now))
                .map(|(began, lasts)| *began + *lasts);
            return Stage::SoundingAgain { by: holder.by, since: ends.max().unwrap_or(holder.at) };
        }
        let ends = waits.into_iter().map(|(began, lasts)| began + lasts);
        Stage::Taken { by: holder.by, sounds_again_at: ends.max() }
    }

    /// What an alert that is taken waits for, in silence, while nobody has reached the patient: since when, how long.
    fn waits(&self, pace: Pace, holder: ByAt) -> Vec<(DateTime<Utc>, Duration)> {
        let place = self.unanswered_tries().saturating_sub(1).min(TRY_AGAIN_AFTER.len() - 1);
        let wait = TRY_AGAIN_AFTER.get(place).copied().unwrap_or_default();
        let tried = self.attempts.last().map(|last| (last.recorded_at, Duration::minutes(wait)));
        std::iter::once((holder.at, pace.attempt_within)).chain(tried).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const PACE: Pace = Pace { everyone_after: Duration::minutes(2), attempt_within: Duration::minutes(5) };

    fn minute(n: i64) -> DateTime<Utc> {
        START + Duration::minutes(n)
    }

    fn staff(n: u128) -> StaffId {
        StaffId(Uuid::from_u128(n))
    }

    fn raised() -> Alert {
        Alert::raise(LetterId(Uuid::nil()), Category::SuicideSelfHarm, START, START)
    }

    #[test]
    fn untaken_it_reaches_everyone_after_two_minutes() {
        let alert = raised();
        assert!(matches!(alert.stage(PACE, minute(1)), Stage::Untaken { told: Told::First, .. }));
        assert!(matches!(alert.stage(PACE, minute(2)), Stage::Untaken { told: Told::Everyone, .. }));
    }

    #[test]
    fn taken_without_an_attempt_it_sounds_again_after_five_minutes() {
        let mut alert = raised();
        alert.taken.push(ByAt { by: staff(1), at: minute(1) });
        assert!(matches!(alert.stage(PACE, minute(5)), Stage::Taken { .. }));
        assert_eq!(alert.stage(PACE, minute(6)), Stage::SoundingAgain { by: staff(1), since: minute(6) });
    }

    #[test]
    fn no_answer_keeps_it_open_and_sets_the_next_try() {
        let mut alert = raised();
        alert.taken.push(ByAt { by: staff(1), at: minute(1) });
        let attempt =
            |contact, at| Attempt { contact, by: staff(1), at, recorded_at: at, note: String::new() };
        alert.attempts.push(attempt(Contact::NoAnswer, minute(3)));
        assert!(matches!(alert.stage(PACE, minute(12)), Stage::Taken { .. }));
        assert!(matches!(alert.stage(PACE, minute(13)), Stage::SoundingAgain { .. }));
        alert.attempts.push(attempt(Contact::Spoke, minute(14)));
        assert_eq!(alert.stage(PACE, minute(60)), Stage::Taken { by: staff(1), sounds_again_at: None });
    }

    #[test]
    fn what_a_clock_that_was_ahead_recorded_silences_nothing_once_it_is_right_again() {
        let four_years = Duration::days(4 * 365);
        let (right, ahead) = (|n| minute(n), |n| minute(n) + four_years);
        let mut alert = Alert { raised_at: ahead(0), ..raised() };
        assert!(matches!(alert.stage(PACE, right(1)), Stage::Untaken { told: Told::Everyone, .. }));
        alert.take(ByAt { by: staff(1), at: ahead(1) });
        assert!(matches!(alert.stage(PACE, right(2)), Stage::SoundingAgain { .. }));
        let attempt = Attempt {
            contact: Contact::NoAnswer,
            by: staff(1),
            at: right(3),
            recorded_at: right(3),
            note: String::new(),
        };
        alert.attempts.push(attempt);
        assert!(matches!(alert.stage(PACE, right(12)), Stage::Taken { .. }), "the try counts");
        assert_eq!(alert.stage(PACE, right(13)), Stage::SoundingAgain { by: staff(1), since: right(13) });
        // Passed on by the right clock, after it was taken by the wrong one.
        alert.passed = Some(ByAt { by: staff(1), at: right(14) });
        assert!(matches!(alert.stage(PACE, right(14)), Stage::Untaken { told: Told::Everyone, .. }));
        alert.take(ByAt { by: staff(2), at: right(15) });
        assert_eq!(alert.holder().map(|holder| holder.by), Some(staff(2)));
    }

    #[test]
    fn the_practice_decides_how_long_it_waits() {
        let mut alert = raised();
        let pace = Pace { everyone_after: Duration::minutes(1), attempt_within: Duration::minutes(3) };
        assert!(matches!(alert.stage(pace, minute(1)), Stage::Untaken { told: Told::Everyone, .. }));
        alert.taken.push(ByAt { by: staff(1), at: minute(1) });
        assert_eq!(alert.stage(pace, minute(4)), Stage::SoundingAgain { by: staff(1), since: minute(4) });
    }

    #[test]
    fn each_try_without_an_answer_sets_the_next_and_a_service_that_took_over_ends_them() {
        let mut alert = raised();
        alert.taken.push(ByAt { by: staff(1), at: minute(0) });
        let attempt =
            |contact, at| Attempt { contact, by: staff(1), at, recorded_at: at, note: String::new() };
        for (tried, again) in [(2, 12), (12, 22), (22, 42), (42, 62)] {
            alert.attempts.push(attempt(Contact::NoAnswer, minute(tried)));
            let next = Stage::Taken { by: staff(1), sounds_again_at: Some(minute(again)) };
            assert_eq!(alert.stage(PACE, minute(tried)), next);
        }
        assert_eq!(alert.unanswered_tries(), 4);
        alert.attempts.push(attempt(Contact::HandedOver, minute(50)));
        assert_eq!(alert.stage(PACE, minute(99)), Stage::Taken { by: staff(1), sounds_again_at: None });
    }

    #[test]
    fn advice_to_phone_999_and_an_ambulance_called_are_told_apart_and_the_choice_before_is_still_read() {
        for (contact, written) in [
            (Contact::Advised999, "\"advised999\""),
            (Contact::CalledAmbulance, "\"calledAmbulance\""),
            (Contact::AdvisedOrCalled, "\"ambulanceCalled\""),
        ] {
            assert_eq!(serde_json::to_string(&contact).unwrap(), written);
            assert_eq!(serde_json::from_str::<Contact>(written).unwrap(), contact);
            assert!(contact.reaches() && !contact.needs_words());
            assert_eq!(Contact::OFFERED.contains(&contact), contact != Contact::AdvisedOrCalled);
        }
    }

    #[test]
    fn passing_it_on_sounds_for_everyone_until_taken_again() {
        let mut alert = raised();
        alert.taken.push(ByAt { by: staff(1), at: minute(1) });
        alert.passed = Some(ByAt { by: staff(1), at: minute(2) });
        assert!(matches!(alert.stage(PACE, minute(2)), Stage::Untaken { told: Told::Everyone, .. }));
        alert.take(ByAt { by: staff(2), at: minute(3) });
        assert!(matches!(alert.stage(PACE, minute(3)), Stage::Taken { .. }));
        alert.resolved = Some(ByAt { by: staff(2), at: minute(9) });
        assert_eq!(alert.stage(PACE, minute(99)), Stage::Resolved);
    }
}
