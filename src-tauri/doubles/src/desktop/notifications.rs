//! What the desktop was asked to show: dunst writes each notification to a file as it arrives.

use super::Desktop;
use anyhow::{Context, Result, bail};
use std::fs;

/// One notification, as the person would have seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its heading.
    pub summary: String,
    /// What stands below it.
    pub body: String,
    /// Whether it stays until it is dealt with.
    pub critical: bool,
}

impl Desktop {
    /// Every notification so far, oldest first.
    #[must_use]
    pub fn notifications(&self) -> Vec<Notification> {
        let folder = self.folder().join("notifications");
        let mut files: Vec<_> =
            folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_none());
        files.sort();
        files.iter().filter_map(|file| parse(&fs::read_to_string(file).ok()?)).collect()
    }

    /// How many stand on the screen now.
    pub fn shown(&self) -> Result<usize> {
        let asked = self
            .command("dbus-send")
            .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.Notifications"])
            .args(["/org/freedesktop/Notifications", "org.freedesktop.DBus.Properties.Get"])
            .args(["string:org.dunstproject.cmd0", "string:displayedLength"])
            .output()?;
        let answer = String::from_utf8_lossy(&asked.stdout);
        let number = answer.split_whitespace().last().and_then(|number| number.parse().ok());
        number.with_context(|| format!("dunst said {answer:?}"))
    }

    /// Presses the action of the topmost notification.
    pub fn press_notification(&self) -> Result<()> {
        let sent = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.Notifications"])
            .args(["/org/freedesktop/Notifications", "org.dunstproject.cmd0.NotificationAction", "uint32:0"])
            .output()?;
        if !sent.status.success() {
            bail!("dunst refused: {}", String::from_utf8_lossy(&sent.stderr));
        }
        Ok(())
    }
}

fn parse(text: &str) -> Option<Notification> {
    let mut parts = text.splitn(3, '\n');
    let critical = parts.next()?.eq_ignore_ascii_case("critical");
    Some(Notification { critical, summary: parts.next()?.to_owned(), body: parts.next()?.to_owned() })
}
