use super::bench::*;
use crate::security_key::KeyError;
use crate::throttle::Next;
use crate::vault::tests::workstation::*;
use crate::vault::*;
use crypto::{Keys, Seed};
use doubles::security_keys::{Kind, PIN, SoftKey, Touch};

#[test]
fn name_key_pin_and_touch_open_the_practice_after_a_restart() {
    for kind in [Kind::Current, Kind::First, Kind::AlwaysPin] {
        let bench = Bench::new(kind);
        bench.enrol().unwrap();
        bench.key.pull_out();
        bench.key.plug_in();
        let jo = bench.try_at(" Jo.Marsden ", PIN, 200).unwrap();
        assert_eq!(jo.staff, JO, "{kind:?}");
        assert_eq!(jo.database_key, bench.desk.manager.database_key);
        assert_eq!(jo.keys.public(), Keys::derive(&Seed::from_bytes(&[2; 32])).public());
        assert_eq!((bench.key.touches(), jo.reader), (3, None));
    }
}

#[test]
fn the_password_stays_a_way_in_and_a_changed_one_leaves_the_key_alone() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.desk.jo(PASSWORD, 120).unwrap();
    let jo = bench.jo(PIN).unwrap();
    bench.desk.change_password(&jo, PASSWORD, OTHER, 210).unwrap();
    bench.desk.jo(OTHER, 240).unwrap();
    assert_eq!(bench.try_at("jo.marsden", PIN, 300).unwrap().staff, JO);
}

#[test]
fn wrong_pins_are_counted_by_the_key_which_then_wants_to_be_unplugged_and_at_last_takes_none() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    let mut seconds = 200;
    let mut refusal = |pin: &str| {
        // Past every wait of the workstation's own.
        seconds += 4000;
        match bench.try_at("jo.marsden", pin, seconds).map(|_| ()).unwrap_err() {
            SignInError::Factor(FactorError::SecurityKey(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refusal("12"), KeyError::PinLength);
    assert_eq!(bench.key.tries(), 8, "a PIN that cannot be right is not tried");
    assert_eq!(refusal(WRONG), KeyError::WrongPin { left: Some(7) });
    assert_eq!(refusal(WRONG), KeyError::WrongPin { left: Some(6) });
    assert_eq!(refusal(WRONG), KeyError::Unplug);
    assert_eq!(refusal(PIN), KeyError::Unplug);
    for left in [4, 3] {
        bench.key.pull_out();
        bench.key.plug_in();
        assert_eq!(refusal(WRONG), KeyError::WrongPin { left: Some(left) });
    }
    bench.key.pull_out();
    bench.key.plug_in();
    assert_eq!(refusal(WRONG), KeyError::WrongPin { left: Some(2) });
    assert_eq!(refusal(WRONG), KeyError::WrongPin { left: Some(1) });
    assert_eq!(refusal(WRONG), KeyError::Blocked);
    assert_eq!(refusal(PIN), KeyError::Blocked);
    assert_eq!(bench.key.touches(), 2, "a wrong PIN never comes to a touch");
}

#[test]
fn tries_count_on_the_disk_and_a_right_one_clears_them() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    assert_eq!(bench.refusal(WRONG), KeyError::WrongPin { left: Some(7) });
    assert_eq!(bench.refusal(WRONG), KeyError::WrongPin { left: Some(6) });
    bench.jo(PIN).unwrap();
    for _ in 0..2 {
        assert!(matches!(bench.refusal(WRONG), KeyError::WrongPin { .. }));
    }
    assert_eq!(bench.refusal("12"), KeyError::PinLength);
    let refused = bench.jo(PIN).map(|_| ()).unwrap_err();
    assert!(matches!(refused, SignInError::Wait { .. }), "{refused:?}");
    assert_eq!(bench.try_at("jo.marsden", PIN, 206).unwrap().staff, JO);
}

#[test]
fn without_a_key_nothing_is_counted() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.key.pull_out();
    for _ in 0..5 {
        assert_eq!(bench.refusal(PIN), KeyError::NoKey);
    }
    bench.key.plug_in();
    bench.jo(PIN).unwrap();
}

