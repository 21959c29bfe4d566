//! What the engine costs, measured: `cargo xtask bench` runs this and reads its lines.
//!
//! `bench [NAME…] [--quick]` with the names ingest, letter, alert, reply, inbox, search, unlock, risk; none means all.
//! Every figure stands beside a floor from the same run: the same work with nothing of ours around it. Letters are
//! invented with a fixed seed. What the window costs (start, memory, idle) is measured from outside, by xtask.

mod floor;
mod ingest;
mod live;
mod measure;
mod practice;
mod waits;
mod words;

use domain::risk::{About, assess};
use floor::Floor;
use ingest::Size;
use measure::{Done, figure};
use practice::Practice;
use std::time::Instant;

const NAMES: [&str; 8] = ["ingest", "letter", "alert", "reply", "inbox", "search", "unlock", "risk"];

/// What was asked for.
struct Asked {
    names: Vec<String>,
    quick: bool,
}

impl Asked {
    fn parse(arguments: impl Iterator<Item = String>) -> Done<Self> {
        let (flags, names): (Vec<_>, Vec<_>) = arguments.partition(|argument| argument.starts_with('-'));
        if let Some(unknown) = flags.iter().find(|flag| *flag != "--quick") {
            return Err(format!("there is no option {unknown}").into());
        }
        if let Some(unknown) = names.iter().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(format!("there is no measurement {unknown}; there are {}", NAMES.join(", ")).into());
        }
        Ok(Self { names, quick: !flags.is_empty() })
    }

    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| wanted == name)
    }

    /// How often, quickly or in full.
    fn often(&self, quick: usize, full: usize) -> usize {
        if self.quick { quick } else { full }
    }
}

#[tokio::main]
async fn main() -> Done {
    let asked = Asked::parse(std::env::args().skip(1))?;
    if asked.wants("risk") {
        risk(&asked)?;
    }
    if ["alert", "reply", "letter"].into_iter().any(|name| asked.wants(name)) {
        live(&asked).await?;
    }
    if ["ingest", "inbox", "search", "unlock"].into_iter().any(|name| asked.wants(name)) {
        desk(&asked).await?;
    }
    Ok(())
}

async fn live(asked: &Asked) -> Done {
    let practice = Practice::open().await?;
    let floor = Floor::create(practice.folder.path()).await?;
    if asked.wants("reply") {
        live::reply(&practice, &floor, asked.often(100, 1_000)).await?;
    }
    if asked.wants("alert") {
        live::alert(&practice, asked.often(100, 1_000)).await?;
    }
    if asked.wants("letter") {
        practice.settle(0).await?;
        live::letter(&practice, asked.often(500, 5_000)).await?;
    }
    floor.store.close().await;
    practice.close().await;
    Ok(())
}

async fn desk(asked: &Asked) -> Done {
    let practice = Practice::open().await?;
    let floor = Floor::create(practice.folder.path()).await?;
    let quick = Size { conversations: 10_000, letters: 1 };
    let size = if asked.quick { quick } else { Size { conversations: 100_000, letters: 10 } };
    ingest::fill(&practice, &floor, size, asked.wants("ingest")).await?;
    if asked.wants("inbox") {
        waits::inbox(&practice, asked.often(300, 2_000)).await?;
    }
    if asked.wants("search") {
        waits::search(&practice, asked.often(100, 500)).await?;
    }
    if asked.wants("unlock") {
        waits::unlock(&practice, &floor, asked.often(5, 20)).await?;
    } else {
        floor.store.close().await;
    }
    practice.close().await;
    Ok(())
}

/// Messages read in a second, on one core: by the rules, and afterwards by the second reader.
fn risk(asked: &Asked) -> Done {
    let gateway = engine::set_up::OWN_GATEWAY.parse()?;
    let mut writing = words::Writing::new(5, gateway, engine::Clock::system().now());
    let mut texts: Vec<String> = (0..2_000).map(|_| writing.text()).collect();
    for text in texts.iter_mut().step_by(10) {
        text.push(' ');
        text.push_str(words::DANGEROUS);
    }
    let (rounds, about) = (asked.often(5, 50), About { age: Some(50), ..About::default() });
    let rate = |rounds: usize, read: &dyn Fn(&str)| {
        read(words::DANGEROUS);
        let begun = Instant::now();
        std::iter::repeat_n(&texts, rounds).flatten().for_each(|text| read(text));
        (rounds * texts.len()) as f64 / begun.elapsed().as_secs_f64()
    };
    let by_rules = |text: &str| drop(std::hint::black_box(assess(text, about)));
    figure("risk", "messages/s", rate(rounds, &by_rules), None, rounds * texts.len());
    let reader = reader::Reader::load().ok_or("the second reader cannot be loaded")?;
    let again = |text: &str| drop(std::hint::black_box(reader.read(text)));
    figure("risk second reader", "messages/s", rate(1, &again), None, texts.len());
    Ok(())
}
