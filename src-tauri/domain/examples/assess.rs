//! Assesses a file of messages by the built-in rules and the second reader: `cargo run --release -p domain --example assess -- IN.jsonl OUT.jsonl`.
//!
//! Reads `{"id","text"}` lines and writes `{"id","tier","high","check","categories","rules","readsLike","chance"}` lines; says how fast it was. For people
//! who write rules: it measures, it decides nothing.

use domain::risk::{About, RuleSet, Tier, WhyUnassessed, assess};
use std::io::Write;

#[derive(serde::Deserialize)]
struct Message {
    id: String,
    text: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args().skip(1);
    let (Some(input), Some(output)) = (paths.next(), paths.next()) else {
        return Err("IN.jsonl OUT.jsonl".into());
    };
    let lines = std::fs::read_to_string(input)?;
    let messages = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Message>, _>>()?;
    let rules = RuleSet::built_in()?;
    let mut file = std::fs::File::create(output)?;
    for message in &messages {
        let found = assess(&message.text, About::default());
        let mut categories: Vec<&str> = found.findings.iter().map(|finding| finding.category.key()).collect();
        categories.dedup();
        let of: Vec<&str> = found.findings.iter().map(|finding| finding.rule.as_str()).collect();
        let tier = match found.tier {
            Tier::Alert => "alert",
            Tier::Check => "check",
            Tier::None => "none",
            Tier::Unassessed {
                why: WhyUnassessed::Language | WhyUnassessed::NoWords | WhyUnassessed::NoRules,
            } => "unassessed",
        };
        let high = found.tier == Tier::Alert;
        let line = serde_json::json!({"id": message.id, "tier": tier, "high": high, "check": high || tier == "check",
            "categories": categories, "rules": of,
            "readsLike": found.reads_like.map(|like| like.category.key()), "chance": found.reads_like.map(|like| like.chance)});
        writeln!(file, "{line}")?;
    }
    speed("rules alone", &messages, |text| rules.assess(text, About::default()).tier)?;
    speed("rules and second reader", &messages, |text| assess(text, About::default()).tier)?;
    Ok(())
}

fn speed(who: &str, messages: &[Message], read: impl Fn(&str) -> Tier) -> std::io::Result<()> {
    let started = std::time::Instant::now();
    let rounds = 20;
    for _ in 0..rounds {
        for message in messages {
            std::hint::black_box(read(&message.text));
        }
    }
    let rate = (rounds * messages.len()) as f64 / started.elapsed().as_secs_f64();
    writeln!(std::io::stdout(), "{who}: {} messages, {rate:.0} a second", messages.len())
}
