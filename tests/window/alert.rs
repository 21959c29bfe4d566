//! A dangerous letter: everybody near the screen learns that a person is needed, nobody learns who or why.

use crate::practice::{DANGEROUS, Practice, now};
use journeys::letters::keyword_reply;
use journeys::window::keys;
use journeys::{Desktop, wait_until};
use std::time::Duration;

/// What would give the patient away: the words, the name, the number, the address, and what it is about.
const TELLING: [&str; 9] =
    ["kill", "tablets", "go on", "Whitlock", "Jamie", "9990000093", "900318", "Tanner", "suicide"];

fn tells(text: &str, telling: &[&str]) -> Vec<String> {
    let text = text.to_lowercase();
    telling.iter().filter(|word| text.contains(&word.to_lowercase())).map(|word| (*word).to_owned()).collect()
}

#[test]
fn a_dangerous_letter_raises_a_desktop_alert_without_a_word_of_it_and_fills_the_window_covered() {
    let practice = Practice::new();
    let desk = practice.open();
    desk.sign_in("Jo Marsden");
    desk.post(&keyword_reply("9990000093", DANGEROUS, &now()));

    wait_until(Duration::from_secs(20), || !practice.desktop.notifications().is_empty()).unwrap();
    let notifications = practice.desktop.notifications();
    assert!(notifications.iter().all(|one| one.critical), "they stay until they are dealt with");
    let said = format!("{notifications:?}");
    assert!(said.contains("A message needs a person now."), "{said}");
    assert_eq!(tells(&said, &TELLING), Vec::<String>::new(), "{said}");

    let alert = "[role=alertdialog]";
    desk.window.wait_for_text(alert, "The patient and the message are covered").unwrap();
    // The category stands on the cover on purpose; the patient and the words do not.
    let cover = desk.window.text_of(alert).unwrap();
    assert_eq!(tells(&cover, &TELLING[..8]), Vec::<String>::new(), "{cover}");

    desk.picture("alert");
    desk.press_deliberately(keys::F9);
    desk.window.wait_for_text(alert, "WHITLOCK").unwrap();
    desk.window.wait_for_text(alert, DANGEROUS).unwrap();
    desk.picture("alert-shown");
    assert_eq!(practice.desktop.shown().unwrap(), 1, "it stays until somebody takes it");
    desk.press_deliberately(keys::F8);
    desk.window.wait_for_text(alert, "Taken by you").unwrap();
    wait_until(Duration::from_secs(5), || practice.desktop.shown().unwrap() == 0).unwrap();
    desk.press_deliberately(keys::F8);
    desk.window.click("//label[contains(., 'No answer')]").unwrap();
    desk.window.type_into(&format!("{alert} textarea"), "Rang out.").unwrap();
    desk.press_step(&[keys::CONTROL, keys::ENTER]);
    desk.window.wait_for_text(alert, "No answer so far.").unwrap();
    desk.window.wait_for_text(alert, "Rang out.").unwrap();
}

#[test]
fn many_dangerous_letters_at_once_become_one_desktop_alert_with_their_number() {
    let practice = Practice::new();
    let desk = practice.open();
    desk.sign_in("Jo Marsden");
    for number in ["9990000018", "9990000026", "9990000034"] {
        desk.post(&keyword_reply(number, DANGEROUS, &now()));
    }
    let together = "3 messages need a person now.";
    let shown = || practice.desktop.notifications().iter().any(|one| one.body.contains(together));
    let said = || format!("{:?}", practice.desktop.notifications());
    wait_until(Duration::from_secs(20), shown).unwrap_or_else(|_| panic!("{}", said()));
    assert_eq!(tells(&said(), &TELLING), Vec::<String>::new(), "{}", said());
    desk.window.wait_for_text("[role=alertdialog]", "1 of 3").unwrap();
}

#[test]
fn a_computer_that_was_asked_not_to_disturb_is_said_with_what_to_do() {
    let practice = Practice::new();
    let desk = practice.open();
    desk.sign_in("Jo Marsden");
    let paused = practice
        .desktop
        .command("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.Notifications"])
        .args(["/org/freedesktop/Notifications", "org.freedesktop.DBus.Properties.Set"])
        .args(["string:org.dunstproject.cmd0", "string:paused", "variant:boolean:true"])
        .output()
        .unwrap();
    assert!(paused.status.success(), "{}", String::from_utf8_lossy(&paused.stderr));
    desk.window.press(&[keys::F1]).unwrap();
    desk.window.button("Test desktop alerts").unwrap();
    desk.window
        .wait_for_text(".alerts-off-note", "This computer is set to “Do not disturb” or “Focus”.")
        .unwrap();
    desk.window.wait_for_text("button.alerts-off", "Do not disturb is on").unwrap();
}

/// What the window asks of the desktop around it, in the words of X11's own tool.
fn asks_for_attention(desktop: &Desktop) -> bool {
    let hints = desktop.command("xprop").args(["-name", "Duty Desk", "WM_HINTS"]).output().unwrap();
    String::from_utf8_lossy(&hints.stdout).contains("The urgency hint bit is set")
}

#[test]
fn where_nothing_shows_notifications_the_screen_says_so_and_the_window_itself_calls() {
    let practice = Practice::on(Desktop::without_notifications().unwrap());
    let desk = practice.open();
    desk.sign_in("Jo Marsden");
    desk.window.wait_for_text("button.alerts-off", "Desktop alerts off").unwrap();
    assert!(!asks_for_attention(&practice.desktop), "nothing has happened yet");
    desk.post(&keyword_reply("9990000093", DANGEROUS, &now()));
    desk.window.wait_for_text("[role=alertdialog]", "The patient and the message are covered").unwrap();
    wait_until(Duration::from_secs(10), || asks_for_attention(&practice.desktop)).unwrap();
}
