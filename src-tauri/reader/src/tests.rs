use super::*;
use domain::risk::{About, Tier, assess};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::load().expect("the model is built in"))
}

fn score(text: &str) -> f32 {
    reader().thread.install(|| reader().reading(text)).expect("it is read").score
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
fn model_names_itself_and_its_head_was_trained_with_its_encoder() {
    let name = reader().version();
    assert!(name.starts_with("2-") && name.len() == 10, "{name}");
    let encoder: &[u8] = include_bytes!("encoder.bin");
    assert_eq!(reader().head.encoder, Sha256::digest(encoder).to_vec());
    assert!(encoder.len() < 20_000_000);
}

/// Python's fractions are added in another order, and one that is rounded the other way moves those after it.
#[test]
fn scores_are_those_of_the_training() {
    let apart: Vec<f32> = known().map(|(text, known)| (score(text) - known).abs()).collect();
    assert!(apart.iter().all(|apart| *apart < 0.5), "{apart:?}");
    assert!(numbers::sum(&apart) / (apart.len() as f32) < 0.1, "{apart:?}");
}

#[test]
fn paraphrase_that_no_rule_names_becomes_a_check() {
    for text in PARAPHRASES {
        let mut both = assess(text, About::default());
        assert!(both.awaits_second_reader(), "{text}: {:?}", both.findings);
        both.read_again(&reader().read(text));
        assert_eq!((both.tier, both.reader.as_deref()), (Tier::Check, Some(reader().version())), "{text}");
        assert!(both.reads_like.is_some() && both.findings.is_empty(), "{text}");
    }
}

#[test]
fn everyday_business_reads_like_nothing() {
    for text in [
        "Please can I order my repeat of amlodipine and collect it on Friday",
        "Do I need to fast before the blood test on Tuesday?",
        "Thanks for the letter, my new address is 14 Mill Lane",
        "What are the opening times over the bank holiday",
        "",
        "😀",
    ] {
        assert_eq!(reader().read(text).reads_like, None, "{text}");
    }
}

#[test]
fn a_reading_is_the_same_to_the_bit() {
    for (text, _) in known() {
        assert_eq!(score(text).to_bits(), score(text).to_bits(), "{text}");
    }
    let another = Reader::load().unwrap();
    let again = another.thread.install(|| another.reading(PARAPHRASES[0])).unwrap().score;
    assert_eq!(again.to_bits(), score(PARAPHRASES[0]).to_bits());
}

#[test]
fn the_end_of_a_very_long_message_is_read() {
    let danger = PARAPHRASES[0];
    let padding = "Please could I have my repeat prescription on Friday. ".repeat(20_000);
    assert!(reader().read(danger).reads_like.is_some());
    assert!(score(&format!("{padding}\n{danger}")) > score(&padding) + 1.0);
}

#[test]
fn a_short_danger_among_everyday_sentences_is_heard() {
    let text = "Please could I have my repeat on Friday, the ramipril and the statin. He keeps dropping his cup and half \
        his mouth isnt working properly, started at breakfast, he wont let me ring anyone.";
    assert!(reader().read(text).reads_like.is_some());
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let (encoder, head): (&'static [u8], &[u8]) = (include_bytes!("encoder.bin"), include_bytes!("head.bin"));
    for broken in [&[][..], b"READER2\n", &head[..head.len() - 1], &head[8..]] {
        assert!(Head::parse(broken).is_none());
    }
    for broken in [&[][..], b"ENCODE1\n", &encoder[..encoder.len() - 1], &encoder[8..]] {
        assert!(Encoder::parse(broken).is_none());
    }
}

#[test]
fn the_reader_never_quotes() {
    for text in PARAPHRASES {
        let said = format!("{:?}", reader().read(&text.replace("he ", "zanzibar ")));
        let words = text.split(' ').filter(|word| word.len() > 6);
        assert!(words.chain(["zanzibar"]).all(|word| !said.contains(word)), "{said}");
    }
}

#[test]
fn a_hostile_text_is_read_in_bounded_time() {
    for unit in
        ["a ", "?", "zq", "é ", "zqxjkvbpzqxjkvbpzqxjkvbpzqxjkvbp ", "\u{200b}", "I feel a bit. ", "\n"]
    {
        let text = unit.repeat(1_000_000 / unit.len());
        let words = Words::read(&text);
        assert!(words.len() <= 1_500 + 4_096, "{unit:?}: {} words", words.len());
        let tokens = reader().thread.install(|| reader().tokens(&words)).unwrap();
        assert!(tokens.len() <= PASSES * TOKENS, "{unit:?}: {} tokens", tokens.len());
        let begun = Instant::now();
        assert!(score(&text).is_finite(), "{unit:?}");
        // Many times what it takes, for a computer that is busy; a pass for every word would take minutes.
        assert!(begun.elapsed() < Duration::from_secs(5), "{unit:?}: {:?}", begun.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_text_is_read_and_its_windows_are_its_words(text in "[a-z'? \\n.]{0,200}|\\PC{0,200}|([a-z]{1,7} ){0,80}") {
        let words = Words::read(&text);
        prop_assert!(score(&text).is_finite());
        let ranges = words.windows(WINDOW);
        prop_assert!(ranges.iter().zip(ranges.iter().skip(1)).all(|(one, next)| one.end == next.start));
        prop_assert_eq!((ranges[0].start, ranges.last().unwrap().end), (0, words.len()));
    }

    #[test]
    fn passes_hold_every_piece_once_and_in_order(text in "([a-z]{1,7} |\\. ){0,300}") {
        let words = Words::read(&text);
        let passes = words.passes(&reader().vocabulary, TOKENS);
        prop_assert!(passes.iter().all(|pass| !pass.is_empty() && pass.len() <= TOKENS));
        let mut pieces = Vec::new();
        words.iter().for_each(|(word, _)| reader().vocabulary.cut(word, &mut pieces));
        let given: Vec<u32> = passes.iter().flatten().map(|(piece, _)| *piece).collect();
        prop_assert_eq!(given, pieces);
    }
}