#[test]
fn a_strange_key_costs_no_pin_and_says_nothing_of_who_has_an_account() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.key.pull_out();
    let strange = SoftKey::new(Kind::Current);
    bench.hub.plug_in(&strange);
    let wrong = SignInError::from(KeyError::WrongKey);
    for user in ["jo.marsden", "carol.whitby", "nobody.here"] {
        for _ in 0..3 {
            assert_eq!(bench.try_at(user, PIN, 200).map(|_| ()).unwrap_err(), wrong, "{user}");
        }
        let fourth = bench.try_at(user, PIN, 200).map(|_| ()).unwrap_err();
        assert_eq!(fourth, SignInError::Wait { until: at(205) }, "{user}");
    }
    assert_eq!((strange.touches(), strange.tries()), (0, 8));
}

#[test]
fn a_colleagues_key_does_not_open_ones_own_account() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    let wrong = bench.try_at("carol.whitby", PIN, 200).map(|_| ()).unwrap_err();
    assert_eq!(wrong, SignInError::from(KeyError::WrongKey));
}

#[test]
fn ones_own_key_is_found_among_others() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.key.pull_out();
    let second = SoftKey::new(Kind::First);
    bench.hub.plug_in(&second);
    bench.enrol().unwrap();
    for _ in 0..2 {
        second.pull_out();
        let third = SoftKey::new(Kind::Current);
        bench.hub.plug_in(&third);
        bench.enrol().unwrap();
        third.pull_out();
        second.plug_in();
    }
    bench.hub.plug_in(&SoftKey::new(Kind::WithoutPrf));
    bench.hub.plug_in(&SoftKey::new(Kind::Forerunner));
    bench.jo(PIN).unwrap();
    assert_eq!(second.touches(), 3, "the one that is hers was touched");
}

#[test]
fn stopping_waiting_too_long_and_pulling_out_are_told_apart_and_open_nothing() {
    let mut bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.key.touch(Touch::Never(3));
    assert_eq!(bench.refusal(PIN), KeyError::TimedOut);
    bench.key.touch(Touch::PulledOut);
    assert_eq!(bench.refusal(PIN), KeyError::Removed);
    bench.key.plug_in();
    bench.key.touch(Touch::Never(3000));
    bench.gives_up = true;
    assert_eq!(bench.refusal(PIN), KeyError::Cancelled);
    bench.key.touch(Touch::AtOnce);
    bench.gives_up = false;
    assert_eq!(bench.try_at("jo.marsden", PIN, 206).unwrap().staff, JO);
}

#[test]
fn a_key_that_was_taken_off_or_whose_person_got_new_keys_opens_nothing() {
    let bench = Bench::new(Kind::Current);
    let added = bench.enrol().unwrap();
    assert!(!bench.desk.changes_key());
    bench.desk.vault.remove_security_key(JO, added.key).unwrap();
    assert!(bench.desk.changes_key(), "the next to sign in");
    assert_eq!(bench.refusal(PIN), KeyError::WrongKey);
    bench.enrol().unwrap();
    bench.jo(PIN).unwrap();
    let desk = &bench.desk;
    let fresh = new_account("jo.marsden", JO, at(300));
    desk.vault.keep_login(desk.vault.make_login(&desk.manager, fresh, at(300)).unwrap()).unwrap();
    let gone = bench.try_at("jo.marsden", PIN, 330).map(|_| ()).unwrap_err();
    assert_eq!(gone, SignInError::from(KeyError::WrongKey));
}

#[test]
fn dated_access_ends_for_a_key_too() {
    let bench = Bench::new(Kind::Current);
    bench.enrol().unwrap();
    bench.desk.vault.set_expiry(JO, Some(at(500))).unwrap();
    bench.desk.vault.vouch_for_time(at(501)).unwrap();
    assert_eq!(bench.jo(PIN).map(|_| ()).unwrap_err(), SignInError::Expired);
    assert_eq!(Next::Now { left: 3 }, bench.desk.vault.accounts(&bench.desk.manager).unwrap()[1].next);
}
