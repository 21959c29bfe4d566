//! The exact document: a FHIR R4 document bundle that a record system can take in without anybody copying.
//!
//! It holds every message word for word with who, to whom and when, the story of the conversation for people to read,
//! and the PDF. All ids are derived from the document's id, so that building it again, anywhere, gives the same bytes;
//! a later version names the one it replaces. UK Core profiles are named where they exist. The ITK3 form that MESH
//! needs is not made here. People are in [`people`], messages in [`messages`], what FHIR looks like in [`types`].

mod document;
mod forms;
mod json;
mod messages;
mod narrative;
mod people;
mod types;

use crate::transcript::{Online, Transcript};
use base64::Engine;
use document::{Document, filled, instant, profile, text_only, urn};
use types::{
    Attachment, Attester, Binary, Bundle, BundleEntry, CodeableConcept, Coding, Composition,
    CompositionEvent, CompositionRelatesTo, DocumentContent, DocumentContext, DocumentReference,
    DocumentRelatesTo, Meta, Period, Reference, Resource, Section,
};

const TITLE: &str = "Patient message conversation";

/// SNOMED CT UK edition, as the GP Connect online consultation samples have it.
const DOCUMENT_TYPE: Coding = Coding {
    system: "http://snomed.info/sct",
    code: "149951000000107",
    display: "Patient information received using general practice online consultation system",
};

/// Builds the document bundle around the PDF, as JSON.
pub fn bundle(transcript: &Transcript, pdf: &[u8]) -> Vec<u8> {
    let mut document = Document { transcript, entries: Vec::new() };
    let composition = document.composition(pdf);
    let first = BundleEntry {
        full_url: urn(document.derive("composition", &[])),
        resource: Resource::Composition(Box::new(composition)),
    };
    let bundle = Bundle {
        resource_type: "Bundle",
        id: transcript.document.to_string(),
        meta: Meta {
            version_id: Some(transcript.version.to_string()),
            security: document.security(),
            ..Meta::default()
        },
        identifier: document.identifier(),
        kind: "document",
        timestamp: instant(transcript.closed),
        entry: std::iter::once(first).chain(document.entries).collect(),
    };
    json::write(&bundle)
}

impl Document<'_> {
    fn composition(&mut self, pdf: &[u8]) -> Composition {
        let t = self.transcript;
        let (subject, custodian, author) = (self.patient(), self.practice(), self.staff(&t.closed_by));
        let messages = self.messages();
        let copy = self.readable_copy(pdf, &subject, &custodian, &author);
        let section = |title, text, entry| Section { title, text, entry };
        Composition {
            id: self.derive("composition", &[]).to_string(),
            meta: Meta {
                security: self.security(),
                ..profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Composition")
            },
            language: "en-GB",
            identifier: self.identifier(),
            status: "final",
            kind: document_type(),
            subject,
            date: instant(t.closed),
            author: vec![author.clone()],
            title: TITLE.to_owned(),
            confidentiality: if t.online == Online::Shown { "N" } else { "R" },
            attester: vec![Attester { mode: "official", time: instant(t.closed), party: author }],
            custodian,
            relates_to: self
                .replaced(|target_identifier| CompositionRelatesTo { code: "replaces", target_identifier }),
            event: vec![CompositionEvent {
                code: filled(&t.permitted_use).map(|text| text_only(&text)).into_iter().collect(),
                period: period(t),
            }],
            section: vec![
                section("Summary", narrative::overview(t), Vec::new()),
                section("Conversation", narrative::conversation(t), messages),
                section("Readable copy", narrative::readable_copy(), copy),
            ],
        }
    }

    /// The PDF and what it is.
    fn readable_copy(
        &mut self,
        pdf: &[u8],
        subject: &Reference,
        custodian: &Reference,
        author: &Reference,
    ) -> Vec<Reference> {
        let t = self.transcript;
        let binary = self.derive("pdf", &[]);
        let about = self.derive("document-reference", &[]);
        let document = DocumentReference {
            id: about.to_string(),
            meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-DocumentReference"),
            master_identifier: self.identifier(),
            status: "current",
            doc_status: "final",
            kind: document_type(),
            subject: subject.clone(),
            date: instant(t.closed),
            author: vec![author.clone()],
            custodian: custodian.clone(),
            relates_to: self.replaced(|identifier| DocumentRelatesTo {
                code: "replaces",
                target: Reference { identifier: Some(identifier), ..Reference::default() },
            }),
            security_label: self
                .security()
                .into_iter()
                .map(|coding| CodeableConcept { coding: vec![coding], text: None })
                .collect(),
            content: vec![DocumentContent {
                attachment: Attachment {
                    content_type: "application/pdf",
                    language: "en-GB",
                    url: urn(binary),
                    size: pdf.len(),
                    title: TITLE.to_owned(),
                    creation: instant(t.closed),
                },
            }],
            context: DocumentContext { period: period(t) },
        };
        let about = self.refer(about, None, || Resource::DocumentReference(Box::new(document)));
        let binary = self.refer(binary, None, || {
            Resource::Binary(Binary {
                id: binary.to_string(),
                content_type: "application/pdf",
                data: base64::engine::general_purpose::STANDARD.encode(pdf),
            })
        });
        vec![about, binary]
    }
}

