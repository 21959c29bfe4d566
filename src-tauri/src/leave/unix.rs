//! Unix: the system asks with SIGTERM, a terminal with SIGINT.

use tokio::signal::unix::{SignalKind, signal};

/// Returns when the system asks the application to end.
pub(super) async fn asked_to_end() {
    let (Ok(mut ended), Ok(mut interrupted)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! { _ = ended.recv() => {}, _ = interrupted.recv() => {} }
}
