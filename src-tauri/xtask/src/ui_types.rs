//! `cargo xtask ui-types`: the TypeScript side of the bindings, written from the Rust types.
//!
//! No type of the screens' interface is written twice. `--check` is what CI runs: it compares and changes nothing.

use crate::run::EMBEDDED;
use crate::{command, paths};
use anyhow::{Context, Result, bail};
use std::fs;

/// The test of the root package that writes the file. The whole workspace is named so that dependencies are those of
/// every other stage: the package alone would compile them once more, with other features.
const EXPORT: &[&str] =
    &["test", "--quiet", "--workspace", "--features", EMBEDDED, "--lib", "export_bindings"];
/// The file it writes, below `ui/`.
const WRITTEN: &str = "src/api.gen.ts";

pub fn ui_types(check: bool) -> Result<()> {
    let file = paths::ui().join(WRITTEN);
    let before = fs::read_to_string(&file).unwrap_or_default();
    command::run(command::cargo().args(EXPORT))?;
    let after =
        fs::read_to_string(&file).with_context(|| format!("the export did not write {}", file.display()))?;
    match (check, before == after) {
        (_, true) => println!("ui/{WRITTEN} is up to date"),
        (false, false) => println!("ui/{WRITTEN} written"),
        (true, false) => {
            fs::write(&file, &before)?;
            bail!(
                "ui/{WRITTEN} differs from the Rust types from line {}: run `cargo xtask ui-types`",
                first_difference(&before, &after)
            );
        }
    }
    Ok(())
}

fn first_difference(before: &str, after: &str) -> usize {
    before.lines().zip(after.lines()).take_while(|(old, new)| old == new).count() + 1
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_differing_line_is_named() {
        for (before, after, line) in [("a\nb", "a\nc", 2), ("a", "a\nb", 2), ("", "x", 1)] {
            assert_eq!(first_difference(before, after), line);
        }
    }
}
