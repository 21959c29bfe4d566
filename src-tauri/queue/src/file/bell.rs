//! How the processes of one PC hear of each other: a doorbell for "there is something new", and small signals.
//!
//! Both are files in a folder of their own, which every process watches; hearing is a matter of a millisecond and of no
//! work while nothing happens. Nothing rests on them: a bell that was missed is found by the slow look of whoever waits,
//! and a signal that was missed was only said in passing. Where the operating system gives no watch (its limit is
//! reached), the folder is looked at often instead.

use super::database::remove_if_there;
use super::fault::io_fault;
use crate::{QueueError, SIGNAL_LIMIT, Signal};
use domain::Subject;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
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
const LOOK: Duration = Duration::from_millis(500);
/// Without one.
const LOOK_OFTEN: Duration = Duration::from_millis(25);
/// After this a signal's file goes, heard or not.
const SIGNAL_LIFE: Duration = Duration::from_secs(3);
/// No signal's file is longer: its subject, a line end, and what may be said.
const LONGEST_SIGNAL: u64 = SIGNAL_LIMIT as u64 + 1024;
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

/// The doorbell's length and time: differs after every ring.
type Ring = (u64, Option<SystemTime>);

type WatchFolder = fn(&Path, watch::Sender<u64>, mpsc::Sender<()>) -> Option<notify::RecommendedWatcher>;

/// Signals already passed on (or sent from here), and since when.
type Heard = Arc<Mutex<HashMap<OsString, Instant>>>;

impl Bell {
    pub(super) fn hang(folder: &Path) -> io::Result<Self> {
        Self::hang_with(folder, watch_folder)
    }

    fn hang_with(folder: &Path, watch_folder: WatchFolder) -> io::Result<Self> {
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
        let ring = listener.ring();
        let pause = if watcher.is_some() { LOOK } else { LOOK_OFTEN };
        std::thread::Builder::new()
            .name("queue-bell".into())
            .spawn(move || listener.run(&looks, pause, ring))?;
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
    let mut content = Vec::new();
    File::open(path).ok()?.take(LONGEST_SIGNAL + 1).read_to_end(&mut content).ok()?;
    signal(&content)
}

fn signal(content: &[u8]) -> Option<Signal> {
    if content.len() as u64 > LONGEST_SIGNAL {
        return None;
    }
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
    fn run(self, looks: &mpsc::Receiver<()>, pause: Duration, mut ring: Option<Ring>) {
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

    fn ring(&self) -> Option<Ring> {
        let ring = fs::metadata(self.folder.join(RING)).ok()?;
        Some((ring.len(), ring.modified().ok()))
    }

    fn hear(&self) {
        for path in self.signal_files() {
            let finished = path.extension().is_some_and(|extension| extension == SIGNAL);
            if self.is_new(&path)
                && finished
                && let Some(signal) = read_signal(&path)
            {
                // Nobody in this process listens: that is no error.
                let _ = self.signals.send(signal);
            }
        }
    }

    fn forget_what_was_said_before(&self) {
        for path in self.signal_files() {
            self.is_new(&path);
        }
    }

    /// Marks the file as well. An unfinished one, too: it goes, should its writer have been killed.
    fn is_new(&self, path: &Path) -> bool {
        let Some(name) = path.file_name() else { return false };
        match lock(&self.heard).entry(name.into()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(Instant::now());
                true
            }
        }
    }

    fn signal_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        entries.flatten().map(|entry| entry.path()).filter(|path| !path.ends_with(RING)).collect()
    }

    fn clear(&self) {
        let expired = |since: &Instant| since.elapsed() > SIGNAL_LIFE;
        lock(&self.heard).retain(|name, since| {
            // A file that cannot go yet (somebody reads it) stays known, or it would be heard again.
            !(expired(since) && remove_if_there(&self.folder.join(name)).is_ok())
        });
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn pair(folder: &Path, watch_folder: WatchFolder) -> [Bell; 2] {
        [(), ()].map(|()| Bell::hang_with(folder, watch_folder).unwrap())
    }

    /// Twice each, for the second ring follows within a tick of the file system's clock.
    async fn each_hears_the_other([here, there]: [Bell; 2]) {
        let (mut rings, mut signals) = (there.rings(), there.signals());
        let soon = Duration::from_secs(10);
        for _ in 0..2 {
            here.ring();
            tokio::time::timeout(soon, rings.changed()).await.unwrap().unwrap();
            here.signal(&Subject::bell(), b"x").unwrap();
            let heard = tokio::time::timeout(soon, signals.recv()).await.unwrap().unwrap();
            assert_eq!(heard.bytes, b"x");
        }
    }

    #[tokio::test]
    async fn with_a_watch_bells_hear_each_other() {
        let folder = tempfile::tempdir().unwrap();
        each_hears_the_other(pair(folder.path(), watch_folder)).await;
    }

    #[tokio::test]
    async fn without_a_watch_bells_hear_each_other() {
        let folder = tempfile::tempdir().unwrap();
        each_hears_the_other(pair(folder.path(), |_, _, _| None)).await;
    }

    #[tokio::test]
    async fn a_signal_leaves_no_file_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("of-a-killed-process.signal"), "bell\nx").unwrap();
        fs::write(folder.path().join("of-a-killed-process.part"), "bel").unwrap();
        let [here, _there] = pair(folder.path(), watch_folder);
        here.signal(&Subject::bell(), b"x").unwrap();
        let started = Instant::now();
        let files = || fs::read_dir(folder.path()).unwrap().count();
        assert!(files() > 1);
        while files() > 1 {
            assert!(started.elapsed() < Duration::from_secs(30));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    #[test]
    fn the_doorbell_does_not_grow_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let ring = folder.path().join(RING);
        for _ in 0..=RING_LENGTH + 5 {
            let before = fs::metadata(&ring).map_or(0, |ring| ring.len());
            touch(&ring).unwrap();
            let after = fs::metadata(&ring).unwrap().len();
            assert!(after <= RING_LENGTH && after != before);
        }
    }

    #[test]
    fn what_is_no_signal_is_not_heard() {
        let folder = tempfile::tempdir().unwrap();
        for (content, heard) in
            [("bell\nx", true), ("bell\n", true), ("bell", false), ("\n", false), ("Bell\nx", false)]
        {
            let file = folder.path().join("a");
            fs::write(&file, content).unwrap();
            assert_eq!(read_signal(&file).is_some(), heard, "{content:?}");
        }
    }
}
