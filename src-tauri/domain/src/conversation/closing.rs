//! How a conversation ended, and what of it goes into the record (product B5, E1, E2, E4).

use crate::DeliveryId;
use crate::alert::ByAt;
use serde::{Deserialize, Serialize};

/// The documented outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Outcome {
    /// What was asked for is done: a prescription redirected, a record corrected.
    RequestDone,
    QuestionAnswered,
    AppointmentMade,
    /// Dealt with by telephone.
    DealtWithByPhone,
    /// Something else.
    Other {
        /// What, in the closer's words.
        what: String,
    },
}

/// How much goes into the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum FileAs {
    /// Every message as written.
    ExactCopy,
    /// The summary and the outcome.
    Summary,
}

/// Who sees the document in online record access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Online {
    /// The patient, and a proxy with access.
    Shown,
    /// Nobody, until a clinician has checked it.
    HiddenUntilChecked,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Closing {
    pub outcome: Outcome,
    /// For the record, in a sentence or two.
    pub summary: String,
    /// How much goes into the record.
    pub file_as: FileAs,
    /// Who sees it.
    pub online: Online,
}

impl std::fmt::Debug for Closing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closing")
            .field("file_as", &self.file_as)
            .field("online", &self.online)
            .finish_non_exhaustive()
    }
}

/// A closing in force, with the delivery that carries its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// How it ended.
    pub closing: Closing,
    /// Who closed it, when.
    pub by: ByAt,
    /// The document's delivery.
    pub delivery: DeliveryId,
}
