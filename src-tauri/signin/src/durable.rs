//! Files that are either wholly old or wholly new, whatever happens to the power.
//!
//! A new copy is written beside the old one, forced to the disk and put in its place in one step; the old one stays as the
//! previous copy where a name for it is given. At no instant is there no file under the name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// Puts `bytes` under `path` in one step, keeping what was there as `previous`.
pub(crate) fn replace(path: &Path, bytes: &[u8], previous: Option<&Path>) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = private().write(true).create(true).truncate(true).open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    if let Some(previous) = previous.filter(|_| path.exists()) {
        keep_previous(path, previous)?;
    }
    put_in_place(&fresh, path)?;
    sync_folder(path)
}

/// On Windows a virus scanner that is looking at the old file holds the door for a moment.
fn put_in_place(fresh: &Path, path: &Path) -> io::Result<()> {
    for _ in 0..5 {
        match fs::rename(fresh, path) {
            Err(error) if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied => {
                thread::sleep(Duration::from_millis(30));
            }
            answer => return answer,
        }
    }
    fs::rename(fresh, path)
}

/// A second name for the old bytes where the file system has such a thing, a copy where it has not.
fn keep_previous(path: &Path, previous: &Path) -> io::Result<()> {
    let aside = previous.with_extension("aside");
    remove_if_there(&aside)?;
    if fs::hard_link(path, &aside).is_err() {
        fs::copy(path, &aside)?;
        File::open(&aside)?.sync_all()?;
    }
    put_in_place(&aside, previous)
}

/// Overwrites a file and removes it. The disk may keep copies of its own; what it held is encrypted besides.
pub(crate) fn shred(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
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
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Waits for this file's lock, so that two processes never read, change and write at once. Released on drop.
pub(crate) fn lock(path: &Path) -> io::Result<File> {
    let file = private().write(true).create(true).truncate(false).open(path)?;
    file.lock()?;
    Ok(file)
}

fn private() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
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
