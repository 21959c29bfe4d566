//! Who sees the record online unless a person chooses otherwise (E4).

use super::closing::Online;
use super::state::{Conversation, Received};
use crate::calendar::date_in_london;
use crate::message::Writer;
use crate::risk::{Assessment, Category};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// Below this age nothing is shown online unchecked.
const ADULT_FOR_RECORDS: i32 = 16;

impl Conversation {
    /// Hidden for abuse, safeguarding, self-harm, a third person, or a patient under 16 when any letter came.
    pub fn online_by_rule(&self, born: Option<NaiveDate>) -> Online {
        let hidden = self.letters().any(|letter| is_hidden(letter, born));
        if hidden { Online::HiddenUntilChecked } else { Online::Shown }
    }
}

fn is_hidden(letter: &Received, born: Option<NaiveDate>) -> bool {
    letter.writer != Writer::Patient
        || letter.assessment.iter().flat_map(Assessment::categories).any(hidden_online)
        || born.is_some_and(|born| age(born, letter.received_at) < ADULT_FOR_RECORDS)
}

/// What a proxy, an abuser or the person themselves must not read unchecked.
fn hidden_online(category: Category) -> bool {
    matches!(
        category,
        Category::SuicideSelfHarm
            | Category::ThreatToOthers
            | Category::SafeguardingChild
            | Category::DomesticAbuse
            | Category::SafeguardingAdult
    )
}

fn age(born: NaiveDate, at: DateTime<Utc>) -> i32 {
    let day = date_in_london(at);
    let birthday_to_come = (day.month(), day.day()) < (born.month(), born.day());
    day.year() - born.year() - i32::from(birthday_to_come)
}
