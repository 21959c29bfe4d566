//! Files the documents into a folder that the supplier's system, or a person, collects from.
//!
//! A reader of the folder sees a document whole or not at all, whatever happens to this workstation meanwhile: it is
//! written beside its place, forced to the disk, and then given its name. Filing again is harmless: the same bytes
//! are left as they are, and other bytes under the same name are never overwritten. Names hold ids, no patient data.
//! Deliberately absent: any retry or schedule, which are the caller's.

#[cfg(unix)]
#[path = "folder/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "folder/windows.rs"]
mod system;

use crate::Documents;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;
use uuid::Uuid;

/// How often a file is begun again when another workstation files the same one.
const TRIES: usize = 8;
/// How long the other one may take for a step.
const PAUSE: Duration = Duration::from_millis(10);

/// How a file came to be in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was written now.
    Written,
    /// It was there with exactly these bytes.
    Already,
}

/// One file that is in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledFile {
    /// Its name in the folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Now, or before.
    pub how: How,
}

/// What the folder holds after filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The PDF, then the FHIR document.
    pub files: [FiledFile; 2],
}

/// Why a document is not in the folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// There is no such folder, or something else stands in its place. Setting it right is a manager's task.
    #[error("the folder is not there")]
    Missing,
    /// This user may not write into it.
    #[error("the folder does not accept files from this user")]
    ReadOnly,
    /// The disk or the quota is full.
    #[error("the disk is full")]
    Full,
    /// Another document stands under this name. It is not touched; a person has to look.
    #[error("another document has the name {name}")]
    Conflict { name: String },
    /// The disk or the network share failed in another way; trying later may help.
    #[error("the folder cannot be reached: {0}")]
    Unreachable(ErrorKind),
}

impl From<io::Error> for FolderError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            other => Self::Unreachable(other),
        }
    }
}

/// Puts both documents of one version into the folder, the PDF first.
///
/// When it has returned a receipt, both files survive a power cut. Leftovers of an interrupted filing of the same
/// version are cleared away.
pub fn file(
    folder: &Path,
    document: Uuid,
    version: u32,
    documents: &Documents,
) -> Result<Receipt, FolderError> {
    if !fs::metadata(folder)?.is_dir() {
        return Err(FolderError::Missing);
    }
    let stem = format!("{document}.v{version}");
    clear_leftovers(folder, &stem)?;
    let pdf = put(folder, format!("{stem}.pdf"), &documents.pdf)?;
    let bundle = put(folder, format!("{stem}.json"), &documents.bundle)?;
    system::sync_folder(folder)?;
    Ok(Receipt { files: [pdf, bundle] })
}

/// What lies in a practice's own folder: every workstation writes only where it finds this, so that a path which means
/// another folder elsewhere is not taken for the practice's.
const MARK: &str = "duty-desk.practice";

/// The folder for restricted records has a mark of its own, so that the open one under another name is not taken for it.
fn mark(practice: Uuid, restricted: bool) -> String {
    if restricted { format!("{practice} restricted") } else { practice.to_string() }
}

/// Makes a folder the practice's, once it was shown that it can be written.
///
/// # Errors
/// It is not there, cannot be written, or is another practice's.
pub fn claim(folder: &Path, practice: Uuid, restricted: bool) -> Result<(), FolderError> {
    if !fs::metadata(folder)?.is_dir() {
        return Err(FolderError::Missing);
    }
    put(folder, MARK.to_owned(), mark(practice, restricted).as_bytes()).map(drop)
}

/// Is it the practice's folder?
///
/// # Errors
/// It cannot be looked at.
pub fn is_of(folder: &Path, practice: Uuid, restricted: bool) -> Result<bool, FolderError> {
    Ok(present(&folder.join(MARK), mark(practice, restricted).as_bytes())? == Some(true))
}

fn put(folder: &Path, name: String, bytes: &[u8]) -> Result<FiledFile, FolderError> {
    let how = place(folder, &name, bytes)?;
    how.map_or(Err(FolderError::Conflict { name: name.clone() }), |how| {
        Ok(FiledFile { name, sha256: hex(&Sha256::digest(bytes)), how })
    })
}

