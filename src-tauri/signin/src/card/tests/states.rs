use super::bench::*;
use super::beside_a_station;
use crate::card::*;
use crate::vault::tests::workstation::*;
use crate::vault::*;
use doubles::smartcards::{KeyKind, PIN};
use std::path::{Path, PathBuf};

beside_a_station!(every_state_of_readers_and_cards_is_told_apart, |station| {
    let mut bench = Bench::new(station);
    assert_eq!(bench.state(), CardState::Nothing(CardError::NoCard));
    let made = make(&bench.issuer, KeyKind::P256, true);
    let mine = bench.insert(1, &made);
    assert_eq!(bench.state(), CardState::Unknown { ending: "4417".into() });
    assert_eq!(bench.refusal(PIN), CardError::Unknown);
    bench.enrol().unwrap();
    let second = make(&bench.issuer, KeyKind::P256, true);
    let other = bench.station.insert(0, &second.card).unwrap();
    // A strange card in the other reader is no hindrance; a second one of one's own is.
    std::thread::sleep(std::time::Duration::from_millis(800));
    assert!(matches!(bench.state(), CardState::Ready { .. }));
    assert!(bench.sign_in(PIN).is_ok());
    assert_eq!(bench.enrol().unwrap_err(), AddError::from(CardError::Several));
    mine.remove();
    bench.wait_for(|state| matches!(state, CardState::Unknown { .. }));
    let at = now();
    bench.desk.vault.enrol_card(MANAGER, &password(PASSWORD), &pin(PIN), at).unwrap();
    let _mine = bench.station.insert(1, &made.card).unwrap();
    bench.wait_for(|state| *state == CardState::Nothing(CardError::Several));
    assert_eq!(bench.refusal(PIN), CardError::Several);
    drop(other);
    bench.wait_for(|state| matches!(state, CardState::Ready { .. }));
    bench.station.stop_service();
    assert_eq!(bench.state(), CardState::Nothing(CardError::NoService));
    assert_eq!(bench.refusal(PIN), CardError::NoService);
    bench.station.start_service().unwrap();
    let _mine = bench.insert(0, &made);
    bench.sign_in(PIN).unwrap();
});

beside_a_station!(a_module_that_is_missing_or_is_none_says_so, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    let use_module = |path: &Path| {
        bench.desk.vault.set_card_rules(Some(path.into()), &bench.issuer.pem(), Removal::Lock).unwrap();
        bench.state()
    };
    assert_eq!(use_module(Path::new("/nowhere/cards.so")), CardState::Nothing(CardError::NoModule));
    let text = bench.desk.path("cards.so");
    std::fs::write(&text, "not a library").unwrap();
    assert_eq!(use_module(&text), CardState::Nothing(CardError::WrongModule));
    let library = PathBuf::from("/usr/lib/x86_64-linux-gnu/libpcsclite.so.1");
    assert!(library.exists());
    assert_eq!(use_module(&library), CardState::Nothing(CardError::WrongModule));
    assert_eq!(bench.refusal(PIN), CardError::WrongModule);
    assert!(matches!(use_module(&default_module()), CardState::Ready { .. }));
});

beside_a_station!(a_practice_without_issuers_asks_for_no_cards, |station| {
    let bench = Bench::new(station);
    bench.trust(&[]);
    assert_eq!(bench.state(), CardState::Nothing(CardError::NotSetUp));
    assert_eq!(bench.refusal(PIN), CardError::NotSetUp);
});
