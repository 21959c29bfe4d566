use super::workstation::*;
use crate::password::Stretch;
use crate::throttle::Next;
use crate::vault::*;
use chrono::TimeDelta;
use std::fs;
use std::time::Instant;

fn refusal(answer: Result<SignedIn, SignInError>) -> SignInError {
    answer.map(|_| ()).unwrap_err()
}

#[test]
fn wrong_name_wrong_password_and_wrong_code_cannot_be_told_apart() {
    let answers = |typed_name: &str, typed: &str, right_code: bool| {
        let desk = Workstation::with_jo();
        let mut now = 120;
        let mut answers = Vec::new();
        for _ in 0..12 {
            let code = if right_code { code(JO, at(now)) } else { wrong_code(JO, at(now)) };
            answers.push(refusal(desk.reopened().sign_in(typed_name, &password(typed), &code, at(now))));
            now += 7;
        }
        answers
    };
    let wrong_password = answers("jo.marsden", OTHER, true);
    assert_eq!(wrong_password, answers("jo.marsden", PASSWORD, false), "wrong code");
    assert_eq!(wrong_password, answers("jo.nobody", PASSWORD, true), "nobody's name");
    assert_eq!(wrong_password, answers("jo marsden/\u{0}", OTHER, false), "not even a name");
    let expected = [
        SignInError::Wrong { then: Next::Now { left: 2 } },
        SignInError::Wrong { then: Next::Now { left: 1 } },
        SignInError::Wrong { then: Next::Wait { until: at(134 + 5) } },
        SignInError::Wrong { then: Next::Wait { until: at(141 + 15) } },
        SignInError::Wait { until: at(156) },
    ];
    assert_eq!(wrong_password[..5], expected);
}

#[test]
fn an_unknown_name_is_not_written_down() {
    let desk = Workstation::with_jo();
    let typed = "tulips-under-the-kettle";
    refusal(desk.vault.sign_in(typed, &password("x"), "", at(120)));
    for name in [VAULT_FILE, PREVIOUS_FILE] {
        assert!(!fs::read_to_string(desk.path(name)).unwrap().contains(typed));
    }
}

#[test]
fn unknown_names_do_not_fill_the_file() {
    let desk = Workstation::new();
    for n in 0..80 {
        refusal(desk.vault.sign_in(&format!("nobody{n}"), &password("x"), "", at(120 + n)));
    }
    assert!(fs::metadata(desk.path(VAULT_FILE)).unwrap().len() < 20_000);
    assert_eq!(
        refusal(desk.vault.sign_in("nobody79", &password("x"), "", at(300))),
        SignInError::Wrong { then: Next::Now { left: 1 } }
    );
}

#[test]
fn a_lock_out_survives_a_restart_ends_by_itself_or_by_a_manager_and_success_resets() {
    let desk = Workstation::with_jo();
    let mut now = 120;
    for _ in 0..10 {
        assert!(matches!(refusal(desk.jo(OTHER, now)), SignInError::Wrong { .. }));
        now += 901;
    }
    now -= 901;
    let until = at(now) + TimeDelta::minutes(30);
    assert_eq!(refusal(desk.jo(PASSWORD, now + 1)), SignInError::LockedOut { until });
    assert_eq!(refusal(desk.jo(PASSWORD, now + 1799)), SignInError::LockedOut { until });
    assert!(desk.vault.accounts(&desk.manager).unwrap().iter().any(|a| a.next == Next::LockedOut { until }));
    desk.vault.reset_attempts(&desk.manager, JO, at(now + 10)).unwrap();
    desk.jo(PASSWORD, now + 20).unwrap();
    assert_eq!(refusal(desk.jo(OTHER, now + 60)), SignInError::Wrong { then: Next::Now { left: 2 } });
}

#[test]
fn one_persons_lock_out_is_not_anothers() {
    let desk = Workstation::with_jo();
    for n in 0..3 {
        refusal(desk.jo(OTHER, 120 + n));
    }
    assert!(matches!(refusal(desk.jo(PASSWORD, 124)), SignInError::Wait { .. }));
    desk.vault.sign_in("carol.whitby", &password(PASSWORD), &code(MANAGER, at(124)), at(124)).unwrap();
}

