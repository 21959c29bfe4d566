//! A demonstration practice with its gateway, in a folder that goes away.

use domain::ConversationId;
use engine::view::{Gate, Queue};
use engine::{Clock, Engine, Options, Unlocked};
use journeys::letters;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// A message nobody need worry about.
pub const QUIET: &str = "Which day can I pick up my repeat prescription, and is the desk open over lunch?";
/// Names the file that says where the doors are.
const DOORS: &str = "doors";
/// A message somebody must act on now.
pub const DANGEROUS: &str = "I cannot go on. I want to kill myself and I have the tablets here.";

pub struct Practice {
    pub engine: Engine,
    folder: PathBuf,
    _temporary: Option<tempfile::TempDir>,
    /// Where its doors are.
    pub base: String,
    stop: CancellationToken,
    gateway: tokio::task::JoinHandle<()>,
}

/// Waits for something the application brings about.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// Starts one test of this program in a process of its own, with a folder named to it: to be killed, or looked into.
pub fn alone(test: &str, variable: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "--nocapture", test])
        .env(variable, folder)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(folder.join("errors")).expect("a file"))
        .spawn()
        .expect("started")
}

/// Where the doors are that another process has opened on this folder, as soon as they are.
pub async fn announced(folder: &Path) -> String {
    eventually("the doors are open", async || std::fs::read_to_string(folder.join(DOORS)).ok()).await
}

