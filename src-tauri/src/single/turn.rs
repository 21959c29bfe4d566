//! Whose turn it is on a folder.

pub enum Turn {
    /// Nobody else is here: start.
    Ours,
    /// Something has the name and does not answer: start without it.
    Unnamed,
    /// The first one has shown its window: end.
    Theirs,
}
