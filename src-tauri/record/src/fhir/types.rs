//! The few FHIR R4 resources and data types that the document uses, written out by hand.
//!
//! Only elements that are filled somewhere are here; an independent reader (`tests/oracles/fhir_oracle.py`) checks that
//! what comes out is FHIR. Field names are FHIR's own in camel case.

use serde::Serialize;

/// A document as one file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    pub resource_type: &'static str,
    pub id: String,
    pub meta: Meta,
    pub identifier: Identifier,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub timestamp: String,
    pub entry: Vec<BundleEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BundleEntry {
    pub full_url: String,
    pub resource: Resource,
}

#[derive(Serialize)]
#[serde(tag = "resourceType")]
pub enum Resource {
    Composition(Box<Composition>),
    Patient(Patient),
    RelatedPerson(RelatedPerson),
    Practitioner(Practitioner),
    PractitionerRole(PractitionerRole),
    Organization(Organization),
    Communication(Box<Communication>),
    QuestionnaireResponse(Box<QuestionnaireResponse>),
    Device(Device),
    DocumentReference(Box<DocumentReference>),
    Binary(Binary),
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security: Vec<Coding>,
}

#[derive(Serialize, Clone)]
pub struct Identifier {
    pub system: &'static str,
    pub value: String,
}

#[derive(Serialize, Clone)]
pub struct Coding {
    pub system: &'static str,
    pub code: &'static str,
    pub display: &'static str,
}

#[derive(Serialize, Clone, Default)]
pub struct CodeableConcept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

#[derive(Serialize, Clone, Default)]
pub struct Reference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

#[derive(Serialize, Clone)]
pub struct Period {
    pub start: String,
    pub end: String,
}

#[derive(Serialize)]
pub struct Narrative {
    pub status: &'static str,
    pub div: String,
}

#[derive(Serialize)]
pub struct Annotation {
    pub text: String,
}

#[derive(Serialize)]
pub struct Composition {
    pub id: String,
    pub meta: Meta,
    pub language: &'static str,
    pub identifier: Identifier,
    pub status: &'static str,
    #[serde(rename = "type")]
    pub kind: CodeableConcept,
    pub subject: Reference,
    pub date: String,
    pub author: Vec<Reference>,
    pub title: String,
    pub confidentiality: &'static str,
    pub attester: Vec<Attester>,
    pub custodian: Reference,
    #[serde(rename = "relatesTo", skip_serializing_if = "Vec::is_empty")]
    pub relates_to: Vec<CompositionRelatesTo>,
    pub event: Vec<CompositionEvent>,
    pub section: Vec<Section>,
}

#[derive(Serialize)]
pub struct Attester {
    pub mode: &'static str,
    pub time: String,
    pub party: Reference,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompositionRelatesTo {
    pub code: &'static str,
    pub target_identifier: Identifier,
}

#[derive(Serialize)]
pub struct CompositionEvent {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<CodeableConcept>,
    pub period: Period,
}

#[derive(Serialize)]
pub struct Section {
    pub title: &'static str,
    pub text: Narrative,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<Reference>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Patient {
    pub id: String,
    pub meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifier: Vec<Identifier>,
    pub name: Vec<HumanName>,
    pub gender: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    pub managing_organization: Reference,
}

#[derive(Serialize, Default)]
pub struct HumanName {
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prefix: Vec<String>,
}

#[derive(Serialize)]
pub struct RelatedPerson {
    pub id: String,
    pub meta: Meta,
    pub patient: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relationship: Vec<CodeableConcept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<HumanName>,
}

#[derive(Serialize)]
pub struct Practitioner {
    pub id: String,
    pub meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifier: Vec<Identifier>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<HumanName>,
}

#[derive(Serialize)]
pub struct PractitionerRole {
    pub id: String,
    pub meta: Meta,
    pub practitioner: Reference,
    pub organization: Reference,
    pub code: Vec<CodeableConcept>,
}

#[derive(Serialize)]
pub struct Organization {
    pub id: String,
    pub meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifier: Vec<Identifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub telecom: Vec<ContactPoint>,
}

#[derive(Serialize)]
pub struct ContactPoint {
    pub system: &'static str,
    pub value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<CodeableConcept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<CodeableConcept>,
    pub medium: Vec<CodeableConcept>,
    pub subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    pub recipient: Vec<Reference>,
    pub sender: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub payload: Vec<Payload>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<Annotation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_string: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_reference: Option<Reference>,
}

#[derive(Serialize)]
pub struct QuestionnaireResponse {
    pub id: String,
    pub status: &'static str,
    pub subject: Reference,
    pub authored: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Reference>,
    pub item: Vec<AnsweredItem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredItem {
    pub link_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<GivenAnswer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<AnsweredItem>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct GivenAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_boolean: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_integer: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_coding: Option<Coded>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_string: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<AnsweredItem>,
}

/// A choice by its words.
#[derive(Serialize)]
pub struct Coded {
    pub display: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    pub id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub device_name: Vec<DeviceName>,
}

#[derive(Serialize)]
pub struct DeviceName {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentReference {
    pub id: String,
    pub meta: Meta,
    pub master_identifier: Identifier,
    pub status: &'static str,
    pub doc_status: &'static str,
    #[serde(rename = "type")]
    pub kind: CodeableConcept,
    pub subject: Reference,
    pub date: String,
    pub author: Vec<Reference>,
    pub custodian: Reference,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relates_to: Vec<DocumentRelatesTo>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub security_label: Vec<CodeableConcept>,
    pub content: Vec<DocumentContent>,
    pub context: DocumentContext,
}

#[derive(Serialize)]
pub struct DocumentRelatesTo {
    pub code: &'static str,
    pub target: Reference,
}

#[derive(Serialize)]
pub struct DocumentContent {
    pub attachment: Attachment,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    pub content_type: &'static str,
    pub language: &'static str,
    pub url: String,
    pub size: usize,
    pub title: String,
    pub creation: String,
}

#[derive(Serialize)]
pub struct DocumentContext {
    pub period: Period,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Binary {
    pub id: String,
    pub content_type: &'static str,
    pub data: String,
}
