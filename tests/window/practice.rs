//! A demonstration practice for one journey: its data folder, the desktop its window opens on, and the people in it.

use journeys::window::keys;
use journeys::{Desktop, Window, application, letters, wait_until};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A message nobody need worry about.
pub const QUIET: &str = "Which day can I pick up my repeat prescription, and is the desk open over lunch?";
/// A message somebody must act on now.
pub const DANGEROUS: &str = "I cannot go on. I want to kill myself and I have the tablets here.";

/// How long the application may take over what needs no screen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than keys are ignored after the screen changed under the hand.
const GUARD: Duration = Duration::from_millis(900);

pub struct Practice {
    /// Where its windows and notifications appear.
    pub desktop: Desktop,
    folder: tempfile::TempDir,
}

/// An open application.
pub struct Sitting {
    pub window: Window,
    base: String,
}

impl Practice {
    /// A practice that has never been opened.
    pub fn new() -> Self {
        Self::on(Desktop::with_screen().unwrap())
    }

    /// The same, on this desktop.
    pub fn on(desktop: Desktop) -> Self {
        Self { desktop, folder: tempfile::tempdir().unwrap() }
    }

    /// Where the application keeps everything.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the application and waits for its doors and its sign-in screen.
    pub fn open(&self) -> Sitting {
        let address = self.folder.path().join("gateway.address");
        // What a killed application left says nothing about this one.
        let _ = std::fs::remove_file(&address);
        let arguments = self.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let window = Window::open(&self.desktop, &application(), &arguments).unwrap();
        let read = || std::fs::read_to_string(&address).unwrap_or_default();
        wait_until(PATIENCE, || read().ends_with('\n')).unwrap();
        window.wait_for("#sign-in").unwrap();
        Sitting { window, base: read().trim().to_owned() }
    }

    /// How the application is started on this practice.
    pub fn arguments(&self) -> Vec<String> {
        let folder = self.folder.path().to_str().unwrap();
        ["--demo", "--data", folder, "--gateway-port", "0"].map(str::to_owned).into()
    }

    /// Takes the practice's folder, as an open Duty Desk does.
    pub fn take(&self) -> impl Sized {
        engine::DataFolder::new(self.folder.path()).take().unwrap()
    }

    /// Documents for the record with this ending.
    pub fn filed(&self, ending: &str) -> Vec<PathBuf> {
        files(&self.folder.path().join("filed"))
            .into_iter()
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .collect()
    }

    /// Waits until exactly one document stands in the record, and has others read it: it holds every one of the texts.
    pub fn check_document(&self, texts: &[&str]) {
        let both = || self.filed("pdf").len() == 1 && self.filed("json").len() == 1;
        wait_until(PATIENCE, both).unwrap_or_else(|_| panic!("{:?}", files(self.folder.path())));
        let (pdf, bundle) = (self.filed("pdf").remove(0), self.filed("json").remove(0));
        assert!(
            Command::new("qpdf").arg("--check").arg(&pdf).stdout(Stdio::null()).status().unwrap().success()
        );
        let read = Command::new("pdftotext").arg(&pdf).arg("-").output().unwrap();
        let read = one_spaced(&String::from_utf8_lossy(&read.stdout));
        for text in texts {
            assert!(read.contains(&one_spaced(text)), "the PDF lacks {text:?}: {read}");
        }
        check_fhir(&bundle);
    }
}

/// Has an independent reader of FHIR look, where there is one.
fn check_fhir(bundle: &Path) {
    let Some(python) = std::env::var_os("DUTY_DESK_ORACLES") else { return };
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracles/fhir_oracle.py");
    let bundle = std::fs::File::open(bundle).unwrap();
    let said = Command::new(python).arg(oracle).stdin(bundle).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&[said.stdout, said.stderr].concat()));
}

impl Sitting {
    /// Signs somebody of the demonstration in with what the demonstration shows, and gives the code it used.
    pub fn sign_in(&self, name: &str) -> String {
        self.sign_in_unlike(name, "")
    }

    /// The same, with another code than this one: a code counts once.
    pub fn sign_in_unlike(&self, name: &str, used: &str) -> String {
        let code = self.enter_unlike(name, used);
        self.window.wait_for("[data-list]").unwrap();
        code
    }

