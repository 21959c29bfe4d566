//! Where a practice's files may not be.

/// Where a folder is that is not on a local disk: each asks something else of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Elsewhere {
    /// On another computer: SMB, NFS and their like, `sshfs`, a cluster.
    #[error("the folder is on another computer")]
    NetworkShare,
    /// A folder that a virtual machine and the computer around it share.
    #[error("the folder is shared with another system on this machine")]
    HostFolder,
    /// A drive that a program pretends to be (FUSE and its like).
    #[error("the folder is on a drive that a program provides")]
    ProgramDrive,
    /// A folder that a program copies to other computers: OneDrive, Dropbox, Google Drive, iCloud and their like.
    #[error("the folder is one that a program copies to other computers")]
    SyncedFolder,
}
