//! Files that are either wholly old or wholly new, whatever happens to the power.
//!
//! A new copy is written beside the old one, forced to the disk and put in its place in one step; the old one stays as the
//! previous copy where a name for it is given. At no instant is there no file under the name. What differs between the
//! operating systems stands in twin files.

#[cfg(unix)]
#[path = "durable/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "durable/windows.rs"]
mod system;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use system::{private_file, private_folder, put_in_place};

/// Puts `bytes` under `path` in one step, keeping what was there as `previous`.
pub(crate) fn replace(path: &Path, bytes: &[u8], previous: Option<&Path>) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = private_file().write(true).create(true).truncate(true).open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    if let Some(previous) = previous.filter(|_| path.exists()) {
        keep_previous(path, previous)?;
    }
    put_in_place(&fresh, path)?;
    path.parent().map_or(Ok(()), system::sync_folder)
}

/// A second name for the old bytes where the file system has such a thing, a copy where it has not.
fn keep_previous(path: &Path, previous: &Path) -> io::Result<()> {
    let aside = previous.with_extension("aside");
    remove_if_there(&aside)?;
    if fs::hard_link(path, &aside).is_err() {
        copy_through(path, &aside)?;
    }
    put_in_place(&aside, previous)
}

/// A copy that has reached the disk. Windows forces only files that were opened for writing.
fn copy_through(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    File::options().write(true).open(to)?.sync_all()
}

/// Overwrites a file and removes it. The disk may keep copies of its own; what it held is encrypted besides.
pub(crate) fn shred(path: &Path) -> io::Result<()> {
    let mut file = match File::options().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file?,
    };
    let length = file.metadata()?.len();
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.sync_all()?;
    drop(file);
    remove_if_there(path)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner enters.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    private_folder().recursive(true).create(path)
}

/// Waits for this file's lock, so that two processes never read, change and write at once. Released on drop.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let file = private_file().write(true).create(true).truncate(false).open(path)?;
    file.lock()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_keeps_the_previous_copy() {
        let folder = tempfile::tempdir().unwrap();
        let (path, previous) = (folder.path().join("a.json"), folder.path().join("a.previous.json"));
        for (bytes, before) in [(b"1", None), (b"2", Some(b"1")), (b"3", Some(b"2"))] {
            replace(&path, bytes, Some(&previous)).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes);
            assert_eq!(fs::read(&previous).ok().as_deref(), before.map(<[u8; 1]>::as_slice));
        }
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["a.json", "a.previous.json"]);
    }

    #[test]
    fn where_files_have_one_name_only_the_previous_copy_is_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (folder.path().join("a.json"), folder.path().join("b.json"));
        fs::write(&path, b"1").unwrap();
        copy_through(&path, &copy).unwrap();
        assert_eq!(fs::read(&copy).unwrap(), b"1");
    }

    #[test]
    fn a_write_that_was_cut_off_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        replace(&path, b"old", None).unwrap();
        fs::write(folder.path().join("a.new"), b"ha").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        replace(&path, b"new", None).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
