//! Linux names the file system of every mount; where it does not, it still gives a number.

use super::elsewhere::Elsewhere;
use super::{kind, mounts};
use std::{fs, fs::File, io, path::Path};

/// The numbers of the kinds that matter, where the table of mounts cannot be read.
const NAMES: [(u64, &str); 13] = [
    (0x6969, "nfs"),
    (0x517b, "smbfs"),
    (0xff53_4d42, "cifs"),
    (0xfe53_4d42, "smb2"),
    (0x5346_414f, "afs"),
    (0x7375_7245, "coda"),
    (0x564c, "ncpfs"),
    (0x00c3_6400, "ceph"),
    (0x7461_636f, "ocfs2"),
    (0x0116_1970, "gfs2"),
    (0x0102_1997, "9p"),
    (0x786f_4256, "vboxsf"),
    (0x6573_5546, "fuse"),
];

/// `folder` is without links, and may not be there yet.
pub(super) fn elsewhere(folder: &Path) -> Option<Elsewhere> {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    match mounts::type_of(&table, folder) {
        Some(name) => kind::of_type(name),
        None => kind::of_type(by_number(
            folder.ancestors().find_map(|there| rustix::fs::statfs(there).ok())?.f_type as u64,
        )?),
    }
}

/// Whatever keeps a folder from being resolved is told by whoever opens it.
pub(super) fn unresolved(_: &io::Error) -> Option<Elsewhere> {
    None
}

fn by_number(number: u64) -> Option<&'static str> {
    // Some architectures hold the number in 32 bits with a sign.
    NAMES.iter().find(|(known, _)| *known == number & 0xffff_ffff).map(|(_, name)| *name)
}

/// The drive that holds a folder, by its number.
pub(super) fn drive(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    folder.ancestors().find_map(|there| fs::metadata(there).ok()).map(|there| there.dev())
}

/// Makes a rename survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_are_known_by_their_number_too() {
        let cases = [
            ("nfs", 0x6969, Some(Elsewhere::NetworkShare)),
            ("cifs", 0xff53_4d42, Some(Elsewhere::NetworkShare)),
            ("cifs, sign extended", 0xffff_ffff_ff53_4d42, Some(Elsewhere::NetworkShare)),
            ("smb2", 0xfe53_4d42, Some(Elsewhere::NetworkShare)),
            ("vboxsf", 0x786f_4256, Some(Elsewhere::HostFolder)),
            ("9p", 0x0102_1997, Some(Elsewhere::HostFolder)),
            ("fuse", 0x6573_5546, Some(Elsewhere::ProgramDrive)),
            ("ext4", 0xef53, None),
            ("btrfs", 0x9123_683e, None),
            ("tmpfs", 0x0102_1994, None),
        ];
        for (name, number, verdict) in cases {
            assert_eq!(by_number(number).and_then(kind::of_type), verdict, "{name}");
        }
    }

    #[test]
    fn a_temporary_folder_is_local() {
        assert_eq!(elsewhere(&std::env::temp_dir()), None);
    }
}
