//! What the tests need around them: packages, node modules, independent readers, and a bus with an unlocked key store.

#[cfg(target_os = "linux")]
#[path = "surroundings/linux.rs"]
mod system;
#[cfg(not(target_os = "linux"))]
#[path = "surroundings/other.rs"]
mod system;

use super::{command, paths};
use crate::args::TestOptions;
use crate::prerequisites::{self, TO_RUN, TO_TEST};
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prepared once, used by every stage.
pub struct Surroundings {
    /// Missing packages are installed without asking.
    pub yes: bool,
    oracles: Option<PathBuf>,
    desktop: Option<system::Desktop>,
}

impl Surroundings {
    /// Installs what is missing and starts the services; a quick run needs neither.
    pub fn prepare(options: &TestOptions, stages: &[&str]) -> Result<Self> {
        if options.quick {
            return Ok(Self { yes: options.yes, oracles: None, desktop: None });
        }
        let windows = stages.iter().any(|stage| stage.starts_with("Windows"));
        let windows = if windows { crate::windows::packages() } else { &[] };
        prerequisites::system(&[TO_RUN, TO_TEST, windows].concat(), options.yes)?;
        prerequisites::node_modules()?;
        Ok(Self { yes: options.yes, oracles: oracles()?, desktop: Some(system::Desktop::start()?) })
    }

    /// A Python whose packages are pinned.
    pub fn python(&self) -> Option<&Path> {
        self.oracles.as_deref()
    }

    /// Tells a test command where things are.
    pub fn apply(&self, command: &mut Command) -> Result<()> {
        if let Some(desktop) = &self.desktop {
            desktop.apply(command);
        }
        if let Some(python) = &self.oracles {
            command.env("DUTY_DESK_ORACLES", python);
        }
        command.env("DUTY_DESK_APP", paths::built("debug", crate::run::APPLICATION)?);
        Ok(())
    }
}

/// A Python with the independent implementations the tests compare with, installed as pinned.
fn oracles() -> Result<Option<PathBuf>> {
    let wanted = paths::root().join("tests/oracles/requirements.txt");
    let Ok(requirements) = fs::read_to_string(&wanted) else {
        return Ok(None);
    };
    let venv = paths::target()?.join("oracles");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let installed = venv.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|text| text == requirements) && python.exists() {
        return Ok(Some(python));
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    command::run(Command::new(system).args(["-m", "venv", "--clear"]).arg(&venv))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    command::run(Command::new(&python).args(pip).arg(&wanted))?;
    fs::write(installed, requirements)?;
    Ok(Some(python))
}
