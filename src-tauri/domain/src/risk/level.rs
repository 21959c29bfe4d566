//! How dangerous a conversation is, in the one order of every list: the riskiest stand first.

use super::Tier;
use serde::{Deserialize, Serialize};

/// What stands beside a conversation in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum RiskLevel {
    /// Read and nothing found, or answered.
    Nothing,
    /// Everything found was lowered by its context.
    Lowered,
    /// Nobody has judged it: the rules could not, or not yet.
    NotAssessed,
    /// Something a clinician must see.
    Check,
    /// An alert was raised, and is dealt with.
    High,
    AlertOpen,
}

impl RiskLevel {
    /// From what is known of a conversation. `waits`: is there something nobody has answered?
    pub fn of(alert_open: bool, tier: Option<Tier>, lowered: bool, waits: bool) -> Self {
        match tier {
            _ if alert_open => Self::AlertOpen,
            Some(Tier::Alert) => Self::High,
            Some(Tier::Check) if lowered => Self::Lowered,
            Some(Tier::Check) => Self::Check,
            Some(Tier::Unassessed { .. }) => Self::NotAssessed,
            None if waits => Self::NotAssessed,
            Some(Tier::None) | None => Self::Nothing,
        }
    }

    /// Its place in the order: the higher the sooner. A danger somebody has dealt with waits like anything else for a
    /// clinician's eye.
    pub fn rank(self) -> u8 {
        match self {
            Self::AlertOpen => 4,
            Self::High | Self::Check => 3,
            Self::NotAssessed => 2,
            Self::Lowered => 1,
            Self::Nothing => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::WhyUnassessed;

    #[test]
    fn an_open_alert_comes_first_and_what_nobody_has_judged_before_what_is_harmless() {
        let unassessed = Some(Tier::Unassessed { why: WhyUnassessed::Language });
        for (alert_open, tier, lowered, waits, level, rank) in [
            (true, Some(Tier::Alert), false, true, RiskLevel::AlertOpen, 4),
            (true, Some(Tier::None), false, true, RiskLevel::AlertOpen, 4),
            (true, None, false, false, RiskLevel::AlertOpen, 4),
            (false, Some(Tier::Alert), false, true, RiskLevel::High, 3),
            (false, Some(Tier::Check), false, true, RiskLevel::Check, 3),
            (false, unassessed, false, true, RiskLevel::NotAssessed, 2),
            (false, None, false, true, RiskLevel::NotAssessed, 2),
            (false, Some(Tier::Check), true, true, RiskLevel::Lowered, 1),
            (false, Some(Tier::None), false, true, RiskLevel::Nothing, 0),
            (false, None, false, false, RiskLevel::Nothing, 0),
        ] {
            let found = RiskLevel::of(alert_open, tier, lowered, waits);
            assert_eq!((found, found.rank()), (level, rank), "{alert_open} {tier:?} {lowered} {waits}");
        }
    }
}
