//! Every page, every form and every question it asks, in the real window, whose web view writes dates in its own way: in
//! every role, light and dark, as wide as a practice's screen and as narrow as it goes.
//!
//! Nothing is an error, runs out of the window, cannot be read at 4.5 to 1, or takes a focus that is not seen. What each
//! button does to its own colours, and what axe finds, is measured on the real core in the browser.

use crate::practice::{DANGEROUS, Practice, Sitting, now};
use journeys::letters::keyword_reply;
use journeys::wait_until;
use journeys::window::keys;
use serde_json::json;
use std::time::Duration;

/// How long a page may take over what it shows.
const PATIENCE: Duration = Duration::from_secs(30);
/// What finds faults, in the page.
const LOOK: &str = include_str!("look.js");
/// As wide as a practice's screen, and as narrow as Duty Desk goes.
const SIZES: [(u32, u32); 2] = [(1366, 768), (420, 768)];
/// Everybody in the demonstration, one of every role that it has.
const PEOPLE: [&str; 5] = ["Ruth Alder", "Dr N Okafor", "Dr Tom Heald", "Jo Marsden", "Carol Whitby"];

/// Where a button opens a part, a form or a question: the page, and how the words on the button begin. None of them does
/// anything before something further is pressed.
const OPENERS: [(&str, &[&str]); 7] = [
    ("Staff", &["Add somebody", "Roles", "Access dates", "Reset sign-in", "Remove access"]),
    ("Workstations", &["Rename", "New keys", "Make a new kit"]),
    ("Restricted records", &["Restrict a record"]),
    ("Audit", &["Export for a spreadsheet", "Unusual access", "Check"]),
    ("Safety log", &["Incidents", "Hazard", "Drills"]),
    ("Locum briefing", &["Add a section"]),
    ("Rota", &["Dr "]),
];

#[test]
fn every_page_form_and_question_can_be_used_in_every_role_light_and_dark_wide_and_narrow() {
    let practice = Practice::new();
    let desk = practice.open();
    let mut tour = Tour { desk: &desk, faults: vec![] };
    for name in PEOPLE {
        tour.look(&format!("sign-in, before {name}"), name == PEOPLE[0]);
        desk.enter_unlike(name, "");
        if name == "Dr Tom Heald" {
            tour.attest();
        }
        desk.window.wait_for(".rail").unwrap();
        tour.every_page(name);
        if name == "Jo Marsden" {
            tour.conversation();
        }
        desk.window.press(&[keys::CONTROL, 'l']).unwrap();
        desk.window.wait_for("#sign-in").unwrap();
    }
    desk.enter_unlike("Priya Nair", "");
    desk.window.wait_for(".rail").unwrap();
    tour.alert();
    let Tour { faults, .. } = tour;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

struct Tour<'a> {
    desk: &'a Sitting,
    faults: Vec<String>,
}

