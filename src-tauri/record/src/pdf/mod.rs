//! The readable document: a PDF/A that a GP can open in thirty years, typeset from a transcript.
//!
//! It is PDF/A-2a and PDF/UA-1: fonts and colours inside, every word searchable, headings and reading order marked for
//! screen readers; the typesetter itself refuses to write a file that breaks either standard. The same transcript gives
//! the same bytes. The page's look stands in `template/transcript.typ`, the wording in [`crate::words`] and [`crate::passages`], and what
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
    use crate::fixture::{everything, example, nasty, received};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn with_message(text: &str) -> Transcript {
        let mut transcript = example();
        transcript.entries = vec![received("Amira Patel", None, text, "2026-08-25T08:58:00Z")];
        transcript
    }

    #[test]
    fn the_same_transcript_gives_the_same_bytes() {
        for transcript in [example(), everything()] {
            assert!(render(&transcript).unwrap() == render(&transcript).unwrap());
        }
    }

    #[test]
    fn other_words_give_other_bytes() {
        assert!(render(&with_message("Yes")).unwrap() != render(&with_message("No")).unwrap());
    }

    #[test]
    fn a_hundred_hostile_messages_and_a_very_long_one_are_printed() {
        assert!(render(&nasty()).unwrap().starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn an_empty_conversation_is_still_a_document() {
        let mut transcript = with_message("");
        transcript.entries.clear();
        transcript.summary.clear();
        assert!(render(&transcript).is_ok());
    }

    /// PDF/A refuses a page with one character that no font can print, so each must be known beforehand.
    #[test]
    fn every_character_the_fonts_claim_can_be_archived() {
        let claimed: BTreeSet<u32> = fonts::ALL.iter().flat_map(|font| font.info().coverage.iter()).collect();
        let all: Vec<char> = claimed.into_iter().filter_map(char::from_u32).collect();
        assert!(all.len() > 5_000);
        // Neighbours that never stand together in any language.
        let shuffled = (0..all.len()).map(|place| all[place * 7_919 % all.len()]).collect::<String>();
        assert!(render(&with_message(&shuffled)).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_written_is_printed(text in any::<String>(), family in "\\PC*", summary in "(?s).*") {
            let mut transcript = with_message(&text);
            transcript.patient.family = family;
            transcript.summary = summary;
            prop_assert!(render(&transcript).is_ok());
        }
    }
}
