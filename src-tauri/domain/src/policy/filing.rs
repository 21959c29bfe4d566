//! Where documents for the record are written: one place for the whole practice, named by a manager.
//!
//! Every workstation writes there and nowhere else. Documents about restricted records go to a second folder, or wait:
//! the first one is open to whoever may read messages.

use serde::{Deserialize, Serialize};

/// The folders the record system collects from, as every workstation finds them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FilingPlace {
    pub folder: String,
    /// The one for restricted records; empty and their documents wait.
    pub restricted: String,
}

impl FilingPlace {
    /// Where a document goes; none and it waits.
    pub fn folder_for(&self, restricted: bool) -> Option<&str> {
        let folder = if restricted { &self.restricted } else { &self.folder };
        (!folder.trim().is_empty()).then_some(folder.trim())
    }

    /// The setting that is not right: a folder is named from the root, and the two are not one.
    pub(super) fn fault(&self) -> Option<&'static str> {
        match (self.folder_for(false), self.folder_for(true)) {
            (None, _) => Some("filing.folder"),
            (Some(folder), _) if !is_from_the_root(folder) => Some("filing.folder"),
            (Some(folder), Some(restricted)) if !is_from_the_root(restricted) || same(folder, restricted) => {
                Some("filing.restricted")
            }
            _ => None,
        }
    }
}

/// As any system writes it: `/srv/filing`, `\\server\filing`, `S:\filing`.
fn is_from_the_root(folder: &str) -> bool {
    let drive = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
            && letters.next() == Some(':')
            && matches!(letters.next(), Some('\\' | '/'))
    };
    folder.starts_with('/') || folder.starts_with("\\\\") || drive(folder)
}

/// Systems that collect from folders do not tell capitals apart.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace('\\', "/").trim_end_matches('/').to_lowercase();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_from_the_root_and_the_restricted_one_is_another() {
        for (folder, restricted, fault) in [
            ("/srv/filing", "", None),
            ("\\\\server\\filing", "\\\\server\\restricted", None),
            ("S:\\filing", "s:/restricted", None),
            ("", "", Some("filing.folder")),
            ("  ", "/srv/restricted", Some("filing.folder")),
            ("filing", "", Some("filing.folder")),
            ("C:filing", "", Some("filing.folder")),
            ("S:\\filing", "restricted", Some("filing.restricted")),
            ("S:\\filing", "s:/Filing/", Some("filing.restricted")),
        ] {
            let place = FilingPlace { folder: folder.to_owned(), restricted: restricted.to_owned() };
            assert_eq!(place.fault(), fault, "{folder:?} {restricted:?}");
        }
    }

    #[test]
    fn a_restricted_document_never_goes_where_the_others_go() {
        let place = FilingPlace { folder: "/srv/filing".to_owned(), restricted: String::new() };
        assert_eq!((place.folder_for(false), place.folder_for(true)), (Some("/srv/filing"), None));
    }
}
