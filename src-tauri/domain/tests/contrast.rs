//! Danger beside its look-alike, and everyday business, in patients' words: what the rules must tell apart.
//!
//! The words stand in `contrast/*.toml`, written by hand and by nobody's patients. Every failing line is reported at once, so that
//! whoever changes a rule sees all it does. What must alert has to name its category too; what is only business must find nothing.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at once"
)]

use domain::risk::{About, Category, Tier, assess};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A danger, and what looks like it.
#[derive(Deserialize)]
struct Pairs {
    pairs: Vec<(String, String)>,
}

/// What must find nothing.
#[derive(Deserialize)]
struct Texts {
    texts: Vec<String>,
}

fn pairs() -> Vec<(String, String, String)> {
    let files = [
        include_str!("contrast/plain.toml"),
        include_str!("contrast/mind.toml"),
        include_str!("contrast/chest-brain.toml"),
        include_str!("contrast/body.toml"),
    ];
    let read = |file: &str| toml::from_str::<BTreeMap<String, Pairs>>(file).expect("a file of pairs");
    let of_category = |(category, all): (String, Pairs)| {
        all.pairs.into_iter().map(move |(danger, like)| (category.clone(), danger, like))
    };
    files.into_iter().flat_map(read).flat_map(of_category).collect()
}

fn quiet() -> Vec<String> {
    let read = toml::from_str::<BTreeMap<String, Texts>>(include_str!("contrast/quiet.toml"));
    read.expect("a file of texts").into_values().flat_map(|all| all.texts).collect()
}

/// The lines that are not as expected, one under the other.
fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn danger_alerts_and_names_its_category() {
    let wrong = pairs().into_iter().filter_map(|(category, danger, _)| {
        let found = assess(&danger, About::default());
        let names: Vec<&str> = found.findings.iter().map(|one| one.category.key()).collect();
        let right = found.tier == Tier::Alert && names.contains(&category.as_str());
        (!right).then(|| format!("{category}: {danger}: {:?} {names:?}", found.tier))
    });
    report(&wrong.collect::<Vec<_>>());
}

#[test]
fn its_look_alike_does_not_alert() {
    let wrong = pairs().into_iter().filter_map(|(category, _, like)| {
        let found = assess(&like, About::default());
        let rules: Vec<&str> = found.findings.iter().map(|one| one.rule.as_str()).collect();
        (found.tier >= Tier::Alert).then(|| format!("{category}: {like}: {rules:?}"))
    });
    report(&wrong.collect::<Vec<_>>());
}

#[test]
fn everyday_business_finds_nothing() {
    let wrong = quiet().into_iter().filter_map(|text| {
        let found = assess(&text, About::default());
        let rules: Vec<&str> = found.findings.iter().map(|one| one.rule.as_str()).collect();
        (found.tier != Tier::None).then(|| format!("{text}: {:?} {rules:?}", found.tier))
    });
    report(&wrong.collect::<Vec<_>>());
}

/// Texts of one kind, by what each must come to.
#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    alert: Vec<String>,
    /// Anything but an alert.
    #[serde(default)]
    quiet: Vec<String>,
    #[serde(default)]
    unassessed: Vec<String>,
    #[serde(default)]
    none: Vec<String>,
}

#[test]
fn kinds_once_read_wrongly_are_read_rightly() {
    let kinds = toml::from_str::<BTreeMap<String, Kind>>(include_str!("contrast/kinds.toml")).expect("kinds");
    let mut wrong = Vec::new();
    for (name, kind) in kinds {
        let mut check = |texts: Vec<String>, right: fn(Tier) -> bool| {
            wrong.extend(texts.into_iter().filter_map(|text| {
                let found = assess(&text, About::default());
                (!right(found.tier)).then(|| format!("{name}: {text}: {:?} {:?}", found.tier, found.findings))
            }));
        };
        check(kind.alert, |tier| tier == Tier::Alert);
        check(kind.quiet, |tier| tier < Tier::Alert);
        check(kind.unassessed, |tier| matches!(tier, Tier::Unassessed { .. }));
        check(kind.none, |tier| tier == Tier::None);
    }
    report(&wrong);
}

#[test]
fn every_category_has_its_pairs() {
    let pairs = pairs();
    let few: Vec<&str> = Category::ALL
        .iter()
        .map(|category| category.key())
        .filter(|key| pairs.iter().filter(|(category, ..)| category == key).count() < 8)
        .collect();
    assert_eq!(few, [""; 0], "categories with fewer than eight pairs");
    assert!(pairs.len() >= 400 && quiet().len() >= 100);
}
