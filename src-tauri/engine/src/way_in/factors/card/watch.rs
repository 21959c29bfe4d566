//! Waits at the card readers: locks at once when the card of whoever is signed in leaves, and looks at whatever comes.

use super::shown::card_view;
use crate::engine::{Engine, held};
use crate::view::{CardTrouble, CardView, Change};
use crate::way_in::factors::account::blocking;
use signin::card::presence::{Event, Watch};
use signin::card::{CardError, STUCK};
use signin::session::Input;
use signin::vault::{CardState, Vault};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

/// How long after a look at a card that could not be read there is another: one that is just being put in, or that
/// another program asks at the same moment, is often read the next time.
const AGAIN_AFTER: [Duration; 5] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

impl Engine {
    /// Begins to watch the readers, once, where smartcards are taken.
    pub(crate) fn watch_cards(&self, taken_here: bool) {
        let mut seen = held(&self.0.factors.cards);
        if !taken_here || seen.watch.is_some() || self.0.stop.is_cancelled() {
            return;
        }
        let (send, events) = mpsc::unbounded_channel();
        match Watch::start(move |event| drop(send.send(event))) {
            Ok(watch) => seen.watch = Some(watch),
            Err(error) => tracing::error!(%error, "nobody watches the card readers"),
        }
        self.0.tasks.spawn(act_on_events(self.clone(), events, seen.look_again.clone()));
        self.0.tasks.spawn(keep_looking(self.clone(), seen.look_again.clone()));
    }

    /// Asks for another look.
    pub(super) fn look_again(&self) {
        held(&self.0.factors.cards).look_again.notify_one();
    }
}

/// Locks at once when the holder's card leaves; everything else only asks for another look.
async fn act_on_events(engine: Engine, mut events: mpsc::UnboundedReceiver<Event>, look: Arc<Notify>) {
    let stop = engine.0.stop.clone();
    loop {
        let event = tokio::select! { () = stop.cancelled() => return, event = events.recv() => event };
        let Some(event) = event else { return };
        let removal = held(&engine.0.factors.cards).take_in(&event);
        engine.0.changes.notify(Change::Factors);
        if let Some(removal) = removal {
            engine.session_step(Input::CardRemoved(removal)).await;
            tracing::info!(after = ?event.at.elapsed(), "locked: the card left its reader");
        }
        look.notify_one();
    }
}

async fn keep_looking(engine: Engine, look: Arc<Notify>) {
    let stop = engine.0.stop.clone();
    loop {
        tokio::select! { () = stop.cancelled() => return, () = look.notified() => {} }
        look_once(&engine).await;
        for wait in AGAIN_AFTER {
            if !could_not_be_read(&engine) {
                break;
            }
            tokio::select! { () = stop.cancelled() => return, () = look.notified() => {}, () = tokio::time::sleep(wait) => {} }
            look_once(&engine).await;
        }
    }
}

fn could_not_be_read(engine: &Engine) -> bool {
    let why = match held(&engine.0.factors.cards).view {
        Some(CardView::Trouble { why, .. }) => why,
        _ => return false,
    };
    matches!(why, CardTrouble::Unreadable | CardTrouble::Failed | CardTrouble::Removed)
}

async fn look_once(engine: &Engine) {
    let (folder, now) = (engine.0.folder.practice(), engine.0.clock.now());
    let events = held(&engine.0.factors.cards).events;
    let look = blocking(move || Vault::open(&folder)?.look_at_cards(now));
    let view = match tokio::time::timeout(STUCK, look).await {
        Ok(state) => state.ok().and_then(Result::ok).and_then(card_view),
        Err(_) => card_view(CardState::Nothing(CardError::NotAnswering)),
    };
    let changed = {
        let mut seen = held(&engine.0.factors.cards);
        let changed = seen.events == events && seen.view != view;
        if changed {
            seen.view = view;
        }
        changed
    };
    if changed {
        engine.0.changes.notify(Change::Factors);
    }
}
