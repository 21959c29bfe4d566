use super::workstation::*;
use crate::password::Weak;
use crate::throttle::Next;
use crate::vault::format::Access;
use crate::vault::*;
use crypto::epoch::{Handover, Recipient};
use crypto::{AccessKey, Epoch};

fn refusal(answer: Result<SignedIn, SignInError>) -> SignInError {
    answer.map(|_| ()).unwrap_err()
}

#[test]
fn a_code_opens_once_and_says_when_the_next_one_comes() {
    let desk = Workstation::with_jo();
    desk.jo(PASSWORD, 120).unwrap();
    assert_eq!(refusal(desk.jo(PASSWORD, 125)), SignInError::CodeUsed { next_code: at(150) });
    let earlier = code(JO, at(90));
    let answer = desk.reopened().sign_in("jo.marsden", &password(PASSWORD), &earlier, at(126));
    assert_eq!(refusal(answer), SignInError::CodeUsed { next_code: at(150) });
    desk.jo(PASSWORD, 150).unwrap();
}

#[test]
fn the_code_of_set_up_does_not_sign_in() {
    let desk = Workstation::with_jo();
    assert_eq!(refusal(desk.jo(PASSWORD, 61)), SignInError::CodeUsed { next_code: at(90) });
}

#[test]
fn one_code_at_once_from_two_sides_opens_once() {
    let desk = Workstation::with_jo();
    let opened: usize = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..3).map(|_| scope.spawn(|| usize::from(desk.jo(PASSWORD, 120).is_ok()))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(opened, 1);
}

#[test]
fn dated_access_ends_by_the_latest_time_seen() {
    let desk = Workstation::with_jo();
    desk.vault.set_expiry(JO, Some(at(500))).unwrap();
    assert_eq!(desk.jo(PASSWORD, 120).unwrap().expires, Some(at(500)));
    desk.vault.vouch_for_time(at(501)).unwrap();
    assert_eq!(refusal(desk.jo(PASSWORD, 180)), SignInError::Expired, "the clock was set back");
    assert_eq!(refusal(desk.jo(OTHER, 240)), SignInError::Wrong { then: Next::Now { left: 2 } });
}

#[test]
fn everybody_reaches_the_same_database_with_their_own_keys() {
    let desk = Workstation::with_jo();
    let jo = desk.jo(PASSWORD, 120).unwrap();
    assert_eq!(jo.database_key, desk.manager.database_key);
    assert_eq!(jo.access.to_bytes(), desk.manager.access.to_bytes());
    assert_ne!(jo.keys.public(), desk.manager.keys.public());
}

#[test]
fn names_and_people_have_one_account() {
    let desk = Workstation::with_jo();
    for (name, staff) in
        [("Jo.Marsden", MANAGER), ("jo.again", JO), ("jo.marsden", domain::StaffId(uuid::Uuid::from_u128(3)))]
    {
        let again = desk.vault.add_account(&desk.manager, new_account(name, staff, at(90)), at(90));
        assert_eq!(again, Err(AccountError::Taken), "{name}");
    }
}

#[test]
fn a_rotated_access_key_leaves_out_who_was_not_given_it() {
    let mut desk = Workstation::with_jo();
    let (next, access) = (Epoch::FIRST.next(), AccessKey::make());
    let to = Handover { practice: first_run().practice, epoch: next, recipient: Recipient::Staff(MANAGER) };
    let sealed = access.hand_over(&to, &desk.manager.keys.public()).unwrap();
    // What following the directory would bring.
    let secret = desk.vault.secret().unwrap();
    let brought = Access { epoch: next, sealed };
    desk.vault.change(&secret, |body| body.account_mut(MANAGER).unwrap().access.push(brought)).unwrap();
    desk.jo(PASSWORD, 120).unwrap();
    let Workstation { vault, manager, .. } = &mut desk;
    vault.rotate_access(manager, next, access).unwrap();
    assert_eq!(refusal(desk.jo(PASSWORD, 180)), SignInError::NoAccess);
    let carol =
        desk.vault.sign_in("carol.whitby", &password(PASSWORD), &code(MANAGER, at(180)), at(180)).unwrap();
    assert_eq!((carol.epoch, carol.database_key), (next, desk.manager.database_key));
}

#[test]
fn a_changed_password_opens_and_the_old_one_does_not() {
    let desk = Workstation::with_jo();
    let jo = desk.jo(PASSWORD, 120).unwrap();
    let change = |current: &str, new: &str| desk.change_password(&jo, current, new, 130);
    assert_eq!(change(PASSWORD, "Marsden12345"), Err(ChangeError::New(AccountError::Weak(Weak::Name))));
    let wrong = SignInError::Wrong { then: Next::Now { left: 2 } };
    assert_eq!(change(OTHER, OTHER), Err(ChangeError::Current(wrong)));
    assert_eq!(change(PASSWORD, OTHER), Ok(()));
    assert_eq!(refusal(desk.jo(PASSWORD, 180)), wrong);
    assert_eq!(desk.jo(OTHER, 210).unwrap().keys.public(), jo.keys.public());
}

#[test]
fn the_key_stores_answers_are_told_apart() {
    let desk = Workstation::with_jo();
    let bytes = desk.store.kept.lock().unwrap().clone();
    for (mood, expected) in [
        (Mood::Locked, VaultError::KeystoreLocked),
        (Mood::Forbidden, VaultError::KeystoreForbidden),
        (Mood::Broken, VaultError::KeystoreFailed),
    ] {
        desk.store.feels(mood);
        assert_eq!(refusal(desk.jo(PASSWORD, 120)), SignInError::Vault(expected));
    }
    desk.store.feels(Mood::Well);
    *desk.store.kept.lock().unwrap() = None;
    assert_eq!(refusal(desk.jo(PASSWORD, 120)), SignInError::Vault(VaultError::SecretAbsent));
    assert!(desk.store.kept.lock().unwrap().is_none(), "a lost secret is never made anew");
    *desk.store.kept.lock().unwrap() = Some(vec![9; 32]);
    assert!(matches!(refusal(desk.jo(PASSWORD, 120)), SignInError::Vault(VaultError::Damaged)));
    *desk.store.kept.lock().unwrap() = bytes;
    desk.jo(PASSWORD, 120).unwrap();
}
