//! The eye on the session: it ticks, and locks when access ends or the person may not go on as they are.

use super::Engine;
use domain::audit::LockCause;
use signin::session::Input;
use std::time::Duration;

/// Ticks the session, and holds the idle lock off while its person holds an alert.
pub(super) async fn watch(engine: Engine) {
    let stop = engine.0.stop.clone();
    let mut held_alert = false;
    loop {
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(Duration::from_secs(1)) => {} }
        if let Some(unlocked) = engine.unlocked() {
            // One instant for the whole look: whatever has come by then, ended access is told before idleness.
            let now = engine.0.clock.now();
            if unlocked.0.expires.is_some_and(|end| end <= now) {
                drop(unlocked);
                engine.lock_for(LockCause::AccessEnded).await;
                continue;
            }
            if unlocked.must_leave() {
                drop(unlocked);
                engine.lock().await;
                continue;
            }
            let holds = unlocked.holds_alert().await.unwrap_or(held_alert);
            if holds != held_alert {
                held_alert = holds;
                engine.session_step(if holds { Input::AlertHeld } else { Input::AlertReleased }).await;
            }
            drop(unlocked);
            engine.session_step_at(Input::Tick, now).await;
        }
    }
}
