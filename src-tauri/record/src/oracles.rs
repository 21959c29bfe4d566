//! What independent readers say about the documents: `fhir.resources`, pikepdf, qpdf and pdftotext.
//!
//! They are asked only where `cargo xtask test` has installed them and says so in `DUTY_DESK_ORACLES`, which names the
//! Python to use. Elsewhere these tests say that they asked nobody.

use crate::fixture::{NASTY_TEXTS, everything, example, messages, nasty};
use crate::transcript::FileAs;
use crate::{Documents, Transcript, documents};
use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Stdio};

fn python() -> Option<OsString> {
    let python = std::env::var_os("DUTY_DESK_ORACLES");
    if python.is_none() {
        println!("not asked: DUTY_DESK_ORACLES is not set; cargo xtask test sets it");
    }
    python
}

fn transcripts() -> [Transcript; 4] {
    [example(), everything(), nasty(), Transcript { file_as: FileAs::Summary, ..everything() }]
}

/// Runs a program on some bytes: what it printed, and whether it was content.
fn output_of(command: &mut Command, bytes: &[u8]) -> (String, bool) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // A program that objects early may stop reading.
        scope.spawn(move || drop(stdin.write_all(bytes)));
        child.wait_with_output().unwrap()
    });
    let both = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&both).into_owned(), output.status.success())
}

/// What a program printed; it must have been content.
fn ask(command: &mut Command, bytes: &[u8]) -> String {
    let (said, content) = output_of(command, bytes);
    assert!(content, "{said}");
    said
}

fn oracle(python: &OsString, name: &str) -> Command {
    let script = format!("{}/../../tests/oracles/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(python);
    command.arg(script);
    command
}

fn in_a_file(pdf: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    file
}

/// The text of the pages without their heads and feet, in points from the top of an A4 page.
fn text_of(pdf: &[u8]) -> String {
    let mut pdftotext = Command::new("pdftotext");
    let file = in_a_file(pdf);
    pdftotext.args(["-x", "0", "-y", "72", "-W", "595", "-H", "714"]).arg(file.path()).arg("-");
    squeezed(&ask(&mut pdftotext, b""))
}

/// Without white space and break opportunities, for lines end elsewhere on paper.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{200b}').collect()
}

#[test]
fn independent_readers_accept_both_documents() {
    let Some(python) = python() else { return };
    for transcript in transcripts() {
        let Documents { pdf, bundle } = documents(&transcript).unwrap();
        assert!(ask(&mut oracle(&python, "fhir_oracle.py"), &bundle).starts_with("ok"));
        assert_eq!(ask(&mut oracle(&python, "pdfa_oracle.py"), &pdf).trim(), "ok");
        let file = in_a_file(&pdf);
        ask(Command::new("qpdf").arg("--check").arg(file.path()), b"");
    }
}

#[test]
fn the_fhir_oracle_objects_to_faults() {
    let Some(python) = python() else { return };
    let bundle = String::from_utf8(documents(&example()).unwrap().bundle).unwrap();
    for (from, to) in [
        ("\"status\": \"completed\"", "\"status\": \"done\""),
        ("\"contentString\"", "\"contentText\""),
        ("\"resourceType\": \"Organization\"", "\"resourceType\": \"Organisation\""),
        ("<tbody>", "<tbody><script/>"),
    ] {
        assert!(bundle.contains(from), "{from}");
        let mut command = oracle(&python, "fhir_oracle.py");
        let (_, content) = output_of(&mut command, bundle.replace(from, to).as_bytes());
        assert!(!content, "{to} was accepted");
    }
}

#[test]
fn pdftotext_finds_every_message() {
    if python().is_none() {
        return;
    }
    for transcript in [example(), everything()] {
        let pdf = documents(&transcript).unwrap().pdf;
        let shown = text_of(&pdf);
        for message in messages(&transcript) {
            assert!(shown.contains(&squeezed(message)), "{message}");
        }
    }
}

/// Where a word begins, in points from the left of the page.
fn left_of(pdf: &[u8], word: &str) -> f64 {
    let file = in_a_file(pdf);
    let said = ask(Command::new("pdftotext").arg("-bbox").arg(file.path()).arg("-"), b"");
    let line = said.lines().find(|line| line.contains(&format!(">{word}<"))).expect(word);
    line.split("xMin=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
}

#[test]
fn a_line_from_right_to_left_begins_at_the_right_with_its_english_words_in_place() {
    if python().is_none() {
        return;
    }
    let mut transcript = example();
    transcript.summary = "آخذ metformin ثم gabapentin\nTake with food\nפעם aspirin".to_owned();
    let pdf = documents(&transcript).unwrap().pdf;
    let left = |word| left_of(&pdf, word);
    assert!(left("metformin") > left("gabapentin"), "the first word stands at the right");
    assert!(left("aspirin") > 300.0, "it begins at the right margin");
    assert!(left("Take") < 100.0, "a line in English stays at the left");
}

/// Texts whose characters are all printed as they are and from left to right; the others are printed partly as codes.
#[test]
fn markup_is_printed_and_not_obeyed() {
    if python().is_none() {
        return;
    }
    let pdf = documents(&nasty()).unwrap().pdf;
    let shown = text_of(&pdf);
    let plain: Vec<_> = NASTY_TEXTS.into_iter().filter(|text| text.is_ascii()).collect();
    assert!(plain.len() >= 7);
    for (number, text) in (0..100).zip(NASTY_TEXTS.into_iter().cycle()) {
        if plain.contains(&text) {
            assert!(shown.contains(&squeezed(&format!("{number}: {text}"))), "{text}");
        }
    }
    assert!(shown.contains("word2000"));
    assert!(shown.contains("characterscouldnotbeshown"));
}
