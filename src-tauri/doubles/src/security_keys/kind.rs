//! The kinds of keys that are played.

/// What a key is able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Everything, by today's standard.
    Current,
    /// Everything, by the standard's first version: the first PIN protocol alone.
    First,
    /// It keeps no secret.
    WithoutPrf,
    /// It speaks the forerunner's language alone.
    Forerunner,
    /// It says nothing at all without its PIN.
    AlwaysPin,
}
