//! The NHS App's reply: a CommunicationRequest that carries a patient's answer to a message of the practice.
//!
//! Source: NHS App API, callback "realtime replies". Its free-text example writes the answer as a plain text and a blank
//! before the communication id, against its own schema, and its keyword example writes a system without TLS: all of
//! them are taken. The patient is signed in with NHS login.

use super::answers::{Labels, attachment, items};
use super::left_out::note;
use super::outcome::Outcome;
use super::people::{Person, details, writer};
use super::r4::{
    ODS_CODE, Referred, chosen_by, housekeeping, identifiers, is_system, must_understand, written,
};
use super::read::{At, Taken};
use crate::post::{Incoming, Reply};
use chrono::{DateTime, Utc};
use domain::message::form::{Answer, Form, Given, Item};
use domain::message::{Channel, Identity, Writer};
use domain::{ConversationId, DeliveryId, NhsNumber, OdsCode};
use serde_json::Value;

pub(super) const COMMUNICATION_ID: &str = "https://fhir.nhs.uk/Id/nhs-app-communication-id";
const REQUEST_ID: &str = "https://fhir.nhs.uk/NHSApp/request-id";
const CAMPAIGN_ID: &str = "https://fhir.nhs.uk/NHSApp/campaign-id";
/// The systems under whose ids the NHS App keeps what it carries.
pub(super) const IDS: [&str; 3] = [REQUEST_ID, CAMPAIGN_ID, COMMUNICATION_ID];
const LONGEST_ID: usize = 100;

/// Reads a reply to this practice.
pub(super) fn read(resource: &Value, ods: &OdsCode, now: DateTime<Utc>) -> Result<Incoming, Outcome> {
    let taken = Taken::default();
    let reply = At::root(resource, "CommunicationRequest", &taken)?;
    must_understand(&reply)?;
    housekeeping(&reply);
    reply.field("status")?.is("completed")?;
    if let Some(not) = reply.maybe("doNotPerform").filter(|at| at.value().as_bool() != Some(false)) {
        return Err(not.not_supported("A request not to send is no reply."));
    }
    the_practice(&reply, ods, now)?;
    let communication = communication_id(&reply, now)?;
    let (patient, number, asked_by) = patient(&reply, now)?;
    let written_on = reply.field("authoredOn")?;
    let written_at = written(&written_on)?;
    let (said, source) = said(&reply, &patient, now)?;
    let writer = if asked_by == Writer::Patient { source.unwrap_or(asked_by) } else { asked_by };
    let identity = if writer == Writer::Patient { Identity::NhsLogin } else { Identity::Claimed };
    let patient = details(&patient, number, now)?;
    let in_reply_to = conversation(&reply);
    let said = Form { left_out: note(&reply)?, ..said };
    Ok(Incoming {
        identifiers: vec![communication.clone(), written_on.word()?, number.digits()],
        // Two answers to one message in one second are two letters.
        identifiers_are_final: false,
        channel: Channel::NhsApp,
        written_at,
        writer,
        identity,
        patient,
        about: None,
        in_reply_to,
        reply: Reply::NhsApp(communication),
        text: said.text(),
        // A keyword or a few words in answer to a message are words, and no form.
        form: said.asks().then_some(said),
    })
}

/// The delivery that a reply without our own reference may answer: the communication id is ours in the demonstration.
pub(super) fn answers(incoming: &Incoming) -> Option<DeliveryId> {
    match &incoming.reply {
        Reply::NhsApp(communication) => communication.parse().ok(),
        _ => None,
    }
}

fn the_practice(reply: &At<'_>, ods: &OdsCode, now: DateTime<Utc>) -> Result<(), Outcome> {
    let mut others = Vec::new();
    for recipient in reply.list("recipient")? {
        let referred = Referred::read(reply, recipient.clone())?;
        for holder in referred.holders() {
            for code in identifiers(holder, ODS_CODE, now)? {
                if code.names_practice(ods)? {
                    return Ok(());
                }
                others.push(code);
            }
        }
    }
    match others.first() {
        Some(other) => Err(other.another_practice()),
        None => Err(reply.field("recipient")?.wrong("An ODS code belongs here.")),
    }
}

fn communication_id(reply: &At<'_>, now: DateTime<Utc>) -> Result<String, Outcome> {
    for one in reply.list("basedOn")? {
        if let Some(id) = identifiers(&one, COMMUNICATION_ID, now)?.first() {
            one.understood(&["type", "reference"]);
            let word = id.word()?;
            return if word.len() > LONGEST_ID { Err(id.wrong("The id is too long.")) } else { Ok(word) };
        }
    }
    Err(reply.field("basedOn")?.wrong("A communication id belongs here."))
}

