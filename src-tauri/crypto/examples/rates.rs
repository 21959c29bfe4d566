//! How many envelopes a core seals, checks and opens in a second: `cargo run --release -p crypto --example rates`.
//!
//! Counted in this thread's CPU time where the system tells it, so that a busy machine does not spoil the figures.
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a measuring stick, not the product")]

use crypto::envelope::verify_many;
use crypto::{Author, Draft, Envelope, Epoch, EpochSecret, Hash, Header, Keys, Origin, Seed};
use domain::{ConversationId, DeviceId, EventId, PracticeId, Subject};
use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;

const WORDS: usize = 400;

fn header(subject: Subject) -> Header {
    let origin = Origin {
        practice: PracticeId(Uuid::nil()),
        author: Author::Device(DeviceId(Uuid::nil())),
        epoch: Epoch::FIRST,
        directory: Hash::ZERO,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let header = Header::new(origin, subject, EventId(Uuid::nil()), "conversation.noted");
    Header { previous: Some(Hash::ZERO), ..header }
}

/// CPU time of this thread, or time on the wall.
fn spent(since: Instant) -> Duration {
    let cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = cpu.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

fn rate(name: &str, at_once: u32, mut work: impl FnMut()) {
    let begin = Instant::now();
    let (before, mut rounds) = (spent(begin), 0_u32);
    while spent(begin) - before < Duration::from_secs(1) {
        (0..16).for_each(|_| work());
        rounds += 16;
    }
    let seconds = (spent(begin) - before).as_secs_f64();
    println!("{name:<34} {:>9.0} /s", f64::from(rounds * at_once) / seconds);
}

fn main() {
    let keys = Keys::derive(&Seed::make());
    let verifying = keys.sign.verifying();
    let secret = EpochSecret::make();
    let subject = Subject::conversation(ConversationId(Uuid::nil()));
    let key = secret.derive_subject_key(&subject);
    let letterbox = secret.derive_letterbox();
    let to = letterbox.public();
    let draft = || Draft::new(header(subject.clone()), vec![b'x'; WORDS]);

    rate("derive subject key", 1, || drop(black_box(secret.derive_subject_key(&subject))));
    rate("seal and sign, symmetric", 1, || drop(black_box(draft().seal_with(&key, &keys.sign))));
    rate("seal and sign, letterbox", 1, || drop(black_box(draft().seal_letter(&to, &keys.sign))));

    let notes: Vec<Envelope> =
        (0..256).map(|_| draft().seal_with(&key, &keys.sign).expect("a note seals")).collect();
    let letter = draft().seal_letter(&to, &keys.sign).expect("a letter seals");
    let note = notes.first().expect("there are notes");
    println!("(a note of {WORDS} bytes is {} bytes, a letter {})", note.bytes().len(), letter.bytes().len());
    rate("parse", 1, || drop(black_box(Envelope::parse(note.bytes()))));
    rate("hash", 1, || _ = black_box(note.hash()));
    rate("verify one", 1, || _ = black_box(note.verify(&verifying)));
    let pairs: Vec<_> = notes.iter().map(|note| (note, &verifying)).collect();
    rate("verify 256 at once", 256, || drop(black_box(verify_many(&pairs))));
    let verified = note.verify(&verifying).expect("the signature holds");
    rate("open, symmetric", 1, || drop(black_box(verified.open(&key))));
    let verified = letter.verify(&verifying).expect("the signature holds");
    rate("open, letterbox", 1, || drop(black_box(verified.open_letter(&letterbox))));

    let bytes: Vec<Vec<u8>> = notes.iter().map(|note| note.bytes().to_vec()).collect();
    rate("parse, verify, derive, open (256)", 256, || {
        let notes: Vec<_> = bytes.iter().filter_map(|bytes| Envelope::parse(bytes).ok()).collect();
        let pairs: Vec<_> = notes.iter().map(|note| (note, &verifying)).collect();
        for verified in verify_many(&pairs).into_iter().flatten() {
            let key = secret.derive_subject_key(&verified.header().subject);
            drop(black_box(verified.open(&key)));
        }
    });
}
