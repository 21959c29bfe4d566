//! `cargo xtask run`: from a clean checkout to an open window.
//!
//! The application is built unoptimised but with its screens embedded, as in a release, so it opens without a
//! development server and starts as fast as it builds.

use crate::args::RunOptions;
use crate::prerequisites::{self, TO_RUN, modified};
use crate::{command, paths};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::SystemTime;

/// Embeds `ui/dist` in the application instead of asking a development server.
pub const EMBEDDED: &str = "duty-desk/custom-protocol";

/// The application's program name.
pub const APPLICATION: &str = "duty-desk";

pub fn run(options: &RunOptions) -> Result<ExitCode> {
    prerequisites::system(TO_RUN, options.yes)?;
    prerequisites::node_modules()?;
    build_screens()?;
    let application = paths::built("debug", APPLICATION)?;
    if modified(&application).is_none() {
        println!("{}", before_the_first_build(std::thread::available_parallelism().map_or(1, usize::from)));
    }
    // The workspace is named so that what the tests compile is compiled once.
    command::run(command::cargo().args([
        "build",
        "--workspace",
        "--features",
        EMBEDDED,
        "--bin",
        APPLICATION,
    ]))?;
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if cfg!(target_os = "linux") && !screen {
        bail!("{} is built, but there is no screen here to open it on", application.display());
    }
    println!("Opening {}", application.display());
    let status = Command::new(&application)
        .args(&options.pass)
        .status()
        .with_context(|| format!("cannot start {}", application.display()))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Whoever waits for the first build is told for how long. Measured on a bare Debian 12: 11 minutes on two cores; what is
/// built one after another takes three, however many there are.
fn before_the_first_build(cores: usize) -> String {
    let minutes = 3 + 16_usize.div_ceil(cores.max(1));
    let cores = if cores == 1 { "one core".to_owned() } else { format!("{cores} cores") };
    format!(
        "The first build comes now: about {minutes} minutes on {cores}. Cargo counts along below; \
         the next time it takes seconds."
    )
}

/// Builds `ui/dist` if any source of the screens is newer.
pub fn build_screens() -> Result<()> {
    let sources = ["src", "public", "index.html", "package-lock.json", "vite.config.ts", "tsconfig.json"];
    let newest = sources.iter().filter_map(|name| newest(&paths::ui().join(name))).max();
    let built = modified(&paths::ui().join("dist/index.html"));
    if built.is_some() && built >= newest {
        return Ok(());
    }
    command::run(command::npm().args(["run", "build"]))
}

/// The latest change in a file or folder.
fn newest(path: &Path) -> Option<SystemTime> {
    let inside = path.read_dir().into_iter().flatten().flatten().filter_map(|entry| newest(&entry.path()));
    inside.chain(modified(path)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_build_says_how_long_it_takes() {
        for (cores, words) in [
            (1, "about 19 minutes on one core"),
            (2, "about 11 minutes on 2 cores"),
            (8, "about 5 minutes on 8 cores"),
            (64, "about 4 minutes on 64 cores"),
        ] {
            assert!(before_the_first_build(cores).contains(words), "{}", before_the_first_build(cores));
        }
    }

    #[test]
    fn the_newest_file_of_a_folder_counts() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        let file = folder.path().join("deep/file");
        std::fs::write(&file, "x").unwrap();
        let later = modified(&file).unwrap() + std::time::Duration::from_secs(60);
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
        assert_eq!(newest(folder.path()), Some(later));
        assert_eq!(newest(&folder.path().join("nothing")), None);
    }
}
