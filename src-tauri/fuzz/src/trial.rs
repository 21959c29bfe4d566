//! One input after the other, each written down before it is tried, so that even what ends the process is known.
//!
//! A watch beside it ends the process when an input never comes back.

use crate::plan::Plan;
use std::cell::Cell;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Debug;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{self, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

/// Runs what it is given and tells how many bytes were held at most while it ran.
pub type Measure = fn(&mut dyn FnMut()) -> u64;

/// No input may take longer, tried three times: what is a tenth of a second when it ships is a second unoptimised, and
/// several on a machine that builds something beside it.
const SLOW: Duration = Duration::from_secs(5);
/// What takes longer than this is taken never to come back.
const HANGS: u64 = 30;
/// So many bytes may be held for any input, and so many for each of its own.
const MEMORY: u64 = 16 << 20;
const MEMORY_EACH: u64 = 400;

pub(crate) struct Trial<'a, A> {
    name: &'static str,
    seed: u64,
    in_hand: PathBuf,
    /// Kept open: a file system waits for the disk when a file is made anew each time.
    file: File,
    measure: Option<Measure>,
    read: &'a dyn Fn(&[u8]) -> A,
    runs: Cell<u64>,
    watch: Watch,
}

impl<'a, A: Debug> Trial<'a, A> {
    pub fn begin(
        name: &'static str,
        plan: &Plan,
        measure: Option<Measure>,
        read: &'a dyn Fn(&[u8]) -> A,
    ) -> Self {
        let in_hand = plan.folder.join(format!("{}.in-hand", name.replace(' ', "-")));
        fs::create_dir_all(&plan.folder).expect("a folder for inputs");
        let watch = Watch::begin(format!("fuzz {name}: hangs, seed {}, {}", plan.seed, in_hand.display()));
        eprintln!("fuzz {name}: seed {}", plan.seed);
        let file = File::create(&in_hand).expect("a file for the input");
        Self { name, seed: plan.seed, in_hand, file, measure, read, runs: Cell::new(0), watch }
    }

    pub fn runs(&self) -> u64 {
        self.runs.get()
    }

    /// Tries it and says what kind of answer it got.
    pub fn run(&self, input: &[u8]) -> u64 {
        self.runs.set(self.runs.get() + 1);
        self.write_down(input).expect("the input is written down");
        self.watch.starts();
        let started = Instant::now();
        let (answer, held) = self.once(input);
        let took = started.elapsed();
        self.watch.ends();
        if took > SLOW && (0..2).all(|_| self.takes(input) > SLOW) {
            self.fail(input, &format!("took {:.1} s", took.as_secs_f64()));
        }
        if held > MEMORY + MEMORY_EACH * input.len() as u64 {
            self.fail(input, &format!("held {held} bytes for {}", input.len()));
        }
        match answer {
            Some(answer) => answer,
            None => self.fail(input, "panicked"),
        }
    }

    fn write_down(&self, input: &[u8]) -> io::Result<()> {
        (&self.file).seek(SeekFrom::Start(0))?;
        (&self.file).write_all(input)?;
        self.file.set_len(input.len() as u64)
    }

    pub fn end(self) {
        let _ = fs::remove_file(&self.in_hand);
    }

    fn once(&self, input: &[u8]) -> (Option<u64>, u64) {
        let mut answer = None;
        let mut run = || {
            let answered = catch_unwind(AssertUnwindSafe(|| (self.read)(input)));
            answer = answered.ok().map(|answered| {
                let mut kind = DefaultHasher::new();
                format!("{answered:?}").hash(&mut kind);
                kind.finish()
            });
        };
        let held = match self.measure {
            Some(measure) => measure(&mut run),
            None => {
                run();
                0
            }
        };
        (answer, held)
    }

    fn takes(&self, input: &[u8]) -> Duration {
        let started = Instant::now();
        self.once(input);
        started.elapsed()
    }

    fn fail(&self, input: &[u8], why: &str) -> ! {
        let mut hash = DefaultHasher::new();
        input.hash(&mut hash);
        let kept = self.in_hand.with_extension(format!("{:08x}.input", hash.finish() >> 32));
        let _ = fs::write(&kept, input);
        let _ = fs::remove_file(&self.in_hand);
        let (name, seed, run) = (self.name, self.seed, self.runs());
        panic!(
            "fuzz {name}: try {run} from seed {seed} {why}; `FUZZ_INPUT={}` tries it again",
            kept.display()
        );
    }
}

/// Ends the process when a try never ends.
struct Watch {
    since: Arc<AtomicU64>,
    running: Arc<AtomicBool>,
    clock: Instant,
    _alive: mpsc::Sender<()>,
}

impl Watch {
    fn begin(words: String) -> Self {
        let (alive, ended) = mpsc::channel::<()>();
        let (since, running) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let clock = Instant::now();
        let watched = (Arc::clone(&since), Arc::clone(&running));
        thread::spawn(move || {
            while ended.recv_timeout(Duration::from_secs(1)) == Err(mpsc::RecvTimeoutError::Timeout) {
                let waited = clock.elapsed().as_secs().saturating_sub(watched.0.load(Ordering::SeqCst));
                if watched.1.load(Ordering::SeqCst) && waited > HANGS {
                    eprintln!("{words}");
                    process::abort();
                }
            }
        });
        Self { since, running, clock, _alive: alive }
    }

    fn starts(&self) {
        self.since.store(self.clock.elapsed().as_secs(), Ordering::SeqCst);
        self.running.store(true, Ordering::SeqCst);
    }

    fn ends(&self) {
        self.running.store(false, Ordering::SeqCst);
    }
}