fn document_type() -> CodeableConcept {
    CodeableConcept { coding: vec![DOCUMENT_TYPE], text: Some(TITLE.to_owned()) }
}

fn period(t: &Transcript) -> Period {
    Period { start: instant(t.opened), end: instant(t.closed) }
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{everything, example, nasty};
    use serde_json::Value;

    fn built(transcript: &Transcript) -> Value {
        serde_json::from_slice(&bundle(transcript, b"%PDF-1.7 placeholder")).unwrap()
    }

    fn resources<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
        let entries = bundle["entry"].as_array().unwrap().iter();
        entries.map(|entry| &entry["resource"]).filter(|r| r["resourceType"] == kind).collect()
    }

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("reference").and_then(Value::as_str));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    /// `UPDATE_FIXTURES=1 cargo test -p record` writes the fixture anew; look at the difference before committing it.
    #[test]
    fn the_bundle_is_as_it_was() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/everything.json");
        let now = String::from_utf8(bundle(&everything(), b"%PDF-1.7 placeholder")).unwrap();
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        assert_eq!(now.trim_end(), std::fs::read_to_string(path).unwrap().replace("\r\n", "\n").trim_end());
    }

    #[test]
    fn every_reference_resolves_and_every_id_is_there_once() {
        for transcript in [example(), everything(), nasty()] {
            let bundle = built(&transcript);
            let mut ids: Vec<_> =
                bundle["entry"].as_array().unwrap().iter().map(|e| e["fullUrl"].as_str().unwrap()).collect();
            let mut found = Vec::new();
            references(&bundle, &mut found);
            assert!(found.len() > 10);
            assert!(found.iter().all(|reference| ids.contains(reference)));
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count);
            assert_eq!(bundle["entry"][0]["resource"]["resourceType"], "Composition");
        }
    }

    #[test]
    fn every_message_is_there_word_for_word_and_in_order() {
        for transcript in [example(), everything(), nasty()] {
            let bundle = built(&transcript);
            let filed: Vec<_> = resources(&bundle, "Communication")
                .iter()
                .map(|message| message["payload"][0]["contentString"].as_str().unwrap_or_default())
                .collect();
            let written = crate::fixture::messages(&transcript).into_iter().map(without_controls);
            assert_eq!(filed, written.collect::<Vec<_>>());
        }
    }

    /// What no FHIR string may hold, in the one text of the hostile transcript that has it.
    fn without_controls(text: &str) -> String {
        text.replace("\u{1}\u{8}\u{b}\u{c}\u{1b}", "[U+0001][U+0008]\n\n[U+001B]")
    }

    #[test]
    fn a_summary_holds_no_words_of_the_messages() {
        let transcript = Transcript { file_as: crate::transcript::FileAs::Summary, ..everything() };
        let bundle = built(&transcript);
        let whole = bundle.to_string();
        assert_eq!(resources(&bundle, "Communication").len(), 5);
        assert!(crate::fixture::messages(&transcript).iter().all(|text| !whole.contains(text)));
        assert!(whole.contains("Alert taken; called the patient."));
    }

    #[test]
    fn a_hidden_document_is_restricted_and_says_so() {
        let composition = |t| resources(&built(&t), "Composition")[0].clone();
        let (shown, hidden) = (composition(example()), composition(everything()));
        assert_eq!((&shown["confidentiality"], &shown["meta"]["security"]), (&"N".into(), &Value::Null));
        assert_eq!(hidden["confidentiality"], "R");
        assert_eq!(hidden["meta"]["security"][0]["code"], "NOPAT");
        assert_eq!(hidden["relatesTo"][0]["targetIdentifier"]["value"], urn(example().document));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut transcript = example();
        transcript.patient.nhs_number = None;
        transcript.patient.born = None;
        transcript.patient.title = None;
        transcript.practice.telephone.clear();
        let bundle = built(&transcript);
        let patient = resources(&bundle, "Patient")[0];
        assert!(patient.get("identifier").is_none() && patient.get("birthDate").is_none());
        assert!(resources(&bundle, "Organization")[0].get("telecom").is_none());
    }
}
