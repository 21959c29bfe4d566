//! What must be on the machine first, and how it gets there.
//!
//! On Debian and its children missing packages are installed with apt, after saying exactly which and asking (unless
//! `--yes`). Elsewhere the missing things are named and left to the person. Node modules are installed from the lock
//! file, never from anything newer.

use crate::command::{self, is_there, npm, output};
use crate::paths;
use anyhow::{Result, bail};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// Debian packages to build and open the application.
pub const TO_RUN: &[&str] = &[
    "build-essential",
    "ca-certificates",
    "libayatana-appindicator3-1", // the tray, loaded when the application starts
    "libpcsclite-dev",            // card readers
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];

/// Debian packages the tests use on top: a private desktop, a browser, and independent readers of what we write.
pub const TO_TEST: &[&str] = &[
    "chromium",
    "dbus",
    "dunst",
    "fonts-dejavu-core",
    "fonts-liberation", // as wide as Arial: screens are looked at as they are at the practice
    "gnome-keyring",
    "imagemagick",
    "opensc",
    "openssl",
    "pcscd",
    "poppler-utils",
    "python3-venv",
    "qpdf",
    "vsmartcard-vpcd",
    "webkit2gtk-driver",
    "x11-utils",
    "xvfb",
];

/// Installs what is missing, or says what is.
pub fn system(packages: &[&str], yes: bool) -> Result<()> {
    let missing = if cfg!(target_os = "linux") && is_there("dpkg-query", "--version") {
        missing_packages(packages)
    } else {
        return elsewhere();
    };
    if missing.is_empty() {
        return Ok(());
    }
    let mut prefix = Vec::new();
    if output(Command::new("id").arg("-u")).is_none_or(|id| id.trim() != "0") {
        prefix.push("sudo");
    }
    let line = |words: &[&str]| [&prefix, words].concat().join(" ");
    let install = [&["apt-get", "install", "-y", "--no-install-recommends"], missing.as_slice()].concat();
    println!("These Debian packages are missing: {}", missing.join(" "));
    println!("  {}\n  {}", line(&["apt-get", "update"]), line(&install));
    if !prefix.is_empty() && !is_there("sudo", "--version") {
        bail!("there is no sudo: run the two lines above as root, then start this again");
    }
    if !yes && !agreed("Install them now?")? {
        bail!("nothing was installed");
    }
    for words in [&["apt-get", "update"][..], &install] {
        let words = [&prefix, words].concat();
        let (program, arguments) = words.split_first().map_or(("true", &[][..]), |(p, a)| (*p, a));
        command::run(Command::new(program).args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

fn missing_packages<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let installed = |name: &&&str| {
        output(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", name]))
            .is_some_and(|status| status == "installed")
    };
    packages.iter().filter(|name| !installed(name)).copied().collect()
}

/// Not Debian: look for what cannot be done without, and name it.
fn elsewhere() -> Result<()> {
    if cfg!(target_os = "linux") && !is_there("pkg-config", "--version") {
        bail!(
            "install a C compiler, pkg-config and the WebKitGTK 4.1 headers with your distribution's packages"
        );
    }
    if cfg!(target_os = "linux") && output(Command::new("pkg-config").arg("webkit2gtk-4.1")).is_none() {
        bail!("the WebKitGTK 4.1 headers are missing (Fedora: webkit2gtk4.1-devel, Arch: webkit2gtk-4.1)");
    }
    if cfg!(windows) && !is_there("perl", "-v") {
        bail!("perl is missing (Strawberry Perl): the database's encryption library is built with it");
    }
    if cfg!(target_os = "macos") && !is_there("xcode-select", "-p") {
        bail!("run `xcode-select --install` first");
    }
    Ok(())
}

/// Node at the version the screens' tools need, and their modules as locked.
pub fn node_modules() -> Result<()> {
    let version = output(Command::new("node").arg("--version"));
    let parsed = version.as_deref().and_then(node_version);
    if parsed.is_none_or(|version| version < (20, 19)) {
        bail!("Node.js 20.19 or newer is needed (found: {})", version.as_deref().unwrap_or("none").trim());
    }
    let lock = modified(&paths::ui().join("package-lock.json"));
    let installed = modified(&paths::ui().join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= lock {
        return Ok(());
    }
    command::run(npm().args(["ci", "--no-audit", "--no-fund"]))
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// When a file was last written, if it is there.
pub fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|meta| meta.modified()).ok()
}

fn agreed(question: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    print!("{question} [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(node_version("v20.20.2\n"), Some((20, 20)));
        assert!(node_version("v9.1.0") < Some((20, 19)));
        assert_eq!(node_version("20.1"), None);
    }
}
