//! FHIR's way to say what became of a request: an OperationOutcome and the HTTP status that goes with it.
//!
//! The words are constants and the expression is built from field names and positions, so that nothing a caller sent
//! can come back in it or reach a log.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::LetterId;
use serde_json::json;
use std::borrow::Cow;

/// FHIR's issue types (`http://hl7.org/fhir/issue-type`), as far as they are used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    Structure,
    Required,
    Value,
    NotSupported,
    NotFound,
    TooLong,
    BusinessRule,
    Conflict,
    Forbidden,
    Throttled,
    Transient,
    TooCostly,
    Timeout,
    Informational,
}

/// What became of a request.
#[derive(Debug)]
pub(crate) struct Outcome {
    status: StatusCode,
    code: Code,
    diagnostics: Cow<'static, str>,
    expression: Option<String>,
    retry_after: Option<u32>,
    id: Option<LetterId>,
}

impl Code {
    fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Required => "required",
            Self::Value => "value",
            Self::NotSupported => "not-supported",
            Self::NotFound => "not-found",
            Self::TooLong => "too-long",
            Self::BusinessRule => "business-rule",
            Self::Conflict => "conflict",
            Self::Forbidden => "forbidden",
            Self::Throttled => "throttled",
            Self::Transient => "transient",
            Self::TooCostly => "too-costly",
            Self::Timeout => "timeout",
            Self::Informational => "informational",
        }
    }
}

impl Outcome {
    pub fn new(status: StatusCode, code: Code, diagnostics: impl Into<Cow<'static, str>>) -> Self {
        let diagnostics = diagnostics.into();
        Self { status, code, diagnostics, expression: None, retry_after: None, id: None }
    }

    /// The same, with the place in the resource.
    pub fn at(self, path: &str) -> Self {
        Self { expression: Some(path.to_owned()), ..self }
    }

    pub fn accepted(letter: LetterId) -> Self {
        let outcome = Self::new(StatusCode::ACCEPTED, Code::Informational, "The message is accepted.");
        Self { id: Some(letter), ..outcome }
    }

    pub fn malformed(words: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::Structure, words)
    }

    pub fn not_this_kind(words: &'static str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::NotSupported, words)
    }

    /// A browser says where a page comes from; systems do not. On one PC this keeps foreign pages out.
    pub fn from_a_page() -> Self {
        Self::new(StatusCode::FORBIDDEN, Code::Forbidden, "Web pages are not served here.")
    }

    /// A foreign name that leads here opens nothing; whoever set a proxy in front learns what is missing.
    pub fn not_this_name() -> Self {
        let words = "This gateway answers only under this computer's own name. If a proxy stands in front of it, \
                     “proxied” must be set in its configuration.";
        Self::new(StatusCode::MISDIRECTED_REQUEST, Code::Forbidden, words)
    }

    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLong, "The body is too large.")
    }

    pub fn too_long(characters: usize, longest: usize) -> Self {
        let words = format!("The text has {characters} characters. At most {longest} are taken here.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLong, words)
    }

    pub fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            Code::Timeout,
            "The request took too long and is not accepted.",
        )
    }

    /// The NHS App's door is opened by the practice, and by the proxy that has proven who calls.
    pub fn no_nhs_app() -> Self {
        Self::new(StatusCode::FORBIDDEN, Code::Forbidden, "The NHS App is not connected here.")
    }

    pub fn method_not_allowed() -> Self {
        let words = "Only POST is possible here.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, Code::NotSupported, words)
    }

    pub fn no_such_door() -> Self {
        Self::new(StatusCode::NOT_FOUND, Code::NotSupported, "This resource type is not taken here.")
    }

    pub fn conflict() -> Self {
        let words = "The same identifiers came with another content. That one was accepted, this one is not.";
        Self::new(StatusCode::CONFLICT, Code::Conflict, words)
    }

    pub fn too_many(seconds: u32) -> Self {
        let outcome = Self::new(StatusCode::TOO_MANY_REQUESTS, Code::Throttled, "Too many requests.");
        Self { retry_after: Some(seconds), ..outcome }
    }

    pub fn not_ready() -> Self {
        Self::later("The practice's settings are not known here yet.")
    }

    pub fn unavailable() -> Self {
        Self::later("The message could not be stored and is not accepted.")
    }

    fn later(words: &'static str) -> Self {
        let outcome = Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Transient, words);
        Self { retry_after: Some(5), ..outcome }
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        let severity = if self.status.is_success() { "information" } else { "error" };
        let mut issue = json!({
            "severity": severity,
            "code": self.code.as_str(),
            "diagnostics": self.diagnostics,
        });
        if let (Some(path), Some(fields)) = (self.expression, issue.as_object_mut()) {
            fields.insert("expression".to_owned(), json!([path]));
        }
        let mut outcome = json!({ "resourceType": "OperationOutcome", "issue": [issue] });
        if let (Some(id), Some(fields)) = (self.id, outcome.as_object_mut()) {
            fields.insert("id".to_owned(), json!(id));
        }
        let content_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json"));
        let mut response = (self.status, [content_type], outcome.to_string()).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
