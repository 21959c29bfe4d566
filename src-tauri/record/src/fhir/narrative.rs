//! The readable part of the FHIR document: XHTML in which nothing a patient wrote can act as markup.
//!
//! It says the same as the paper, from the same words. Characters that XML cannot hold are given as codes; what
//! was written stands in the payload of each message.

use super::types::Narrative;
use crate::passages::TableRow;
use crate::transcript::Transcript;
use crate::{passages, words};
use std::fmt::Write;

/// The facts and the summary.
pub fn overview(transcript: &Transcript) -> Narrative {
    let mut body = String::from("<table><tbody>");
    for fact in words::facts(transcript) {
        // Writing to a string cannot fail.
        let _ = write!(body, "<tr><th>{}</th><td>{}</td></tr>", fact.label, escape(&fact.value));
    }
    body.push_str("</tbody></table>");
    if !transcript.summary.is_empty() {
        let _ = write!(body, "<p>{}</p>", escape(&transcript.summary));
    }
    narrative("additional", &body)
}

/// Everything that happened, in order.
pub fn conversation(transcript: &Transcript) -> Narrative {
    let mut body = String::new();
    for passage in passages::passages(transcript) {
        let _ = write!(body, "<h3>{}</h3>", escape(&passage.heading));
        match passage.rows.is_empty() {
            true => drop(write!(body, "<p>{}</p>", escape(&passage.text))),
            false => table(&mut body, &passage.rows),
        }
        if let Some(delivery) = passage.delivery {
            let _ = write!(body, "<p>{}</p>", escape(&delivery));
        }
    }
    if body.is_empty() {
        body.push_str("<p>Nothing was written.</p>");
    }
    narrative("additional", &body)
}

/// A form as a table: a question and its answers in a row, the heading of a group over both columns.
fn table(body: &mut String, rows: &[TableRow]) {
    body.push_str("<table><tbody>");
    for row in rows {
        let _ = match row {
            TableRow::Heading { words, .. } => {
                write!(body, "<tr><th colspan=\"2\">{}</th></tr>", escape(words))
            }
            TableRow::Pair { question, answers, .. } => {
                write!(body, "<tr><th>{}</th><td>{}</td></tr>", escape(question), escape(answers))
            }
        };
    }
    body.push_str("</tbody></table>");
}

/// Where the PDF is.
pub fn readable_copy() -> Narrative {
    narrative("generated", "<p>The same conversation as a PDF/A document.</p>")
}

fn narrative(status: &'static str, body: &str) -> Narrative {
    Narrative { status, div: format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{body}</div>") }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' => out.push_str("<br/>"),
            '\t' => out.push(c),
            '\0'..' ' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "[U+{:04X}]", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markup_and_characters_xml_cannot_hold_are_escaped() {
        for (text, expected) in [
            ("<b>&amp;\"'", "&lt;b&gt;&amp;amp;&quot;'"),
            ("a\r\nb\nc\rd", "a<br/>b<br/>c<br/>d"),
            ("\u{0}\u{1b}\u{85}\u{ffff}\t", "[U+0000][U+001B][U+0085][U+FFFF]\t"),
            ("😀 لا", "😀 لا"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
