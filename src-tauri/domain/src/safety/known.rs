//! The hazards of every practice that takes messages from patients: what a register begins with.
//!
//! They come from the dangers this product exists to remove. Ratings are a first proposal; the practice's clinical safety
//! officer judges each and writes it anew. Owner and review date are the practice's.

use super::ControlKind::{Design, Process, Test, Training};
use super::form::HazardForm;
use super::rating::Likelihood::{Low, Medium, VeryLow};
use super::rating::Severity::{Considerable, Major};
use super::{Control, ControlKind, Likelihood, Rating, Severity};
use crate::StaffId;
use chrono::NaiveDate;

struct KnownHazard {
    name: &'static str,
    cause: &'static str,
    effect: &'static str,
    severity: Severity,
    /// Without controls, with controls.
    likelihood: (Likelihood, Likelihood),
    controls: &'static [(ControlKind, &'static str, &'static str)],
}

const KNOWN: [KnownHazard; 6] = [
    KnownHazard {
        name: "A dangerous message is not seen in time",
        cause: "It waits in a queue, the rules do not recognise it, or nobody is at a workstation.",
        effect: "Somebody comes to serious harm while the practice holds their words.",
        severity: Major,
        likelihood: (Medium, VeryLow),
        controls: &[
            (Design, "The rules read every message on arrival and alert every workstation.", "Safety log"),
            (Design, "Every screen says when messages wait unread or alerts do not work.", "Safety log"),
            (Test, "A weekly drill on every workstation.", "Safety log, drills"),
            (Process, "A person looks at every message within one open hour.", "Metrics"),
        ],
    },
    KnownHazard {
        name: "Too many alerts: people stop reacting",
        cause: "Harmless messages raise alerts, or one message raises many.",
        effect: "A true alert is taken for another false one.",
        severity: Major,
        likelihood: (Medium, VeryLow),
        controls: &[
            (
                Design,
                "Two tiers: few and precise rules interrupt, the rest is for a clinician today.",
                "Rules",
            ),
            (Process, "The safety meeting looks at alerts without danger each month.", "Safety log"),
        ],
    },
    KnownHazard {
        name: "A message or an answer goes to the wrong patient",
        cause: "Identity is not checked, another conversation is open, details are out of date.",
        effect: "Confidential facts reach a stranger, or advice is followed by the wrong person.",
        severity: Considerable,
        likelihood: (Medium, VeryLow),
        controls: &[
            (Design, "Identity gates sending; the button names patient and channel.", "Conversations"),
            (Training, "Identity training before messages open.", "Staff records"),
        ],
    },
    KnownHazard {
        name: "An answer comes too late",
        cause: "Work is not passed on, a clinician is away, the patient does not know how long it takes.",
        effect: "A condition gets worse while the patient waits.",
        severity: Considerable,
        likelihood: (Medium, Low),
        controls: &[
            (Design, "Two clocks on every row; what is overdue stands first.", "Metrics"),
            (Process, "No duty slot is published without a deputy.", "Rota"),
        ],
    },
    KnownHazard {
        name: "A clinical action is buried in a thread",
        cause: "A promise or a request stands between other words and nobody owns it.",
        effect: "A test, a referral or a call does not happen.",
        severity: Considerable,
        likelihood: (Medium, Low),
        controls: &[(
            Design,
            "A conversation has one owner and ends with a documented outcome.",
            "Conversations",
        )],
    },
    KnownHazard {
        name: "Advice does not reach the record",
        cause: "A document is not filed, or is rejected and nobody notices.",
        effect: "The next clinician does not know what was said.",
        severity: Considerable,
        likelihood: (Medium, VeryLow),
        controls: &[(
            Design,
            "Every closing files a document; what is not accepted becomes somebody’s task.",
            "To file",
        )],
    },
];

/// The hazards, in the order people read them.
pub fn known_hazards(owner: StaffId, review_by: NaiveDate) -> Vec<HazardForm> {
    let control = |(kind, what, evidence): &(ControlKind, &str, &str)| Control {
        kind: *kind,
        what: (*what).to_owned(),
        evidence: (*evidence).to_owned(),
    };
    let form = |known: &KnownHazard| {
        let rating = |likelihood| Rating { severity: known.severity, likelihood };
        HazardForm {
            name: known.name.to_owned(),
            cause: known.cause.to_owned(),
            effect: known.effect.to_owned(),
            controls: known.controls.iter().map(control).collect(),
            initial: rating(known.likelihood.0),
            residual: rating(known.likelihood.1),
            owner,
            review_by,
        }
    };
    KNOWN.iter().map(form).collect()
}
