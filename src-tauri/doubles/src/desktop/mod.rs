//! A private desktop: display, message bus, unlocked key store and notifications, for one test and gone after it.
//!
//! Nothing of the person's own session is touched: the display number is free, the bus knows no service but the ones
//! started here, and every file is below one temporary folder. What a notification said can be read back, and its
//! action pressed. Real windows are opened on it by the journeys; see `tests/src`.

mod dunst;
mod notifications;

use crate::processes::Group;
use anyhow::{Context, Result, bail};
pub use notifications::Notification;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long any of the services may take to come up.
const READY: Duration = Duration::from_secs(20);

/// Opens the key store that `start` makes.
const KEY_STORE_PASSWORD: &[u8] = b"a test's own key store";

/// The running services and the environment that leads to them.
#[derive(Debug)]
pub struct Desktop {
    environment: Vec<(&'static str, OsString)>,
    // Stopped in this order, before the folder goes.
    services: Vec<Group>,
    folder: TempDir,
}

impl Desktop {
    /// Bus and key store only: for tests that open no window.
    pub fn headless() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("duty-desk-").tempdir()?;
        let mut desktop = Self { environment: Vec::new(), services: Vec::new(), folder };
        desktop.make_folders()?;
        desktop.start_bus()?;
        desktop.start_key_store()?;
        Ok(desktop)
    }

    /// With a screen of the size practices have, and a notification service.
    pub fn with_screen() -> Result<Self> {
        let mut desktop = Self::without_notifications()?;
        desktop.start_notifications()?;
        Ok(desktop)
    }

    /// With a screen, and nothing that shows notifications.
    pub fn without_notifications() -> Result<Self> {
        let mut desktop = Self::headless()?;
        desktop.start_screen()?;
        Ok(desktop)
    }

    /// Points a command at this desktop and away from the person's own.
    pub fn apply(&self, command: &mut Command) {
        command.env_remove("WAYLAND_DISPLAY").env_remove("DISPLAY").envs(self.environment.iter().cloned());
    }

    /// A command that runs on this desktop.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        self.apply(&mut command);
        command
    }

    /// Where its message bus listens.
    #[must_use]
    pub fn bus(&self) -> String {
        let address = self.environment.iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS");
        address.map(|(_, address)| address.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Below this everything the desktop and its programs write is kept while it lives.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A picture of the whole screen, notifications included.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        let status = self.command("import").args(["-silent", "-window", "root"]).arg(file).status()?;
        if !status.success() {
            bail!("`import` could not take a picture of the screen");
        }
        Ok(())
    }

    fn make_folders(&mut self) -> Result<()> {
        let folders = [
            ("XDG_RUNTIME_DIR", "runtime"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ];
        for (variable, name) in folders {
            let folder = self.folder.path().join(name);
            fs::create_dir(&folder)?;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
            self.environment.push((variable, folder.into()));
        }
        self.environment.push(("NO_AT_BRIDGE", "1".into()));
        self.environment.push(("GDK_BACKEND", "x11".into()));
        Ok(())
    }

    fn start_bus(&mut self) -> Result<()> {
        let config = self.write("bus.conf", BUS)?;
        let mut command = self.command("dbus-daemon");
        command.args(["--nofork", "--nopidfile", "--print-address=1"]).arg("--config-file").arg(config);
        let address = self.start_and_read_line(&mut command)?;
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        Ok(())
    }

    fn start_key_store(&mut self) -> Result<()> {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut daemon = start_quietly(&mut command)?;
        let mut stdin = daemon.leader().stdin.take().context("the key store takes no password")?;
        stdin.write_all(KEY_STORE_PASSWORD)?;
        drop(stdin);
        self.services.push(daemon);
        self.wait_for_name("org.freedesktop.secrets")
    }

    fn start_screen(&mut self) -> Result<()> {
        let mut command = self.command("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]);
        let number = self.start_and_read_line(&mut command)?;
        self.environment.push(("DISPLAY", format!(":{number}").into()));
        Ok(())
    }

    fn start_notifications(&mut self) -> Result<()> {
        let config = dunst::write(self.folder())?;
        let mut command = self.command("dunst");
        command.arg("-config").arg(config).stdin(Stdio::null());
        let daemon = start_quietly(&mut command)?;
        self.services.push(daemon);
        self.wait_for_name("org.freedesktop.Notifications")
    }

    fn start_and_read_line(&mut self, command: &mut Command) -> Result<String> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut service = start_quietly(command)?;
        let stdout = service.leader().stdout.take().context("no output")?;
        self.services.push(service);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{} said nothing", command.get_program().to_string_lossy());
        }
        Ok(line.trim().to_owned())
    }

    fn wait_for_name(&self, name: &str) -> Result<()> {
        let owned = || {
            let query = format!("string:{name}");
            let arguments = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"];
            self.command("dbus-send")
                .args(arguments)
                .args(["org.freedesktop.DBus.NameHasOwner", &query])
                .output()
                .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("boolean true"))
        };
        wait_until(READY, owned).with_context(|| format!("{name} did not come up"))
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let file = self.folder.path().join(name);
        fs::write(&file, text)?;
        Ok(file)
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // The newest first: a display that goes before its clients makes them complain.
        while self.services.pop().is_some() {}
    }
}

/// Asks again and again until it holds.
pub fn wait_until(limit: Duration, mut holds: impl FnMut() -> bool) -> Result<()> {
    let deadline = Instant::now() + limit;
    while !holds() {
        if Instant::now() > deadline {
            bail!("waited {limit:?} in vain");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn start_quietly(command: &mut Command) -> Result<Group> {
    command.stderr(Stdio::null());
    if command.get_program() != "dbus-daemon" && command.get_program() != "Xvfb" {
        command.stdout(Stdio::null());
    }
    Group::start(command).with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))
}

/// A bus that starts nothing by itself, so that no service of the machine is drawn in.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processes;

    #[test]
    fn a_notification_is_read_back_and_everything_stops() {
        let desktop = Desktop::with_screen().unwrap();
        let mut sender = desktop.command("dunstify");
        sender.args(["--urgency=critical", "--action=open,Open", "A message needs a clinician", "one\ntwo"]);
        let mut sender = Group::start(sender.stdout(Stdio::piped())).unwrap();
        wait_until(READY, || !desktop.notifications().is_empty()).unwrap();
        let seen = desktop.notifications();
        let summary = "A message needs a clinician".to_owned();
        assert_eq!(seen, [Notification { summary, body: "one\ntwo".into(), critical: true }]);
        assert_eq!(desktop.shown().unwrap(), 1);
        desktop.press_notification().unwrap();
        let mut pressed = String::new();
        std::io::Read::read_to_string(sender.leader().stdout.as_mut().unwrap(), &mut pressed).unwrap();
        assert_eq!(pressed.trim(), "open");
        let folder = desktop.folder().to_path_buf();
        let ours: Vec<_> =
            desktop.services.iter().flat_map(|service| processes::tree(service.id())).collect();
        assert!(ours.len() >= 4, "{ours:?}");
        drop(desktop);
        assert!(!folder.exists());
        wait_until(READY, || !ours.iter().any(processes::is_running)).unwrap();
    }

    #[test]
    fn two_desktops_do_not_meet() {
        let (one, two) = (Desktop::with_screen().unwrap(), Desktop::with_screen().unwrap());
        for variable in ["DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME"] {
            let value = |desktop: &Desktop| {
                desktop.environment.iter().find(|(name, _)| *name == variable).map(|(_, value)| value.clone())
            };
            assert!(value(&one).is_some());
            assert_ne!(value(&one), value(&two));
        }
    }
}
