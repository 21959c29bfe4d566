//! Which file system holds a folder, from the kernel's table of mounts.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The name of the file system that a folder lies on, `folder` being without links; from the text of
/// `/proc/self/mountinfo`. Of two mounted at one place the later one covers the earlier.
pub(super) fn type_of<'table>(mountinfo: &'table str, folder: &Path) -> Option<&'table str> {
    let mut found: Option<(usize, &str)> = None;
    for (point, name) in mountinfo.lines().filter_map(mount) {
        let depth = Path::new(std::ffi::OsStr::from_bytes(&point)).components().count();
        let holds = folder.starts_with(std::ffi::OsStr::from_bytes(&point));
        if holds && found.is_none_or(|(deepest, _)| depth >= deepest) {
            found = Some((depth, name));
        }
    }
    found.map(|(_, name)| name)
}

/// A line is `36 35 98:0 /root /mount/point options [optional fields] - type source options`.
fn mount(line: &str) -> Option<(Vec<u8>, &str)> {
    let (fields, source) = line.split_once(" - ")?;
    Some((unescaped(fields.split(' ').nth(4)?), source.split(' ').next()?))
}

/// The kernel writes blanks, tabs, line ends and backslashes as three octal digits.
fn unescaped(field: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let octal = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) if first == b'\\' => {
                bytes.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
22 27 0:21 / /proc rw,relatime shared:5 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard
29 27 0:30 /@home /home rw,relatime shared:2 - btrfs /dev/vdb rw,subvol=/@home
31 27 0:40 / /mnt/share rw,relatime - autofs systemd-1 rw,fd=50
32 31 0:41 / /mnt/share rw,relatime shared:7 - cifs //server/practice rw,vers=3.1.1
33 27 0:42 / /mnt/share\\040two rw - nfs4 nas:/volume rw
34 29 0:43 / /home/jo/remote rw,nosuid,nodev,relatime - fuse.sshfs jo@nas: rw,user_id=1000
35 27 0:44 / /media/sf_practice rw,nodev - vboxsf practice rw
36 27 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw
37 27 0:45 / /var/lib/containers/overlay rw master:1 propagate_from:2 - overlay overlay rw
38 32 8:33 / /mnt/share/local rw - ext4 /dev/sdc1 rw
a line that is none
";

    #[test]
    fn the_deepest_mount_that_holds_a_folder_decides() {
        for (folder, name) in [
            ("/", "ext4"),
            ("/srv/desk", "ext4"),
            ("/home/jo/.local/share/desk", "btrfs"),
            ("/home/jo/remote", "fuse.sshfs"),
            ("/home/jo/remote/desk", "fuse.sshfs"),
            ("/home/jo/remote-not", "btrfs"),
            ("/mnt/share/desk", "cifs"),
            ("/mnt/share/local/desk", "ext4"),
            ("/mnt/share two/desk", "nfs4"),
            ("/mnt/shared", "ext4"),
            ("/media/sf_practice/desk", "vboxsf"),
            ("/media/stick/desk", "fuseblk"),
            ("/var/lib/containers/overlay/desk", "overlay"),
        ] {
            assert_eq!(type_of(TABLE, Path::new(folder)), Some(name), "{folder}");
        }
        assert_eq!(type_of("", Path::new("/srv")), None);
        assert_eq!(type_of("27 1 254:0 / / rw - ", Path::new("/srv")), Some(""));
    }

    #[test]
    fn what_the_kernel_escapes_is_read_back() {
        for (field, path) in [
            ("/plain", "/plain"),
            ("/a\\040b", "/a b"),
            ("/a\\011b\\134c", "/a\tb\\c"),
            ("/ends\\04", "/ends\\04"),
            ("/a\\999", "/a\\999"),
            ("/Ärzte\\040", "/Ärzte "),
        ] {
            assert_eq!(unescaped(field), path.as_bytes(), "{field}");
        }
    }
}
