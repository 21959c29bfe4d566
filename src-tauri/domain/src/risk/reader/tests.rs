use super::super::{About, Assessment, RuleSet, RuleSetVersion, Tier, WhyUnassessed, assess};
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
    for text in [
        "He keeps dropping his cup and half his mouth isnt working properly, started at breakfast, he wont let me ring anyone",
        "Can't see a way out of this any more, I've got the tablets lined up on the side",
        "she wont wake up properly and her skin looks all blotchy and cold, not had a wet nappy since last night",
    ] {
        let (rules, both) = (alone(text), assess(text, About::default()));
        assert!(both.reads_like.is_some(), "{text}");
        assert_eq!(both.tier, rules.tier.max(Tier::Check), "{text}");
        assert_eq!(both.findings, rules.findings, "{text}");
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
    let text = "Please could I have my repeat on Friday. The ramipril and the statin. Could you also update my address to 4 Mill Lane. \
        He keeps dropping his cup and half his mouth isnt working properly, started at breakfast, he wont let me ring anyone. \
        Thanks for the flu jab letter as well.";
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
fn the_vote_raises_nothing_to_a_check_and_touches_no_other_tier() {
    let danger = "she wont wake up properly and her skin looks all blotchy and cold";
    for (rules, both) in [
        (Tier::None, Tier::Check),
        (Tier::Check, Tier::Check),
        (Tier::Alert, Tier::Alert),
        (
            Tier::Unassessed { why: WhyUnassessed::Language },
            Tier::Unassessed { why: WhyUnassessed::Language },
        ),
    ] {
        assert_eq!(found(rules).with_second_reader(danger).tier, both);
        assert_eq!(found(rules).with_second_reader("Please send my prescription to Boots").tier, rules);
    }
}

#[test]
fn an_assessment_of_before_the_second_reader_still_reads() {
    let old = r#"{"rules":"1-a955b8f9","tier":{"kind":"check"},"findings":[]}"#;
    let read: Assessment = serde_json::from_str(old).unwrap();
    assert_eq!((read.reader, read.reads_like, read.tier), (None, None, Tier::Check));
    assert!(!found(Tier::Check).is_lowered());
}

proptest! {
    #[test]
    fn the_second_reader_never_lowers_and_is_always_the_same(text in "\\PC{0,300}") {
        let (rules, both) = (alone_once(&text), assess(&text, About::default()));
        prop_assert!(both.tier >= rules.tier);
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
