use super::bench::*;
use super::beside_a_station;
use crate::card::*;
use crate::vault::tests::workstation::*;
use crate::vault::*;
use doubles::smartcards::{Issuer, KeyKind, PIN, Purpose, Validity};

fn refused(error: AddError) -> Refusal {
    match error {
        AddError::Factor(FactorError::Card(CardError::Refused(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

beside_a_station!(a_card_that_is_not_good_is_not_added_each_for_its_own_reason, |station| {
    let bench = Bench::new(station);
    let stranger = Issuer::new("Somebody else").unwrap();
    let later = Validity { from: Validity::now().until, until: Validity::now().until };
    let bad = [
        (&bench.issuer, Purpose::SignIn, Validity::over(), Refusal::Expired),
        (&bench.issuer, Purpose::SignIn, later, Refusal::NotYet),
        (&bench.issuer, Purpose::NothingNamed, Validity::now(), Refusal::NotForSignIn),
        (&bench.issuer, Purpose::NoSignatures, Validity::now(), Refusal::NoSignatures),
        (&stranger, Purpose::SignIn, Validity::now(), Refusal::WrongIssuer),
    ];
    for kind in [KeyKind::P256, KeyKind::Rsa] {
        for (issuer, purpose, validity, expected) in &bad {
            let made = make_for(issuer, kind, false, *purpose, *validity);
            let inserted = bench.insert(0, &made);
            let at = now();
            let answer = bench.desk.vault.enrol_card(MANAGER, &password(PASSWORD), &pin(PIN), at);
            assert_eq!(refused(answer.unwrap_err()), *expected);
            assert!(!made.card.is_verified() && made.card.tries() == 3, "no PIN was sent");
            inserted.remove();
            bench.wait_for(|state| *state == CardState::Nothing(CardError::NoCard));
        }
    }
});

beside_a_station!(a_card_that_was_good_is_refused_before_its_pin_is_asked_for, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    bench.sign_in(PIN).unwrap();
    let refusals = |why| {
        assert_eq!(bench.state(), CardState::Refused { ending: "4417".into(), why });
        assert_eq!(bench.refusal(WRONG), CardError::Refused(why));
        assert_eq!(made.card.tries(), 3);
    };
    bench.publish(&[&made.certificate], Validity::now());
    refusals(Refusal::Revoked);
    bench.publish(&[], Validity::over());
    refusals(Refusal::OldList);
    std::fs::remove_file(bench.desk.path("revocation-lists/issuer.crl")).unwrap();
    refusals(Refusal::NoList);
    std::fs::write(bench.desk.path("revocation-lists/issuer.crl"), "not a list").unwrap();
    refusals(Refusal::NoList);
    bench.publish(&[], Validity::now());
    bench.sign_in(PIN).unwrap();
    let other = Issuer::new("Somebody else").unwrap();
    bench.trust(&[&other]);
    refusals(Refusal::WrongIssuer);
    let in_two_years = now() + chrono::TimeDelta::days(730);
    bench.trust(&[&other, &bench.issuer]);
    bench.desk.vault.vouch_for_time(in_two_years).unwrap();
    refusals(Refusal::Expired);
});

beside_a_station!(a_forged_list_and_another_issuers_list_vouch_for_nothing, |station| {
    let bench = Bench::new(station);
    let made = make(&bench.issuer, KeyKind::P256, true);
    let _inserted = bench.insert(0, &made);
    bench.enrol().unwrap();
    // The same name, another key.
    let forger = Issuer::new("Hollin Lane cards").unwrap();
    for other in [forger, Issuer::new("Somebody else").unwrap()] {
        let list = other.revocation_list(&[], Validity::now()).unwrap();
        std::fs::write(bench.desk.path("revocation-lists/issuer.crl"), list).unwrap();
        assert!(matches!(bench.refusal(PIN), CardError::Refused(_)));
    }
});

#[test]
fn only_an_issuers_certificate_becomes_an_issuer() {
    let desk = Workstation::new();
    let issuer = Issuer::new("Hollin Lane cards").unwrap();
    let set = |pem: &str| desk.vault.set_card_rules(None, pem, Removal::SignOut);
    assert_eq!(set("hello"), Err(CardRulesError::Issuer(BadIssuer::Unreadable)));
    let key = doubles::smartcards::Key::make(KeyKind::P256).unwrap();
    let card = issuer.issue("Jo", &key, Purpose::SignIn, Validity::now()).unwrap();
    assert_eq!(set(&card.pem), Err(CardRulesError::Issuer(BadIssuer::NotAnIssuer)));
    assert_eq!(desk.vault.card_rules().unwrap(), None);
    set(&issuer.pem()).unwrap();
    let rules = desk.vault.card_rules().unwrap().unwrap();
    assert_eq!((rules.issuers, rules.removal), (vec!["Hollin Lane cards".to_owned()], Removal::SignOut));
    set(" ").unwrap();
    assert_eq!(desk.vault.card_rules().unwrap(), None);
}
