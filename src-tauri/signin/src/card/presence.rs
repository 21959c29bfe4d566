//! Tells the instant a card leaves its reader, or its reader the PC.
//!
//! One thread waits inside PC/SC and wakes only when something happened. A service that dies takes its cards along: that
//! counts as removal, and the service is looked for again until it is back. A card taken out and put back between two looks
//! shows in the reader's own count of events, and counts as having been out.

use pcsc::{Context, PNP_NOTIFICATION, ReaderState, Scope, State};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often a service that is gone is looked for.
const AGAIN: Duration = Duration::from_secs(1);
/// How long one wait lasts when nothing happens.
const WAIT: Duration = Duration::from_secs(60);

/// The readers there are, by name, each with or without a card; `None` when the service is gone.
pub type Readers = Option<BTreeMap<String, bool>>;

/// Something happened at a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it reached this program.
    pub at: Instant,
    /// What there is now.
    pub readers: Readers,
    /// Readers from which a card is gone since the last event, for however short a time.
    pub emptied: Vec<String>,
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    waiting: Mutex<Option<Context>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Watch {
    /// Begins to watch; `tell` is called on the watching thread, first with what there is.
    ///
    /// # Errors
    /// The operating system has no thread to give.
    pub fn start(tell: impl FnMut(Event) + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let work = Work { shared: shared.clone(), tell: Box::new(tell), seen: BTreeMap::new(), told: None };
        let thread = thread::Builder::new().name("card readers".into()).spawn(move || work.run())?;
        Ok(Self { shared, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        let Some(thread) = self.thread.take() else { return };
        thread.thread().unpark();
        // A wait that begins just after it was cancelled is cancelled the next time.
        while !thread.is_finished() {
            if let Some(context) = self.shared.waiting().as_ref() {
                let _ = context.cancel();
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = thread.join();
    }
}

impl Shared {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Option<Context>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

/// What was seen of a reader: is there a card, and how often did something happen.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Slot {
    card: bool,
    count: u32,
}

struct Work {
    shared: Arc<Shared>,
    tell: Box<dyn FnMut(Event) + Send>,
    seen: BTreeMap<String, Slot>,
    told: Option<Readers>,
}

impl Work {
    fn run(mut self) {
        while !self.shared.stopped() {
            if let Ok(context) = Context::establish(Scope::User) {
                *self.shared.waiting() = Some(context.clone());
                let error = self.watch(&context);
                *self.shared.waiting() = None;
                if self.shared.stopped() {
                    return;
                }
                tracing::warn!(?error, "the smartcard service is gone");
            }
            self.service_gone();
            thread::park_timeout(AGAIN);
        }
    }

    /// Until the service is gone or the watch is over.
    fn watch(&mut self, context: &Context) -> pcsc::Error {
        let mut states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
        loop {
            if let Err(error) = bring_up_to_date(context, &mut states) {
                return error;
            }
            match context.get_status_change(WAIT, &mut states) {
                Ok(()) => self.look(&states, Instant::now()),
                Err(pcsc::Error::Timeout) => {}
                Err(pcsc::Error::Cancelled) if !self.shared.stopped() => {}
                Err(error) => return error,
            }
            if self.shared.stopped() {
                return pcsc::Error::Cancelled;
            }
        }
    }

    fn look(&mut self, states: &[ReaderState], at: Instant) {
        let mut now = BTreeMap::new();
        for state in states.iter().filter(|state| state.name() != PNP_NOTIFICATION() && !is_gone(state)) {
            let card = state.event_state().contains(State::PRESENT);
            let slot = Slot { card, count: state.event_count() };
            now.insert(state.name().to_string_lossy().into_owned(), slot);
        }
        self.become_(now, at);
    }

    fn become_(&mut self, now: BTreeMap<String, Slot>, at: Instant) {
        let emptied = self.seen.iter().filter(|(name, before)| {
            let stayed = now.get(*name).is_some_and(|slot| slot.card && slot.count == before.count);
            before.card && !stayed
        });
        let emptied: Vec<String> = emptied.map(|(name, _)| name.clone()).collect();
        let readers = Some(now.iter().map(|(name, slot)| (name.clone(), slot.card)).collect());
        self.seen = now;
        self.report(readers, emptied, at);
    }

    fn service_gone(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        let emptied = seen.into_iter().filter(|(_, slot)| slot.card).map(|(name, _)| name).collect();
        self.report(None, emptied, Instant::now());
    }

    fn report(&mut self, readers: Readers, emptied: Vec<String>, at: Instant) {
        if emptied.is_empty() && self.told.as_ref() == Some(&readers) {
            return;
        }
        self.told = Some(readers.clone());
        (self.tell)(Event { at, readers, emptied });
    }
}

fn is_gone(state: &ReaderState) -> bool {
    state.event_state().intersects(State::UNKNOWN | State::IGNORE)
}

/// Forgets readers that are gone, learns those that came, and takes note of what was seen.
fn bring_up_to_date(context: &Context, states: &mut Vec<ReaderState>) -> Result<(), pcsc::Error> {
    states.retain(|state| !is_gone(state));
    let names = match context.list_readers_owned() {
        Err(pcsc::Error::NoReadersAvailable) => Vec::new(),
        names => names?,
    };
    for name in names {
        if !states.iter().any(|state| state.name() == name.as_c_str()) {
            states.push(ReaderState::new(name, State::UNAWARE));
        }
    }
    for state in states {
        state.sync_current_state();
    }
    Ok(())
}
