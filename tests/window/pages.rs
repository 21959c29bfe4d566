//! Every page that a manager may open, opened in the real window, whose web view writes dates in its own way.

use crate::practice::Practice;
use journeys::wait_until;
use std::time::Duration;

/// How long a page may take over what it shows.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn every_page_opens_without_a_fault_and_the_rota_shows_its_week() {
    let practice = Practice::new();
    let desk = practice.open();
    desk.sign_in("Carol Whitby");
    let names = "return [...document.querySelectorAll('.rail button .w:not(.n)')].map(one => one.innerText)";
    let names = desk.window.run(names).unwrap();
    let names: Vec<&str> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.contains(&"Rota") && names.len() > 8, "{names:?}");
    for name in names {
        desk.window
            .click(&format!("//nav[contains(@class, 'rail')]//button[contains(., \"{name}\")]"))
            .unwrap();
        let page = "return document.querySelector('.rail button.on .w')?.innerText ?? ''";
        wait_until(PATIENCE, || desk.window.run(page).unwrap() == name).unwrap();
        let busy = "return document.querySelector('main') === null || document.querySelector('[aria-busy=true]') !== null";
        wait_until(PATIENCE, || desk.window.run(busy).unwrap() == false).unwrap();
        let shown = desk.window.text_of("body").unwrap();
        assert!(!shown.contains("went wrong"), "{name}: {shown}");
    }
    desk.window.click("//nav[contains(@class, 'rail')]//button[contains(., \"Rota\")]").unwrap();
    desk.window.wait_for_text("main .head", "slots").unwrap();
    desk.window.wait_for("main table td").unwrap();
    assert!(!desk.window.text_of("body").unwrap().contains("went wrong"));
}
