use super::super::{
    About, Assessment, RuleSet, RuleSetVersion, Tier, WhyUnassessed, assess, with_second_reader,
};
use super::*;
use proptest::prelude::*;

fn weights() -> &'static Weights {
    built_in().expect("the model is built in")
}

fn alone(text: &str) -> Assessment {
    RuleSet::built_in().unwrap_or_else(|error| panic!("{error}")).assess(text, About::default())
}

fn found(tier: Tier) -> Assessment {
    Assessment {
        rules: RuleSetVersion("1-00000000".to_owned()),
        tier,
        findings: vec![],
        reader: None,
        reads_like: None,
    }
}

/// Lines `text <tab> score`, as the training wrote them.
fn known() -> impl Iterator<Item = (&'static str, f32)> {
    let lines = include_str!("known.tsv").lines();
    lines.map(|line| line.split_once('\t').unwrap()).map(|(text, score)| (text, score.parse().unwrap()))
}

/// Dangers in words that no rule has.
const PARAPHRASES: [&str; 3] = [
    "He keeps dropping his cup and his smile is only on one half since breakfast.",
    "He just stares through us and his lips look like he has eaten blueberries",
    "one side of the ladder of my legs is cold white and dead to touch since the night",
];

#[test]
fn model_names_itself_and_is_small() {
    let name = version().unwrap();
    assert!(name.starts_with("1-") && name.len() == 10, "{name}");
    assert!(include_bytes!("model.bin").len() < 5_000_000);
}

#[test]
fn scores_are_those_of_the_training() {
    for (text, score) in known() {
        let ours = Reading::new(text, weights()).score(weights());
        assert!((ours - score).abs() < 0.002, "{text}: {ours}, not {score}");
        assert_eq!(reads_like(text).is_some(), ours > weights().threshold, "{text}");
    }
}

#[test]
fn paraphrase_that_no_rule_names_becomes_a_check() {
    for text in PARAPHRASES {
        let (rules, both) = (alone(text), assess(text, About::default()));
        assert_eq!(rules.tier, Tier::None, "{text}: {:?}", rules.findings);
        assert_eq!(both.tier, Tier::Check, "{text}");
        assert!(both.reads_like.is_some() && both.findings.is_empty(), "{text}");
        assert_eq!(both.reader.as_deref(), version(), "{text}");
    }
}

#[test]
fn everyday_business_reads_like_nothing() {
    for text in [
        "Please can I order my repeat of amlodipine and collect it on Friday",
        "Do I need to fast before the blood test on Tuesday?",
        "Thanks for the letter, my new address is 14 Mill Lane",
        "What are the opening times over the bank holiday",
    ] {
        assert_eq!(reads_like(text), None, "{text}");
    }
}

#[test]
fn what_the_rules_could_not_read_stays_unassessed() {
    for text in ["Boli mnie w klatce piersiowej i nie mogę oddychać, proszę pomóc", "😀", ""] {
        let both = assess(text, About::default());
        assert!(matches!(both.tier, Tier::Unassessed { .. }), "{text}");
        assert_eq!((both.reader, both.reads_like), (None, None), "{text}");
    }
}

#[test]
fn the_end_of_a_very_long_message_is_read() {
    let danger = "My chest is tight and I cannot get my breath, my arm has gone heavy and I am sweating.";
    let padding = "Please could I have my repeat prescription on Friday. ".repeat(20_000);
    assert!(reads_like(danger).is_some());
    assert_eq!(reads_like(&padding), None);
    let reading = Reading::new(&format!("{padding}\n{danger}"), weights());
    let alone = Reading::new(danger, weights());
    assert!(
        reading.words.ends_with(
            &alone
                .words
                .iter()
                .skip(1)
                .map(|(speaks, _)| (*speaks, reading.words.last().unwrap().1))
                .collect::<Vec<_>>()
        )
    );
    assert!(reading.words.len() < 3_000, "{}", reading.words.len());
}

#[test]
fn a_short_danger_among_everyday_sentences_is_heard() {
    let text = "Please could I have my repeat on Friday, the ramipril and the statin. He keeps dropping his cup and half \
        his mouth isnt working properly, started at breakfast, he wont let me ring anyone.";
    assert!(reads_like(text).is_some());
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let whole: &[u8] = include_bytes!("model.bin");
    for broken in [&[][..], b"READER1\n", &whole[..whole.len() - 1], &whole[8..]] {
        assert!(Weights::parse(broken.to_vec().leak()).is_none());
    }
}

