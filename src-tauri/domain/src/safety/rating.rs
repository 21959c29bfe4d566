//! How grave and how likely: the 5 by 5 matrix of DCB0129 and DCB0160.
//!
//! The five levels of risk are the standard's: 5 unacceptable, 4 must be brought down, 3 undesirable, 2 acceptable if more
//! would cost more than it gains, 1 acceptable. Nothing here may be set by a practice.

use serde::{Deserialize, Serialize};

/// How grave the harm is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Minor injury with a short recovery, upset, inconvenience.
    Minor,
    /// Minor injury with a long recovery; the same for several.
    Significant,
    /// Severe injury with recovery expected.
    Considerable,
    /// A death, or a permanent life-changing injury.
    Major,
    /// Several deaths or such injuries.
    Catastrophic,
}

/// How likely it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Likelihood {
    /// Negligible.
    VeryLow,
    /// Could be, but mostly will not.
    Low,
    /// Possible.
    Medium,
    /// Very possible.
    High,
    /// Certain or almost.
    VeryHigh,
}

/// Both together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Rating {
    /// How grave.
    pub severity: Severity,
    /// How likely.
    pub likelihood: Likelihood,
}

impl Rating {
    /// The level of risk, 1 to 5.
    pub fn risk(self) -> u8 {
        let row = match self.likelihood {
            Likelihood::VeryHigh => [3, 4, 4, 5, 5],
            Likelihood::High => [2, 3, 3, 4, 5],
            Likelihood::Medium => [2, 2, 3, 3, 4],
            Likelihood::Low => [1, 2, 2, 3, 4],
            Likelihood::VeryLow => [1, 1, 2, 2, 3],
        };
        let [minor, significant, considerable, major, catastrophic] = row;
        match self.severity {
            Severity::Minor => minor,
            Severity::Significant => significant,
            Severity::Considerable => considerable,
            Severity::Major => major,
            Severity::Catastrophic => catastrophic,
        }
    }
}
