//! A real window, driven as a person would: look, wait, click, type, press keys, take a picture.
//!
//! Selectors are CSS, or XPath when they start with a slash; `button` finds one by the words on it. Whatever is done to
//! an element first waits until it is there. Dropping the window is `kill -9` of the application and everything below it.

use crate::driver::Driver;
use anyhow::{Context, Result, bail};
use base64::Engine;
use doubles::desktop::{Desktop, wait_until};
use doubles::processes::{Process, is_running, tree};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a screen may take to show something. Long, because machines are slow; nothing waits longer than it must.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keys that are not characters, in the protocol's private code points.
pub mod keys {
    pub const ENTER: char = '\u{e007}';
    pub const TAB: char = '\u{e004}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const BACKSPACE: char = '\u{e003}';
    /// Arrow down.
    pub const DOWN: char = '\u{e015}';
    /// Arrow up.
    pub const UP: char = '\u{e013}';
    /// Control, held while the keys after it are pressed.
    pub const CONTROL: char = '\u{e009}';
    /// Shift, held while the keys after it are pressed.
    pub const SHIFT: char = '\u{e008}';
    /// Alt, held while the keys after it are pressed.
    pub const ALT: char = '\u{e00a}';
    pub const F1: char = '\u{e031}';
    pub const F8: char = '\u{e038}';
    pub const F9: char = '\u{e039}';
}

/// An open window of the application.
#[derive(Debug)]
pub struct Window {
    driver: Driver,
}

impl Window {
    /// Starts a program on the desktop and takes hold of its first window.
    pub fn open(desktop: &Desktop, program: &Path, args: &[&str]) -> Result<Self> {
        let driver = Driver::start(desktop, program, args)
            .with_context(|| format!("cannot open a window of {}", program.display()))?;
        Ok(Self { driver })
    }

    /// Waits until the element is on the screen.
    pub fn wait_for(&self, selector: &str) -> Result<()> {
        self.shown(selector).map(|_| ())
    }

    /// Waits until the element is no longer on the screen.
    pub fn wait_gone(&self, selector: &str) -> Result<()> {
        wait_until(PATIENCE, || !self.is_shown(selector)).with_context(|| format!("{selector} stays"))
    }

    /// Waits until the element says this somewhere in its text.
    pub fn wait_for_text(&self, selector: &str, text: &str) -> Result<()> {
        let mut last = String::new();
        let says = || {
            last = self.text_now(selector).unwrap_or_default();
            last.contains(text)
        };
        wait_until(PATIENCE, says).with_context(|| format!("{selector} says {last:?}, not {text:?}"))
    }

    /// Whether the element is on the screen at this moment.
    #[must_use]
    pub fn is_shown(&self, selector: &str) -> bool {
        self.displayed(selector).is_ok()
    }

    /// The element's visible text.
    pub fn text_of(&self, selector: &str) -> Result<String> {
        self.wait_for(selector)?;
        self.text_now(selector)
    }

    /// What an input holds.
    pub fn value_of(&self, selector: &str) -> Result<String> {
        let value = self.driver.get(&format!("{}/property/value", self.shown(selector)?))?;
        value.as_str().map(str::to_owned).context("not an input")
    }

    /// Clicks the element.
    pub fn click(&self, selector: &str) -> Result<()> {
        self.driver.post(&format!("{}/click", self.shown(selector)?), &json!({})).map(|_| ())
    }

    /// Clicks the button or link with these words on it.
    pub fn button(&self, words: &str) -> Result<()> {
        self.click(&format!(
            "//*[self::button or self::a or @role='button' or @role='tab'][normalize-space()=\"{words}\"]"
        ))
    }

    /// Types into the element, after what is there.
    pub fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        // The driver types a line's end as nothing; a person presses Enter.
        let typed = text.replace('\n', &keys::ENTER.to_string());
        self.driver.post(&format!("{}/value", self.shown(selector)?), &json!({ "text": typed })).map(|_| ())
    }

    /// Presses keys wherever the focus is: all go down in order, then up. `[CONTROL, 'k']` is a shortcut.
    pub fn press(&self, keys: &[char]) -> Result<()> {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.driver.post("/actions", &body).map(|_| ())
    }

    /// Runs a function body in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Result<Value> {
        self.driver.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// The same with arguments, as JSON.
    pub fn run_with(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.driver.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until what was last changed has reached the screen: two animation frames.
    pub fn painted(&self) -> Result<()> {
        let script =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))";
        self.driver.post("/execute/async", &json!({ "script": script, "args": [] })).map(|_| ())
    }

    /// Writes a PNG of the window's content.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        self.painted()?;
        let picture = self.driver.get("/screenshot")?;
        let picture = picture.as_str().context("no picture")?;
        std::fs::write(file, base64::engine::general_purpose::STANDARD.decode(picture)?)?;
        Ok(())
    }

    /// The application's own processes: the window and its webviews, without the driver.
    #[must_use]
    pub fn processes(&self) -> Vec<Process> {
        tree(self.driver.process_id()).into_iter().filter(|one| one.id != self.driver.process_id()).collect()
    }

    /// Makes the window this large, frame and all, and waits until the page has followed.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "x": 0, "y": 0, "width": width, "height": height });
        self.driver.post("/window/rect", &size)?;
        self.painted()
    }

    /// Closes the window as its close button would, and leaves the application to what it does then.
    pub fn close(&self) -> Result<()> {
        self.driver.close()
    }

    /// `kill -9`, in the middle of whatever it is doing. Afterwards nothing of it runs: who starts it again at once does
    /// not meet the one that is dying.
    pub fn kill(self) -> Result<()> {
        let processes = self.processes();
        drop(self);
        wait_until(PATIENCE, || !processes.iter().any(is_running)).context("it goes on running")
    }

    fn shown(&self, selector: &str) -> Result<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.displayed(selector) {
                Ok(element) => return Ok(element),
                Err(error) if Instant::now() > deadline => {
                    return Err(
                        error.context(format!("after {PATIENCE:?}; the page says: {}", self.page_text()))
                    );
                }
                Err(_) => std::thread::sleep(Duration::from_millis(25)),
            }
        }
    }

    fn displayed(&self, selector: &str) -> Result<String> {
        let element = self.driver.find(selector)?;
        if self.driver.get(&format!("{element}/displayed"))? == Value::Bool(true) {
            return Ok(element);
        }
        bail!("{selector} is not shown")
    }

    fn text_now(&self, selector: &str) -> Result<String> {
        let text = self.driver.get(&format!("{}/text", self.driver.find(selector)?))?;
        text.as_str().map(str::to_owned).context("no text")
    }

    fn page_text(&self) -> String {
        self.text_now("body").unwrap_or_else(|error| format!("nothing ({error:#})"))
    }
}
