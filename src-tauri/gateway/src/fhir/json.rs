//! From bytes to a JSON tree in which nothing has been chosen or changed in silence.
//!
//! A byte-order mark is passed over, half a surrogate pair (a message cut in the middle of an emoji) becomes U+FFFD. A
//! property that stands twice, nesting beyond what is read and numbers too long, large or small to keep are refused as
//! such.

use super::outcome::{Code, Outcome};
use axum::http::StatusCode;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;

/// So deep may lists and objects stand in each other: some thirty questions below questions.
const DEEPEST: usize = 125;
/// So many figures a number has at most that somebody's computer printed: JavaScript's and Python's have up to 17.
const FIGURES: usize = 17;

/// Reads a body.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Outcome> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Outcome::malformed("The body is not UTF-8."))?;
    let text = whole_characters(text)?;
    let found = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(&text);
    let value =
        Node { path: "", found: &found }.deserialize(&mut reader).map_err(|cause| not_json(&cause))?;
    reader.end().map_err(|cause| not_json(&cause))?;
    match found.into_inner() {
        Some(place) => Err(twice(&value, &place)),
        None => Ok(value),
    }
}

fn not_json(cause: &serde_json::Error) -> Outcome {
    Outcome::malformed(match cause.classify() {
        serde_json::error::Category::Eof => "The body ends before its JSON does.",
        _ => "The body is not JSON.",
    })
}

fn twice(value: &Value, place: &str) -> Outcome {
    const TYPES: [&str; 4] = ["CommunicationRequest", "QuestionnaireResponse", "Task", "Bundle"];
    let kind = value.get("resourceType").and_then(Value::as_str).unwrap_or_default();
    let root = TYPES.into_iter().find(|known| *known == kind);
    let path = [root, Some(place)].into_iter().flatten().filter(|part| !part.is_empty());
    Outcome::malformed("A property stands here twice.").at(&path.collect::<Vec<_>>().join("."))
}

/// A look over the text before it is read: how deep, how long its numbers, and half characters made whole.
fn whole_characters(text: &str) -> Result<String, Outcome> {
    let mut scan = Scan { out: String::with_capacity(text.len()), depth: 0 };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '"' => scan.string(rest),
            '0'..='9' => scan.number(rest)?,
            other => scan.other(other, rest)?,
        };
    }
    Ok(scan.out)
}

struct Scan {
    out: String,
    depth: usize,
}

impl Scan {
    fn other<'a>(&mut self, first: char, rest: &'a str) -> Result<&'a str, Outcome> {
        match first {
            '{' | '[' => self.depth += 1,
            '}' | ']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEEPEST {
            let words = "The resource is nested too deeply to be read.";
            return Err(Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::TooCostly, words));
        }
        self.out.push(first);
        Ok(rest.get(first.len_utf8()..).unwrap_or_default())
    }

    fn number<'a>(&mut self, rest: &'a str) -> Result<&'a str, Outcome> {
        let end = rest.find(|c: char| !c.is_ascii_digit() && !".eE+-".contains(c)).unwrap_or(rest.len());
        let (number, rest) = rest.split_at(end);
        let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
        let figures: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let figures = figures.trim_matches('0').len();
        // What is no number at all is told by whoever reads the JSON.
        let read = number.parse::<f64>().ok();
        let fits = read.is_none_or(|read| read.is_finite() && (read == 0.0) == (figures == 0));
        let is_short = figures <= FIGURES || number.parse::<i64>().is_ok();
        if !fits || !is_short {
            let words = "A number has more figures than are read here, or is too large or too small.";
            return Err(Outcome::new(StatusCode::UNPROCESSABLE_ENTITY, Code::NotSupported, words));
        }
        self.out.push_str(number);
        Ok(rest)
    }

    fn string<'a>(&mut self, rest: &'a str) -> &'a str {
        self.out.push('"');
        let mut rest = rest.get(1..).unwrap_or_default();
        while let Some(stop) = rest.find(['"', '\\']) {
            let (plain, tail) = rest.split_at(stop);
            self.out.push_str(plain);
            if tail.starts_with('"') {
                self.out.push('"');
                return tail.get(1..).unwrap_or_default();
            }
            rest = self.escape(tail);
        }
        self.out.push_str(rest);
        ""
    }

    /// One escape, or two that are one character together.
    fn escape<'a>(&mut self, tail: &'a str) -> &'a str {
        let length = match unit(tail) {
            None => 1 + tail.chars().nth(1).map_or(0, char::len_utf8),
            Some(0xD800..=0xDBFF) => match tail.get(6..).and_then(unit) {
                Some(0xDC00..=0xDFFF) => 12,
                _ => return self.half(tail),
            },
            Some(0xDC00..=0xDFFF) => return self.half(tail),
            Some(_) => 6,
        };
        self.out.push_str(tail.get(..length).unwrap_or(tail));
        tail.get(length..).unwrap_or_default()
    }

    fn half<'a>(&mut self, tail: &'a str) -> &'a str {
        self.out.push('\u{fffd}');
        tail.get(6..).unwrap_or_default()
    }
}

