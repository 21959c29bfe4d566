//! What the card readers hold, in whose reader somebody's card must stay, and what the sign-in screen shows of it.

use crate::view::{CardTrouble, CardView};
use signin::card::Removal;
use signin::card::presence::{self, Event, Watch};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Notify;

/// What is known of readers and cards.
#[derive(Default)]
pub(crate) struct CardsHere {
    pub(super) watch: Option<Watch>,
    pub(super) look_again: Arc<Notify>,
    now: presence::Readers,
    /// When a card last left each reader.
    emptied: BTreeMap<String, Instant>,
    /// The reader whose card somebody is signed in with, and what its leaving does.
    holder: Option<(String, Removal)>,
    pub(super) view: Option<CardView>,
    /// How many events there were: a look that began before the last one tells of the past.
    pub(super) events: u64,
}

impl CardsHere {
    /// What the sign-in screen shows of it.
    pub fn view(&self) -> Option<CardView> {
        self.view.clone()
    }

    pub(super) fn take_in(&mut self, event: &Event) -> Option<Removal> {
        self.events += 1;
        self.now.clone_from(&event.readers);
        // Without a card there is nothing to look at, and a PIN must not be asked for a moment longer.
        // Where cards are not taken there is no view either.
        if let (Some(_), Some(why)) = (&self.view, nothing_in(&event.readers)) {
            self.view = Some(CardView::Trouble { ending: None, why });
        }
        self.emptied.extend(event.emptied.iter().map(|reader| (reader.clone(), event.at)));
        let (reader, removal) = self.holder.as_ref()?;
        event.emptied.iter().any(|name| same(name, reader)).then_some(*removal)
    }

    /// Whether this reader has kept its card since then.
    fn kept_its_card(&self, reader: &str, since: Instant) -> bool {
        let left = self.emptied.iter().any(|(name, at)| same(name, reader) && *at >= since);
        let holds = |(name, card): (&String, &bool)| *card && same(name, reader);
        !left && self.now.as_ref().is_some_and(|readers| readers.iter().any(holds))
    }

    /// From here on the card's leaving locks; `false` when it has left already.
    pub fn hold(&mut self, reader: &str, removal: Removal, since: Instant) -> bool {
        let kept = self.kept_its_card(reader, since);
        self.holder = kept.then(|| (reader.to_owned(), removal));
        kept
    }

    /// Nobody is signed in with a card any more.
    pub fn release(&mut self) {
        self.holder = None;
        self.look_again.notify_one();
    }

    /// Ends the thread at the readers.
    pub fn stop_watching(&mut self) -> Option<Watch> {
        self.watch.take()
    }
}

/// Why there is no card, if there is none.
fn nothing_in(readers: &presence::Readers) -> Option<CardTrouble> {
    match readers {
        None => Some(CardTrouble::NoService),
        Some(readers) if readers.is_empty() => Some(CardTrouble::NoReader),
        Some(readers) => (!readers.values().any(|card| *card)).then_some(CardTrouble::NoCard),
    }
}

/// PKCS#11 has room for 64 letters of a reader's name.
fn same(name: &str, reader: &str) -> bool {
    name.starts_with(reader)
}
