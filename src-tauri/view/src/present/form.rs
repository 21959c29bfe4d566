//! A form as a table: where in the letter's text every question and answer stands.

use crate::{FormPlace, FormRow, FormView};
use domain::conversation::Received;
use domain::message::form::Row;
use std::ops::Range;

/// The table of a letter that is a form. One that another version told in other words is shown as its text.
pub(super) fn form(letter: &Received) -> Option<FormView> {
    let told = letter.form.as_ref()?.telling_as(&letter.text)?;
    let mut places = Places { text: &letter.text, byte: 0, unit: 0 };
    let above = (!told.amended.is_empty()).then(|| places.of(&told.amended));
    let rows = told.rows.iter().map(|one| row(one, &mut places)).collect();
    let below = (!told.left_out.is_empty()).then(|| places.of(&told.left_out));
    Some(FormView { above, rows, below })
}

fn row(row: &Row<'_>, places: &mut Places<'_>) -> FormRow {
    FormRow {
        depth: u8::try_from(row.depth).unwrap_or(u8::MAX),
        question: places.of(&row.question),
        answers: row.answers.iter().map(|(_, place)| places.of(place)).collect(),
    }
}

/// Counts along a text, once, as a browser counts.
struct Places<'a> {
    text: &'a str,
    byte: usize,
    unit: u32,
}

impl Places<'_> {
    fn of(&mut self, range: &Range<usize>) -> FormPlace {
        let start = self.unit(range.start);
        FormPlace { start, end: self.unit(range.end) }
    }

    fn unit(&mut self, byte: usize) -> u32 {
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.unit += u32::try_from(between.encode_utf16().count()).unwrap_or(u32::MAX);
        self.byte = self.byte.max(byte);
        self.unit
    }
}
