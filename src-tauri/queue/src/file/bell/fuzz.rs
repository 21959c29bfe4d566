//! Whatever lies in the folder of signals: any program of this PC may put a file there.

use super::{SIGNAL, read_signal, signal, write_signal};
use crate::SIGNAL_LIMIT;
use domain::Subject;
use fuzz::{Shape, target};
use std::fs::{self, File};

#[test]
fn signal_file() {
    let seeds = [
        b"joining\nhello".as_slice(),
        b"public\n",
        b"conversation.00000000-0000-0000-0000-000000000007\n\0\n\xff",
    ];
    target("signal", Shape::Bytes, 5_000)
        .measured(|run| allocation_counter::measure(run).bytes_max)
        .seeds(seeds)
        .check(|bytes| {
            let read = signal(bytes);
            if let Some(signal) = &read {
                assert_eq!([signal.subject.as_str().as_bytes(), b"\n", &signal.bytes].concat(), bytes);
            }
            read.map(|signal| signal.subject.as_str().split('.').next().unwrap_or_default().to_owned())
        });
}

#[test]
fn a_signal_longer_than_any_is_passed_over_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one").with_extension(SIGNAL);
    write_signal(&path, &Subject::joining(), &vec![7; SIGNAL_LIMIT]).unwrap();
    assert_eq!(read_signal(&path).unwrap().bytes.len(), SIGNAL_LIMIT);
    fs::write(&path, b"joining\n").unwrap();
    File::options().write(true).open(&path).unwrap().set_len(1 << 28).unwrap();
    let mut read = None;
    let seen = allocation_counter::measure(|| read = Some(read_signal(&path)));
    assert!(read.is_some_and(|signal| signal.is_none()));
    assert!(seen.bytes_max < 1 << 20, "{} bytes were held", seen.bytes_max);
}
