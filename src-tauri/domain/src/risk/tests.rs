mod fuzz;
mod hostile;

use super::*;
use proptest::prelude::*;

fn tier(text: &str) -> Tier {
    assess(text, About::default()).tier
}

#[test]
fn built_in_rules_load_and_name_themselves() {
    let rules = RuleSet::built_in().unwrap_or_else(|error| panic!("{error}"));
    let version = &rules.version().0;
    assert!(version.starts_with("4-") && version.len() == 10, "{version}");
    assert_eq!(assess("Hello", About::default()).rules, *rules.version());
}

#[test]
fn context_lowers_an_alert_and_never_silences_it() {
    for (text, context) in [
        ("I am fine otherwise, no chest pain and sleeping well", "NEG-1"),
        ("I don't have any chest pain", "NEG-1"),
        ("I am not suicidal", "NEG-1"),
        ("chest pain was ruled out at the hospital", "NEG-2"),
        ("Years ago I had chest pain", "PAST-1"),
        ("What if I get chest pain on holiday", "HYP-1"),
    ] {
        let found = assess(text, About::default());
        assert_eq!(found.tier, Tier::Check, "{text}: {:?}", found.findings);
        assert!(found.is_lowered(), "{text}");
        assert_eq!(found.gravest().and_then(|one| one.lowered_by.as_deref()), Some(context), "{text}");
    }
}

#[test]
fn scope_ends_where_the_meaning_turns() {
    for text in [
        "No rash but chest pain since this morning",
        "No cough. Chest pain though",
        "I have never felt like this, chest pain and sweating",
        "My dad had a heart attack years ago and now I have chest pain",
        "I'm not sure if this matters, crushing chest pain",
    ] {
        assert_eq!(tier(text), Tier::Alert, "{text}: {:?}", assess(text, About::default()).findings);
    }
}

#[test]
fn what_cannot_be_read_is_said_to_be_unread() {
    let unread = |why| Tier::Unassessed { why };
    for (text, expected) in [
        ("", unread(WhyUnassessed::NoWords)),
        ("  \n ", unread(WhyUnassessed::NoWords)),
        ("😀👍", unread(WhyUnassessed::NoWords)),
        ("12345", unread(WhyUnassessed::NoWords)),
        ("Dzień dobry, bardzo boli mnie brzuch od wczoraj", unread(WhyUnassessed::Language)),
        ("Bună ziua, mă doare foarte tare capul", unread(WhyUnassessed::Language)),
        ("Bonjour, j'ai mal au ventre depuis hier", unread(WhyUnassessed::Language)),
        ("Me duele mucho el pecho desde ayer", unread(WhyUnassessed::Language)),
        ("Мені дуже погано", unread(WhyUnassessed::Language)),
        ("صدري يؤلمني", unread(WhyUnassessed::Language)),
        ("我胸口疼", unread(WhyUnassessed::Language)),
        ("ਮੇਰੀ ਛਾਤੀ ਵਿੱਚ ਦਰਦ", unread(WhyUnassessed::Language)),
        ("Ventolin", Tier::None),
        ("Amlodipine 5mg, ramipril 2.5mg", Tier::None),
        ("boli mnie chest pain", Tier::Alert),
    ] {
        assert_eq!(tier(text), expected, "{text}");
    }
}

#[test]
fn a_finding_points_at_its_words() {
    let text = "Doctor – 😟 I’ve had CHEST   pain since 6. Thanks";
    let found = assess(text, About::default());
    let finding = found.gravest().unwrap();
    assert_eq!(&text[finding.start as usize..finding.end as usize], "CHEST   pain");
    let units: Vec<u16> = text.encode_utf16().collect();
    let (start, end) = finding.utf16(text);
    assert_eq!(String::from_utf16(&units[start as usize..end as usize]).unwrap(), "CHEST   pain");
    assert_eq!((finding.rule.as_str(), finding.category), ("CV-01", Category::ChestPain));
}

#[test]
fn gravest_stands_first_and_lowered_last() {
    let found = assess("No chest pain. I took 40 paracetamol and I want to die", About::default());
    let order: Vec<(Tier, Category)> = found.findings.iter().map(|one| (one.tier, one.category)).collect();
    assert_eq!(order.first(), Some(&(Tier::Alert, Category::Overdose)), "{order:?}");
    assert_eq!(order.last(), Some(&(Tier::Check, Category::ChestPain)), "{order:?}");
    assert!(!found.is_lowered());
}