    /// The same, wherever the person then is: some attest something first, some see no list.
    pub fn enter_unlike(&self, name: &str, used: &str) -> String {
        let person = format!("//button[contains(@class, 'demo-person')][contains(., '{name}')]");
        let code = "input[inputmode=numeric]";
        let fresh = || {
            self.window.click(&person).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            let shown = self.window.value_of(code).unwrap();
            shown.len() == 6 && shown != used
        };
        wait_until(Duration::from_secs(40), fresh).unwrap();
        let code = self.window.value_of(code).unwrap();
        self.window.press(&[keys::ENTER]).unwrap();
        code
    }

    /// A patient's letter comes in by the NHS App; it has been accepted.
    pub fn post(&self, letter: &str) {
        assert_eq!(letters::post(&self.base, letter).unwrap(), 202);
    }

    /// Where the doors are.
    pub fn base(&self) -> String {
        self.base.clone()
    }

    /// Waits until a letter with these words is in the list. What waits to take its place is asked in.
    pub fn wait_in_list(&self, words: &str) {
        let shown = || {
            let _ = self.window.run("document.querySelector('.news button')?.click()");
            self.window.is_shown(&row(words))
        };
        wait_until(PATIENCE, shown).unwrap_or_else(|_| panic!("not listed: {words}; {:?}", self.listed()));
    }

    /// The rows of the list.
    pub fn listed(&self) -> Vec<String> {
        let rows = "return [...document.querySelectorAll('.row')].map(row => row.innerText)";
        let rows = self.window.run(rows).unwrap();
        rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Goes down the list to the letter with these words and opens it, by keyboard alone.
    pub fn open_by_keyboard(&self, words: &str) {
        let chosen = "return document.querySelector('.row.at')?.innerText ?? ''";
        self.wait_in_list(words);
        for _ in 0..30 {
            if self.window.run(chosen).unwrap().as_str().unwrap().contains(words) {
                self.press_step(&[keys::ENTER]);
                return self.window.wait_for_text(".thread", words).unwrap();
            }
            self.window.press(&['j']).unwrap();
            self.window.painted().unwrap();
        }
        panic!("{words:?} cannot be reached: {:?}", self.listed());
    }

    /// Works the checklist to "answer here", by keyboard alone.
    pub fn triage_by_keyboard(&self) {
        for (step, key) in [("Identity", '1'), ("Permitted use", '2'), ("Risk", '1'), ("Destination", 'a')] {
            self.window.wait_for_text("li[aria-current=step]", step).unwrap();
            self.press_step(&[key]);
        }
        let chosen = "return document.querySelector('input[value=answerHere]')?.checked";
        wait_until(PATIENCE, || self.window.run(chosen).unwrap() == true).unwrap();
    }

    /// Writes into the answer and waits until it is on the disk.
    pub fn write(&self, text: &str) {
        const COMPOSER: &str = "textarea[data-composer]";
        self.window.type_into(COMPOSER, text).unwrap();
        wait_until(PATIENCE, || self.window.value_of(COMPOSER).is_ok_and(|typed| typed == text)).unwrap();
        self.window.wait_for_text(".sendrow", "Saved").unwrap();
    }

    /// Pictures of this screen as wide as a practice's screen and as narrow as it goes, in `target/screenshots`; nothing
    /// needs sideways scrolling in either.
    pub fn picture(&self, name: &str) {
        let folder = application().with_file_name("../screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        for (width, height) in [(420, 768), (1366, 768)] {
            self.window.resize(width, height).unwrap();
            let wide = "return [innerWidth, document.documentElement.scrollWidth]";
            let followed = || self.window.run(wide).unwrap()[0] == width;
            wait_until(PATIENCE, followed).unwrap();
            self.window.screenshot(&folder.join(format!("{name}-{width}.png"))).unwrap();
            let wide = self.window.run(wide).unwrap();
            assert!(wide[1].as_u64() <= wide[0].as_u64(), "{name} scrolls sideways: {wide}");
        }
    }

    /// Presses a step's keys once the step may be pressed.
    pub fn press_step(&self, keys: &[char]) {
        let waits = "return document.documentElement.hasAttribute('data-keys-wait')";
        wait_until(PATIENCE, || self.window.run(waits).unwrap() == false).unwrap();
        self.window.press(keys).unwrap();
    }

    /// Presses a key after the screen has changed: for a while keys in the air are ignored.
    pub fn press_deliberately(&self, key: char) {
        std::thread::sleep(GUARD);
        self.window.press(&[key]).unwrap();
    }
}

/// The row in which a letter begins with these words.
pub fn row(words: &str) -> String {
    format!("//*[@role='option'][contains(., \"{words}\")]")
}

/// When a letter was written.
pub fn now() -> String {
    engine::Clock::system().now().to_rfc3339()
}

fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}
