//! What goes into the patient's record when a conversation closes: a FHIR document with a readable PDF/A inside.
//!
//! The record must hold everything that was said and done, whoever wrote it, in the order it happened, and filing it
//! twice must leave it once: the same [`Transcript`] always gives the same bytes under the same names. Nothing here
//! knows conversations, the queue or the database, and nothing reads a clock: the caller hands over a complete
//! transcript. Start at [`transcript`]; [`pdf`] and [`fhir`] turn it into documents, and
//! a [`Carrier`] files them.

pub mod carrier;
pub mod fhir;
pub mod folder;
mod passages;
pub mod pdf;
pub mod transcript;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod oracles;

pub use carrier::{Carrier, NotFiled};
pub use transcript::Transcript;

/// Both documents of one transcript: the readable one, and the exact one that holds the readable one.
pub struct Documents {
    /// PDF/A, for people.
    pub pdf: Vec<u8>,
    /// FHIR R4 document as JSON, for systems; the PDF is inside.
    pub bundle: Vec<u8>,
}

/// Builds both documents. The same transcript gives the same bytes, today and on any other workstation.
pub fn documents(transcript: &Transcript) -> Result<Documents, pdf::RenderError> {
    let pdf = pdf::render(transcript)?;
    let bundle = fhir::bundle(transcript, &pdf);
    Ok(Documents { pdf, bundle })
}
