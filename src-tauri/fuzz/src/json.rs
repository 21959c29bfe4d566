//! JSON as text: every value exactly as it was written.

use crate::node::Node;

pub(crate) fn read(bytes: &[u8], deeper: usize) -> Option<(Node, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    match bytes.first()? {
        open @ (b'{' | b'[') => parts(*open, bytes.get(1..)?, deeper.checked_sub(1)?),
        b'"' => {
            let mut escaped = false;
            let end = bytes.iter().skip(1).position(|byte| {
                let ends = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            })?;
            leaf(bytes, end + 2)
        }
        _ => {
            let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte));
            leaf(bytes, end.unwrap_or(bytes.len()))
        }
    }
}

fn leaf(bytes: &[u8], end: usize) -> Option<(Node, &[u8])> {
    let (leaf, rest) = bytes.split_at_checked(end)?;
    (!leaf.is_empty()).then(|| (Node::Leaf(leaf.to_vec()), rest.trim_ascii_start()))
}

fn parts(open: u8, mut rest: &[u8], deeper: usize) -> Option<(Node, &[u8])> {
    let mut parts = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        match rest.first()? {
            b'}' | b']' => return Some((Node::Whole(open, parts), rest.get(1..)?.trim_ascii_start())),
            b',' | b':' => rest = rest.get(1..)?,
            _ => {
                let (part, after) = read(rest, deeper)?;
                parts.push(part);
                rest = after;
            }
        }
    }
}

pub(crate) fn write(node: &Node, out: &mut Vec<u8>) {
    match node {
        Node::Leaf(bytes) => out.extend(bytes),
        Node::Whole(open, parts) => write_whole(*open, parts, out),
    }
}

fn write_whole(open: u8, parts: &[Node], out: &mut Vec<u8>) {
    out.push(open);
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.push(if open == b'{' && place % 2 == 1 { b':' } else { b',' });
        }
        write(part, out);
    }
    out.push(if open == b'{' { b'}' } else { b']' });
}

/// Values that are easily read wrong.
pub(crate) const ODD: &[&[u8]] = &[
    b"null",
    b"true",
    b"0",
    b"-0",
    b"-1",
    b"1e999",
    b"-1e-999",
    b"0.1",
    b"18446744073709551616",
    b"9223372036854775808",
    b"\"\"",
    b"[]",
    b"{}",
    b"\"\\u0000\"",
    b"\"\\ud83d\"",
    b"\"\xff\"",
    b"[null]",
    b"\"9999-12-31T23:59:60+99:99\"",
    b"\"-262143-01-01T00:00:00Z\"",
    b"\"2026-02-30\"",
    b"\"https://[\"",
    b"\"\xe2\x80\xae\xf0\x9f\x98\x80\"",
    b"\"%ff%\"",
    b"\"AAAA====\"",
    b"{\"\":0,\"\":0}",
];
