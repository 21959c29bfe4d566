//! Which characters the embedded fonts can print, and what stands where they cannot.
//!
//! A record must not show an empty box, nor be refused because of one, nor be reordered by an invisible character. So
//! each character as a reader counts it must be covered whole by one font; what is not is printed as its code, such as
//! `[U+1F9E8]`, and counted. Characters that turn text round or hide inside it are always printed as codes. Nothing is
//! lost by this: the exact text stands in the FHIR document.

use super::fonts;
use serde::Serialize;
use std::fmt::Write;
use typst::text::FontInstance;
use unicode_bidi::{Direction, get_base_direction};
use unicode_segmentation::UnicodeSegmentation;

/// Longest run without a place to break a line; links and codes may be longer, and would leave the page.
const LONGEST_RUN: usize = 24;
const BREAK_HERE: char = '\u{200b}';

/// Text made fit for print, with a count of what had to be given as codes.
#[derive(Default)]
pub struct Printable {
    /// Characters of all texts so far that could not be shown as written.
    pub not_shown: usize,
}

impl Printable {
    /// The lines of a text as they can be printed.
    pub fn lines(&mut self, text: &str) -> Vec<Line> {
        let mut rtl = false;
        text.replace("\r\n", "\n")
            .split(['\n', '\r', '\u{2028}', '\u{2029}'])
            .map(|line| {
                rtl = begins_right(line).unwrap_or(rtl);
                Line { text: self.line(line), rtl }
            })
            .collect()
    }

    /// One line of text as it can be printed.
    pub fn line(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut codes = Vec::new();
        let mut run = 0;
        for cluster in text.graphemes(true) {
            if !can_print(cluster) {
                self.not_shown += 1;
                codes.extend(cluster.chars());
                continue;
            }
            if !codes.is_empty() {
                write_codes(&mut out, &mut codes);
                run = 0;
            }
            run = if breaks_by_itself(cluster) { 0 } else { run + 1 };
            if run > LONGEST_RUN {
                out.push(BREAK_HERE);
                run = 1;
            }
            out.push_str(if cluster == "\t" { "    " } else { cluster });
        }
        write_codes(&mut out, &mut codes);
        out
    }
}

/// A line of a text, as the screen shows it too: it reads from the side of its first letter (Unicode's bidirectional
/// algorithm, P2 and P3).
#[derive(Serialize)]
pub struct Line {
    text: String,
    /// From right to left; without a letter as the line before.
    rtl: bool,
}

fn begins_right(line: &str) -> Option<bool> {
    match get_base_direction(line) {
        Direction::Rtl => Some(true),
        Direction::Ltr => Some(false),
        Direction::Mixed => None,
    }
}

/// Codes of neighbours share their brackets, a few to each, so that lines can break between them.
fn write_codes(out: &mut String, codes: &mut Vec<char>) {
    for few in codes.chunks(4) {
        out.push_str(BREAK_HERE.encode_utf8(&mut [0; 4]));
        for (index, code) in few.iter().enumerate() {
            let before = if index == 0 { "[" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(out, "{before}U+{:04X}", u32::from(*code));
        }
        out.push(']');
    }
    if !codes.is_empty() {
        out.push(BREAK_HERE);
    }
    codes.clear();
}

fn breaks_by_itself(cluster: &str) -> bool {
    cluster.chars().all(char::is_whitespace)
}

fn can_print(cluster: &str) -> bool {
    if cluster == "\t" {
        return true;
    }
    !cluster.chars().any(must_be_seen) && fonts::READY.iter().any(|font| covers_all(font, cluster))
}

fn covers_all(font: &FontInstance, cluster: &str) -> bool {
    cluster.chars().all(|c| is_joiner(c) || fonts::draws(font, c))
}

/// Joiners belong to the spelling of Persian and of the Indian scripts; alone they print nothing.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Control characters, everything that changes direction or is invisible, private use, and not-a-characters.
fn must_be_seen(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f
            | 0x200b | 0x200e..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f
            | 0xfeff | 0xffa0 | 0xfff0..=0xffff | 0x1_bca0..=0x1_bca3 | 0x1_d173..=0x1_d17a
            | 0xe000..=0xf8ff | 0xfdd0..=0xfdef | 0xe_0000..=0x10_ffff)
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, not_shown: usize) {
        let mut printable = Printable::default();
        let shown = printable.line(text).replace(BREAK_HERE, "");
        assert_eq!((shown.as_str(), printable.not_shown), (expected, not_shown), "{text:?}");
    }

    #[test]
    fn each_line_reads_from_the_side_of_its_first_letter() {
        let lines = Printable::default()
            .lines("آخذ metformin 500 mg مرتين\n\n500 mg\n(metformin) آخذ\n12.\nלא aspirin.");
        let sides: Vec<bool> = lines.iter().map(|line| line.rtl).collect();
        assert_eq!(sides, [true, true, false, false, false, true]);
    }

    #[test]
    fn languages_of_english_patients_are_printed_as_written() {
        for text in [
            "Zażółć gęślą jaźń",
            "İstanbul'da ağrı şiddetli",
            "Πονάει το στήθος μου",
            "Сильно болит голова",
            "لدي ألم في الصدر",
            "سینے میں درد ہے",
            "ਮੇਰੀ ਛਾਤੀ ਵਿੱਚ ਦਰਦ ਹੈ",
            "મને છાતીમાં દુખાવો છે",
            "मुझे सीने में दर्द है क्ष्म",
            "আমার বুকে ব্যথা করছে",
            "எனக்கு நெஞ்சு வலி",
            "ฉันเจ็บหน้าอก",
            "Tôi bị đau ngực",
            "“£20” – 37.5 °C ≥ ½ × µg €",
        ] {
            check(text, text, 0);
        }
    }

    #[test]
    fn what_no_font_covers_is_given_as_a_code_and_counted() {
        check("ok 🧨 ok", "ok [U+1F9E8] ok", 1);
        check("👨\u{200d}👩", "[U+1F468 U+200D U+1F469]", 1);
        check("胸が痛い", "[U+80F8 U+304C U+75DB U+3044]", 4);
        check("a\u{10ffff}b\u{e000}", "a[U+10FFFF]b[U+E000]", 2);
    }

    #[test]
    fn what_hides_or_turns_text_round_is_seen() {
        check("no \u{202e}niap", "no [U+202E]niap", 1);
        check("a\u{200b}b\u{feff}c\u{0}", "a[U+200B]b[U+FEFF]c[U+0000]", 3);
    }

    #[test]
    fn long_runs_get_places_to_break() {
        let mut printable = Printable::default();
        let line = printable.line(&"x".repeat(200));
        assert!(line.split(BREAK_HERE).all(|piece| piece.len() <= LONGEST_RUN));
        assert_eq!(line.replace(BREAK_HERE, ""), "x".repeat(200));
    }

    #[test]
    fn every_kind_of_line_break_is_one() {
        let lines = Printable::default().lines("a\r\nb\nc\rd\u{2028}e\n");
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["a", "b", "c", "d", "e", ""]);
    }
}
