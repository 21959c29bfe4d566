//! The manager's workstation: hears who wants to join, and offers the practice. Whom the manager's typing proves is let in
//! by the roster.

use super::said::Said;
use crate::practice::unlocked::Unlocked;
use crate::view::Change;
use crypto::joining::Host;
use domain::staff::{Action, may};
use tokio::sync::broadcast::error::RecvError;

/// Listens while a manager is signed in.
pub(crate) async fn run(unlocked: Unlocked) {
    if !may(&unlocked.me().roles, Action::ManageDevices) {
        return;
    }
    let (stop, mut signals) = (unlocked.0.stop.clone(), unlocked.0.queue.signals());
    loop {
        let signal = tokio::select! {
            () = stop.cancelled() => return,
            signal = signals.recv() => signal,
        };
        let said = match signal {
            Ok(signal) => Said::heard(&signal),
            Err(RecvError::Lagged(_)) => None,
            Err(RecvError::Closed) => return,
        };
        let Some(said) = said else { continue };
        let offer = |nonce| Host {
            practice: unlocked.0.practice,
            founding: unlocked.directory().founding(),
            name: unlocked.shared().policy.name.clone(),
            demonstration: unlocked.0.demonstration,
            nonce,
        };
        let (answer, new) = unlocked.0.newcomers.hear(said, offer, unlocked.0.clock.now());
        if new {
            unlocked.0.changes.notify(Change::Roster);
        }
        if let Some(answer) = answer
            && let Err(error) = answer.send(unlocked.0.queue.as_ref()).await
        {
            tracing::warn!(%error, "a workstation that asks to join was not answered");
        }
    }
}
