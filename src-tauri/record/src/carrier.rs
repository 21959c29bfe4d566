//! What carries documents into the patient's record.
//!
//! Whoever files says which document and in which version; how it travels, and what a failure means for the person who
//! waits, is known here. Deliberately absent: any retry or schedule, which are the caller's.

use crate::Documents;
use crate::folder::{self, FolderError};
use domain::delivery::WhyFailed;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A way into the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A folder that the supplier's system, or a person, collects from.
    Folder(PathBuf),
    /// The same, if it is the folder this practice has named: one for all its workstations, and one for restricted records.
    Named { folder: PathBuf, practice: Uuid, restricted: bool },
}

/// Why a document has not reached the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFiled {
    /// It may succeed by itself: try again.
    Later,
    /// A person must act.
    Failed(WhyFailed),
}

impl Carrier {
    /// Files both documents of one version; filing them again changes nothing.
    ///
    /// # Errors
    /// They are not, or not both, in the record.
    pub fn file(&self, document: Uuid, version: u32, documents: &Documents) -> Result<(), NotFiled> {
        match self {
            Self::Folder(folder) => {
                folder::file(folder, document, version, documents).map(drop).map_err(NotFiled::from)
            }
            Self::Named { folder, practice, restricted } => {
                // A path that leads elsewhere on this computer: another workstation may find the right one.
                if !folder::is_of(folder, *practice, *restricted)? {
                    return Err(NotFiled::Later);
                }
                folder::file(folder, document, version, documents).map(drop).map_err(NotFiled::from)
            }
        }
    }

    /// Where a person finds what was filed, if that is on this computer.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) | Self::Named { folder, .. } => Some(folder),
        }
    }
}

impl From<FolderError> for NotFiled {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Unreachable(_) => Self::Later,
            FolderError::Conflict { .. } => Self::Failed(WhyFailed::Conflict),
            FolderError::Missing | FolderError::ReadOnly | FolderError::Full => {
                Self::Failed(WhyFailed::Folder)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_both_documents_and_says_what_stands_in_the_way() {
        let home = tempfile::tempdir().unwrap();
        let carrier = Carrier::Folder(home.path().join("filed"));
        let documents = |pdf: &[u8]| Documents { pdf: pdf.to_vec(), bundle: b"{}".to_vec() };
        let id = Uuid::from_u128(7);
        assert_eq!(carrier.file(id, 1, &documents(b"one")), Err(NotFiled::Failed(WhyFailed::Folder)));
        std::fs::create_dir(carrier.folder().unwrap()).unwrap();
        assert_eq!(carrier.file(id, 1, &documents(b"one")), Ok(()));
        assert_eq!(carrier.file(id, 1, &documents(b"one")), Ok(()), "again");
        assert_eq!(carrier.file(id, 1, &documents(b"two")), Err(NotFiled::Failed(WhyFailed::Conflict)));
        assert_eq!(std::fs::read_dir(carrier.folder().unwrap()).unwrap().count(), 2);
    }

    #[test]
    fn nothing_is_written_where_the_practices_path_leads_to_another_folder() {
        let home = tempfile::tempdir().unwrap();
        let practice = Uuid::from_u128(3);
        let carrier = Carrier::Named { folder: home.path().to_owned(), practice, restricted: false };
        let documents = Documents { pdf: b"one".to_vec(), bundle: b"{}".to_vec() };
        let id = Uuid::from_u128(7);
        assert_eq!(carrier.file(id, 1, &documents), Err(NotFiled::Later));
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
        folder::claim(home.path(), practice, false).unwrap();
        assert!(
            folder::claim(home.path(), practice, true).is_err(),
            "the open folder is not the restricted one, too"
        );
        let restricted = Carrier::Named { folder: home.path().to_owned(), practice, restricted: true };
        assert_eq!(restricted.file(id, 1, &documents), Err(NotFiled::Later));
        assert_eq!(carrier.file(id, 1, &documents), Ok(()));
    }

    #[test]
    fn only_what_may_mend_itself_is_tried_again() {
        use std::io::ErrorKind;
        for (error, expected) in [
            (FolderError::Unreachable(ErrorKind::TimedOut), NotFiled::Later),
            (FolderError::Missing, NotFiled::Failed(WhyFailed::Folder)),
            (FolderError::ReadOnly, NotFiled::Failed(WhyFailed::Folder)),
            (FolderError::Full, NotFiled::Failed(WhyFailed::Folder)),
            (FolderError::Conflict { name: String::new() }, NotFiled::Failed(WhyFailed::Conflict)),
        ] {
            assert_eq!(NotFiled::from(error), expected);
        }
    }
}
