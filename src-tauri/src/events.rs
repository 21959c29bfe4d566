//! What changes in the engine reaches the screens as one typed event, at most twenty times a second.
//!
//! A burst of changed conversations becomes one. What calls a person or takes the screens away is never held back or
//! lost. If more happened than could be kept, the screens are told to ask again for everything. On the way the shell does
//! its own part: desktop alerts, the window, the tray.

use crate::desk::Desk;
use crate::to_screens::{self, Changed};
use crate::{can_alert, tray, window};
use engine::Engine;
use engine::view::{AlertBrief, Change, Gate, Waiting};
use std::time::Duration;
use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::Instant;

/// Held-back changes go out this often.
const BREATH: Duration = Duration::from_millis(50);

/// Forwards until the engine is gone.
pub async fn forward<R: Runtime>(app: AppHandle<R>, engine: Engine) {
    let mut changes = engine.listen();
    let mut held = Held::default();
    let mut last = Instant::now() - BREATH;
    let mut waiting = Waiting::Nothing;
    loop {
        match changes.recv().await {
            Ok(change) => held.add(change),
            Err(RecvError::Lagged(_)) => held.everything(),
            Err(RecvError::Closed) => return,
        }
        if !held.urgent() {
            tokio::time::sleep_until(last + BREATH).await;
        }
        loop {
            match changes.try_recv() {
                Ok(change) => held.add(change),
                Err(TryRecvError::Lagged(_)) => held.everything(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let (lost, told) = (held.lost, std::mem::take(&mut held).changes());
        if lost && calls(&engine, |_| true).await {
            call(&app);
        }
        for change in told {
            own_part(&app, &engine, &change, &mut waiting).await;
            if let Err(error) = Changed(change).emit(&app) {
                tracing::warn!(%error, "the window could not be told of a change");
            }
        }
        last = Instant::now();
    }
}

/// What the shell itself does about a change.
async fn own_part<R: Runtime>(app: &AppHandle<R>, engine: &Engine, change: &Change, waiting: &mut Waiting) {
    match change {
        Change::Alert { raised: true, letter, .. } => {
            if calls(engine, |alert| alert.letter == *letter).await {
                call(app);
            }
        }
        Change::Gate => {
            let now = gate_waiting(engine).await;
            if now.calls_after(*waiting) {
                call(app);
            }
            *waiting = now;
            tray::mark(app, *waiting != Waiting::Nothing);
            if *waiting == Waiting::Nothing && engine.unlocked().is_none() {
                app.state::<Desk>().alerts.withdraw();
            }
        }
        Change::Drill => {
            // Shown where a real one would be; how it went is what the answer to the drill says. Nothing waits for it:
            // a desktop that does not answer must not hold back a real alert.
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                let _ = app.state::<Desk>().alerts.test().await;
                to_screens::bar_changed(&app);
            });
        }
        Change::Bar => show_alerts(app, engine).await,
        Change::Alert { .. }
        | Change::Conversations { .. }
        | Change::Safety
        | Change::LockingIn { .. }
        | Change::NotLocking
        | Change::Factors
        | Change::Prompt { .. }
        | Change::Roster
        | Change::Locked => {}
    }
}

/// Calls whoever is near: a desktop alert that says nothing, and the window in front of the others.
fn call<R: Runtime>(app: &AppHandle<R>) {
    app.state::<Desk>().alerts.raise();
    window::bring_forward(app);
    // The system may take it and show nothing: the person is told where the alert stands.
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        can_alert::look(&app).await;
    });
}

async fn gate_waiting(engine: &Engine) -> Waiting {
    if engine.unlocked().is_some() {
        return Waiting::Nothing;
    }
    match engine.gate().await {
        Gate::SignIn { waiting, .. } => waiting,
        Gate::SetUp | Gate::Blocked { .. } | Gate::SignedIn { .. } => Waiting::Nothing,
    }
}

/// Marks the tray while an alert is open; takes the desktop alert away once none waits for a person.
async fn show_alerts<R: Runtime>(app: &AppHandle<R>, engine: &Engine) {
    let Some(open) = engine.unlocked() else { return tray::mark(app, false) };
    let Ok(alerts) = open.alerts().await else { return tray::mark(app, false) };
    tray::mark(app, !alerts.is_empty());
    if !alerts.iter().any(|alert| alert.calls_me) {
        app.state::<Desk>().alerts.withdraw();
    }
}

