//! Patient, relatives, staff and practice as resources, each once, however often they appear.

use super::document::{Document, NHS_NUMBER, ODS_CODE, URI, filled, profile, text_only, urn};
use super::types::{
    ContactPoint, Device, DeviceName, HumanName, Identifier, Organization, Patient, Practitioner,
    PractitionerRole, Reference, RelatedPerson, Resource,
};
use crate::transcript::{Gender, Staff, Who, Writer};
use crate::{passages, words};

impl Document<'_> {
    pub fn patient(&mut self) -> Reference {
        let patient = &self.transcript.patient;
        let display = words::patient_name(patient);
        let id = self.derive("patient", &[]);
        let resource = Patient {
            id: id.to_string(),
            meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"),
            identifier: patient
                .nhs_number
                .map(|number| Identifier { system: NHS_NUMBER, value: number.digits() })
                .into_iter()
                .collect(),
            name: vec![HumanName {
                usage: Some("official"),
                text: Some(display.clone()),
                family: filled(&patient.family),
                given: patient.given.split_whitespace().map(str::to_owned).collect(),
                prefix: patient.title.as_deref().and_then(filled).into_iter().collect(),
            }],
            gender: match patient.gender {
                Gender::Female => "female",
                Gender::Male => "male",
                Gender::Other => "other",
                Gender::Unknown => "unknown",
            },
            birth_date: patient.born.map(|born| born.to_string()),
            managing_organization: self.practice(),
        };
        self.refer(id, Some(display), || Resource::Patient(resource))
    }

    pub fn practice(&mut self) -> Reference {
        let practice = &self.transcript.practice;
        let id = self.derive("practice", &[]);
        self.refer(id, filled(&practice.name), || {
            Resource::Organization(Organization {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Organization"),
                identifier: vec![Identifier { system: ODS_CODE, value: practice.ods.to_string() }],
                name: filled(&practice.name),
                telecom: filled(&practice.telephone)
                    .map(|value| ContactPoint { system: "phone", value })
                    .into_iter()
                    .collect(),
            })
        })
    }

    /// A member of staff in the role they acted in.
    pub fn staff(&mut self, staff: &Staff) -> Reference {
        let person = self.practitioner(staff);
        let practice = self.practice();
        let role = words::role(staff.role);
        let id = self.derive("role", &[staff.id.0.as_bytes(), role.as_bytes()]);
        self.refer(id, Some(words::staff(staff)), || {
            Resource::PractitionerRole(PractitionerRole {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-PractitionerRole"),
                practitioner: person,
                organization: practice,
                code: vec![text_only(role)],
            })
        })
    }

    fn practitioner(&mut self, staff: &Staff) -> Reference {
        let id = self.derive("practitioner", &[staff.id.0.as_bytes()]);
        self.refer(id, filled(&staff.name), || {
            Resource::Practitioner(Practitioner {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Practitioner"),
                identifier: vec![Identifier { system: URI, value: urn(staff.id.0) }],
                name: name_only(&staff.name),
            })
        })
    }

    /// Whoever wrote, or was written to: the patient, somebody related to them, or who the source says it is. Where it
    /// does not say, nobody stands for them: words alone.
    pub fn writer(&mut self, writer: &Writer) -> Reference {
        let patient = self.patient();
        match (writer.who, writer.relation.as_deref()) {
            (Who::Near, None) => patient,
            (Who::Near, Some(relation)) => self.related(writer, relation, patient),
            (Who::Clinician, _) => self.clinician(writer),
            (Who::Organisation, _) => self.organisation(writer),
            (Who::System, _) => self.system(writer),
            (Who::NotSaid, _) => {
                Reference { display: Some(passages::writer(writer)), ..Reference::default() }
            }
        }
    }

    fn related(&mut self, writer: &Writer, relation: &str, patient: Reference) -> Reference {
        let id = self.derive("related", &[writer.name.as_bytes(), relation.as_bytes()]);
        self.refer(id, filled(&writer.name), || {
            Resource::RelatedPerson(RelatedPerson {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-RelatedPerson"),
                patient,
                relationship: filled(relation).map(|text| text_only(&text)).into_iter().collect(),
                name: name_only(&writer.name),
            })
        })
    }

    fn clinician(&mut self, writer: &Writer) -> Reference {
        let id = self.derive("clinician elsewhere", &[writer.name.as_bytes()]);
        self.refer(id, Some(passages::writer(writer)), || {
            Resource::Practitioner(Practitioner {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Practitioner"),
                identifier: Vec::new(),
                name: name_only(&writer.name),
            })
        })
    }

    fn organisation(&mut self, writer: &Writer) -> Reference {
        let id = self.derive("organisation elsewhere", &[writer.name.as_bytes()]);
        self.refer(id, Some(passages::writer(writer)), || {
            Resource::Organization(Organization {
                id: id.to_string(),
                meta: profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Organization"),
                identifier: Vec::new(),
                name: Some(filled(&writer.name).unwrap_or_else(|| passages::writer(writer))),
                telecom: Vec::new(),
            })
        })
    }

    fn system(&mut self, writer: &Writer) -> Reference {
        let id = self.derive("system elsewhere", &[writer.name.as_bytes()]);
        self.refer(id, Some(passages::writer(writer)), || {
            Resource::Device(Device {
                id: id.to_string(),
                device_name: filled(&writer.name)
                    .map(|name| DeviceName { name, kind: "user-friendly-name" })
                    .into_iter()
                    .collect(),
            })
        })
    }
}

fn name_only(name: &str) -> Vec<HumanName> {
    filled(name).map(|text| HumanName { text: Some(text), ..HumanName::default() }).into_iter().collect()
}
