//! CBOR: arrays, maps, tags, and byte strings that hold CBOR themselves.

use crate::node::Node;

const BYTES: u8 = 2;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

pub(crate) fn read(bytes: &[u8], deeper: usize) -> Option<(Node, &[u8])> {
    let deeper = deeper.checked_sub(1)?;
    let (kind, number, rest) = head(bytes)?;
    let parts = match kind {
        ARRAY => number,
        MAP => number.checked_mul(2)?,
        TAG => {
            let (inner, after) = read(rest, deeper)?;
            let tag = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
            return Some((Node::Whole(TAG, vec![Node::Leaf(tag.to_vec()), inner]), after));
        }
        BYTES | 3 => {
            let (content, after) = rest.split_at_checked(number)?;
            let inner = if kind == BYTES && number > 8 { read(content, deeper) } else { None };
            return match inner {
                Some((inner @ Node::Whole(..), [])) => Some((Node::Whole(BYTES, vec![inner]), after)),
                _ => leaf(bytes, after),
            };
        }
        _ => return leaf(bytes, rest),
    };
    let (mut inner, mut rest) = (Vec::new(), rest);
    for _ in 0..parts {
        let (part, after) = read(rest, deeper)?;
        inner.push(part);
        rest = after;
    }
    Some((Node::Whole(kind, inner), rest))
}

fn leaf<'a>(bytes: &[u8], after: &'a [u8]) -> Option<(Node, &'a [u8])> {
    let end = bytes.len().checked_sub(after.len())?;
    Some((Node::Leaf(bytes.get(..end)?.to_vec()), after))
}

/// Kind, number and what follows; nothing of unknown length.
fn head(bytes: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let more = match first & 31 {
        small @ 0..=23 => return Some((first >> 5, usize::from(small), rest)),
        more @ 24..=27 => 1_usize << (more - 24),
        _ => return None,
    };
    let (digits, rest) = rest.split_at_checked(more)?;
    let number = digits.iter().fold(0_u64, |number, digit| number << 8 | u64::from(*digit));
    Some((first >> 5, usize::try_from(number).ok()?, rest))
}

pub(crate) fn write(node: &Node, out: &mut Vec<u8>) {
    match node {
        Node::Leaf(bytes) => out.extend(bytes),
        Node::Whole(kind, parts) => write_whole(*kind, parts, out),
    }
}

fn write_whole(kind: u8, parts: &[Node], out: &mut Vec<u8>) {
    let mut inner = Vec::new();
    parts.iter().for_each(|part| write(part, &mut inner));
    match kind {
        BYTES => write_head(BYTES, inner.len(), out),
        MAP => write_head(MAP, parts.len() / 2, out),
        TAG => {}
        _ => write_head(kind, parts.len(), out),
    }
    out.extend(inner);
}

fn write_head(kind: u8, number: usize, out: &mut Vec<u8>) {
    let digits = (number as u64).to_be_bytes();
    let (mark, from) = match number {
        0..24 => (u8::try_from(number).unwrap_or_default(), 8),
        24..0x100 => (24, 7),
        0x100..0x1_0000 => (25, 6),
        _ => (26, 4),
    };
    out.push(kind << 5 | mark);
    out.extend(digits.iter().skip(from));
}

/// Items that are easily read wrong: the ends of every kind, lengths that are not there, and what has no end.
pub(crate) const ODD: &[&[u8]] = &[
    b"\x00",
    b"\x20",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x40",
    b"\x60",
    b"\x80",
    b"\xa0",
    b"\xf4",
    b"\xf5",
    b"\xf6",
    b"\xf7",
    b"\xf8\x20",
    b"\xf9\x7e\x00",
    b"\xfa\x7f\x80\x00\x00",
    b"\xfb\x7f\xef\xff\xff\xff\xff\xff\xff",
    b"\x5f\xff",
    b"\x7f\xff",
    b"\x9f\xff",
    b"\xbf\xff",
    b"\x9f",
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x7a\xff\xff\xff\xff",
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x9a\x0f\xff\xff\xff",
    b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\xba\x0f\xff\xff\xff",
    b"\xc0\x60",
    b"\xc2\x40",
    b"\x62\xff\xfe",
    b"\x64null",
    b"\x18\x01",
    b"\x81\xa1\x60\xf6",
];
