//! Windows resolves a mapped drive to the share behind it.

use std::path::{Component, Path, Prefix};
use std::{fs, io};

/// Best effort: a folder that cannot be resolved counts as local.
pub(crate) fn is_network_share(folder: &Path) -> bool {
    fs::canonicalize(folder).is_ok_and(|resolved| is_unc(&resolved))
}

fn is_unc(resolved: &Path) -> bool {
    match resolved.components().next() {
        Some(Component::Prefix(prefix)) => matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)),
        _ => false,
    }
}

/// NTFS journals its renames; a folder cannot be synced from here.
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_from_drives() {
        for (path, share) in [
            (r"\\server\practice", true),
            (r"\\?\UNC\server\practice", true),
            (r"C:\data", false),
            (r"\\?\C:\data", false),
        ] {
            assert_eq!(is_unc(Path::new(path)), share, "{path}");
        }
    }
}