#[test]
fn a_clock_set_back_gives_no_tries() {
    let desk = Workstation::with_jo();
    for n in 0..7 {
        refusal(desk.jo(OTHER, 120 + n * 301));
    }
    let last = 120 + 6 * 301;
    let mut checked = 0;
    for n in 1..50 {
        // Back, just before the last try, and forth to the right time again.
        for now in [last - n * 3600, last - 1, last + 1] {
            let answer = refusal(desk.jo(OTHER, now));
            checked += u32::from(matches!(answer, SignInError::Wrong { .. }));
        }
    }
    assert_eq!(checked, 0);
    let answer = refusal(desk.jo(OTHER, last + 300));
    assert!(matches!(answer, SignInError::Wrong { .. }), "whoever waits is not kept waiting: {answer:?}");
}

/// A clock that stood in the future when somebody mistyped, and was then put right, shuts nobody out.
#[test]
fn a_clock_put_right_costs_one_wait_and_not_years() {
    let desk = Workstation::with_jo();
    let (years, now) = (120 + 100_000_000, 120);
    for n in 0..3 {
        refusal(desk.jo(OTHER, years + n));
    }
    let begun = Instant::now();
    let SignInError::Wait { until } = refusal(desk.jo(PASSWORD, now)) else { panic!("no wait") };
    assert!(until <= at(now + 5) && until > at(now + 4), "from the clock's own reading: {until}");
    while let Err(error) = desk.jo(PASSWORD, now) {
        assert!(matches!(error, SignInError::Wait { .. }) && begun.elapsed().as_secs() < 60, "{error:?}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(begun.elapsed().as_secs() >= 5, "the wait is served");
}

#[test]
fn what_cannot_be_counted_is_not_checked() {
    let desk = Workstation::with_jo();
    // The place where the new copy would be written is taken by a folder: as full or read-only as a disk can be.
    fs::create_dir(desk.path("vault.new")).unwrap();
    for typed in [PASSWORD, OTHER] {
        assert_eq!(refusal(desk.jo(typed, 120)), SignInError::Vault(VaultError::Disk));
    }
    fs::remove_dir(desk.path("vault.new")).unwrap();
    desk.jo(PASSWORD, 120).unwrap();
}

#[test]
fn ten_guesses_at_once_are_ten_guesses() {
    let desk = Workstation::with_jo();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let guesses: Vec<_> = (0..10).map(|_| scope.spawn(|| refusal(desk.jo(OTHER, 120)))).collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
    });
    let checked = answers.iter().filter(|answer| matches!(answer, SignInError::Wrong { .. })).count();
    assert_eq!(checked, 3);
}

/// Somebody with a stopwatch learns nothing either: an unknown name costs a derivation like a known one's.
#[test]
fn an_unknown_name_takes_as_long_as_a_known_one() {
    let (folder, store) = (tempfile::tempdir().unwrap(), Store::new());
    let manager = new_account("carol.whitby", MANAGER, at(0));
    let stretch = Stretch::with_passes(8 * 1024, 8);
    let (vault, _) =
        Vault::create_stretched(folder.path(), store, first_run(), manager, stretch, at(0)).unwrap();
    let guess = |name: &str, n: i64| {
        let (begun, now) = (Instant::now(), at(3600 * n));
        assert!(matches!(refusal(vault.sign_in(name, &password(OTHER), "", now)), SignInError::Wrong { .. }));
        begun.elapsed()
    };
    let pairs: Vec<_> = (1..=8).map(|n| (guess("carol.whitby", n), guess("carol.nobody", n))).collect();
    let known = pairs.iter().map(|pair| pair.0).min().unwrap();
    let unknown = pairs.iter().map(|pair| pair.1).min().unwrap();
    assert!(unknown * 3 > known && known * 3 > unknown, "known {known:?}, unknown {unknown:?}");
}
