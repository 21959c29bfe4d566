use super::bench::*;
use super::beside_a_station;
use crate::card::*;
use crate::throttle::Next;
use crate::vault::tests::workstation::*;
use crate::vault::*;
use crypto::{Keys, Seed};
use doubles::smartcards::{self, KeyKind, PIN};

beside_a_station!(a_card_and_its_pin_open_the_practice_with_either_kind_of_key, |station| {
    let bench = Bench::new(station);
    for kind in [KeyKind::P256, KeyKind::Rsa] {
        let made = make(&bench.issuer, kind, true);
        let inserted = bench.insert(0, &made);
        let enrolled = bench.enrol().unwrap();
        assert_eq!((enrolled.ending.as_str(), enrolled.password_needed), ("4417", false), "{kind:?}");
        let ready = CardState::Ready { ending: "4417".into(), tries: Tries::Left(3), password_needed: false };
        assert_eq!(bench.state(), ready);
        let jo = bench.sign_in(PIN).unwrap();
        assert_eq!(jo.staff, JO);
        assert_eq!(jo.database_key, bench.desk.manager.database_key);
        assert_eq!(jo.keys.public(), Keys::derive(&Seed::from_bytes(&[2; 32])).public());
        assert!(jo.reader.unwrap().starts_with("Virtual reader"));
        assert!(!made.card.is_verified(), "a card left in the reader signs for nobody else");
        inserted.remove();
        bench.wait_for(|state| *state == CardState::Nothing(CardError::NoCard));
        assert_eq!(bench.refusal(PIN), CardError::NoCard);
    }
});

beside_a_station!(a_card_still_opens_after_the_password_was_changed, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    let jo = bench.sign_in(PIN).unwrap();
    bench.desk.change_password(&jo, PASSWORD, OTHER, 0).unwrap();
    assert_eq!(bench.sign_in(PIN).unwrap().staff, JO);
});

beside_a_station!(three_wrong_pins_are_counted_down_and_block_the_card, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    assert_eq!(bench.refusal("12"), CardError::PinLength);
    assert_eq!(made.card.tries(), 3, "a PIN that cannot be right is not tried");
    assert_eq!(bench.refusal(WRONG), CardError::WrongPin { left: Tries::Left(2) });
    assert_eq!(bench.refusal(WRONG), CardError::WrongPin { left: Tries::Left(1) });
    assert_eq!(bench.refusal(WRONG), CardError::Blocked);
    assert_eq!(bench.state(), CardState::Blocked { ending: "4417".into() });
    assert_eq!(bench.refusal(PIN), CardError::Blocked);
    assert_eq!(made.card.tries(), 0);
});

beside_a_station!(a_right_pin_gives_the_tries_back, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    assert_eq!(bench.refusal(WRONG), CardError::WrongPin { left: Tries::Left(2) });
    bench.sign_in(PIN).unwrap();
    assert_eq!(bench.refusal(WRONG), CardError::WrongPin { left: Tries::Left(2) });
});

beside_a_station!(a_card_that_only_signs_needs_the_password_beside_it, |station| {
    let bench = Bench::new(station);
    for kind in [KeyKind::P256, KeyKind::Rsa] {
        let made = make(&bench.issuer, kind, false);
        let inserted = bench.insert(0, &made);
        assert!(bench.enrol().unwrap().password_needed);
        assert!(matches!(bench.state(), CardState::Ready { password_needed: true, .. }));
        assert_eq!(bench.refusal(PIN), CardError::PasswordNeeded);
        let beside = |typed_pin: &str, typed: &str| {
            bench.desk.vault.sign_in_with_card(&pin(typed_pin), Some(&password(typed)), now())
        };
        let wrong = beside(PIN, OTHER).map(|_| ()).unwrap_err();
        assert_eq!(wrong, SignInError::Wrong { then: Next::Now { left: 2 } });
        let wrong = beside(WRONG, PASSWORD).map(|_| ()).unwrap_err();
        assert_eq!(wrong, SignInError::from(CardError::WrongPin { left: Tries::Left(2) }));
        assert_eq!(beside(PIN, PASSWORD).unwrap().staff, JO);
        inserted.remove();
        bench.wait_for(|state| *state == CardState::Nothing(CardError::NoCard));
    }
});

beside_a_station!(a_card_with_somebody_elses_certificate_does_not_open, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    inserted.remove();
    bench.wait_for(|state| *state == CardState::Nothing(CardError::NoCard));
    let forged = smartcards::Key::make(KeyKind::P256).unwrap();
    let card = smartcards::Card::new(4417, (forged, made.certificate.clone()), None);
    let _inserted = bench.insert(0, &Made { card, certificate: made.certificate });
    assert_eq!(bench.refusal(PIN), CardError::NotItsKey);
});

beside_a_station!(a_card_that_was_taken_off_the_account_opens_nothing, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    let enrolled = bench.enrol().unwrap();
    bench.sign_in(PIN).unwrap();
    assert_eq!(bench.desk.vault.my_cards(JO).unwrap(), std::slice::from_ref(&enrolled));
    assert!(!bench.desk.changes_key());
    bench.desk.vault.remove_card(JO, enrolled.key).unwrap();
    assert!(bench.desk.changes_key(), "the next to sign in");
    assert_eq!(bench.refusal(PIN), CardError::Unknown);
});

beside_a_station!(a_colleagues_card_is_not_added_and_neither_is_one_without_the_password, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    let at = now();
    let vault = &bench.desk.vault;
    let wrong = vault.enrol_card(MANAGER, &password(OTHER), &pin(PIN), at).unwrap_err();
    let then = Next::Now { left: 2 };
    assert_eq!(wrong, AddError::Change(ChangeError::Current(SignInError::Wrong { then })));
    assert!(vault.my_cards(MANAGER).unwrap().is_empty());
    vault.enrol_card(MANAGER, &password(PASSWORD), &pin(PIN), at).unwrap();
    assert_eq!(bench.enrol().unwrap_err(), AddError::from(CardError::Taken));
});
