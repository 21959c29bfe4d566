//! What a file system's name says about where its files are, on Linux and macOS.

use super::elsewhere::Elsewhere;

/// Their disk is in another computer, or belongs to several at once.
const NETWORK: &[&str] = &[
    "acfs",
    "afpfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "davfs2",
    "ftp",
    "gfs2",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs3",
    "nfs4",
    "ocfs2",
    "orangefs",
    "pvfs2",
    "smb2",
    "smb3",
    "smbfs",
    "webdav",
    // Programs that speak to another computer.
    "ceph-fuse",
    "curlftpfs",
    "davfs-fuse",
    "fusesmb",
    "gcsfuse",
    "goofys",
    "juicefs",
    "mount.davfs",
    "rclone",
    "s3fs",
    "seaweedfs",
    "smbnetfs",
    "sshfs",
];

/// Shared between a virtual machine and what it runs on, Windows and its Linux included.
const HOST: &[&str] = &[
    "9p",
    "applevirtiofs",
    "drvfs",
    "prl_fs",
    "prl_fsd",
    "vboxsf",
    "vboxvfs",
    "virtiofs",
    "vmhgfs",
    "vmhgfs-fuse",
    "wslfs",
];

/// Programs whose drive is a local disk: NTFS and exFAT through FUSE (`fuseblk`), and the layers of a container.
const LOCAL: &[&str] = &["fuseblk", "fuse-overlayfs"];

/// Other names for FUSE itself, behind which the program is not named.
const FUSE: &[&str] = &["fuse", "fusefs", "macfuse", "osxfuse"];

/// The verdict on a name as `/proc/self/mountinfo` or `statfs` gives it: `ext4`, `cifs`, `fuse.sshfs`.
pub(super) fn of_type(name: &str) -> Option<Elsewhere> {
    let name = name.to_ascii_lowercase();
    let program = name.strip_prefix("fuse.");
    let known = program.unwrap_or(&name);
    if LOCAL.contains(&known) {
        return None;
    }
    if NETWORK.contains(&known) {
        return Some(Elsewhere::NetworkShare);
    }
    if HOST.contains(&known) {
        return Some(Elsewhere::HostFolder);
    }
    (program.is_some() || FUSE.contains(&known)).then_some(Elsewhere::ProgramDrive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_file_system_is_told_apart() {
        let cases = [
            (
                None,
                "ext4,xfs,btrfs,zfs,f2fs,apfs,hfs,ntfs3,vfat,exfat,tmpfs,overlay,fuseblk,fuse.fuse-overlayfs,ecryptfs,squashfs,,fused,one of next year",
            ),
            (
                Some(Elsewhere::NetworkShare),
                "cifs,smb3,smbfs,nfs,nfs4,afs,ceph,fuse.ceph-fuse,fuse.glusterfs,fuse.sshfs,fuse.rclone,fuse.s3fs,afpfs,webdav,ocfs2,SMBFS",
            ),
            (
                Some(Elsewhere::HostFolder),
                "vboxsf,9p,virtiofs,fuse.vmhgfs-fuse,vmhgfs,prl_fs,AppleVirtioFS,drvfs",
            ),
            (
                Some(Elsewhere::ProgramDrive),
                "fuse,fuse.gvfsd-fuse,fuse.gocryptfs,fuse.mergerfs,fuse.portal,macfuse,osxfuse",
            ),
        ];
        for (verdict, names) in cases {
            for name in names.split(',') {
                assert_eq!(of_type(name), verdict, "{name}");
            }
        }
    }
}
