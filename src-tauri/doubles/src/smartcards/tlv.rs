//! Tag, length, value: how cards and certificates write things down. As little of it as a card needs.

/// One value with its tag and length.
pub fn value(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let mut out = tag.to_vec();
    match u16::try_from(content.len()).unwrap_or(u16::MAX) {
        short @ 0..=127 => out.push(short.to_be_bytes()[1]),
        middling @ 128..=255 => out.extend([0x81, middling.to_be_bytes()[1]]),
        long => out.extend([&[0x82], long.to_be_bytes().as_slice()].concat()),
    }
    out.extend_from_slice(content);
    out
}

/// Splits the first value off: its one-byte tag, its content, what follows.
pub fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81 => rest.split_first().map(|(length, rest)| (usize::from(*length), rest))?,
        0x82 => rest
            .split_first_chunk::<2>()
            .map(|(length, rest)| (usize::from(u16::from_be_bytes(*length)), rest))?,
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// The content of the first value with this tag.
pub fn find(mut bytes: &[u8], wanted: u8) -> Option<&[u8]> {
    while let Some((tag, content, rest)) = split(bytes) {
        if tag == wanted {
            return Some(content);
        }
        bytes = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 3000] {
            let content = vec![7; length];
            let written = [value(&[0x81], &[1]), value(&[0x82], &content)].concat();
            assert_eq!(find(&written, 0x82), Some(content.as_slice()), "{length}");
            assert_eq!(find(&written, 0x83), None);
            assert!(split(&written[..2]).is_none());
        }
    }
}
