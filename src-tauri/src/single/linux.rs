//! The Duty Desk that is already open on a folder, found on the session bus and asked to show its window.
//!
//! The plugin asks once and gives up with an error; a process that was killed keeps its name until the system has taken
//! it apart, which a loaded computer may need seconds for. So it is asked here first, until it answers or is gone. The
//! names are the plugin's.

use super::Turn;
use std::time::Duration;
use tauri::{Context, Wry};
use tokio::time::{Instant, sleep, timeout};
use zbus::Connection;
use zbus::fdo::DBusProxy;

/// How long one that answers may take.
const ANSWER: Duration = Duration::from_secs(2);
/// How long one that dies may take.
const DYING: Duration = Duration::from_secs(8);
/// How often it is asked.
const AGAIN: Duration = Duration::from_millis(50);

/// The plugin is told the name: the identifier stays as it is.
pub(super) fn take_name(_: &mut Context<Wry>, _: &str) {}

/// Asks the one with this name to show its window, until it does or is gone.
pub(super) async fn look(name: &str) -> Turn {
    let Ok(Ok(bus)) = timeout(ANSWER, Connection::session()).await else { return Turn::Ours };
    let name = format!("{name}.SingleInstance");
    let until = Instant::now() + DYING;
    loop {
        match timeout(ANSWER, ask(&bus, &name)).await {
            Ok(Ok(Some(()))) => return Turn::Theirs,
            Ok(Ok(None)) => return Turn::Ours,
            Ok(Err(error)) => tracing::info!(%error, "an earlier Duty Desk does not answer"),
            Err(_) => tracing::info!("an earlier Duty Desk takes its time"),
        }
        if Instant::now() > until {
            return Turn::Unnamed;
        }
        sleep(AGAIN).await;
    }
}

/// None if nobody has the name.
async fn ask(bus: &Connection, name: &str) -> zbus::Result<Option<()>> {
    if !DBusProxy::new(bus).await?.name_has_owner(name.try_into()?).await? {
        return Ok(None);
    }
    let path = format!("/{}", name.replace('.', "/").replace('-', "_"));
    let nothing = (Vec::<String>::new(), "");
    bus.call_method(Some(name), path.as_str(), Some("org.SingleInstance.DBus"), "ExecuteCallback", &nothing)
        .await
        .map(|_| Some(()))
}