/// The number in an escape `\u0000`.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// A value that notices a property which stands twice in one object.
struct Node<'p> {
    path: &'p str,
    /// The first there is.
    found: &'p RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, all.len());
            match elements.next_element_seed(Node { path: &path, found: self.found })? {
                Some(element) => all.push(element),
                None => return Ok(Value::Array(all)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let path = super::read::way_to(self.path, &name);
            let value = fields.next_value_seed(Node { path: &path, found: self.found })?;
            if all.insert(name, value).is_some() {
                self.found.borrow_mut().get_or_insert(path);
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_characters_become_whole_and_everything_else_stays() {
        for (body, read) in [
            (r#""cut \ud83d""#, "cut \u{fffd}"),
            (r#""\ude00 cut""#, "\u{fffd} cut"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83dA\u00e9""#, "\u{fffd}Aé"),
            (r#""\\ud83d \"{[\\""#, "\\ud83d \"{[\\"),
            ("\u{feff}\"a {[ 12345678901234567890\"", "a {[ 12345678901234567890"),
        ] {
            assert_eq!(parse(body.as_bytes()).unwrap(), Value::from(read), "{body}");
        }
    }

    #[test]
    fn numbers_stay_as_they_were_printed() {
        for number in [
            "24.489795918367346",
            "38.00000000000001",
            "-0.30000000000000004",
            "5e-324",
            "0.0",
            "1234567890123456",
            "-9223372036854775807",
        ] {
            let body = format!("[true,1,\"2\",{number},-3.5]");
            assert_eq!(parse(body.as_bytes()).unwrap().to_string(), body);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_as_what_it_is() {
        let deep = format!("{}1{}", "[".repeat(126), "]".repeat(126));
        for (body, words) in [
            (b"{\"a\":\"\xff\"}".as_slice(), "not UTF-8"),
            (b"{\"a\":", "ends before"),
            (b"\"\\ud83", "ends before"),
            (b"{'a'}", "not JSON"),
            (b"{} {}", "not JSON"),
            (deep.as_bytes(), "nested too deeply"),
            (b"{\"a\":0.123456789012345678}", "more figures"),
            (b"{\"a\":-123456789012345678901}", "more figures"),
            (b"{\"a\":1e400}", "too large"),
            (b"{\"a\":1e-400}", "too small"),
            (b"{\"a\":1.2.3}", "not JSON"),
            (b"{\"item\":[{\"a\":1,\"a\":2}]}", "twice"),
        ] {
            let told = format!("{:?}", parse(body).unwrap_err());
            assert!(told.contains(words), "{told}");
        }
        assert!(parse("[[1.50e2,-0.000000000000000000012,true,null]]".as_bytes()).is_ok());
        let deepest = format!("{}{}", "[".repeat(125), "]".repeat(125));
        assert!(parse(deepest.as_bytes()).is_ok());
    }
}