#[test]
fn the_vote_makes_a_check_of_nothing_and_touches_no_other_tier() {
    let danger = PARAPHRASES[0];
    assert_eq!(with_second_reader(found(Tier::None), danger).tier, Tier::Check);
    assert_eq!(
        with_second_reader(found(Tier::None), "Please send my prescription to Boots").tier,
        Tier::None
    );
    let (unread, not_asked) = (Tier::Unassessed { why: WhyUnassessed::Language }, (None, None));
    for rules in [unread, Tier::Check, Tier::Alert] {
        let both = with_second_reader(found(rules), danger);
        assert_eq!(
            (both.tier, both.reader, both.reads_like.map(|like| like.chance)),
            (rules, not_asked.0.clone(), not_asked.1)
        );
    }
}

#[test]
fn an_assessment_of_before_the_second_reader_still_reads_and_is_written_the_same() {
    let old = r#"{"rules":"1-a955b8f9","tier":{"kind":"check"},"findings":[]}"#;
    let read: Assessment = serde_json::from_str(old).unwrap();
    assert_eq!((&read.reader, read.reads_like, read.tier), (&None, None, Tier::Check));
    assert_eq!(serde_json::to_string(&read).unwrap(), old);
    assert!(!read.is_lowered());
}

#[test]
fn what_it_reads_like_is_kept_with_the_reader_that_said_it() {
    let both = assess(PARAPHRASES[0], About::default());
    let kept = serde_json::to_string(&both).unwrap();
    assert!(
        kept.contains(&format!(r#""reader":"{}","readsLike":{{"category":"#, version().unwrap())),
        "{kept}"
    );
    assert_eq!(serde_json::from_str::<Assessment>(&kept).unwrap(), both);
}

#[test]
fn the_reader_never_quotes() {
    for text in PARAPHRASES {
        let both = assess(&text.replace("he ", "zanzibar ").replace("she ", "zanzibar "), About::default());
        let kept = format!("{both:?}{}", serde_json::to_string(&both).unwrap());
        let words = text.split(' ').filter(|word| word.len() > 6);
        assert!(words.chain(["zanzibar"]).all(|word| !kept.contains(word)), "{kept}");
    }
}

#[test]
fn the_reader_looks_at_a_bounded_part_of_a_hostile_text() {
    // Steps and not seconds, as with the rules: what a word costs is bounded, so the number of words is the cost.
    for unit in
        ["a ", "?", "zq", "é ", "zqxjkvbpzqxjkvbpzqxjkvbpzqxjkvbp ", "\u{200b}", "I feel a bit. ", "\n"]
    {
        let text = unit.repeat(1_000_000 / unit.len());
        let reading = Reading::new(&text, weights());
        assert!(reading.words.len() <= 1_500 + 4_096, "{unit:?}: {} words", reading.words.len());
        assert!(
            reading.pieces.len() <= 32 * reading.words.len(),
            "{unit:?}: {} pieces",
            reading.pieces.len()
        );
        assert!(reading.score(weights()).is_finite(), "{unit:?}");
    }
}

proptest! {
    #[test]
    fn the_second_reader_never_lowers_and_is_always_the_same(text in "\\PC{0,300}|([a-z]{1,7} ){0,40}|(he|she|cold|blue|wont|wake|breath|my|chest| |\\.){0,40}") {
        let (rules, both) = (alone_once(&text), assess(&text, About::default()));
        prop_assert_eq!(both.tier, if both.reads_like.is_some() { Tier::Check } else { rules.tier });
        prop_assert!(both.reads_like.is_none() || rules.tier == Tier::None);
        prop_assert_eq!(&both.findings, &rules.findings);
        prop_assert_eq!(assess(&text, About::default()), both);
    }

    #[test]
    fn words_of_every_text_are_cut_without_end(text in "[a-z'? \\n]{0,200}|\\PC{0,200}") {
        let reading = Reading::new(&text, weights());
        prop_assert!(reading.score(weights()).is_finite());
        let in_windows: usize = reading.windows().iter().map(|window| window.len()).sum();
        prop_assert_eq!(in_windows, reading.words.len());
    }
}

fn alone_once(text: &str) -> Assessment {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES
        .get_or_init(|| RuleSet::built_in().unwrap_or_else(|error| panic!("{error}")))
        .assess(text, About::default())
}
