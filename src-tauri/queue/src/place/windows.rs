//! Windows resolves a mapped drive to the share behind it, and marks what a program keeps in the cloud.

use super::elsewhere::Elsewhere;
use std::os::windows::fs::MetadataExt;
use std::path::{Component, Path, Prefix};
use std::{fs, io};

/// Servers that are none: the computer around a virtual machine (VirtualBox, VMware, Parallels), and Windows' own Linux.
const HOSTS: [&str; 8] =
    ["vboxsvr", "vboxsrv", "vmware-host", "psf", "mac", "wsl$", "wsl.localhost", "sandbox-host"];

/// Marks of the cloud files that OneDrive and others keep: to be fetched when opened or read, always kept, fetched only
/// when wanted.
const CLOUD: u32 = 0x0004_0000 | 0x0040_0000 | 0x0008_0000 | 0x0010_0000;

/// What the system answers if a drive's own driver cannot say what a path stands for: a wrong function, no such request,
/// no volume.
const NO_ANSWER: [i32; 3] = [1, 50, 1005];

/// `folder` is without links, and may not be there yet.
pub(super) fn elsewhere(folder: &Path) -> Option<Elsewhere> {
    of_share(folder).or_else(|| folder.ancestors().any(is_in_cloud).then_some(Elsewhere::SyncedFolder))
}

/// Windows' own file systems say what a path stands for.
pub(super) fn unresolved(error: &io::Error) -> Option<Elsewhere> {
    error.raw_os_error().filter(|code| NO_ANSWER.contains(code)).map(|_| Elsewhere::ProgramDrive)
}

fn is_in_cloud(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|there| there.file_attributes() & CLOUD != 0)
}

fn of_share(resolved: &Path) -> Option<Elsewhere> {
    let Some(Component::Prefix(prefix)) = resolved.components().next() else { return None };
    let (Prefix::UNC(server, _) | Prefix::VerbatimUNC(server, _)) = prefix.kind() else { return None };
    let is_host = HOSTS.iter().any(|host| server.eq_ignore_ascii_case(host));
    Some(if is_host { Elsewhere::HostFolder } else { Elsewhere::NetworkShare })
}

/// The drive that holds a folder, by its letter.
pub(super) fn drive(folder: &Path) -> Option<u64> {
    let Some(Component::Prefix(prefix)) = folder.components().next() else { return None };
    let (Prefix::Disk(letter) | Prefix::VerbatimDisk(letter)) = prefix.kind() else { return None };
    Some(u64::from(letter.to_ascii_uppercase()))
}

/// NTFS journals its renames; a folder cannot be synced from here.
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_from_drives() {
        for (path, verdict) in [
            (r"\\server\practice", Some(Elsewhere::NetworkShare)),
            (r"\\?\UNC\server\practice", Some(Elsewhere::NetworkShare)),
            (r"\\tsclient\c\desk", Some(Elsewhere::NetworkShare)),
            (r"\\VBOXSVR\practice\desk", Some(Elsewhere::HostFolder)),
            (r"\\?\UNC\vmware-host\Shared Folders\desk", Some(Elsewhere::HostFolder)),
            (r"\\wsl.localhost\Debian\home", Some(Elsewhere::HostFolder)),
            (r"C:\data", None),
            (r"\\?\C:\data", None),
        ] {
            assert_eq!(of_share(Path::new(path)), verdict, "{path}");
        }
    }

    #[test]
    fn a_drive_that_cannot_say_where_it_is_belongs_to_a_program() {
        for (code, verdict) in
            [(1, Some(Elsewhere::ProgramDrive)), (50, Some(Elsewhere::ProgramDrive)), (5, None)]
        {
            assert_eq!(unresolved(&io::Error::from_raw_os_error(code)), verdict, "{code}");
        }
    }

    #[test]
    fn a_temporary_folder_is_local() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(elsewhere(&fs::canonicalize(folder.path()).unwrap()), None);
    }
}
