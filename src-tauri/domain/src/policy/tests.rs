use super::*;

fn policy() -> PracticePolicy {
    PracticePolicy::standard(
        "Hollin Lane Surgery",
        "A81001".parse().unwrap(),
        "01632 960140".parse().unwrap(),
    )
}

fn closure(day: u32, reason: &str) -> Closure {
    Closure {
        date: NaiveDate::from_ymd_opt(2026, 9, day).unwrap(),
        reason: reason.to_owned(),
        extent: Extent::AllDay,
    }
}

/// The standard policy with one thing changed.
fn with(change: impl FnOnce(&mut PracticePolicy)) -> Result<PracticePolicy, BadPolicy> {
    let mut policy = policy();
    change(&mut policy);
    policy.checked()
}

#[test]
fn standard_policy_passes_and_survives_json() {
    let policy = policy().checked().unwrap();
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<PracticePolicy>(&json).unwrap(), policy);
    assert!(policy.permitted_uses.iter().all(|one| UseId::try_from(one.id.to_string()).is_ok()));
    let clinical: Vec<&str> =
        policy.permitted_uses.iter().filter(|one| one.clinical).map(|one| one.id.as_str()).collect();
    assert_eq!(clinical, ["follow-up", "clinical-query"]);
}

#[test]
fn unsound_policies_are_refused_with_what_is_wrong() {
    let date = NaiveDate::from_ymd_opt(2026, 9, 3).unwrap();
    let reminder: UseId = "reminder".parse().unwrap();
    let range = |setting, least, most| BadPolicy::OutOfRange { setting, least, most };
    let cases = [
        (with(|p| p.name = "  ".to_owned()), BadPolicy::NoName),
        (with(|p| p.permitted_uses.clear()), BadPolicy::NoPermittedUse),
        (with(|p| p.permitted_uses.push(p.permitted_uses[0].clone())), BadPolicy::UseTwice(reminder.clone())),
        (with(|p| p.permitted_uses[0].wording.clear()), BadPolicy::UseWithoutWords(reminder)),
        (with(|p| p.closures = vec![closure(3, "Flood"), closure(3, "Fire")]), BadPolicy::ClosureTwice(date)),
        (with(|p| p.closures = vec![closure(3, " ")]), BadPolicy::ClosureWithoutReason(date)),
        (with(|p| p.claim_minutes = 0), range("claimMinutes", 1, 60)),
        (with(|p| p.service_levels.review_days = 6), range("serviceLevels.reviewDays", 1, 5)),
        (with(|p| p.service_levels.look_minutes = 4), range("serviceLevels.lookMinutes", 5, 240)),
        (with(|p| p.idle_lock_minutes = 31), range("idleLockMinutes", 1, 30)),
    ];
    let stored = serde_json::to_value(policy()).unwrap();
    for (refused, expected) in cases {
        let named = expected.setting().split('.').try_fold(&stored, |stored, name| stored.get(name));
        assert!(named.is_some(), "{}", expected.setting());
        assert_eq!(refused.err(), Some(expected));
    }
}

#[test]
fn use_ids_are_plain() {
    for (id, fits) in [("follow-up", true), ("", false), ("Follow up", false), ("é", false)] {
        assert_eq!(id.parse::<UseId>().is_ok(), fits, "{id}");
    }
}

#[test]
fn a_setting_that_a_stored_policy_lacks_is_the_standard_one() {
    let standard = policy();
    let whole = serde_json::to_value(&standard).unwrap();
    for field in whole.as_object().unwrap().keys() {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(field);
        let read: PracticePolicy = serde_json::from_value(without).unwrap();
        match field.as_str() {
            "name" => assert_eq!(read.checked(), Err(BadPolicy::NoName)),
            "ods" | "telephone" => assert_ne!(read, standard),
            _ => assert_eq!(read, standard, "{field}"),
        }
    }
}