#[test]
fn tiers_are_ordered_as_the_lists_are() {
    let unassessed = Tier::Unassessed { why: WhyUnassessed::Language };
    assert!(Tier::None < unassessed && unassessed < Tier::Check && Tier::Check < Tier::Alert);
    let json = serde_json::to_string(&unassessed).unwrap();
    assert_eq!(json, r#"{"kind":"unassessed","why":"language"}"#);
}

const WORDS: &str = r#"
[spelling]
[joins]
[typos]
words = ""
real = ""
[lists]
[language]
english = "the pain in my chest"
other = ""
medicines = ""
medicine_endings = ""
"#;

const CONTEXT: &str = r#"
breakers = ["but"]
[clauses]
persons = ""
things = ""
relations = ""
before_nouns = ""
ends_nouns = ""
joining = ""
verbs = ""
of_now = ""
past_after_have = ""
leading_in = ""
[about]
version = 1
source = "test"
reviewed = "2026-01-01"
review_by = "2027-01-01"
[[context]]
id = "NEG-1"
means = "denied"
reach = 3
before = ["no"]
"#;

fn compiled(rule: &str) -> Result<RuleSet, BadRules> {
    let about =
        "[about]\nversion = 1\nsource = \"test\"\nreviewed = \"2026-01-01\"\nreview_by = \"2027-01-01\"\n";
    RuleSet::compile(WORDS, CONTEXT, &[("test.toml", &format!("{about}\n{rule}"))])
}

const RULE: &str = "[[rule]]\nid = \"T-1\"\ncategory = \"sepsis_infection\"\nversion = 1\nwhy = \"Test\"\n\
    rationale = \"Test\"\nsource = \"Test\"\n";

#[test]
fn a_rule_for_an_age_needs_the_age() {
    let rules = compiled(&format!("{RULE}tier = \"alert\"\nmax_age = 1\npatterns = [\"hot\"]")).unwrap();
    for (age, expected) in
        [(Some(0), Tier::Alert), (Some(1), Tier::Alert), (Some(2), Tier::None), (None, Tier::None)]
    {
        assert_eq!(
            rules.assess("the baby is hot", About { age, ..About::default() }).tier,
            expected,
            "{age:?}"
        );
    }
}

#[test]
fn context_drops_a_check_and_lowers_an_alert() {
    for (tier, expected) in [("alert", Tier::Check), ("check", Tier::None)] {
        let rules = compiled(&format!("{RULE}tier = \"{tier}\"\npatterns = [\"hot\"]")).unwrap();
        assert_eq!(rules.assess("no hot chest", About::default()).tier, expected, "{tier}");
        assert!(rules.assess("no but hot", About::default()).tier > expected, "{tier}");
    }
}

#[test]
fn a_denied_part_lowers_the_whole_combination() {
    let together = "together = [[\"hot\"], [\"confused\"]]\nwithin = 6";
    let rules = compiled(&format!("{RULE}tier = \"alert\"\n{together}")).unwrap();
    let tier = |text: &str| rules.assess(text, About::default()).tier;
    assert_eq!(tier("confused. my chest hot"), Tier::Alert);
    assert_eq!(tier("hot in my chest, no confused"), Tier::Check);
    assert_eq!(tier("hot the the the the the confused"), Tier::None);
}

#[test]
fn faulty_rule_files_do_not_load() {
    let wrong = [
        format!("{RULE}tier = \"alert\""),
        format!("{RULE}tier = \"urgent\"\npatterns = [\"hot\"]"),
        format!("{RULE}tier = \"alert\"\npatern = [\"hot\"]"),
        format!("{RULE}tier = \"alert\"\npatterns = [\"(hot\"]"),
        format!("{RULE}tier = \"alert\"\npatterns = [\"hot\"]\nignore = [\"NEG-9\"]"),
        format!(
            "{RULE}tier = \"alert\"\npatterns = [\"hot\"]\n{RULE}tier = \"alert\"\npatterns = [\"cold\"]"
        ),
        format!("{}tier = \"alert\"\npatterns = [\"hot\"]", RULE.replace("sepsis_infection", "sepsis")),
        format!("{}tier = \"alert\"\npatterns = [\"hot\"]", RULE.replace("source = \"Test\"\n", "")),
        format!(
            "{}tier = \"alert\"\npatterns = [\"hot\"]",
            RULE.replace("rationale = \"Test\"", "rationale = \"\"")
        ),
        format!(
            "{RULE}tier = \"alert\"\npatterns = [\"hot\"]\nreviewed = \"2027-01-01\"\nreview_by = \"2026-01-01\""
        ),
    ];
    for rule in wrong {
        assert!(compiled(&rule).is_err(), "{rule}");
    }
    assert!(compiled(&format!("{RULE}tier = \"alert\"\npatterns = [\"hot\"]")).is_ok());
}

#[test]
fn what_the_record_knows_stands_for_the_first_group() {
    let together = "tier = \"alert\"\ntogether = [[\"diabetic\"], [\"hot\"]]\nknown = \"diabetic\"";
    let rules = compiled(&format!("{RULE}{together}")).unwrap();
    let tier = |text: &str, conditions| rules.assess(text, About { conditions, ..About::default() }).tier;
    let diabetic = Conditions::default().with(Condition::Diabetic);
    assert_eq!(tier("the diabetic is hot", Conditions::default()), Tier::Alert);
    assert_eq!(tier("my chest is hot", Conditions::default()), Tier::None);
    assert_eq!(tier("my chest is hot", diabetic), Tier::Alert);
    assert_eq!(tier("my chest is hot", Conditions::default().with(Condition::Pregnant)), Tier::None);
}

#[test]
fn a_denial_in_a_gap_lowers() {
    let context = CONTEXT.replace("before = [\"no\"]", "before = [\"no\"]\ninside = [\"no\"]");
    let about =
        "[about]\nversion = 1\nsource = \"test\"\nreviewed = \"2026-01-01\"\nreview_by = \"2027-01-01\"\n";
    let rule = format!("{about}{RULE}tier = \"alert\"\npatterns = [\"red .. vision\"]");
    let rules = RuleSet::compile(WORDS, &context, &[("test.toml", &rule)]).unwrap();
    let tier = |text: &str| rules.assess(text, About::default()).tier;
    assert_eq!(tier("the eye is red, my vision is out"), Tier::Alert);
    assert_eq!(tier("the eye is red, no pain, vision good"), Tier::Check);
}

#[test]
fn two_signs_are_graver_than_one() {
    for (one, both) in [
        ("she has a temperature", "she has a temperature and is confused"),
        ("my calf is sore", "my calf is sore and swollen and I am breathless"),
        ("I am pregnant", "I am pregnant and bleeding"),
        ("my toddler has a fever", "my toddler has a fever and a purple rash"),
        ("my son banged his head", "my son banged his head. Since then he has been sick twice"),
        ("I am on warfarin", "I am on warfarin. My nose is bleeding and it won't stop"),
    ] {
        assert!(tier(one) < Tier::Alert, "{one}");
        assert_eq!(tier(both), Tier::Alert, "{both}");
    }
}

#[test]
fn other_people_other_times_and_questions_lower() {
    for (text, context) in [
        ("My dad had chest pain and died at sixty", "FAM-1"),
        ("The leaflet says call you if you vomit blood", "HYP-1"),
        ("What are the signs of sepsis, could it be sepsis", "HYP-1"),
        ("I took an overdose in 2009", "PAST-1"),
        ("Sats are 90 as usual", "USUAL-1"),
        ("My wife threatened to kill me for the mud on the carpet lol", "JOKE-1"),
        ("I came off my bike without chest pain", "NEG-3"),
    ] {
        let found = assess(text, About::default());
        assert_eq!(found.tier, Tier::Check, "{text}: {:?}", found.findings);
        let lowered: Vec<_> = found.findings.iter().filter_map(|one| one.lowered_by.as_deref()).collect();
        assert!(lowered.contains(&context), "{text}: {lowered:?}");
    }
    // A threat to oneself in jest is still a threat.
    assert_eq!(tier("might as well kill myself lol"), Tier::Alert);
}

#[test]
fn slips_of_the_finger_are_read_through() {
    for text in [
        "he is unconcsious",
        "i am haemoraging and bleedding heavily",
        "took an overdsoe",
        "sooo breatheless i cant brethe",
    ] {
        assert_eq!(tier(text), Tier::Alert, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_the_same_twice_and_points_within_itself(text in "\\PC{0,300}", more in "( |no|chest pain|want to die|😀|\\.|my baby|\n){0,30}") {
        let text = format!("{text}{more}");
        let found = assess(&text, About { age: Some(40), ..About::default() });
        prop_assert_eq!(&found, &assess(&text, About { age: Some(40), ..About::default() }));
        for finding in &found.findings {
            prop_assert!(text.get(finding.start as usize..finding.end as usize).is_some_and(|words| !words.is_empty()));
            prop_assert_eq!(finding.tier == Tier::Alert, finding.lowered_by.is_none() && finding.tier != Tier::Check);
        }
        let highest = found.findings.iter().map(|finding| finding.tier).max();
        prop_assert_eq!(highest.unwrap_or(found.tier), found.tier);
    }

    #[test]
    fn words_of_danger_are_never_silenced_by_what_stands_around(before in "[a-z ,.']{0,60}", after in "[a-z ,.']{0,60}") {
        let text = format!("{before} I want to kill myself {after}");
        prop_assert!(tier(&text) >= Tier::Check, "{}", text);
    }
}
