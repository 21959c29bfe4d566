//! Where there is no `/proc`: trees are not followed.

/// Nothing to do: orphans cannot be adopted here.
pub fn adopt_orphans() -> std::io::Result<()> {
    Ok(())
}

/// Empty: children are not followed here.
#[must_use]
pub fn descendants() -> Vec<Process> {
    Vec::new()
}

/// Empty too.
#[must_use]
pub fn tree(_: u32) -> Vec<Process> {
    Vec::new()
}

/// Not followed, so never.
#[must_use]
pub fn is_running(_: &Process) -> bool {
    false
}

/// Nothing to do: all take the same part.
pub fn step_back(_: u32) {}

/// Nothing to do.
pub fn stop(_: &[Process]) {}

/// One running process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub id: u32,
    /// Its short name.
    pub name: String,
}
