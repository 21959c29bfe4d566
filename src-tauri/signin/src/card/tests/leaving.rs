use super::bench::*;
use super::beside_a_station;
use crate::card::presence::{Event, Watch};
use doubles::smartcards::{Issuer, KeyKind};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The service asks the virtual reader this often; real readers tell by themselves.
const NOTICING: Duration = Duration::from_millis(400);

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn watch() -> (Watch, Receiver<Event>) {
    let (tell, told) = channel();
    (Watch::start(move |event| drop(tell.send(event))).unwrap(), told)
}

fn until(told: &Receiver<Event>, holds: impl Fn(&Event) -> bool) -> Event {
    let deadline = Instant::now() + LONG;
    loop {
        let event = told.recv_timeout(deadline - Instant::now()).unwrap();
        if holds(&event) {
            return event;
        }
    }
}

fn holds_card(event: &Event) -> bool {
    event.readers.as_ref().is_some_and(|readers| readers.values().any(|card| *card))
}

beside_a_station!(a_card_that_leaves_is_told_within_half_a_second_of_the_readers_noticing, |station| {
    let made = make(&Issuer::new("Cards").unwrap(), KeyKind::P256, false);
    let (_watch, told) = watch();
    let mut waits = Vec::new();
    for round in 0..20 {
        let inserted = station.insert(round % 2, &made.card).unwrap();
        until(&told, holds_card);
        let pulled = Instant::now();
        inserted.remove();
        let event = until(&told, |event| !event.emptied.is_empty());
        assert_eq!(event.emptied.len(), 1);
        waits.push(event.at - pulled);
    }
    waits.sort();
    eprintln!("pulled to told: median {:?}, slowest {:?} of {}", waits[10], waits[19], waits.len());
    assert!(waits[19] < NOTICING + Duration::from_millis(500), "{waits:?}");
});

beside_a_station!(a_service_that_dies_takes_its_cards_along_and_is_found_again, |mut station| {
    let made = make(&Issuer::new("Cards").unwrap(), KeyKind::P256, false);
    let (watch, told) = watch();
    assert_eq!(until(&told, |event| event.readers.is_some()).readers.map(|readers| readers.len()), Some(2));
    let _inserted = station.insert(0, &made.card).unwrap();
    until(&told, holds_card);
    let died = Instant::now();
    station.stop_service();
    let event = until(&told, |event| event.readers.is_none());
    assert_eq!(event.emptied.len(), 1);
    assert!(event.at - died < Duration::from_millis(500), "{:?}", event.at - died);
    station.start_service().unwrap();
    let _inserted = station.insert(0, &made.card).unwrap();
    until(&told, holds_card);
    let stopping = Instant::now();
    drop(watch);
    assert!(stopping.elapsed() < Duration::from_secs(2), "{:?}", stopping.elapsed());
});
