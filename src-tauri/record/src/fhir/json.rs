//! JSON whose strings FHIR takes: a string holds no control character but tab, line feed and carriage return (FHIR R4,
//! `string`; servers refuse what does not match `[ \r\n\t\S]+`).
//!
//! Word's line break within a paragraph is a vertical tab, and a page break a form feed: both are line breaks here. Any
//! other is given as its code, as on the paper, so that nothing disappears.

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter, Serializer};
use std::io::{Result, Write};

/// Writes it indented.
pub fn write(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let formatter = Taken(PrettyFormatter::new());
    // Plain structs with string keys always serialise.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter));
    bytes
}

struct Taken(PrettyFormatter<'static>);

impl Formatter for Taken {
    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> Result<()> {
        match escape {
            CharEscape::FormFeed | CharEscape::AsciiControl(0x0b) => writer.write_all(br"\n"),
            CharEscape::Backspace => writer.write_all(b"[U+0008]"),
            CharEscape::AsciiControl(code) => write!(writer, "[U+{code:04X}]"),
            other => self.0.write_char_escape(writer, other),
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_holds_a_control_character_and_nothing_disappears() {
        let text = "Plan:\u{b}1. stop\u{c}2. start\u{1}\u{8}\u{1b}\r\n\tend \"quoted\" \\ é \u{1f600}";
        let written = write(&serde_json::json!({ "a": [text, {}, []], "b": 1 }));
        let read: serde_json::Value = serde_json::from_slice(&written).unwrap();
        let expected = "Plan:\n1. stop\n2. start[U+0001][U+0008][U+001B]\r\n\tend \"quoted\" \\ é \u{1f600}";
        assert_eq!(read["a"][0], expected);
        let plain = serde_json::json!({ "a": ["line\nline", {}, []], "b": 1 });
        assert_eq!(write(&plain), serde_json::to_vec_pretty(&plain).unwrap(), "everything else is as ever");
    }
}
