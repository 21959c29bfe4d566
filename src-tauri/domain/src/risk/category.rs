//! The kinds of danger a message may speak of, gravest first.
//!
//! The order decides which category an alert shows when several are found. What to do for each stands with the alert's
//! protocol, not here.

use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $words:literal;)*) => {
        /// A kind of danger.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "camelCase")]
        pub enum Category {
            $($(#[$doc])* $name,)*
        }

        impl Category {
            /// Every category, gravest first.
            pub const ALL: &'static [Category] = &[$(Category::$name),*];

            /// The name in rule files, exports and evaluations.
            pub fn key(self) -> &'static str {
                match self { $(Category::$name => $key,)* }
            }

            /// What screens, documents and exports call it.
            pub fn words(self) -> &'static str {
                match self { $(Category::$name => $words,)* }
            }
        }
    };
}

categories! {
    /// Unconscious, not responding, or having a fit.
    CollapseUnresponsive = "collapse_unresponsive", "collapse";
    /// A severe allergic reaction.
    Anaphylaxis = "anaphylaxis", "severe allergy";
    /// Cannot breathe, or breathes badly.
    BreathingDifficulty = "breathing_difficulty", "breathing difficulty";
    /// Chest pain that may be the heart.
    ChestPain = "chest_pain_acs", "chest pain";
    /// Stroke or transient ischaemic attack.
    Stroke = "stroke_tia", "stroke";
    /// Bleeding that is heavy or will not stop.
    SevereBleeding = "severe_bleeding", "bleeding";
    /// An overdose or poisoning, meant or not.
    Overdose = "overdose_poisoning", "overdose or poisoning";
    /// Suicide or self-harm.
    SuicideSelfHarm = "suicide_self_harm", "suicide and self-harm";
    /// A threat to somebody else.
    ThreatToOthers = "threat_to_others", "threat to others";
    /// A child who may be harmed.
    SafeguardingChild = "safeguarding_child", "safeguarding, child";
    /// Abuse by a partner or relative.
    DomesticAbuse = "domestic_abuse", "domestic abuse";
    /// An adult who may be harmed or neglected.
    SafeguardingAdult = "adult_safeguarding", "safeguarding, adult";
    /// Sepsis or a severe infection.
    Sepsis = "sepsis_infection", "sepsis";
    Meningitis = "meningitis", "meningitis";
    /// Ectopic pregnancy, or a baby that moves less.
    EctopicFetalMovements = "ectopic_fetal_movements", "pregnancy, urgent";
    /// Another emergency in pregnancy or after birth.
    Pregnancy = "pregnancy_postpartum", "pregnancy";
    /// Diabetic ketoacidosis or a hypo.
    Diabetic = "dka_diabetic", "diabetic emergency";
    /// A head injury with signs of harm.
    HeadInjury = "head_injury", "head injury";
    /// A sudden or very severe headache.
    SevereHeadache = "severe_headache", "severe headache";
    /// Pressure on the nerves at the base of the spine.
    CaudaEquina = "cauda_equina", "spinal nerves";
    /// Severe pain in the belly, or signs of obstruction.
    AcuteAbdomen = "acute_abdomen", "severe belly pain";
    /// A limb without blood.
    LimbIschaemia = "acute_limb_ischaemia", "blood supply to a limb";
    /// A clot in a leg or the lungs.
    Clot = "vte", "blood clot";
    /// Sudden loss of sight, or an eye in danger.
    SuddenVision = "sudden_vision_eye", "sudden loss of sight";
    /// A twisted testicle.
    TesticularTorsion = "testicular_torsion", "testicle pain";
    /// Acute psychosis or confusion.
    Psychosis = "psychosis_confusion", "psychosis or confusion";
    /// Another emergency.
    Other = "other_emergency", "other emergency";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_words_are_distinct_and_gravest_comes_first() {
        let mut keys: Vec<&str> = Category::ALL.iter().map(|category| category.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Category::ALL.len());
        let mut words: Vec<&str> = Category::ALL.iter().map(|category| category.words()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Category::ALL.len());
        assert!(Category::ALL.is_sorted());
    }
}
