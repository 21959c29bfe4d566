//! Texts made to be slow: the work stays within a bound, and what is at the end is still seen.
//!
//! Steps are counted, not seconds, so that a busy machine proves the same as an idle one. A step is a phrase seen or a phrase
//! joined to a pattern it serves; the figures in time stand with the benchmark.

use super::super::normal::normalise;
use super::*;

/// Long enough that a quadratic would take minutes, short enough for a debug build.
const LONG: usize = 200_000;

/// What a text costs: steps, and words.
fn cost(rules: &RuleSet, text: &str) -> (usize, usize) {
    let normal = normalise(text, &rules.spelling);
    (rules.patterns.scan(&normal).steps, normal.words().count())
}

fn units() -> Vec<String> {
    let everything =
        ["self-harm", "violence", "heart-lungs", "brain", "infection-blood", "body", "pregnancy"]
            .iter()
            .map(|file| {
                std::fs::read_to_string(format!("{}/rules/{file}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
            })
            .collect::<String>();
    let mut units: Vec<String> = [
        "no chest pain ",
        "a ",
        "my ",
        "took ",
        "kill myself my daughter took tablets and ",
        "no not ",
        "((",
        "\u{200b}é",
        "not pain in my chest and arm leg face head stomach back ",
        "i he she they is was has been and in on of my his her ",
        "pain. ",
        "x",
        "1 2 3 ",
        "aaa",
        "can not ",
        "unconcsious ",
    ]
    .map(str::to_owned)
    .into();
    units.push(everything);
    units
}

#[test]
fn a_long_text_of_anything_takes_a_bounded_number_of_steps() {
    let rules = RuleSet::built_in().unwrap();
    for unit in units() {
        let text = unit.repeat(LONG / unit.len() + 1);
        let (steps, words) = cost(&rules, &text);
        assert!(steps < 8 * words + 300_000, "{:?}: {steps} steps for {words} words", unit.get(..40));
    }
}

#[test]
fn ten_thousand_ordinary_words_are_read_closely() {
    let rules = RuleSet::built_in().unwrap();
    let texts = include_str!("../../../tests/contrast/quiet.toml");
    let ordinary: String =
        texts.lines().filter(|line| line.starts_with("  \"")).collect::<Vec<_>>().join(" ");
    let text = ordinary.repeat(10_000 / ordinary.split(' ').count() + 1);
    let found = rules.assess(&text, About::default());
    assert!(!found.findings.iter().any(|one| one.rule == "LONG-1"), "{} bytes", text.len());
}

#[test]
fn danger_behind_much_noise_is_seen() {
    let rules = RuleSet::built_in().unwrap();
    let noise = "my dad took no pain in his chest and i was not in a bit of a my the ".repeat(4_000);
    for (danger, tier, category) in [
        ("I want to kill myself", Tier::Alert, Category::SuicideSelfHarm),
        ("her speech came out slurred", Tier::Check, Category::Stroke),
    ] {
        let found = rules.assess(&format!("{noise}. {danger}"), About::default());
        assert!(found.findings.iter().any(|one| one.tier >= tier && one.category == category), "{danger}");
        assert!(found.findings.iter().any(|one| one.rule == "LONG-1"), "{danger}");
    }
}

#[test]
fn a_long_text_without_danger_is_for_a_person_to_read() {
    let text = "my his her in on at the a and of with is was he she ".repeat(5_000);
    let found = assess(&text, About::default());
    assert!(found.tier == Tier::Check || found.findings.is_empty(), "{:?}", found.findings);
}
