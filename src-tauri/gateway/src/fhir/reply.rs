//! The NHS App's reply: a CommunicationRequest that carries a patient's answer to a message of the practice.
//!
//! Source: NHS App API, callback "realtime replies". Its free-text example writes the answer as a plain text and a blank
//! before the communication id, against its own schema: both forms are taken. The patient is signed in with NHS login.

use super::outcome::Outcome;
use super::read::{At, NHS_NUMBER, ODS_CODE};
use crate::post::{Incoming, Reply};
use domain::message::{Channel, Identity, PatientDetails, Writer};
use domain::{ConversationId, DeliveryId, OdsCode};

pub(super) const COMMUNICATION_ID: &str = "https://fhir.nhs.uk/Id/nhs-app-communication-id";
pub(super) const REQUEST_ID: &str = "https://fhir.nhs.uk/NHSApp/request-id";

/// Reads a reply to this practice.
pub(super) fn read(resource: &At<'_>, ods: &OdsCode) -> Result<Incoming, Outcome> {
    let reply = resource.of_type("CommunicationRequest")?;
    reply.field("status")?.is("completed")?;
    the_practice(&reply, ods)?;
    let communication = communication_id(&reply)?;
    let patient = patient(&reply)?;
    let written = reply.field("authoredOn")?;
    let written_at = written.date_time()?;
    Ok(Incoming {
        identifiers: vec![communication.clone(), written.word()?.to_owned(), patient.digits()],
        identifiers_are_final: true,
        channel: Channel::NhsApp,
        written_at,
        writer: Writer::Patient,
        identity: Identity::NhsLogin,
        patient: PatientDetails { nhs_number: Some(patient), ..PatientDetails::default() },
        about: None,
        in_reply_to: conversation(&reply),
        reply: Reply::NhsApp(communication),
        text: answer(&reply)?,
    })
}

/// The delivery that a reply without our own reference may answer: the communication id is ours in the demonstration.
pub(super) fn answers(incoming: &Incoming) -> Option<DeliveryId> {
    match &incoming.reply {
        Reply::NhsApp(communication) => communication.parse().ok(),
        _ => None,
    }
}

fn the_practice(reply: &At<'_>, ods: &OdsCode) -> Result<(), Outcome> {
    let recipients = reply.list("recipient")?;
    let codes: Vec<At<'_>> = recipients
        .iter()
        .filter_map(|recipient| recipient.maybe("identifier")?.identifier(ODS_CODE))
        .collect();
    match codes.first() {
        Some(code) => code.is_practice(ods),
        None => Err(reply.field("recipient")?.wrong("An ODS code belongs here.")),
    }
}

fn communication_id(reply: &At<'_>) -> Result<String, Outcome> {
    let based_on = reply.list("basedOn")?;
    let id = based_on.iter().find_map(|one| one.maybe("identifier")?.identifier(COMMUNICATION_ID));
    match id {
        Some(id) => short(&id),
        None => Err(reply.field("basedOn")?.wrong("A communication id belongs here.")),
    }
}

/// An id is an id, not a letter.
fn short(id: &At<'_>) -> Result<String, Outcome> {
    let word = id.word()?;
    if word.len() > 100 { Err(id.wrong("The id is too long.")) } else { Ok(word.to_owned()) }
}

fn patient(reply: &At<'_>) -> Result<domain::NhsNumber, Outcome> {
    let requester = reply.field("requester")?;
    if let Some(kind) = requester.maybe("type") {
        kind.is("Patient")?;
    }
    match requester.field("identifier")?.identifier(NHS_NUMBER) {
        Some(number) => number.nhs_number(),
        None => Err(requester.wrong("An NHS number belongs here.")),
    }
}

/// Our own reference, if it is one: whatever else stands there is somebody else's.
fn conversation(reply: &At<'_>) -> Option<ConversationId> {
    reply.maybe("identifier")?.identifier(REQUEST_ID)?.word().ok()?.parse().ok()
}

fn answer(reply: &At<'_>) -> Result<String, Outcome> {
    let contained = reply.list("contained")?;
    let is_answer =
        |one: &&At<'_>| one.maybe("resourceType").is_some_and(|at| at.is("QuestionnaireResponse").is_ok());
    let Some(questionnaire) = contained.iter().find(is_answer) else {
        return Err(reply.field("contained")?.wrong("A QuestionnaireResponse belongs here."));
    };
    questionnaire.field("status")?.is("completed")?;
    let mut texts = Vec::new();
    for item in questionnaire.list("item")? {
        texts.extend(answers_of(&item)?);
    }
    let text = texts.join("\n");
    if text.trim().is_empty() {
        Err(questionnaire.field("item")?.wrong("The answer is empty."))
    } else {
        Ok(text)
    }
}

fn answers_of(item: &At<'_>) -> Result<Vec<String>, Outcome> {
    let answer = item.field("answer")?;
    if answer.value().is_string() {
        return Ok(vec![answer.text()?.to_owned()]);
    }
    item.list("answer")?.iter().map(one_answer).collect()
}

fn one_answer(answer: &At<'_>) -> Result<String, Outcome> {
    if let Some(text) = answer.maybe("valueString") {
        return Ok(text.text()?.to_owned());
    }
    let coding = answer.field("valueCoding")?;
    let shown = match coding.maybe("display") {
        Some(display) => display,
        None => coding.field("code")?,
    };
    Ok(shown.word()?.to_owned())
}
