//! DER: tags, lengths, and octet strings that hold DER themselves.

use crate::node::Node;

const CONSTRUCTED: u8 = 0x20;
const OCTETS: u8 = 4;

pub(crate) fn read(bytes: &[u8], deeper: usize) -> Option<(Node, &[u8])> {
    let deeper = deeper.checked_sub(1)?;
    let (tag, rest) = bytes.split_first()?;
    if tag & 31 == 31 {
        return None;
    }
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7f => (usize::from(*short), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 7))?;
            (digits.iter().fold(0, |number, digit| number << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    let parts =
        if tag & CONSTRUCTED != 0 || (*tag == OCTETS && length > 2) { all(content, deeper) } else { None };
    let leaf = || bytes.get(..bytes.len() - after.len()).map(|bytes| Node::Leaf(bytes.to_vec()));
    Some((parts.map(|parts| Node::Whole(*tag, parts)).or_else(leaf)?, after))
}

fn all(mut content: &[u8], deeper: usize) -> Option<Vec<Node>> {
    let mut parts = Vec::new();
    while !content.is_empty() {
        let (part, after) = read(content, deeper)?;
        parts.push(part);
        content = after;
    }
    Some(parts)
}

pub(crate) fn write(node: &Node, out: &mut Vec<u8>) {
    match node {
        Node::Leaf(bytes) => out.extend(bytes),
        Node::Whole(tag, parts) => write_whole(*tag, parts, out),
    }
}

fn write_whole(tag: u8, parts: &[Node], out: &mut Vec<u8>) {
    let mut inner = Vec::new();
    parts.iter().for_each(|part| write(part, &mut inner));
    out.push(tag);
    let digits = (inner.len() as u64).to_be_bytes();
    match inner.len() {
        0..0x80 => out.extend(digits.iter().skip(7)),
        0x80..0x100 => out.extend([0x81].iter().chain(digits.iter().skip(7))),
        0x100..0x1_0000 => out.extend([0x82].iter().chain(digits.iter().skip(6))),
        _ => out.extend([0x84].iter().chain(digits.iter().skip(4))),
    }
    out.extend(inner);
}

/// Values that are easily read wrong.
pub(crate) const ODD: &[&[u8]] = &[
    b"\x05\x00",
    b"\x30\x00",
    b"\x31\x00",
    b"\x04\x00",
    b"\x02\x00",
    b"\x02\x01\xff",
    b"\x02\x02\x00\x01",
    b"\x01\x01\x00",
    b"\x01\x00",
    b"\x03\x00",
    b"\x03\x01\x07",
    b"\x03\x02\x09\xff",
    b"\x06\x00",
    b"\x06\x01\x80",
    b"\x06\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x0c\x01\xff",
    b"\x13\x00",
    b"\x17\x00",
    b"\x17\x0d991399999999Z",
    b"\x18\x0f99991231235960Z",
    b"\x18\x0f00000000000000Z",
    b"\x30\x80\x00\x00",
    b"\x30\x84\x7f\xff\xff\xff",
    b"\x04\x84\xff\xff\xff\xff",
    b"\xa0\x00",
    b"\xbf\xff\xff\xff\xff\x7f\x00",
    b"\x1e\x01\x00",
    b"\x1c\x04\x00\x11\x00\x00",
];