/// Nothing, if other bytes stand there.
fn place(folder: &Path, name: &str, bytes: &[u8]) -> Result<Option<How>, FolderError> {
    for _ in 0..TRIES {
        match place_once(folder, name, bytes) {
            Err(error) if error.kind() == ErrorKind::NotFound || system::is_held(&error) => {}
            answer => return Ok(answer?),
        }
        thread::sleep(PAUSE);
    }
    // The last time whatever it is counts: nobody files for this long.
    place_once(folder, name, bytes).map_err(|error| match error.kind() {
        ErrorKind::NotFound => FolderError::Unreachable(ErrorKind::NotFound),
        _ => error.into(),
    })
}

/// Fails, among other reasons, while another workstation files the same version: it takes this one's work for a
/// leftover, or has the file open.
fn place_once(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<Option<How>> {
    match present(&folder.join(name), bytes)? {
        Some(true) => Ok(Some(How::Already)),
        Some(false) => Ok(None),
        None => write_beside_and_name(folder, name, bytes).map(|()| Some(How::Written)),
    }
}

/// Is a file there, and does it hold these bytes?
fn present(place: &Path, bytes: &[u8]) -> io::Result<Option<bool>> {
    let mut there = match File::open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if there.metadata()?.len() != bytes.len() as u64 {
        return Ok(Some(false));
    }
    let mut held = Vec::with_capacity(bytes.len());
    there.read_to_end(&mut held)?;
    Ok(Some(held == bytes))
}

fn write_beside_and_name(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = folder.join(leftover_name(name));
    let written = write_through(&beside, bytes).and_then(|()| fs::rename(&beside, folder.join(name)));
    if written.is_err() {
        // What cannot be removed now is removed when this version is filed again.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Two workstations may file the same version at once, so each writes beside it under a name of its own.
fn leftover_name(name: &str) -> String {
    format!(".{name}.{}.part", Uuid::new_v4().simple())
}

fn clear_leftovers(folder: &Path, stem: &str) -> Result<(), FolderError> {
    let begins = format!(".{stem}.");
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&begins) && name.ends_with(".part") {
            // Gone already, or still open elsewhere: neither hinders the filing.
            let _ = fs::remove_file(folder.join(name.as_ref()));
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const DOCUMENT: Uuid = Uuid::from_u128(0x0198_e0aa_0000_7000_8000_0000_0000_0001);

    fn documents(pdf: &str, bundle: &str) -> Documents {
        Documents { pdf: pdf.into(), bundle: bundle.into() }
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn filing_twice_leaves_one_of_each() {
        let folder = TempDir::new().unwrap();
        let both = documents("pdf", "json");
        let first = file(folder.path(), DOCUMENT, 1, &both).unwrap();
        let again = file(folder.path(), DOCUMENT, 1, &both).unwrap();
        assert_eq!(first.files.each_ref().map(|file| file.how), [How::Written; 2]);
        assert_eq!(again.files.each_ref().map(|file| file.how), [How::Already; 2]);
        assert_eq!(first.files[0].sha256, hex(&Sha256::digest(b"pdf")));
        assert_eq!(names(&folder), [format!("{DOCUMENT}.v1.json"), format!("{DOCUMENT}.v1.pdf")]);
    }

    #[test]
    fn a_folder_is_one_practices_and_only_where_it_was_made_so() {
        let (folder, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let (ours, theirs) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for _ in 0..2 {
            claim(folder.path(), ours, false).unwrap();
        }
        assert_eq!(is_of(folder.path(), ours, false), Ok(true));
        assert_eq!(is_of(folder.path(), theirs, false), Ok(false));
        assert_eq!(is_of(other.path(), ours, false), Ok(false), "the same path on another computer");
        assert!(matches!(claim(folder.path(), theirs, false), Err(FolderError::Conflict { .. })));
        assert_eq!(claim(&other.path().join("nowhere"), ours, false), Err(FolderError::Missing));
    }

    #[test]
    fn a_later_version_stands_beside_the_first() {
        let folder = TempDir::new().unwrap();
        file(folder.path(), DOCUMENT, 1, &documents("one", "one")).unwrap();
        file(folder.path(), DOCUMENT, 2, &documents("two", "two")).unwrap();
        assert_eq!(names(&folder).len(), 4);
    }

    #[test]
    fn other_bytes_under_the_same_name_are_not_touched() {
        for (pdf, bundle) in [("other", "json"), ("pdf", "other"), ("fdp", "json")] {
            let folder = TempDir::new().unwrap();
            file(folder.path(), DOCUMENT, 1, &documents("pdf", "json")).unwrap();
            let refused = file(folder.path(), DOCUMENT, 1, &documents(pdf, bundle));
            assert!(matches!(refused, Err(FolderError::Conflict { .. })), "{refused:?}");
            assert_eq!(fs::read(folder.path().join(format!("{DOCUMENT}.v1.pdf"))).unwrap(), b"pdf");
            assert_eq!(fs::read(folder.path().join(format!("{DOCUMENT}.v1.json"))).unwrap(), b"json");
        }
    }

    #[test]
    fn an_interruption_at_any_moment_is_made_good_by_filing_again() {
        let both = documents("pdf", "json");
        let (pdf, json) = (format!("{DOCUMENT}.v1.pdf"), format!("{DOCUMENT}.v1.json"));
        let half_pdf = (leftover_name(&pdf), "p");
        let half_json = (leftover_name(&json), "js");
        let whole_json = (leftover_name(&json), "json");
        let moments: [Vec<(String, &str)>; 5] = [
            vec![half_pdf.clone()],
            vec![(pdf.clone(), "pdf")],
            vec![(pdf.clone(), "pdf"), half_json],
            vec![(pdf.clone(), "pdf"), whole_json, half_pdf],
            vec![(pdf.clone(), "pdf"), (json.clone(), "json")],
        ];
        for left in moments {
            let folder = TempDir::new().unwrap();
            for (name, bytes) in &left {
                fs::write(folder.path().join(name), bytes).unwrap();
            }
            file(folder.path(), DOCUMENT, 1, &both).unwrap();
            assert_eq!(names(&folder), [json.clone(), pdf.clone()], "{left:?}");
        }
    }

    #[test]
    fn leftovers_of_other_documents_stay() {
        let folder = TempDir::new().unwrap();
        let other = leftover_name(&format!("{DOCUMENT}.v11.pdf"));
        fs::write(folder.path().join(&other), "in the making").unwrap();
        file(folder.path(), DOCUMENT, 1, &documents("pdf", "json")).unwrap();
        assert!(names(&folder).contains(&other));
    }

    #[test]
    fn workstations_that_file_the_same_at_once_leave_one_of_each() {
        let folder = TempDir::new().unwrap();
        let both = documents(&"pdf".repeat(100_000), "json");
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| file(folder.path(), DOCUMENT, 1, &both).unwrap());
            }
        });
        assert_eq!(names(&folder).iter().filter(|name| !name.ends_with(".part")).count(), 2);
        file(folder.path(), DOCUMENT, 1, &both).unwrap();
        assert_eq!(names(&folder).len(), 2);
    }

    #[test]
    fn a_folder_that_is_not_there_is_said_to_be_missing() {
        let folder = TempDir::new().unwrap();
        let in_its_place = folder.path().join("file");
        fs::write(&in_its_place, "").unwrap();
        for place in [folder.path().join("nowhere"), in_its_place] {
            assert_eq!(file(&place, DOCUMENT, 1, &documents("pdf", "json")), Err(FolderError::Missing));
        }
    }

    #[test]
    fn each_kind_of_fault_asks_for_its_own_reaction() {
        for (kind, expected) in [
            (ErrorKind::NotFound, FolderError::Missing),
            (ErrorKind::PermissionDenied, FolderError::ReadOnly),
            (ErrorKind::ReadOnlyFilesystem, FolderError::ReadOnly),
            (ErrorKind::StorageFull, FolderError::Full),
            (ErrorKind::QuotaExceeded, FolderError::Full),
            (ErrorKind::TimedOut, FolderError::Unreachable(ErrorKind::TimedOut)),
        ] {
            assert_eq!(FolderError::from(io::Error::from(kind)), expected);
        }
    }
}
