//! Being written.
pub(crate) async fn run(_: crate::unlocked::Unlocked) {}
