//! How dunst is set up: it writes each notification to a file as it arrives.

use anyhow::Result;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Writes it into the desktop's folder; where it is.
pub(super) fn write(desktop: &Path) -> Result<PathBuf> {
    let (folder, script) = (desktop.join("notifications"), desktop.join("notification.sh"));
    fs::create_dir(&folder)?;
    fs::write(&script, SCRIPT.replace("FOLDER", &folder.to_string_lossy()))?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700))?;
    let config = desktop.join("dunstrc");
    fs::write(&config, CONFIG.replace("SCRIPT", &script.to_string_lossy()))?;
    Ok(config)
}

/// Renamed into place, so that a reader never sees half of it.
const SCRIPT: &str = r#"#!/bin/sh
name=$(printf '%08d' "$DUNST_ID")
printf '%s\n%s\n%s' "$DUNST_URGENCY" "$DUNST_SUMMARY" "$DUNST_BODY" > "FOLDER/$name.part"
mv "FOLDER/$name.part" "FOLDER/$name"
"#;

const CONFIG: &str = r#"[global]
    origin = top-right
    always_run_script = true
    markup = full
[urgency_critical]
    timeout = 0
[log]
    summary = "*"
    script = "SCRIPT"
"#;
