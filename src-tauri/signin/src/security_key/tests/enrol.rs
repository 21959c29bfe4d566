use super::bench::*;
use crate::security_key::{KeyError, Prompt};
use crate::vault::tests::workstation::*;
use crate::vault::*;
use doubles::security_keys::{Kind, PIN, SoftKey, Touch};

#[test]
fn a_key_is_added_with_the_password_its_pin_and_two_touches() {
    let bench = Bench::new(Kind::Current);
    assert!(!bench.desk.vault.notice().unwrap().offered.security_keys);
    let added = bench.enrol().unwrap();
    assert_eq!((added.name.as_str(), added.enrolled), ("Blue key", at(100)));
    assert_eq!(bench.desk.vault.my_security_keys(JO).unwrap(), [added]);
    assert_eq!(bench.key.touches(), 2);
    assert_eq!(*bench.told.lock().unwrap(), [Prompt::Wait, Prompt::Touch, Prompt::Wait, Prompt::Touch]);
    assert!(bench.desk.vault.notice().unwrap().offered.security_keys);
    assert!(bench.desk.vault.my_security_keys(MANAGER).unwrap().is_empty());
}

#[test]
fn a_key_that_keeps_no_secret_is_not_taken() {
    for kind in [Kind::WithoutPrf, Kind::Forerunner] {
        let bench = Bench::new(kind);
        assert_eq!(bench.refusal_to_enrol(), KeyError::NoSecret, "{kind:?}");
        assert_eq!(bench.key.touches(), 0, "nobody touches a key for nothing");
        assert!(bench.desk.vault.my_security_keys(JO).unwrap().is_empty());
    }
}

#[test]
fn a_key_without_a_pin_is_not_taken() {
    let bench = Bench::holding(SoftKey::with_pin(Kind::Current, None));
    assert_eq!(bench.refusal_to_enrol(), KeyError::NoPin);
}

#[test]
fn without_the_current_password_no_key_is_added_and_the_try_counts() {
    let bench = Bench::new(Kind::Current);
    let wrong = bench.enrol_with(JO, OTHER, PIN).unwrap_err();
    assert_eq!(wrong, AddError::Change(ChangeError::Current(first_wrong())));
    assert_eq!((bench.key.touches(), bench.key.tries()), (0, 8));
}

#[test]
fn no_key_and_two_keys_are_told_apart() {
    let bench = Bench::new(Kind::Current);
    bench.hub.plug_in(&SoftKey::new(Kind::Current));
    assert_eq!(bench.refusal_to_enrol(), KeyError::Several);
    let bench = Bench::new(Kind::Current);
    bench.key.pull_out();
    assert_eq!(bench.refusal_to_enrol(), KeyError::NoKey);
}

#[test]
fn one_key_opens_one_account() {
    for kind in [Kind::Current, Kind::AlwaysPin] {
        let bench = Bench::new(kind);
        bench.enrol().unwrap();
        assert_eq!(bench.refusal_to_enrol(), KeyError::AlreadyHere, "{kind:?}");
        let again = bench.enrol_with(MANAGER, PASSWORD, PIN).unwrap_err();
        assert_eq!(again, AddError::from(KeyError::AlreadyHere), "{kind:?}");
    }
}

#[test]
fn whoever_stops_or_pulls_the_key_out_in_the_middle_has_added_nothing() {
    for (touch, gives_up, why) in [
        (Touch::Never(3), false, KeyError::TimedOut),
        (Touch::Never(3000), true, KeyError::Cancelled),
        (Touch::PulledOut, false, KeyError::Removed),
    ] {
        let mut bench = Bench::new(Kind::Current);
        bench.key.touch(touch);
        bench.gives_up = gives_up;
        assert_eq!(bench.refusal_to_enrol(), why);
        assert!(bench.desk.vault.my_security_keys(JO).unwrap().is_empty());
        bench.key.plug_in();
        bench.key.touch(Touch::AtOnce);
        bench.gives_up = false;
        bench.enrol().unwrap();
    }
}