/// Does one of these alerts call the person who is signed in? Where that cannot be read, better one call too many.
async fn calls(engine: &Engine, these: impl Fn(&AlertBrief) -> bool) -> bool {
    let Some(open) = engine.unlocked() else { return false };
    open.alerts().await.map_or(true, |alerts| alerts.iter().any(|alert| these(alert) && alert.calls_me))
}

/// Changes that wait to be told.
#[derive(Default)]
struct Held {
    /// In order; those that may be merged are.
    changes: Vec<Change>,
    urgent: bool,
    /// Did more happen than could be kept?
    lost: bool,
}

impl Held {
    fn add(&mut self, change: Change) {
        match change {
            Change::Conversations { ids } => self.conversations(ids),
            Change::Bar | Change::Gate | Change::Factors | Change::Safety | Change::Roster
                if self.changes.contains(&change) => {}
            Change::Bar | Change::Gate | Change::Factors | Change::Safety | Change::Roster => {
                self.changes.push(change)
            }
            Change::Locked => {
                // What was on the screens is gone; nothing of it is worth telling any more.
                self.changes
                    .retain(|held| matches!(held, Change::Gate | Change::Factors | Change::Alert { .. }));
                self.urgently(Change::Locked);
            }
            Change::Alert { .. }
            | Change::Drill
            | Change::LockingIn { .. }
            | Change::NotLocking
            | Change::Prompt { .. } => self.urgently(change),
        }
    }

    fn conversations(&mut self, new: Vec<domain::ConversationId>) {
        let held = self.changes.iter_mut().find_map(|change| match change {
            Change::Conversations { ids } => Some(ids),
            _ => None,
        });
        match held {
            Some(ids) => {
                let fresh: Vec<_> = new.into_iter().filter(|id| !ids.contains(id)).collect();
                ids.extend(fresh);
            }
            None => self.changes.push(Change::Conversations { ids: new }),
        }
    }

    fn urgently(&mut self, change: Change) {
        self.urgent = true;
        self.changes.push(change);
    }

    /// More happened than could be kept. No ids means all of them.
    fn everything(&mut self) {
        self.lost = true;
        self.changes.retain(|change| !matches!(change, Change::Conversations { .. }));
        let all = Change::Conversations { ids: vec![] };
        for change in [all, Change::Bar, Change::Gate, Change::Factors, Change::Safety] {
            self.add(change);
        }
    }

    fn urgent(&self) -> bool {
        self.urgent
    }

    fn changes(self) -> Vec<Change> {
        self.changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ConversationId, LetterId};
    use uuid::Uuid;

    fn conversation(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    fn some(numbers: &[u128]) -> Change {
        Change::Conversations { ids: numbers.iter().map(|n| conversation(*n)).collect() }
    }

    fn alert(n: u128) -> Change {
        Change::Alert { conversation: conversation(n), letter: LetterId(Uuid::from_u128(n)), raised: true }
    }

    fn check(told: Vec<Change>, urgent: bool, forwarded: &[Change]) {
        let mut held = Held::default();
        told.into_iter().for_each(|change| held.add(change));
        assert_eq!(held.urgent(), urgent);
        assert!(held.changes() == forwarded);
    }

    #[test]
    fn a_burst_becomes_one_and_no_alert_is_lost() {
        check(
            vec![some(&[1]), Change::Bar, some(&[2, 1]), Change::Bar],
            false,
            &[some(&[1, 2]), Change::Bar],
        );
        check(
            vec![alert(1), some(&[1]), alert(2), alert(1)],
            true,
            &[alert(1), some(&[1]), alert(2), alert(1)],
        );
        check(vec![Change::LockingIn { seconds: 30 }], true, &[Change::LockingIn { seconds: 30 }]);
    }

    #[test]
    fn what_was_lost_is_known_so_that_an_alert_among_it_still_calls() {
        let mut held = Held::default();
        held.add(some(&[1]));
        assert!(!held.lost);
        held.everything();
        assert!(held.lost);
    }

    #[test]
    fn after_a_lock_nothing_of_the_screens_is_told() {
        check(
            vec![some(&[1]), Change::Bar, alert(1), Change::Locked, Change::Gate],
            true,
            &[alert(1), Change::Locked, Change::Gate],
        );
    }

    #[test]
    fn what_could_not_be_kept_becomes_ask_for_everything() {
        let mut held = Held::default();
        held.add(some(&[1]));
        held.everything();
        assert!(held.changes() == [some(&[]), Change::Bar, Change::Gate, Change::Factors, Change::Safety]);
    }
}
