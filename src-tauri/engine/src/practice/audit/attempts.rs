//! Tries to sign in that failed, until somebody gets in: the audit is in the database, which nobody could open then.
//!
//! A small file beside the vault holds when, why and a short trace of the name that was typed, enough to tell which
//! colleague's account was tried and too little to give back what was typed. The next sign-in moves it into the audit.
//! Whoever can write to the folder can remove it: this file is a help, the counting of tries in the vault is the guard.

use chrono::{DateTime, Utc};
use crypto::Hash;
use domain::StaffId;
use domain::audit::SignInRefusal;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const FILE: &str = "attempts";
/// No more than this is kept: the vault slows down whoever tries.
const MOST: u64 = 256 * 1024;

#[derive(Serialize, Deserialize)]
struct Attempt {
    at: DateTime<Utc>,
    why: SignInRefusal,
    trace: u16,
}

/// The failed tries of one practice.
pub(crate) struct Attempts(PathBuf);

impl Attempts {
    /// Those beside the vault in this folder.
    pub(crate) fn beside(vault: &Path) -> Self {
        Self(vault.join(FILE))
    }

    /// Keeps one. Failing to is logged, not fatal: nobody got in.
    pub(crate) fn note(&self, typed: &str, why: SignInRefusal, at: DateTime<Utc>) {
        if let Err(error) = self.write(&Attempt { at, why, trace: trace(typed) }) {
            tracing::error!(%error, "a failed sign-in could not be kept for the audit");
        }
    }

    fn write(&self, attempt: &Attempt) -> io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&self.0)?;
        if file.metadata()?.len() > MOST {
            return Ok(());
        }
        let mut line = serde_json::to_string(attempt)?;
        line.push('\n');
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    /// What was kept, with the person whose name was typed, if these are the names.
    pub(crate) fn read(
        &self,
        names: &[(String, StaffId)],
    ) -> Vec<(DateTime<Utc>, SignInRefusal, Option<StaffId>)> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        let attempts = text.lines().filter_map(|line| serde_json::from_str::<Attempt>(line).ok());
        attempts
            .map(|one| {
                let known = names.iter().find(|(name, _)| trace(name) == one.trace);
                (one.at, one.why, known.map(|(_, staff)| *staff))
            })
            .collect()
    }

    /// They are in the audit now.
    pub(crate) fn forget(&self) {
        if let Err(error) = std::fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::error!(%error, "failed sign-ins stay beside the vault");
        }
    }
}

/// Sixteen bits of a name: a password typed into the wrong field cannot be tried against it.
fn trace(typed: &str) -> u16 {
    let digest = Hash::of(typed.trim().to_lowercase().as_bytes());
    digest.as_bytes().iter().take(2).fold(0, |trace, byte| trace << 8 | u16::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_try_is_kept_without_what_was_typed_and_found_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let attempts = Attempts::beside(folder.path());
        let at = DateTime::from_timestamp(1_787_000_000, 0).unwrap();
        let jo = StaffId(Uuid::from_u128(1));
        attempts.note("Jo.Marsden ", SignInRefusal::Wrong, at);
        attempts.note("otter-canal-lantern", SignInRefusal::TooMany, at);
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!text.contains("arsden") && !text.contains("otter"), "{text}");
        let read = attempts.read(&[("jo.marsden".to_owned(), jo)]);
        assert_eq!(read, [(at, SignInRefusal::Wrong, Some(jo)), (at, SignInRefusal::TooMany, None)]);
        attempts.forget();
        assert_eq!(attempts.read(&[]), []);
        attempts.forget();
    }
}