impl Tour<'_> {
    /// Every page that this person is offered, in each size, and what its buttons open.
    fn every_page(&mut self, person: &str) {
        let pages = self.names(".rail button .w:not(.n)");
        assert!(pages.contains(&"Rota".to_owned()) && pages.len() > 3, "{person}: {pages:?}");
        for page in &pages {
            self.go(page);
            self.look(&format!("{person}, {page}, wide"), true);
            self.openers(person, page, "wide");
        }
        self.resize(SIZES[1]);
        let offered = self.names(".bar select option");
        for page in pages.iter().filter(|page| offered.iter().any(|one| one.starts_with(*page))) {
            self.choose(page);
            self.look(&format!("{person}, {page}, narrow"), false);
            self.openers(person, page, "narrow");
        }
        self.resize(SIZES[0]);
    }

    fn openers(&mut self, person: &str, page: &str, size: &str) {
        let words = OPENERS.iter().find(|(name, _)| *name == page).map_or(&[][..], |(_, words)| words);
        for begin in words {
            let open = "const one = [...document.querySelectorAll('main button')].find(one => one.textContent.trim().startsWith(arguments[0]) && one.getAttribute('aria-disabled') !== 'true'); one?.click(); return Boolean(one)";
            if self.desk.window.run_with(open, &[json!(begin)]).unwrap() == false {
                assert!(size == "narrow" || person != "Carol Whitby", "{page} has no button {begin:?}");
                continue;
            }
            self.look(&format!("{person}, {page}, {begin}, {size}"), size == "wide");
            // Esc closes a question; away and back, and every form is closed.
            if self.desk.window.is_shown("dialog[open]") {
                self.desk.press_deliberately(keys::ESCAPE);
                self.desk.window.wait_gone("dialog[open]").unwrap();
            }
            for page in ["Rota", "Needs triage", page] {
                if size == "wide" { self.go_if_there(page) } else { self.choose_if_there(page) }
            }
        }
    }

    /// What somebody confirms before the first message.
    fn attest(&mut self) {
        let tick = "document.querySelectorAll('.cb:not(:checked)').forEach(one => one.click())";
        self.desk.window.wait_for_text("h1", "Before you open messages").unwrap();
        self.both("training");
        self.desk.window.run(tick).unwrap();
        self.desk.window.button("Confirm as Dr Tom Heald").unwrap();
        let briefing = "What messaging is for here";
        wait_until(PATIENCE, || self.desk.window.text_of("body").unwrap().contains(briefing)).unwrap();
        self.both("briefing");
        self.desk.window.run(tick).unwrap();
        for _ in 1..5 {
            self.desk.window.button("Next section").unwrap();
        }
        self.desk.window.button("Confirm and enter as Dr Tom Heald").unwrap();
    }

    /// A conversation from the list to the answer.
    fn conversation(&mut self) {
        self.go("Needs triage");
        self.desk.open_by_keyboard("my brown inhaler");
        self.both("a conversation");
        self.desk.press_step(&['x']);
        self.desk.triage_by_keyboard();
        self.both("an answer");
        self.desk.press_step(&[keys::ALT, 'p']);
        self.both("a call");
    }

    /// An alert, from its cover to the record of what was done.
    fn alert(&mut self) {
        let alert = "[role=alertdialog]";
        self.desk.post(&keyword_reply("9990000093", DANGEROUS, &now()));
        self.desk.window.wait_for_text(alert, "covered").unwrap();
        self.both("a covered alert");
        self.desk.press_deliberately(keys::F9);
        self.desk.window.wait_for_text(alert, "WHITLOCK").unwrap();
        self.both("an alert");
        self.desk.press_deliberately(keys::F8);
        self.desk.window.wait_for_text(alert, "Taken by you").unwrap();
        self.both("an alert that is taken");
        self.desk.press_deliberately(keys::F8);
        self.desk.window.wait_for(&format!("{alert} input[type=radio]")).unwrap();
        self.both("what was done about an alert");
    }

    /// Looks at it in each size.
    fn both(&mut self, place: &str) {
        self.look(&format!("{place}, wide"), true);
        self.resize(SIZES[1]);
        self.look(&format!("{place}, narrow"), false);
        self.resize(SIZES[0]);
        if self.desk.window.is_shown("[role=alertdialog] h1") {
            // A click gives the window the focus again.
            self.desk.window.click("[role=alertdialog] h1").unwrap();
        }
    }

    /// Finds what is wrong with what is shown. `every`: also with each thing that takes the focus. In one column that is
    /// measured in the browser alone: a window that a driver resizes on a desktop without a manager has the focus no more.
    fn look(&mut self, place: &str, every: bool) {
        self.settled();
        if every {
            // As for whoever comes by keyboard: from now on the web view draws the focus.
            if self.desk.window.is_shown("[role=alertdialog]") {
                self.desk.press_deliberately(keys::TAB);
            } else {
                self.desk.window.press(&[keys::TAB]).unwrap();
            }
        }
        let found = self.desk.window.run_with(LOOK, &[json!(every)]).unwrap();
        let found =
            found.as_array().unwrap().iter().map(|fault| format!("{place}: {}", fault.as_str().unwrap()));
        self.faults.extend(found);
    }

    fn settled(&self) {
        let busy = "return document.querySelector('main, [role=alertdialog]') === null || document.querySelector('[aria-busy=true]') !== null";
        wait_until(PATIENCE, || self.desk.window.run(busy).unwrap() == false).unwrap();
        self.desk.window.painted().unwrap();
    }

    fn resize(&self, (width, height): (u32, u32)) {
        self.desk.window.resize(width, height).unwrap();
        let followed = || self.desk.window.run("return innerWidth").unwrap() == width;
        wait_until(PATIENCE, followed).unwrap();
    }

    /// Opens a page by the rail: it takes the focus.
    fn go(&self, page: &str) {
        let rail =
            format!("//nav[contains(@class, 'rail')]//button[span[contains(@class, 'w')][.=\"{page}\"]]");
        self.desk.window.click(&rail).unwrap();
        let on = "return document.querySelector('.rail button.on .w')?.innerText ?? ''";
        wait_until(PATIENCE, || self.desk.window.run(on).unwrap() == page).unwrap();
        self.settled();
        let focused = "return document.activeElement !== null && document.activeElement !== document.body && document.activeElement.closest('.rail') === null";
        wait_until(PATIENCE, || self.desk.window.run(focused).unwrap() == true)
            .unwrap_or_else(|_| panic!("{page} does not take the focus"));
    }

    fn go_if_there(&self, page: &str) {
        if self.names(".rail button .w:not(.n)").iter().any(|one| one == page) {
            self.go(page);
        }
    }

    /// Opens a page by the bar of one column.
    fn choose(&self, page: &str) {
        let choose = "const list = document.querySelector('.bar select'); const wanted = [...list.options].find(one => one.text.startsWith(arguments[0])); list.dispatchEvent(new Event('pointerdown')); list.value = wanted.value; list.dispatchEvent(new Event('change', { bubbles: true }))";
        self.desk.window.run_with(choose, &[json!(page)]).unwrap();
        self.settled();
    }

    fn choose_if_there(&self, page: &str) {
        if self.names(".bar select option").iter().any(|one| one.starts_with(page)) {
            self.choose(page);
        }
    }

    fn names(&self, of: &str) -> Vec<String> {
        let script =
            format!("return [...document.querySelectorAll('{of}')].map(one => one.textContent.trim())");
        let names = self.desk.window.run(&script).unwrap();
        names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    }
}
