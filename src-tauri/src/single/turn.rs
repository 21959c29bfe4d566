//! Whose turn it is on a folder.

/// What is to be done here.
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "there the plugin itself ends a second start")
)]
pub enum Turn {
    /// Nobody else is here: start.
    Ours,
    /// Something has the name and does not answer: start without it.
    Unnamed,
    /// The first one has shown its window: end.
    Theirs,
}
