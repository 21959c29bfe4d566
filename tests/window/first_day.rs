//! A newcomer's first minutes with the demonstration: sign in, triage, answer, close, and find the document.

use crate::practice::{Practice, QUIET, now, row};
use journeys::letters::{free_text_reply, keyword_reply};
use journeys::window::keys;

const ANSWER: &str = "Your tablets are ready from Thursday, 9am to 6pm. We are open over lunch.";
const THANKS: &str = "Thank you, the form for the school has come. Nothing more is needed.";

#[test]
fn a_newcomer_signs_in_triages_answers_closes_and_finds_the_document() {
    let practice = Practice::new();
    let desk = practice.open();
    desk.picture("sign-in");
    desk.sign_in("Jo Marsden");
    desk.window.wait_for_text("h1", "Needs triage").unwrap();
    desk.wait_in_list("Which day can I collect my tablets?");
    desk.open_by_keyboard("my brown inhaler");
    desk.picture("desk");

    desk.post(&free_text_reply("9990000085", QUIET, &now()));
    desk.post(&keyword_reply("9990000026", THANKS, &now()));
    desk.wait_in_list(QUIET);
    desk.wait_in_list(THANKS);
    desk.open_by_keyboard(QUIET);
    desk.window.wait_for_text(".pt", "SINCLAIR").unwrap();
    desk.triage_by_keyboard();
    desk.write(ANSWER);
    desk.window.click(".whensent option[value=questionAnswered]").unwrap();
    desk.press_step(&[keys::CONTROL, keys::ENTER]);
    desk.window.wait_gone(&row(QUIET)).unwrap();

    practice.check_document(&[QUIET, ANSWER]);
    desk.window.press(&[keys::CONTROL, '4']).unwrap();
    desk.window.wait_for("//li[contains(., 'SINCLAIR')][contains(., 'In the folder')]").unwrap();
    desk.picture("to-file");
}
