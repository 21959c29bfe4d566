//! Windows: only the leader itself is ended.

use std::process::{Child, Command};

/// Nothing to do.
pub(super) fn lead(_: &mut Command) {}

/// Nothing to do: the leader is ended by whoever drops it.
pub(super) fn end(_: &Child) {}
