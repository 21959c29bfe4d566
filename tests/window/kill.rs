//! The power goes, again and again, while people work.

use crate::practice::{Practice, Sitting, now, row};
use journeys::letters::{free_text_reply, post};
use journeys::window::keys;
use std::time::Duration;

const TABLETS: &str = "Which day can I collect my tablets?";
const MOVED: &str = "We have moved house.";
const JOS: &str = "They are here from Thursday, Rory, and the desk is open until";
const PRIYAS: &str = "Thank you, Eleanor. The new address is in your record.";

/// Letters that the doors took; of the last one nobody knows, as the power went while it was on its way.
#[derive(Default)]
struct Post {
    accepted: Vec<String>,
    unknown: Vec<String>,
}

impl Post {
    /// One letter, accepted.
    fn one(&mut self, desk: &Sitting, words: &str) {
        desk.post(&letter(words));
        self.accepted.push(words.to_owned());
    }

    /// Letters one after another until the power goes, after this time.
    fn until_killed(&mut self, desk: Sitting, after: Duration, round: &str) {
        let base = desk.base();
        let round = round.to_owned();
        let sender = std::thread::spawn(move || {
            let mut post_bag = Self::default();
            for number in 1..=4 {
                let words = format!("Round {round}, letter {number}: is the desk open on Saturday?");
                let taken = post(&base, &letter(&words)).is_ok_and(|status| status == 202);
                if taken {
                    post_bag.accepted.push(words)
                } else {
                    return Self { unknown: vec![words], ..post_bag };
                }
            }
            post_bag
        });
        std::thread::sleep(after);
        desk.window.kill().unwrap();
        let sent = sender.join().unwrap();
        self.accepted.extend(sent.accepted);
        self.unknown.extend(sent.unknown);
    }
}

fn letter(words: &str) -> String {
    free_text_reply("9990000050", words, &now())
}

fn draft(desk: &Sitting) -> String {
    desk.window.value_of("textarea[data-composer]").unwrap()
}

#[test]
fn kill_minus_nine_loses_nothing_accepted_or_typed_and_doubles_nothing() {
    let practice = Practice::new();
    let mut letters = Post::default();

    // While Jo writes, as soon as a letter has been accepted.
    let desk = practice.open();
    let code = desk.sign_in("Jo Marsden");
    desk.open_by_keyboard(TABLETS);
    desk.write(JOS);
    letters.one(&desk, "Round one: is the desk open at Easter?");
    desk.window.kill().unwrap();

    // While nobody is signed in, in the middle of the post.
    letters.until_killed(practice.open(), Duration::from_millis(60), "two");

    // While Priya writes and the post comes in.
    let desk = practice.open();
    let priyas = desk.sign_in("Priya Nair");
    desk.open_by_keyboard(MOVED);
    assert_eq!(draft(&desk), "", "a draft is its writer's");
    desk.triage_by_keyboard();
    desk.write(PRIYAS);
    letters.until_killed(desk, Duration::from_millis(250), "three");

    // In the middle of a send.
    let desk = practice.open();
    desk.sign_in_unlike("Priya Nair", &priyas);
    desk.open_by_keyboard(MOVED);
    assert_eq!(draft(&desk), PRIYAS);
    desk.press_step(&['a']);
    desk.window.click(".whensent option[value=requestDone]").unwrap();
    desk.press_step(&[keys::CONTROL, keys::ENTER]);
    std::thread::sleep(Duration::from_millis(40));
    desk.window.kill().unwrap();

    // Everything is there, once.
    let desk = practice.open();
    desk.sign_in_unlike("Jo Marsden", &code);
    for words in &letters.accepted {
        desk.wait_in_list(words);
    }
    assert!(letters.accepted.len() >= 3, "the doors took letters: {:?}", letters.accepted);
    let listed = desk.listed();
    let times = |words: &String| listed.iter().filter(|row| row.contains(words.as_str())).count();
    assert!(letters.accepted.iter().all(|words| times(words) == 1), "{listed:?}");
    assert!(letters.unknown.iter().all(|words| times(words) <= 1), "{listed:?}");
    desk.open_by_keyboard(TABLETS);
    assert_eq!(draft(&desk), JOS);
    sent_once_or_not_at_all(&practice, &desk);
}

/// The answer went out with everything that belongs to it, or not at all.
fn sent_once_or_not_at_all(practice: &Practice, desk: &Sitting) {
    desk.window.press(&[keys::ESCAPE]).unwrap();
    desk.window.press(&[keys::CONTROL, 'f']).unwrap();
    desk.window.type_into("[data-region=list] input", "moved house").unwrap();
    desk.window.click(&row("FINCH")).unwrap();
    desk.window.wait_for_text(".thread", MOVED).unwrap();
    let thread = desk.window.text_of(".thread").unwrap();
    let sent = thread.matches(PRIYAS).count();
    if sent == 0 {
        assert!(practice.filed("pdf").is_empty(), "what was not sent is not filed");
    } else {
        assert_eq!(sent, 1, "{thread}");
        practice.check_document(&[MOVED, PRIYAS]);
    }
}
