//! The gateway's key: 64 hexadecimal digits in a file that its owner alone may read.

#[cfg(unix)]
#[path = "key_file/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "key_file/windows.rs"]
mod system;

use anyhow::{Context, ensure};
use crypto::{Hash, Keys, Seed};
use std::io::Write;
use std::path::Path;

/// Reads the key.
pub fn read(file: &Path) -> anyhow::Result<Keys> {
    let reading = || format!("reading {}", file.display());
    let others = system::others_read(file).with_context(reading)?;
    ensure!(!others, "{} can be read by others: allow its owner alone", file.display());
    let text = std::fs::read_to_string(file).with_context(reading)?;
    let seed: Hash = text.trim().parse().map_err(|_| anyhow::anyhow!("{} holds no key", file.display()))?;
    Ok(Keys::derive(&Seed::from_bytes(seed.as_bytes())))
}

/// Makes a new key where there is no file yet.
pub fn make(file: &Path) -> anyhow::Result<Keys> {
    let seed = Seed::make();
    let opened = system::private_file().write(true).create_new(true).open(file);
    let mut opened = opened.with_context(|| format!("making {}", file.display()))?;
    writeln!(opened, "{}", Hash(*seed.to_bytes()))?;
    Ok(Keys::derive(&seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_made_is_read_and_never_made_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gateway.key");
        let made = make(&file).unwrap();
        assert_eq!(read(&file).unwrap().public(), made.public());
        assert!(make(&file).is_err());
        assert_eq!(read(&file).unwrap().public(), made.public());
    }
}
