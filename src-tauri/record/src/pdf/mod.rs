//! The readable document: a PDF/A that a GP can open in thirty years, typeset from a transcript.
//!
//! It is PDF/A-2a and PDF/UA-1: fonts and colours inside, every word searchable, headings and reading order marked for
//! screen readers; the typesetter itself refuses to write a file that breaks either standard. The same transcript gives
//! the same bytes. The page's look stands in `template/transcript.typ`, the wording in [`crate::words`], and what
//! happens to characters that no font can print in [`glyphs`].

mod fonts;
mod glyphs;
mod page;
mod world;

use crate::transcript::Transcript;
use chrono::{DateTime, Datelike, Timelike, Utc};
use page::Page;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Why no document came about. It says nothing about the content: that is patient data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The template could not be laid out: a fault of this application.
    #[error("the page could not be laid out")]
    Layout,
    /// The pages could not be written as PDF/A: a fault of this application.
    #[error("the pages could not be written as PDF/A")]
    Archive,
}

/// Typesets a transcript as PDF/A. Takes about a second the first time, less afterwards.
pub fn render(transcript: &Transcript) -> Result<Vec<u8>, RenderError> {
    let result = typeset(transcript);
    // The typesetter remembers what it has laid out; a patient's words must not stay in memory for that.
    typst::comemo::evict(0);
    result
}

fn typeset(transcript: &Transcript) -> Result<Vec<u8>, RenderError> {
    let data = serde_json::to_vec(&Page::new(transcript)).map_err(|_| RenderError::Layout)?;
    let paper = world::Paper::new(data).ok_or(RenderError::Layout)?;
    let document: PagedDocument =
        typst::compile(&paper).output.map_err(|faults| report(&faults, RenderError::Layout))?;
    let options = options(transcript).ok_or(RenderError::Archive)?;
    typst_pdf::pdf(&document, &options).map_err(|faults| report(&faults, RenderError::Archive))
}

fn options(transcript: &Transcript) -> Option<PdfOptions> {
    Some(PdfOptions {
        ident: Smart::Custom(format!("{} {}", transcript.document, transcript.version)),
        creator: Smart::Custom(Some("Duty Desk".to_owned())),
        timestamp: Some(Timestamp::new_utc(instant(transcript.closed)?)),
        page_ranges: None,
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).ok()?,
        tagged: true,
        pretty: false,
    })
}

fn instant(at: DateTime<Utc>) -> Option<Datetime> {
    let small = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
}

/// In tests the typesetter's complaint is shown; outside them it could quote a patient and is dropped.
fn report(faults: &[SourceDiagnostic], error: RenderError) -> RenderError {
    #[cfg(test)]
    for fault in faults {
        println!("{}", fault.message);
    }
    let _ = faults;
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{everything, example, nasty};
    use std::time::Instant;

    #[test]
    fn the_same_transcript_gives_the_same_bytes() {
        for (name, transcript) in [("example", example()), ("everything", everything()), ("nasty", nasty())] {
            let start = Instant::now();
            let first = render(&transcript).unwrap();
            let once = start.elapsed();
            let again = render(&transcript).unwrap();
            println!("{name}: {} bytes, first {once:?}, again {:?}", first.len(), start.elapsed() - once);
            std::fs::write(format!("/tmp/record-{name}.pdf"), &first).unwrap();
            assert!(first == again, "{name} differs");
        }
    }
}
