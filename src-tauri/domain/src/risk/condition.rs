//! What a patient's record may say that makes the same words more dangerous.
//!
//! A rule may name one condition; when the record knows of it, the rule asks for its other words alone ("vomiting all day" from
//! somebody with diabetes). Nothing is lowered by what a record lacks, for records lag behind. Which rules ask is data.

use serde::Deserialize;

/// Something a person lives with, or is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    Pregnant,
    /// Gave birth within the last weeks.
    Postnatal,
    /// Diabetes of any type.
    Diabetic,
    /// Takes a blood thinner.
    Anticoagulated,
    /// Weak defences: chemotherapy, transplant, no spleen, strong medicines.
    Immunosuppressed,
}

/// A set of conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions(u8);

impl Conditions {
    /// The set with one more.
    #[must_use]
    pub fn with(self, condition: Condition) -> Self {
        Self(self.0 | 1 << condition as u8)
    }

    /// Is it in the set?
    pub fn has(self, condition: Condition) -> bool {
        self.0 & 1 << condition as u8 != 0
    }
}

impl FromIterator<Condition> for Conditions {
    fn from_iter<I: IntoIterator<Item = Condition>>(conditions: I) -> Self {
        conditions.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in() {
        let set: Conditions = [Condition::Pregnant, Condition::Anticoagulated].into_iter().collect();
        assert!(set.has(Condition::Pregnant) && set.has(Condition::Anticoagulated));
        assert!(!set.has(Condition::Diabetic) && !Conditions::default().has(Condition::Pregnant));
    }
}
