//! Desktop alerts: a person is needed now. They may show on a lock screen, so they say nothing else.
//!
//! The first is raised at once; those that follow within two seconds become one with their number. Whether the system
//! took the last one is remembered, and shown: where it did not, the window itself and its sound are what is left. What
//! is known to stand against alerts stands until somebody has seen one: a system may take an alert and drop it.
//! Pressing an alert brings the window forward; what needs nobody any more is taken off the screen, where the system has
//! a way (Windows keeps it until it is pressed). Everything here runs on a thread of its own, as the system may be slow.
//! What differs between the systems stands in twin files.

#[cfg(target_os = "linux")]
#[path = "notification/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "notification/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "notification/windows.rs"]
mod system;

use engine::view::DesktopAlerts;
use notify_rust::{Notification, Timeout};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};

/// Further alerts within this time become one.
const BURST: Duration = Duration::from_secs(2);

/// What to show.
enum Wish {
    /// A person is needed.
    Person,
    /// Nobody is needed any more.
    Nobody,
    /// A harmless one, and who wants to know what became of it.
    Test(oneshot::Sender<DesktopAlerts>),
}

/// What the shell does when something happens to an alert.
pub struct Reactions {
    /// It was pressed.
    pub pressed: Box<dyn Fn() + Send + Sync>,
    /// Whether alerts work has changed.
    pub changed: Box<dyn Fn() + Send + Sync>,
}

/// Raises desktop alerts.
pub struct DesktopAlert {
    wishes: Sender<Wish>,
    state: Arc<Mutex<DesktopAlerts>>,
    /// There is no desktop to ask: what is said of it stands.
    pretended: bool,
}

impl DesktopAlert {
    /// Starts the thread that raises them; `runtime` is there for libraries that look for one.
    pub fn start(runtime: tokio::runtime::Handle, reactions: Reactions) -> Self {
        let (wishes, wished) = channel();
        let state = Arc::new(Mutex::new(DesktopAlerts::Untried));
        let raiser = Raiser {
            wished,
            state: state.clone(),
            reactions: Arc::new(reactions),
            withdrawn: watch::Sender::new(()),
            presses: system::Presses::new(),
        };
        let thread = std::thread::Builder::new().name("desktop alerts".into()).spawn(move || {
            let _runtime = runtime.enter();
            raiser.run();
        });
        if let Err(error) = thread {
            tracing::error!(%error, "desktop alerts cannot be raised");
        }
        Self { wishes, state, pretended: false }
    }

    /// On a computer that never shows anything and of which this is said.
    #[cfg(feature = "headless")]
    pub fn pretended(state: DesktopAlerts) -> Self {
        let (wishes, wished) = channel();
        std::thread::spawn(move || {
            while let Ok(wish) = wished.recv() {
                if let Wish::Test(tell) = wish {
                    let _ = tell.send(state);
                }
            }
        });
        Self { wishes, state: Arc::new(Mutex::new(state)), pretended: true }
    }

    /// A person is needed now.
    pub fn raise(&self) {
        if self.wishes.send(Wish::Person).is_err() {
            self.set(DesktopAlerts::NoDaemon);
        }
    }

    /// Nobody is needed any more: what still shows goes.
    pub fn withdraw(&self) {
        // Without the thread nothing shows.
        let _ = self.wishes.send(Wish::Nobody);
    }

    /// Raises a harmless one, and says what became of it.
    pub async fn test(&self) -> DesktopAlerts {
        let (tell, told) = oneshot::channel();
        if self.wishes.send(Wish::Test(tell)).is_err() {
            self.set(DesktopAlerts::NoDaemon);
        }
        told.await.unwrap_or(DesktopAlerts::NoDaemon)
    }

