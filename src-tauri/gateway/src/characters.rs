//! Characters as they come from keyboards and clipboards all over the world, made fit for a letter or a number.
//!
//! Words are kept as they were written, but for control characters, which no text may hold. Numbers, names and dates are
//! read past whatever cannot be seen, and their digits count in every script.

/// The zero of every script that writes decimal digits (Unicode 15, general category Nd); the other nine follow it.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
    0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6,
    0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// A text without control characters: a page break is a line end, whatever else a keyboard cannot write is U+FFFD.
pub(crate) fn readable(text: &str) -> String {
    let change = |c: char| match c {
        '\t' | '\n' | '\r' => c,
        '\u{b}' | '\u{c}' => '\n',
        c if c < '\u{20}' => '\u{fffd}',
        c => c,
    };
    text.chars().map(change).collect()
}

/// One line, with single blanks, without what cannot be seen. Joiners stay: names of some languages need them.
pub(crate) fn one_line(text: &str) -> String {
    let seen: String = readable(text).chars().filter(|c| !is_invisible(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line whose digits are those of the keyboard's top row, whatever script they were typed in.
pub(crate) fn number_line(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{200c}' | '\u{200d}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        '\u{ff0b}' => Some('+'),
        '\u{ff08}' => Some('('),
        '\u{ff09}' => Some(')'),
        c => Some(digit(c).unwrap_or(c)),
    };
    one_line(text).chars().filter_map(plain).collect()
}

fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Marks of direction, soft hyphens, byte-order marks and blanks without width: pasted along, never meant.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_are_digits() {
        for (typed, read) in [
            ("٠٧٧٠٠ ٩٠٠١٤٢", "07700 900142"),
            ("۲۷", "27"),
            ("२७", "27"),
            ("２７", "27"),
            ("\u{202d}07700 900142\u{202c}", "07700 900142"),
            ("\u{200e}999\u{a0}000\u{2011}0018", "999 000-0018"),
            (" 12\t34\r\n", "12 34"),
            ("ⅷ ½ ²", "ⅷ ½ ²"),
        ] {
            assert_eq!(number_line(typed), read, "{typed}");
        }
        for zero in ZEROS {
            let all = (0..10).filter_map(|n| digit(char::from_u32(zero + n)?)).collect::<String>();
            assert_eq!(all, "0123456789", "{zero:x}");
        }
    }

    #[test]
    fn names_keep_their_joiners_and_texts_lose_control_characters_alone() {
        assert_eq!(one_line("\u{feff} علی\u{200c}رضا \u{202e} "), "علی\u{200c}رضا");
        assert_eq!(readable("a\u{0}b\u{b}c\u{c}d\te\u{85}f\u{7f}"), "a\u{fffd}b\nc\nd\te\u{85}f\u{7f}");
    }
}
