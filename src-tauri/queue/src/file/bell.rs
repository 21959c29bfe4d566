//! How the processes of one PC hear of each other: a doorbell for "there is something new", and small signals.
//!
//! Both are files in a folder of their own, which every process watches; hearing is a matter of a millisecond and of no
//! work while nothing happens. Nothing rests on them: a bell that was missed is found by the slow look of whoever waits,
//! and a signal that was missed was only said in passing. Where the operating system gives no watch (its limit is
//! reached), the folder is looked at often instead.

use super::database::{io_fault, remove_if_there};
use crate::{QueueError, SIGNAL_LIMIT, Signal};
use domain::Subject;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

const RING: &str = "ring";
const SIGNAL: &str = "signal";
const PART: &str = "part";
/// With a watch, only in case it sleeps.
const LOOK: Duration = Duration::from_millis(250);
/// Without one.
const LOOK_OFTEN: Duration = Duration::from_millis(25);
/// After this a signal's file goes, heard or not.
const SIGNAL_LIFE: Duration = Duration::from_secs(3);
/// The doorbell grows by a byte a ring, so that two rings within one tick of the file system's clock differ.
const RING_LENGTH: u64 = 4096;

pub(super) struct Bell {
    folder: PathBuf,
    rings: watch::Sender<u64>,
    signals: broadcast::Sender<Signal>,
    heard: Heard,
    _watcher: Option<notify::RecommendedWatcher>,
    /// Ends the listener when it goes.
    _listener: mpsc::Sender<()>,
}

/// Signals already passed on (or sent from here), and since when.
type Heard = Arc<Mutex<HashMap<OsString, Instant>>>;

impl Bell {
    pub(super) fn hang(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        File::options().create(true).append(true).open(folder.join(RING))?;
        let (rings, signals) = (watch::Sender::new(0), broadcast::Sender::new(256));
        let (look, looks) = mpsc::channel();
        let watcher = watch_folder(folder, rings.clone(), look.clone());
        let heard = Heard::default();
        let listener = Listener {
            folder: folder.into(),
            rings: rings.clone(),
            signals: signals.clone(),
            heard: heard.clone(),
        };
        listener.forget_what_was_said_before();
        let pause = if watcher.is_some() { LOOK } else { LOOK_OFTEN };
        std::thread::Builder::new().name("queue-bell".into()).spawn(move || listener.run(&looks, pause))?;
        Ok(Self { folder: folder.into(), rings, signals, heard, _watcher: watcher, _listener: look })
    }

    /// Tells this process and the others that something was appended.
    pub(super) fn ring(&self) {
        self.rings.send_modify(|count| *count += 1);
        if let Err(error) = touch(&self.folder.join(RING)) {
            tracing::warn!(%error, "the doorbell does not ring; the others look by themselves");
        }
    }

    pub(super) fn rings(&self) -> watch::Receiver<u64> {
        self.rings.subscribe()
    }

    pub(super) fn signal(&self, subject: &Subject, bytes: &[u8]) -> Result<(), QueueError> {
        if bytes.len() > SIGNAL_LIMIT {
            return Err(QueueError::TooLarge);
        }
        let path = self.folder.join(Uuid::new_v4().to_string()).with_extension(SIGNAL);
        if let Some(name) = path.file_name() {
            lock(&self.heard).insert(name.into(), Instant::now());
        }
        write_signal(&path, subject, bytes).map_err(io_fault)?;
        // Nobody in this process listens: that is no error.
        let _ = self.signals.send(Signal { subject: subject.clone(), bytes: bytes.to_vec() });
        Ok(())
    }

    pub(super) fn signals(&self) -> broadcast::Receiver<Signal> {
        self.signals.subscribe()
    }
}

/// Without a watch the application still works, with a little more work while idle.
fn watch_folder(
    folder: &Path,
    rings: watch::Sender<u64>,
    look: mpsc::Sender<()>,
) -> Option<notify::RecommendedWatcher> {
    let on_event = move |event: notify::Result<Event>| match event {
        Ok(event) if !is_change(event.kind) => {}
        Ok(event) if event.paths.iter().all(|path| path.ends_with(RING)) => {
            rings.send_modify(|count| *count += 1);
        }
        // An error may have swallowed anything.
        Ok(_) | Err(_) => drop(look.send(())),
    };
    let watcher = notify::recommended_watcher(on_event).and_then(|mut watcher| {
        watcher.watch(folder, RecursiveMode::NonRecursive)?;
        Ok(watcher)
    });
    watcher
        .inspect_err(|error| tracing::warn!(%error, "no watch on the doorbell; looking often instead"))
        .ok()
}

fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Remove(_) => false,
        _ => true,
    }
}

fn touch(ring: &Path) -> io::Result<()> {
    let mut file = File::options().create(true).append(true).open(ring)?;
    if file.metadata()?.len() >= RING_LENGTH {
        file.set_len(0)?;
    }
    file.write_all(b".")
}

/// Appears under its name only when complete.
fn write_signal(path: &Path, subject: &Subject, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_extension(PART);
    fs::write(&part, [subject.as_str().as_bytes(), b"\n", bytes].concat())?;
    fs::rename(&part, path)
}

fn read_signal(path: &Path) -> Option<Signal> {
    let content = fs::read(path).ok()?;
    let end = content.iter().position(|byte| *byte == b'\n')?;
    let (subject, bytes) = content.split_at_checked(end)?;
    let subject = std::str::from_utf8(subject).ok()?.parse().ok()?;
    Some(Signal { subject, bytes: bytes.get(1..)?.to_vec() })
}

fn lock(heard: &Heard) -> std::sync::MutexGuard<'_, HashMap<OsString, Instant>> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Listener {
    folder: PathBuf,
    rings: watch::Sender<u64>,
    signals: broadcast::Sender<Signal>,
    heard: Heard,
}

impl Listener {
    fn run(self, looks: &mpsc::Receiver<()>, pause: Duration) {
        let mut ring = self.ring();
        loop {
            match looks.recv_timeout(pause) {
                Ok(()) => while looks.try_recv().is_ok() {},
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.ring();
                    if now != ring {
                        ring = now;
                        self.rings.send_modify(|count| *count += 1);
                    }
                }
            }
            self.hear();
            self.clear();
        }
    }

    fn ring(&self) -> Option<(u64, Option<SystemTime>)> {
        let ring = fs::metadata(self.folder.join(RING)).ok()?;
        Some((ring.len(), ring.modified().ok()))
    }

    fn hear(&self) {
        for path in self.signal_files() {
            let Some(name) = path.file_name() else { continue };
            let known = lock(&self.heard).contains_key(name);
            if !known {
                lock(&self.heard).insert(name.into(), Instant::now());
                // Nobody in this process listens, or it is not a whole signal: nothing to do.
                let _ = read_signal(&path).map(|signal| self.signals.send(signal));
            }
        }
    }

    fn forget_what_was_said_before(&self) {
        for name in self.signal_files().iter().filter_map(|path| path.file_name()) {
            lock(&self.heard).insert(name.into(), Instant::now());
        }
    }

    fn signal_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let paths = entries.flatten().map(|entry| entry.path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == SIGNAL)).collect()
    }

    fn clear(&self) {
        let expired = |since: &Instant| since.elapsed() > SIGNAL_LIFE;
        lock(&self.heard).retain(|name, since| {
            // A file that cannot go yet (somebody reads it) stays known, or it would be heard again.
            !(expired(since) && remove_if_there(&self.folder.join(name)).is_ok())
        });
    }
}