    /// Did the system take the last one?
    pub fn state(&self) -> DesktopAlerts {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the self-test found: what stands against alerts, or nothing. Says whether the answer is another one.
    /// Where nothing stands against them any more, only an alert that showed can say that they work.
    pub fn found(&self, against: Option<DesktopAlerts>) -> bool {
        if self.pretended {
            return false;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *state;
        *state = match (against, before) {
            (Some(against), _) => against,
            (None, DesktopAlerts::Working | DesktopAlerts::Refused) => before,
            (None, _) => DesktopAlerts::Untried,
        };
        before != *state
    }

    fn set(&self, state: DesktopAlerts) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

/// The thread.
struct Raiser {
    wished: Receiver<Wish>,
    state: Arc<Mutex<DesktopAlerts>>,
    reactions: Arc<Reactions>,
    /// Changes when what shows is to go.
    withdrawn: watch::Sender<()>,
    presses: system::Presses,
}

impl Raiser {
    fn run(&self) {
        while let Ok(wish) = self.wished.recv() {
            match wish {
                Wish::Person => self.burst(),
                Wish::Nobody => self.withdraw(),
                Wish::Test(tell) => self.test(tell),
            }
        }
    }

    fn withdraw(&self) {
        self.withdrawn.send_replace(());
    }

    fn test(&self, tell: oneshot::Sender<DesktopAlerts>) {
        self.show(&test());
        let _ = tell.send(*self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The first at once, the others of the burst in one that takes its place.
    fn burst(&self) {
        let first = self.show(&alert(1));
        let until = Instant::now() + BURST;
        let (mut raised, mut withdrawn) = (1_u32, false);
        let mut tests = vec![];
        while let Ok(wish) = self.wished.recv_timeout(until.saturating_duration_since(Instant::now())) {
            match wish {
                Wish::Person => raised += 1,
                Wish::Nobody => {
                    self.withdraw();
                    (raised, withdrawn) = (0, true);
                }
                Wish::Test(tell) => tests.push(tell),
            }
        }
        if raised > 1 || (withdrawn && raised > 0) {
            let mut together = alert(raised);
            system::in_place_of(&mut together, first.filter(|_| !withdrawn));
            self.show(&together);
        }
        tests.into_iter().for_each(|tell| self.test(tell));
    }

    /// Shows it and remembers whether the system took it. Its number, where the system gives one.
    fn show(&self, notification: &Notification) -> Option<u32> {
        let shown = notification.show();
        let knows = self.knows();
        match &shown {
            Ok(_) => knows.learn(after_it_was_taken),
            Err(_) => knows.learn(|_| refused()),
        }
        let shown = shown.ok()?;
        let number = system::number(&shown);
        let reactions = self.reactions.clone();
        let heard = move |what: Heard| {
            if what == Heard::Pressed {
                (reactions.pressed)();
            }
            knows.learn(|before| after_it_was_heard_of(what, before));
        };
        self.presses.hear(shown, heard, self.withdrawn.subscribe());
        number
    }

    fn knows(&self) -> Knows {
        Knows { state: self.state.clone(), reactions: self.reactions.clone() }
    }
}

/// What is known of desktop alerts here, and who hears when that changes.
struct Knows {
    state: Arc<Mutex<DesktopAlerts>>,
    reactions: Arc<Reactions>,
}

impl Knows {
    fn learn(&self, now: impl FnOnce(DesktopAlerts) -> DesktopAlerts) {
        let (before, state) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let before = *state;
            *state = now(before);
            (before, *state)
        };
        tracing::info!(?state, "a desktop alert");
        if before != state {
            (self.reactions.changed)();
        }
    }
}

/// What became of an alert, as the system tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(target_os = "macos", allow(dead_code, reason = "macOS tells nothing of it"))]
enum Heard {
    /// Somebody pressed it.
    Pressed,
    /// It stood on the screen: somebody closed it, or its time was over.
    Shown,
    /// It went, and nobody says whether it was on the screen.
    Gone,
}

/// The system took an alert. That it shows is not known by that: what stands against alerts goes on standing.
fn after_it_was_taken(before: DesktopAlerts) -> DesktopAlerts {
    match before {
        DesktopAlerts::SwitchedOff | DesktopAlerts::DoNotDisturb | DesktopAlerts::NotInstalled => before,
        DesktopAlerts::Working
        | DesktopAlerts::NoDaemon
        | DesktopAlerts::Refused
        | DesktopAlerts::Untried => DesktopAlerts::Working,
    }
}

/// Whoever has seen one knows that they show, whatever was found before.
fn after_it_was_heard_of(what: Heard, before: DesktopAlerts) -> DesktopAlerts {
    match what {
        Heard::Pressed | Heard::Shown => DesktopAlerts::Working,
        Heard::Gone => before,
    }
}

/// Nobody shows alerts here, or somebody does and did not want this one.
fn refused() -> DesktopAlerts {
    if system::nobody_shows_them() { DesktopAlerts::NoDaemon } else { DesktopAlerts::Refused }
}

fn plain(body: &str) -> Notification {
    let mut notification = Notification::new();
    notification.appname("Duty Desk").summary("Duty Desk").body(body);
    system::sign(&mut notification);
    notification
}

fn alert(raised: u32) -> Notification {
    let mut notification = plain(&words(raised));
    notification.timeout(Timeout::Never);
    system::urgent(&mut notification);
    notification
}

fn test() -> Notification {
    plain("This is a test. Desktop alerts work on this computer.")
}

/// Nothing about a patient, a word of theirs, or what it is about.
fn words(raised: u32) -> String {
    match raised {
        0 | 1 => "A message needs a person now. Open Duty Desk.".into(),
        many => format!("{many} messages need a person now. Open Duty Desk."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_against_alerts_stands_until_one_was_seen() {
        use DesktopAlerts::{DoNotDisturb, NoDaemon, NotInstalled, Refused, SwitchedOff, Untried, Working};
        for before in [SwitchedOff, DoNotDisturb, NotInstalled] {
            assert_eq!(after_it_was_taken(before), before, "taken and perhaps dropped");
        }
        for before in [Working, NoDaemon, Refused, Untried] {
            assert_eq!(after_it_was_taken(before), Working);
        }
        for before in [SwitchedOff, DoNotDisturb, NotInstalled, Working, Untried] {
            assert_eq!(after_it_was_heard_of(Heard::Gone, before), before);
            for seen in [Heard::Pressed, Heard::Shown] {
                assert_eq!(after_it_was_heard_of(seen, before), Working, "{before:?}");
            }
        }
    }

    #[test]
    fn an_alert_says_how_many_and_nothing_else() {
        for (raised, body) in [
            (1, "A message needs a person now. Open Duty Desk."),
            (3, "3 messages need a person now. Open Duty Desk."),
        ] {
            let shown = alert(raised);
            assert_eq!((shown.summary.as_str(), shown.body.as_str()), ("Duty Desk", body));
        }
    }
}
