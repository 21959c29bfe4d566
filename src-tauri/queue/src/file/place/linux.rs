//! Linux tells a file system by its magic number.

use std::{fs::File, io, path::Path};

/// NFS, SMB in three generations, AFS, Coda, NetWare, Ceph, 9P: file systems whose locks live elsewhere, or nowhere.
const NETWORK: [u64; 9] =
    [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x5346_414f, 0x7375_7245, 0x564c, 0x00c3_6400, 0x0102_1997];

/// Best effort: a folder that cannot be asked counts as local.
pub(crate) fn is_network_share(folder: &Path) -> bool {
    rustix::fs::statfs(folder).is_ok_and(|answer| is_network(answer.f_type as u64))
}

fn is_network(magic: u64) -> bool {
    // Some architectures hold the number in 32 bits with a sign.
    NETWORK.contains(&(magic & 0xffff_ffff))
}

/// Makes a rename survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_file_systems_are_told_from_local_ones() {
        let cases = [
            ("nfs", 0x6969, true),
            ("cifs", 0xff53_4d42, true),
            ("cifs, sign extended", 0xffff_ffff_ff53_4d42, true),
            ("smb2", 0xfe53_4d42, true),
            ("ext4", 0xef53, false),
            ("btrfs", 0x9123_683e, false),
            ("tmpfs", 0x0102_1994, false),
        ];
        for (name, magic, network) in cases {
            assert_eq!(is_network(magic), network, "{name}");
        }
    }
}