/// About whom the reply is, and who asked for it to be sent: the patient, unless it names another subject.
fn patient<'a>(reply: &At<'a>, now: DateTime<Utc>) -> Result<(Person<'a>, NhsNumber, Writer), Outcome> {
    let requester = reply.field("requester")?;
    if let Some(subject) = reply.maybe("subject") {
        let (patient, number) = Person::patient(reply, subject, now)?;
        let asked_by = writer(reply, Some(requester), &patient, now)?;
        return Ok((patient, number, asked_by));
    }
    if let Some(kind) = requester.maybe("type").filter(|_| requester.peek("type") != Some("Patient")) {
        kind.is("http://hl7.org/fhir/StructureDefinition/Patient")?;
    }
    let (patient, number) = Person::patient(reply, requester, now)?;
    Ok((patient, number, Writer::Patient))
}

/// Our own reference, if it is one: whatever else stands there is somebody else's.
fn conversation(reply: &At<'_>) -> Option<ConversationId> {
    let mut ours = None;
    for one in reply.maybe("identifier")?.one_or_more() {
        let system = one.peek("system").unwrap_or_default();
        if is_system(system, REQUEST_ID) {
            ours = ours.or_else(|| one.peek("value")?.parse().ok());
        }
        if IDS.iter().any(|known| is_system(system, known)) {
            one.understood(&["system", "value"]);
            chosen_by(&one);
        }
    }
    ours
}

/// Everything that was sent, in its order, and who wrote the answers if they say so.
fn said(reply: &At<'_>, patient: &Person<'_>, now: DateTime<Utc>) -> Result<(Form, Option<Writer>), Outcome> {
    let is_answer = |one: &At<'_>| one.peek("resourceType") == Some("QuestionnaireResponse");
    let all = reply.maybe_list("contained")?;
    let mut unread: Vec<At<'_>> = all.into_iter().filter(is_answer).collect();
    let (mut told, mut source) = (Vec::new(), None);
    for payload in reply.maybe_list("payload")? {
        if let Some(text) = payload.maybe("contentString") {
            told.push(statement(text.text()?));
        }
        if let Some(file) = payload.maybe("contentAttachment") {
            attachment(&file)?;
        }
        let Some(reference) = payload.maybe("contentReference") else { continue };
        let Some(described) = Referred::read(reply, reference.clone())?.described.filter(is_answer) else {
            reference.left_out("document".to_owned());
            continue;
        };
        if let Some(at) = unread.iter().position(|one| one.is_same(&described)) {
            let (items, writer) = answer(reply, &unread.remove(at), patient, now)?;
            told.extend(items);
            source = source.or(writer);
        }
    }
    for form in &unread {
        let (items, writer) = answer(reply, form, patient, now)?;
        told.extend(items);
        source = source.or(writer);
    }
    let said = Form::of(told);
    match (said.text().trim().is_empty(), reply.maybe_list("contained")?.into_iter().find(is_answer)) {
        (false, _) => Ok((said, source)),
        (true, Some(form)) => Err(form.field("item")?.wrong("The answer is empty.")),
        (true, None) => Err(reply.field("contained")?.wrong("A QuestionnaireResponse belongs here.")),
    }
}

/// Words that answer no question of their own.
fn statement(words: String) -> Item {
    let answers = vec![Answer { given: Given::Words { words }, items: Vec::new() }];
    Item { answers, ..Item::default() }
}

/// The answers of one form, which may not be about anybody else, and who wrote them if that is not the patient.
fn answer(
    reply: &At<'_>,
    form: &At<'_>,
    patient: &Person<'_>,
    now: DateTime<Utc>,
) -> Result<(Vec<Item>, Option<Writer>), Outcome> {
    housekeeping(form);
    form.understood(&["authored", "questionnaire"]);
    if let Some(identifier) = form.maybe("identifier") {
        identifier.understood(&["system", "value"]);
        chosen_by(&identifier);
    }
    form.field("status")?.is("completed")?;
    if let Some(subject) = form.maybe("subject") {
        let subject = Person::read(reply, subject, now)?;
        if subject.is_same(patient) == Some(false) {
            return Err(subject.referred.at.not_meant("The answers are about another patient."));
        }
    }
    let source = form.maybe("source").map(|source| writer(reply, Some(source), patient, now)).transpose()?;
    let source = source.filter(|writer| *writer != Writer::Patient);
    form.list("item")?;
    Ok((items(form, Labels::None)?, source))
}
