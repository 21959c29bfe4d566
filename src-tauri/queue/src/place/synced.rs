//! Folders that a program keeps alike on several computers: it copies files while they change, and brings old ones back.
//!
//! They are known by the variables in which OneDrive says where it is, by what the programs leave in their folder, and by
//! the names those folders have. A folder of such a name that nothing copies is refused too: another one is easily found.

use super::elsewhere::Elsewhere;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where OneDrive says that it keeps its files: the person's, the practice's.
const VARIABLES: [&str; 3] = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"];

/// Names of the folders, in small letters. Those that OneDrive and Dropbox make for an organisation go on with ` - name`
/// or ` (name)`, and macOS keeps one below `CloudStorage` for each program.
const NAMES: [&str; 21] = [
    "box sync",
    "cloudstorage",
    "creative cloud files",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "icloud photos",
    "iclouddrive",
    "insync",
    "megasync",
    "mobile documents",
    "my drive",
    "nextcloud",
    "onedrive",
    "owncloud",
    "pcloud drive",
    "pclouddrive",
    "seafile",
    "synologydrive",
    "tresorit",
];

/// Files and folders that such programs leave at the top of theirs: Dropbox, Google Drive, Nextcloud, ownCloud, Syncthing,
/// MEGA, Synology Drive.
const MARKS: [&str; 9] = [
    ".dropbox.cache",
    ".megaignore",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".shared-with-me",
    ".stfolder",
    ".synologyworkingdirectory",
    ".tmp.drivedownload",
    ".tmp.driveupload",
];

/// `folder` is without links, and may not be there yet.
pub(super) fn is_synced(folder: &Path) -> Option<Elsewhere> {
    let told: Vec<PathBuf> = VARIABLES.into_iter().filter_map(env::var_os).filter_map(root).collect();
    let synced = below(folder, &told) || is_named(folder) || folder.ancestors().any(is_marked);
    synced.then_some(Elsewhere::SyncedFolder)
}

/// A variable's folder, without links. One that is empty, relative or gone says nothing.
fn root(value: std::ffi::OsString) -> Option<PathBuf> {
    fs::canonicalize(Path::new(&value))
        .ok()
        .filter(|root| Path::new(&value).is_absolute() && root.parent().is_some())
}

fn below(folder: &Path, roots: &[PathBuf]) -> bool {
    roots.iter().any(|root| folder.starts_with(root))
}

fn is_named(folder: &Path) -> bool {
    folder.components().any(|part| is_name(&part.as_os_str().to_string_lossy().to_lowercase()))
}

fn is_name(part: &str) -> bool {
    NAMES.iter().any(|name| {
        part.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(" - ") || rest.starts_with(" ("))
    })
}

fn is_marked(folder: &Path) -> bool {
    MARKS.iter().any(|mark| folder.join(mark).exists())
        // In a person's own folder Dropbox keeps its settings in a folder of this name.
        || folder.join(".dropbox").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synced_folders_are_known_by_their_names() {
        for (path, synced) in [
            ("/home/jo/Dropbox/desk", true),
            ("/home/jo/Dropbox (Hollin Lane)/desk", true),
            ("/users/jo/OneDrive/desk", true),
            ("/users/jo/OneDrive - Hollin Lane Surgery/Documents/desk", true),
            ("/users/jo/ONEDRIVE/desk", true),
            ("/users/jo/iCloudDrive/desk", true),
            ("/Users/jo/Library/Mobile Documents/com~apple~CloudDocs/desk", true),
            ("/Users/jo/Library/CloudStorage/GoogleDrive-jo/desk", true),
            ("/media/My Drive/desk", true),
            ("/home/jo/Nextcloud/desk", true),
            ("/home/jo/.local/share/duty-desk", false),
            ("/home/jo/Dropboxes/desk", false),
            ("/home/jo/not-onedrive/desk", false),
            ("/srv/my drives/desk", false),
        ] {
            assert_eq!(is_named(Path::new(path)), synced, "{path}");
        }
    }

    #[test]
    fn synced_folders_are_known_by_what_is_left_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let desk = folder.path().join("jo/desk");
        fs::create_dir_all(&desk).unwrap();
        assert!(!desk.ancestors().any(is_marked));
        for mark in MARKS {
            fs::create_dir(folder.path().join("jo").join(mark)).unwrap();
            assert!(desk.ancestors().any(is_marked), "{mark}");
            fs::remove_dir(folder.path().join("jo").join(mark)).unwrap();
        }
        fs::create_dir(folder.path().join("jo/.dropbox")).unwrap();
        assert!(!desk.ancestors().any(is_marked), "a person's settings of Dropbox");
        fs::write(desk.join(".dropbox"), "").unwrap();
        assert!(desk.ancestors().any(is_marked));
    }

    #[test]
    fn what_the_system_says_of_onedrive_is_believed() {
        let folder = tempfile::tempdir().unwrap();
        let there = fs::canonicalize(folder.path()).unwrap();
        let told = root(folder.path().as_os_str().to_owned());
        assert_eq!(told.as_deref(), Some(there.as_path()));
        let roots: Vec<_> = told.into_iter().collect();
        assert!(below(&there.join("Documents/desk"), &roots));
        assert!(!below(there.parent().unwrap(), &roots));
        for nothing in ["", ".", "/", "not there"] {
            assert_eq!(root(nothing.into()), None, "{nothing:?}");
        }
    }
}
