//! A colleague at another workstation of the practice: an engine of its own, which joined as any other does.

use crate::practice::factors;
use domain::ConversationId;
use domain::conversation::Command;
use engine::view::{JoinForm, JoinRequest, JoinState};
use engine::{Clock, Engine, Options, Unlocked, testing};
use std::path::Path;
use std::time::{Duration, Instant};

/// The name of the workstation.
pub const NAME: &str = "ROOM-4";
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Beside {
    engine: Engine,
    user: String,
}

impl Beside {
    /// Starts what lies in the folder `room`.
    pub async fn start(root: &Path, clock: Clock) -> Self {
        Self { engine: start(&root.join("room"), clock).await, user: String::new() }
    }

    /// The practice as this colleague opens it.
    pub async fn sign_in(&mut self, user: &str) -> Unlocked {
        if self.user != user {
            self.engine.lock().await;
            let (password, code) = factors(&self.engine, user).await;
            self.engine.sign_in(user, &password, &code).await.expect("the colleague's factors are right");
            user.clone_into(&mut self.user);
        }
        let open = self.engine.unlocked().expect("the colleague is signed in");
        for to in open.due() {
            open.attest(to).await.expect("the colleague attests");
        }
        open
    }

    /// Does something there, once that workstation has read everything, and waits until the log has it.
    pub async fn act(&mut self, user: &str, id: ConversationId, command: Command) {
        let open = self.sign_in(user).await;
        idle(&open).await;
        open.act_and_show(id, command).await.expect("the colleague may");
        idle(&open).await;
    }

    pub async fn end(self) {
        self.engine.lock().await;
        self.engine.shut_down().await;
    }
}

pub async fn start(folder: &Path, clock: Clock) -> Engine {
    let options = Options { folder: folder.to_owned(), clock, demonstration: false };
    Engine::start(options).await.expect("another workstation starts")
}

/// Everything has left and everything has been read.
pub async fn idle(open: &Unlocked) {
    let begun = Instant::now();
    while !testing::is_idle(open).await {
        assert!(begun.elapsed() < PATIENCE, "another workstation does not come to rest");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Asks to join as a workstation of this name; the code it shows.
pub async fn ask(engine: &Engine, log: &str, workstation: &str) -> String {
    let form = JoinForm { log: log.to_owned(), workstation: workstation.to_owned() };
    engine.begin_join(&form).expect("it asks");
    let begun = Instant::now();
    loop {
        if let JoinState::Code { code, .. } = engine.joining() {
            return code;
        }
        assert!(begun.elapsed() < PATIENCE, "nobody offers {workstation} a practice: {:?}", engine.joining());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// It stands in the manager's list a moment after it has shown its code.
async fn asking(manager: &Unlocked, workstation: &str) -> JoinRequest {
    let begun = Instant::now();
    loop {
        let requests = manager.join_requests().await.expect("asked");
        if let Some(asks) = requests.into_iter().find(|asks| asks.workstation == workstation) {
            return asks;
        }
        assert!(begun.elapsed() < PATIENCE, "{workstation} does not stand in the list");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A workstation joins: it asks, and whoever is signed in types the code it shows.
pub async fn join(manager: &Unlocked, log: &str, folder: &Path, workstation: &str, clock: Clock) -> Engine {
    let newcomer = start(folder, clock).await;
    let code = ask(&newcomer, log, workstation).await;
    let asks = asking(manager, workstation).await;
    manager.confirm_join(asks.attempt, &code).await.expect("the codes agree");
    let begun = Instant::now();
    while newcomer.joining() != JoinState::Joined {
        assert!(begun.elapsed() < PATIENCE, "{workstation} was not let in");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    newcomer
}
