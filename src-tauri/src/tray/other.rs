//! Windows and macOS show icons themselves.

/// The system always can.
pub(super) async fn can_be_asked() -> bool {
    true
}

/// The system does.
pub(super) async fn hosted() -> bool {
    true
}
