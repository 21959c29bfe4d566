//! The cross toolchain: where it is kept, whether the one there can be used, and how cargo is told of it.
//!
//! It lies outside every checkout, so that all of them use one. It is made anew when the script that makes it, the Debian
//! packages under it or the Rust version of this project have changed since.

use crate::command::{self, output};
use crate::paths;
use anyhow::{Context, Result};
use doubles::processes::Group;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What is compiled for.
pub const TARGET: &str = "x86_64-pc-windows-gnu";

/// Debian packages: the C compiler and linker for Windows, and Wine.
pub const PACKAGES: &[&str] = &["bash", "gcc-mingw-w64-x86-64-win32", "wine64"];

const SETUP: &str = "src-tauri/xtask/src/windows/setup.sh";
const SETUP_TEXT: &str = include_str!("setup.sh");
const WINE_SERVER: &str = "/usr/lib/wine/wineserver64";

/// A toolchain that is there, ours until this is dropped.
pub struct Toolchain {
    folder: PathBuf,
    target: PathBuf,
    /// Keeps a second run from using the same Windows at once.
    _alone: File,
}

impl Toolchain {
    /// The one in the person's cache, made if it is missing or was made for something else.
    pub fn ready() -> Result<Self> {
        let folder = folder()?;
        fs::create_dir_all(&folder)?;
        let alone = alone(&folder.with_extension("lock"))?;
        let wanted = stamp(&folder)?;
        if fs::read_to_string(folder.join("stamp")).is_ok_and(|found| found == wanted) {
            println!("the toolchain in {} is used again", folder.display());
        } else {
            make(&folder)?;
            fs::write(folder.join("stamp"), &wanted)?;
        }
        let target = paths::target()?.join("windows");
        forget_another(&target, &wanted)?;
        Ok(Self { folder, target, _alone: alone })
    }

    /// Cargo, compiling for Windows and running what it compiled under Wine, in a build folder of its own: cargo's lock
    /// on the usual one would keep everybody else waiting. Programs find the DLL of WebView2 beside the application.
    pub fn cargo(&self) -> Command {
        let mut cargo = command::cargo();
        for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
            // Meant for the person's own linker.
            cargo.env_remove(flags);
        }
        cargo
            .env("RUSTC", self.program("rustc"))
            .env("RUSTDOC", self.program("rustdoc"))
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "x86_64-w64-mingw32-gcc")
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", self.program("wine"))
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            // What runs here while compiling is a SQLite that checks queries: it is not worth half a minute's optimising.
            .env("HOST_CFLAGS", "-O0")
            .env("WINEPATH", self.built(""));
        cargo
    }

    /// A compiled program, started under Wine.
    pub fn wine(&self, program: &Path) -> Command {
        let mut command = Command::new(self.program("wine"));
        command.arg(program);
        command
    }

    /// What cargo built for Windows, by its file name.
    pub fn built(&self, name: &str) -> PathBuf {
        self.target.join(TARGET).join("debug").join(name)
    }

    /// Starts Windows: services that would otherwise begin and end with every single test. It ends when this is dropped.
    pub fn start_windows(&self) -> Result<Windows> {
        let server = |arguments: &[&str]| {
            let mut server = Command::new(WINE_SERVER);
            server.args(arguments).env("WINEPREFIX", self.folder.join("wine"));
            server
        };
        let running = Group::start(&mut server(&["--foreground", "--persistent"]))
            .with_context(|| format!("cannot start {WINE_SERVER}"))?;
        let end = server(&["--kill"]);
        command::run(self.wine(Path::new("cmd")).args(["/c", "exit"]))?;
        Ok(Windows { end, _server: running })
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }
}

/// Wine's Windows, running.
pub struct Windows {
    end: Command,
    _server: Group,
}

impl Drop for Windows {
    fn drop(&mut self) {
        // In order, so that its services end with it; what does not is ended as a group a moment later.
        let _ = self.end.status();
    }
}

/// `$XDG_CACHE_HOME/duty-desk/windows`, or below `~/.cache`.
fn folder() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    Ok(cache.context("this account has no home: set XDG_CACHE_HOME")?.join("duty-desk/windows"))
}

fn alone(path: &Path) -> Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    if file.try_lock().is_err() {
        println!("waiting for another run that uses {}", path.with_extension("").display());
        file.lock()?;
    }
    Ok(file)
}

/// Everything that a toolchain in this folder is made from.
fn stamp(folder: &Path) -> Result<String> {
    let packages =
        output(Command::new("dpkg-query").args(["-W", "-f", "${Package} ${Version}\n"]).args(PACKAGES));
    let packages = packages.context("the Debian packages that compile for Windows are not installed")?;
    let rust = env!("CARGO_PKG_RUST_VERSION");
    Ok(format!("{}\nRust {rust}\n{packages}\n{SETUP_TEXT}", folder.display()))
}

/// What another toolchain compiled does not fit this one's standard library, and cargo cannot tell.
fn forget_another(target: &Path, stamp: &str) -> Result<()> {
    let mark = target.join("toolchain");
    if fs::read_to_string(&mark).is_ok_and(|found| found == stamp) {
        return Ok(());
    }
    if target.exists() {
        fs::remove_dir_all(target)?;
    }
    fs::create_dir_all(target)?;
    Ok(fs::write(mark, stamp)?)
}

fn make(folder: &Path) -> Result<()> {
    println!("making the toolchain in {} (some minutes, once)", folder.display());
    let started = Instant::now();
    fs::remove_dir_all(folder)?;
    fs::create_dir_all(folder)?;
    let cargo = command::cargo();
    let mut setup = Command::new("bash");
    setup.arg(paths::root().join(SETUP)).arg(folder).env("CARGO", cargo.get_program());
    setup.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command::run(&mut setup).context("no toolchain for Windows")?;
    println!("the toolchain took {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}
