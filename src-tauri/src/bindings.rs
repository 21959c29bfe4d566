//! The TypeScript side of commands and events, written from the Rust types so that no type is written twice.

use crate::to_screens::{Changed, Leaving};
use crate::{commands, failure};
use domain::risk::Category;
use std::collections::BTreeMap;
use tauri_specta::{Builder, Commands, ErrorHandlingMode, collect_events};

/// Everything the screens may ask for and hear.
#[must_use]
pub fn bindings() -> Builder<tauri::Wry> {
    with(commands::all())
}

/// The same without a window.
#[cfg(feature = "headless")]
pub(crate) fn bindings_without_a_window() -> Builder<tauri::test::MockRuntime> {
    with(commands::all_without_a_window())
}

fn with<R: tauri::Runtime>(commands: Commands<R>) -> Builder<R> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        // The whole numbers that cross are counts and seconds, far below 2^53.
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
        .commands(commands)
        .events(collect_events![Changed, Leaving])
        .typ::<failure::Failure>()
        .constant("CATEGORY_WORDS", category_words())
        .constant("MOST_SECTIONS", domain::briefing::MOST_SECTIONS)
}

/// One name for each kind of danger, on screens as in documents.
fn category_words() -> BTreeMap<Category, &'static str> {
    Category::ALL.iter().map(|category| (*category, category.words())).collect()
}

#[cfg(test)]
mod tests {
    use specta_typescript::Typescript;
    use std::path::Path;

    const WRITTEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/api.gen.ts");

    /// Writes the file; with `DUTY_DESK_CHECK_BINDINGS=1` only compares.
    #[test]
    fn export_bindings() {
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("api.gen.ts");
        super::bindings().export(Typescript::default(), &fresh).unwrap();
        let fresh = std::fs::read_to_string(fresh).unwrap();
        let kept = std::fs::read_to_string(WRITTEN).unwrap_or_default();
        if std::env::var("DUTY_DESK_CHECK_BINDINGS").is_ok_and(|check| check == "1") {
            assert!(fresh == kept, "{WRITTEN} is behind the Rust types: run `cargo xtask ui-types`");
        } else if fresh != kept {
            std::fs::write(Path::new(WRITTEN), fresh).unwrap();
        }
    }
}
