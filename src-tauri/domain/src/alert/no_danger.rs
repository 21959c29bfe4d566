//! "Not a danger": a clinician's judgement of an alert or a check that was none, with its reason.
//!
//! It counts in the precision of whatever found it. A text that is to be looked at again is named by its number alone, never
//! by its words. Who may judge, and when, stands in `conversation::review`.

use crate::LetterId;
use serde::{Deserialize, Serialize};

/// Why what was found is no danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum WhyNoDanger {
    /// It is past, not now.
    Past,
    /// A saying, a joke, a thing.
    MeantOtherwise,
    /// About somebody else, who is safe.
    SomebodyElse,
    /// "No chest pain", a form's "No".
    Denied,
    /// Known and being treated, nothing new.
    Known,
    /// The patient was asked: safe, and not meant so.
    Asked,
    /// A test, or sent by mistake.
    Mistake,
    /// Something else: the words say what.
    Other,
}

impl WhyNoDanger {
    /// In the order in which they are offered.
    pub const OFFERED: [Self; 8] = [
        Self::Past,
        Self::MeantOtherwise,
        Self::SomebodyElse,
        Self::Denied,
        Self::Known,
        Self::Asked,
        Self::Mistake,
        Self::Other,
    ];
}

/// A clinician's judgement that there was no danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NoDanger {
    pub why: WhyNoDanger,
    /// Is whatever found it to be looked at again?
    pub look_again: bool,
}

/// A letter whose check was none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClearedLetter {
    pub letter: LetterId,
    pub no_danger: NoDanger,
    /// In the clinician's words.
    pub words: String,
}