impl Practice {
    /// Opens a fresh demonstration with its doors.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_owned();
        Self { _temporary: Some(folder), ..Self::open_in(path).await }
    }

    /// Opens the demonstration in this folder, as it was left.
    pub async fn open_in(folder: PathBuf) -> Self {
        Self::open_with(folder, Clock::system()).await
    }

    /// The same, by this clock.
    pub async fn open_with(folder: PathBuf, clock: Clock) -> Self {
        let filter = std::env::var("DUTY_DESK_LOG").unwrap_or_else(|_| "warn".to_owned());
        let _ = tracing_subscriber::fmt().with_test_writer().with_env_filter(filter).try_init();
        let options = Options { folder: folder.clone(), clock, demonstration: true };
        let engine = Engine::start(options).await.expect("the demonstration starts");
        let grant = engine.gateway_grant().expect("the gateway's keys").expect("it is here");
        let config = gateway::Config {
            practice: grant.practice,
            genesis: grant.founding,
            id: grant.id,
            keys: grant.keys,
            listen: ([127, 0, 0, 1], 0).into(),
            demonstration: grant.demonstration,
            nhs_app: gateway::NhsAppOutbound::None,
            nhs_app_door: gateway::NhsAppDoor::Shut,
            proxied: false,
            limits: gateway::Limits::default(),
        };
        let (stop, clock) = (CancellationToken::new(), engine.clock());
        let queue = engine.queue().expect("a queue");
        let running = gateway::serve(config, queue, move || clock.now(), stop.clone()).await.expect("doors");
        let base = format!("http://{}", running.address);
        let practice = Self { engine, folder, _temporary: None, base, stop, gateway: running.done };
        eventually("the doors are open", async || {
            practice.get("/health").await.contains("true").then_some(())
        })
        .await;
        practice
    }

    /// Writes down where its doors are, for another process: whole or not there, as whoever waits reads it at once.
    pub fn announce(&self) {
        let (new, named) = (self.folder.join("doors.new"), self.folder.join(DOORS));
        std::fs::write(&new, &self.base).expect("written");
        std::fs::rename(&new, &named).expect("named");
    }

    /// Signs a person of the demonstration in.
    pub async fn sign_in(&self, user: &str) -> Unlocked {
        let Gate::SignIn { demonstration: Some(people), .. } = self.engine.gate().await else {
            panic!("the demonstration stands before sign-in");
        };
        let person = people.iter().find(|person| person.user_name == user).expect("in the cast");
        self.engine.sign_in(user, &person.password, &person.code).await.expect("the factors are right")
    }

    pub async fn lock(&self, desk: Unlocked) {
        drop(desk);
        self.engine.lock().await;
    }

    /// Ends everything.
    pub async fn close(self, desk: Unlocked) {
        drop(desk);
        self.shut().await;
    }

    /// Ends everything, whoever is signed in.
    pub async fn shut(self) {
        self.engine.lock().await;
        self.stop.cancel();
        let _ = self.gateway.await;
        self.engine.shut_down().await;
    }

    /// The conversation whose last letter begins like this.
    pub async fn conversation_with(&self, desk: &Unlocked, words: &str) -> ConversationId {
        eventually("the letter is on the desk", async || {
            let page = desk.list_queue(Queue::NeedsTriage, 0, 200).await.ok()?;
            page.rows.into_iter().find(|row| row.first_line.starts_with(&words[..30])).map(|row| row.id)
        })
        .await
    }

    /// Posts JSON and expects a status.
    pub async fn post(&self, path: &str, body: &str, expected: u16) {
        assert_eq!(self.status(path, body).await, expected);
    }

    /// Posts JSON; the status.
    pub async fn status(&self, path: &str, body: &str) -> u16 {
        status(&self.base, path, body).await
    }

    /// Gets a page.
    pub async fn get(&self, path: &str) -> String {
        let url = format!("{}{path}", self.base);
        let answer = tokio::task::spawn_blocking(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
            agent.get(url).call().and_then(|mut answer| answer.body_mut().read_to_string())
        });
        answer.await.expect("no panic").unwrap_or_default()
    }

    /// Exactly one document of each kind, the FHIR one with every text.
    pub fn check_documents(&self, texts: &[&str]) {
        let filed: Vec<PathBuf> = files(&self.folder.join("filed"));
        let with = |ending: &str| {
            filed.iter().filter(|path| path.extension().is_some_and(|e| e == ending)).collect::<Vec<_>>()
        };
        let (json, pdf) = (with("json"), with("pdf"));
        assert_eq!((json.len(), pdf.len()), (1, 1), "{filed:?}");
        let bundle = std::fs::read_to_string(json[0]).expect("the bundle");
        for text in texts {
            assert!(bundle.contains(text), "the record lacks: {text}");
        }
        assert!(std::fs::read(pdf[0]).expect("the PDF").starts_with(b"%PDF-"));
    }

    /// As many documents of each kind as there are conversations to file, those with these words in them.
    #[cfg(unix)]
    pub fn check_one_document_each(&self, conversations: usize, words: &str) {
        let with = |ending: &str| {
            let filed = files(&self.folder.join("filed"));
            filed.into_iter().filter(|path| path.extension().is_some_and(|e| e == ending)).collect::<Vec<_>>()
        };
        let holds = |path: &PathBuf| std::fs::read_to_string(path).is_ok_and(|text| text.contains(words));
        let bundles = with("json").iter().filter(|path| holds(path)).count();
        assert_eq!((bundles, with("pdf").len()), (conversations, conversations));
    }

    /// Files in the data folder, documents for the record apart, in which these words can be read.
    pub fn files_holding(&self, words: &str) -> Vec<PathBuf> {
        let holds = |path: &PathBuf| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes.windows(words.len()).any(|part| part == words.as_bytes())
        };
        files(&self.folder.join("practice")).into_iter().filter(holds).collect()
    }
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

/// The reply as the published example has it, written now.
pub fn free_text_reply(number: &str, text: &str) -> String {
    letters::free_text_reply(number, text, &Clock::system().now().to_rfc3339())
}

/// The reply as the schema has it, written now.
pub fn keyword_reply(number: &str, text: &str) -> String {
    letters::keyword_reply(number, text, &Clock::system().now().to_rfc3339())
}

/// Posts JSON to these doors; the status.
pub async fn status(base: &str, path: &str, body: &str) -> u16 {
    let (url, body) = (format!("{base}{path}"), body.to_owned());
    let answer = tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        agent
            .post(url)
            .header("content-type", "application/json")
            .send(body)
            .map(|answer| answer.status().as_u16())
    });
    answer.await.expect("no panic").expect("an answer")
}
