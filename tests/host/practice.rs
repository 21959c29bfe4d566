//! One practice behind the door: its data folder, its clock, the shell without a window, and a colleague's workstation.

use crate::beside::Beside;
use crate::cards::Reader;
use crate::keys::KeyPort;
use crate::letters::Patient;
use crate::time::Time;
use chrono::{DateTime, Utc};
use domain::{ConversationId, EventId, LetterId, Subject};
use duty_desk::headless::Headless;
use engine::view::{DesktopAlerts, Gate, Queue};
use engine::{Engine, Options, Unlocked, testing};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Everybody's in the demonstration.
pub const PASSWORD: &str = "otter-canal-lantern";

/// Longer than the shell holds changes back.
const QUIET: Duration = Duration::from_millis(65);
/// Nothing is waited for longer.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Practice {
    pub root: PathBuf,
    pub desk: Headless,
    pub time: Time,
    pub reader: Mutex<Reader>,
    pub keys: Arc<KeyPort>,
    pub real: bool,
    /// Said of the gate in place of what stands before sign-in.
    pub blocked: Option<String>,
    /// What the screens have sent, in order.
    pub sent: Mutex<Vec<(String, Value)>>,
    pub unplugged: Mutex<bool>,
    last_change: Arc<Mutex<Instant>>,
    beside: tokio::sync::Mutex<Option<Beside>>,
}

impl Practice {
    /// Opens what lies in a folder, at a time.
    pub async fn open(root: &Path, time: Time, alerts: DesktopAlerts) -> Self {
        let options = Options { folder: root.join("desk"), clock: time.clock.clone(), demonstration: false };
        let desk = Headless::open(options, alerts).expect("the shell opens");
        let last_change = Arc::new(Mutex::new(Instant::now()));
        let keys = Arc::new(KeyPort::default());
        if let Some(engine) = desk.engine().await {
            engine.restore_invented();
            engine.use_security_keys(keys.clone());
            let (mut changes, last) = (engine.listen(), last_change.clone());
            tokio::spawn(async move {
                while !matches!(changes.recv().await, Err(tokio::sync::broadcast::error::RecvError::Closed)) {
                    *last.lock().expect("no panic") = Instant::now();
                }
            });
        }
        Self {
            root: root.to_owned(),
            desk,
            time,
            reader: Mutex::default(),
            keys,
            real: false,
            blocked: None,
            sent: Mutex::default(),
            unplugged: Mutex::new(false),
            last_change,
            beside: tokio::sync::Mutex::default(),
        }
    }

    pub async fn engine(&self) -> Engine {
        self.desk.engine().await.expect("the engine runs")
    }

    pub async fn unlocked(&self) -> Unlocked {
        self.engine().await.unlocked().expect("somebody is signed in")
    }

    /// Signs a person of the demonstration in, as the screens do.
    pub async fn sign_in(&self, user: &str) -> Unlocked {
        let (password, code) = factors(&self.engine().await, user).await;
        self.desk
            .call("sign_in", with_password(user, &password, &code))
            .await
            .unwrap_or_else(|why| panic!("{user} cannot sign in: {why}"));
        self.unlocked().await
    }

    /// Signs somebody in whose factors nobody typed: their card was taken for them.
    pub async fn sign_in_behind(&self, user: &str) -> Result<Value, Value> {
        let (password, code) = factors(&self.engine().await, user).await;
        self.desk.call("sign_in", with_password(user, &password, &code)).await
    }

    pub async fn lock(&self) {
        self.quiet().await;
        self.engine().await.lock().await;
    }

    /// A letter arrives, received at this moment; whose conversation it is.
    pub async fn post(
        &self,
        patient: &Patient,
        received_at: DateTime<Utc>,
        about: Option<ConversationId>,
    ) -> (ConversationId, LetterId) {
        let grant =
            self.engine().await.gateway_grant().expect("the key store answers").expect("the gateway is here");
        let letter = patient.letter(&grant.id, received_at, about);
        self.post_letter(letter).await
    }

    pub async fn post_letter(&self, letter: domain::message::Letter) -> (ConversationId, LetterId) {
        let engine = self.engine().await;
        let grant = engine.gateway_grant().expect("the key store answers").expect("the gateway is here");
        let (conversation, id) = (letter.conversation(), letter.id);
        let sealed = testing::seal_letter(&self.unlocked().await, &grant.keys, letter).expect("sealed");
        let header = sealed.header();
        self.append(&header.subject, header.id, sealed.bytes()).await;
        self.until("a letter is admitted", async || {
            self.unlocked().await.conversation(conversation).await.is_ok()
        })
        .await;
        (conversation, id)
    }

    /// Puts into the log what a gateway sealed.
    pub async fn append(&self, subject: &Subject, id: EventId, bytes: &[u8]) {
        let queue = self.engine().await.queue().expect("a log");
        queue.append(subject, None, id, bytes).await.expect("stored");
    }

    /// The conversation with a patient of this family name.
    pub async fn find(&self, family: &str) -> ConversationId {
        let open = self.unlocked().await;
        for queue in [Queue::NeedsTriage, Queue::DutyList, Queue::Mine, Queue::Waiting, Queue::ToFile] {
            let page = open.list_queue(queue, 0, 200).await.expect("a queue is read");
            let row =
                page.rows.iter().find(|row| row.name.as_ref().is_some_and(|name| name.family == family));
            if let Some(row) = row {
                return row.id;
            }
        }
        panic!("nobody is called {family}")
    }

    /// A colleague at another workstation of the practice.
    pub async fn beside(&self) -> tokio::sync::MutexGuard<'_, Option<Beside>> {
        let mut beside = self.beside.lock().await;
        if beside.is_none() {
            *beside = Some(Beside::start(&self.root, self.time.clock.clone()).await);
        }
        beside
    }

    /// Waits until everything has left, has been read, and has been told.
    pub async fn quiet(&self) {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && !self.is_quiet().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn is_quiet(&self) -> bool {
        let told = self.last_change.lock().expect("no panic").elapsed() > QUIET;
        let unplugged = *self.unplugged.lock().expect("no panic");
        if !told || unplugged {
            return told;
        }
        match self.desk.engine().await.and_then(|engine| engine.unlocked()) {
            Some(open) => testing::is_idle(&open).await,
            None => true,
        }
    }

    /// Waits for something that is bound to happen.
    pub async fn until(&self, what: &str, mut look: impl AsyncFnMut() -> bool) {
        let begun = Instant::now();
        while !look().await {
            assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn end(&self) {
        self.time.stop();
        if let Some(beside) = self.beside.lock().await.take() {
            beside.end().await;
        }
        self.desk.end().await;
    }
}

/// What a person types to sign in.
fn with_password(user: &str, password: &str, code: &str) -> Value {
    json!({ "by": { "with": "password", "userName": user, "password": password, "code": code } })
}

/// What signs a person of the demonstration in now.
pub async fn factors(engine: &Engine, user: &str) -> (String, String) {
    let Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else {
        panic!("the demonstration does not stand before sign-in");
    };
    let person = people
        .into_iter()
        .find(|person| person.user_name == user)
        .unwrap_or_else(|| panic!("{user} is not in the cast"));
    (person.password, person.code)
}
