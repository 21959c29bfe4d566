//! Windows and macOS show icons themselves.

/// The system does.
pub(super) async fn hosted() -> bool {
    true
}
