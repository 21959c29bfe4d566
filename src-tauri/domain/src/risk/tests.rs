use super::*;
use proptest::prelude::*;

fn tier(text: &str) -> Tier {
    assess(text, About::default()).tier
}

/// The categories found, gravest first, each once.
fn categories(text: &str) -> Vec<Category> {
    let mut found: Vec<Category> =
        assess(text, About::default()).findings.iter().map(|finding| finding.category).collect();
    found.dedup();
    found
}

#[test]
fn built_in_rules_load_and_name_themselves() {
    let rules = RuleSet::built_in().unwrap_or_else(|error| panic!("{error}"));
    let version = &rules.version().0;
    assert!(version.starts_with("1-") && version.len() == 10, "{version}");
    assert_eq!(assess("Hello", About::default()).rules, *rules.version());
}

/// The lines of a file of examples.
fn examples(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn danger_alerts_and_its_look_alike_does_not() {
    for line in examples(include_str!("tests/pairs.tsv")) {
        let [category, danger, harmless] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let keys: Vec<&str> = categories(danger).into_iter().map(Category::key).collect();
        assert_eq!(tier(danger), Tier::Alert, "{danger}");
        assert!(keys.contains(&category), "{danger}: {keys:?}");
        assert!(
            tier(harmless) < Tier::Alert,
            "{harmless}: {:?}",
            assess(harmless, About::default()).findings
        );
    }
}

#[test]
fn practice_business_is_quiet() {
    for text in examples(include_str!("tests/quiet.txt")) {
        let found = assess(text, About::default());
        assert_eq!(found.tier, Tier::None, "{text}: {:?}", found.findings);
    }
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
[lists]
[language]
english = "the pain in my chest"
other = ""
"#;

const CONTEXT: &str = r#"
breakers = ["but"]
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

const RULE: &str = "[[rule]]\nid = \"T-1\"\ncategory = \"sepsis_infection\"\nwhy = \"Test\"\n";

#[test]
fn a_rule_for_an_age_needs_the_age() {
    let rules = compiled(&format!("{RULE}tier = \"alert\"\nmax_age = 1\npatterns = [\"hot\"]")).unwrap();
    for (age, expected) in
        [(Some(0), Tier::Alert), (Some(1), Tier::Alert), (Some(2), Tier::None), (None, Tier::None)]
    {
        assert_eq!(rules.assess("the baby is hot", About { age }).tier, expected, "{age:?}");
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
    ];
    for rule in wrong {
        assert!(compiled(&rule).is_err(), "{rule}");
    }
    assert!(compiled(&format!("{RULE}tier = \"alert\"\npatterns = [\"hot\"]")).is_ok());
}

/// A text made of what the rules look for, thirty-two times as long, may take a hundred times as long on a busy machine; were
/// anything quadratic it would be a thousand.
#[test]
fn long_hostile_texts_take_time_in_proportion() {
    let rules = RuleSet::built_in().unwrap();
    let time = |text: &str| {
        let measure = || {
            let started = std::time::Instant::now();
            std::hint::black_box(rules.assess(text, About::default()));
            started.elapsed().as_secs_f64()
        };
        (0..3).map(|_| measure()).fold(f64::MAX, f64::min)
    };
    for unit in [
        "no chest pain ",
        "a ",
        "took ",
        "kill myself my daughter took tablets and ",
        "no not ",
        "((",
        "\u{200b}é",
    ] {
        let (short, long) = (unit.repeat(2_000 / unit.len()), unit.repeat(64_000 / unit.len()));
        let ratio = time(&long) / time(&short);
        assert!(ratio < 300.0, "{unit:?}: 32 times the text took {ratio:.0} times as long");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_the_same_twice_and_points_within_itself(text in "\\PC{0,300}", more in "( |no|chest pain|want to die|😀|\\.|my baby|\n){0,30}") {
        let text = format!("{text}{more}");
        let found = assess(&text, About { age: Some(40) });
        prop_assert_eq!(&found, &assess(&text, About { age: Some(40) }));
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
