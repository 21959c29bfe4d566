//! Windows: a terminal asks with Ctrl-C; signing out and shutting down come through the window.

/// Returns when the system asks the application to end.
pub(super) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
