//! The closed world in which the typesetter works: one template, one data file, the embedded fonts.
//!
//! There is no file system, no network, no package, no clock. What a patient wrote reaches the template as a JSON value
//! and never as source, so nothing they write can become markup or code.

use super::fonts;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The page as it is designed.
pub const TEMPLATE: &str = include_str!("../../template/transcript.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(fonts::ALL.iter())));

/// The template and the data of one document.
pub struct Paper {
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl Paper {
    /// Lays the data beside the template.
    pub fn new(data: Vec<u8>) -> Option<Self> {
        let template = Source::new(id("transcript.typ")?, TEMPLATE.to_owned());
        Some(Self { template, data_id: id("transcript.json")?, data: Bytes::new(data) })
    }
}

fn id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::ALL.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
