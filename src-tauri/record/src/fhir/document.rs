//! The document in the making, and what every part of it needs: ids, references, blanks left out.

use super::types::{BundleEntry, CodeableConcept, Coding, Identifier, Meta, Reference, Resource};
use crate::transcript::{Online, Transcript};
use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

pub(super) const URI: &str = "urn:ietf:rfc:3986";
pub(super) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub(super) const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// Not to be shown to the patient, family or carers until the attending provider says so.
const HIDDEN_ONLINE: Coding = Coding {
    system: "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    code: "NOPAT",
    display: "no disclosure to patient, family or caregivers without attending provider's authorization",
};

/// The bundle in the making: every resource that has been referred to, in the order of first mention.
pub(super) struct Document<'a> {
    pub transcript: &'a Transcript,
    pub entries: Vec<BundleEntry>,
}

impl Document<'_> {
    pub fn identifier(&self) -> Identifier {
        Identifier { system: URI, value: urn(self.transcript.document) }
    }

    /// The document this one replaces, if any, said in the way the caller needs.
    pub fn replaced<T>(&self, refer: impl Fn(Identifier) -> T) -> Vec<T> {
        self.transcript
            .replaces
            .map(|old| refer(Identifier { system: URI, value: urn(old) }))
            .into_iter()
            .collect()
    }

    pub fn security(&self) -> Vec<Coding> {
        match self.transcript.online {
            Online::Shown => Vec::new(),
            Online::HiddenUntilChecked => vec![HIDDEN_ONLINE],
        }
    }

    /// An id that everybody computes alike.
    pub fn derive(&self, label: &str, parts: &[&[u8]]) -> Uuid {
        let document = self.transcript.document.as_bytes().as_slice();
        let parts: Vec<&[u8]> = std::iter::once(document).chain(parts.iter().copied()).collect();
        domain::derive_uuid(&format!("record/{label}"), &parts)
    }

    /// Refers to a resource, and adds it the first time.
    pub fn refer(
        &mut self,
        id: Uuid,
        display: Option<String>,
        resource: impl FnOnce() -> Resource,
    ) -> Reference {
        let full_url = urn(id);
        if !self.entries.iter().any(|entry| entry.full_url == full_url) {
            self.entries.push(BundleEntry { full_url: full_url.clone(), resource: resource() });
        }
        Reference { reference: Some(full_url), display, identifier: None }
    }
}

pub(super) fn profile(url: &'static str) -> Meta {
    Meta { profile: vec![url], ..Meta::default() }
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// FHIR has no empty strings: what is blank is left out.
pub(super) fn filled(text: &str) -> Option<String> {
    if text.trim().is_empty() { None } else { Some(text.to_owned()) }
}

/// How FHIR refers to a resource of the same bundle, and names a UUID.
pub(super) fn urn(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

/// A concept without a code.
pub(super) fn text_only(text: &str) -> CodeableConcept {
    CodeableConcept { coding: Vec::new(), text: Some(text.to_owned()) }
}
