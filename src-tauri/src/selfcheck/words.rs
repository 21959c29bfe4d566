//! What the self-check says, for somebody who looks after computers and has never seen Duty Desk from inside.

#[cfg(target_os = "linux")]
#[path = "words/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "words/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "words/windows.rs"]
mod system;

use engine::self_check::{Part, Trouble};
use queue::Elsewhere;

pub(super) const HEADING: &str = concat!(
    "Duty Desk ",
    env!("CARGO_PKG_VERSION"),
    " checks this computer. It reads and changes nothing of a practice."
);
pub(super) const NO_FOLDER: &str =
    "the self-check needs a folder that this account may write in, and may not make one in";
pub(super) const LEFT_BEHIND: &str = "The temporary folder could not be removed. It may be deleted:";

pub(super) fn total(all: usize, failed: usize) -> String {
    if failed == 0 {
        format!("All {all} checks passed: Duty Desk can work on this computer.")
    } else {
        format!("{failed} of {all} checks failed: Duty Desk cannot work on this computer yet.")
    }
}

pub(super) const fn name(part: Part) -> &'static str {
    match part {
        Part::KeyStore => "key store",
        Part::Vault => "vault",
        Part::Database => "encrypted database",
        Part::Queue => "file queue",
        Part::Sealing => "sealing",
        Part::Calendar => "calendar and time",
        Part::Rules => "risk rules",
        Part::Filing => "filing to a folder",
    }
}

pub(super) const fn proven(part: Part) -> &'static str {
    match part {
        Part::KeyStore => "A secret is kept, given back and removed.",
        Part::Vault => "It opens for the right password and code, and for no other.",
        Part::Database => "What is written reads back with its key alone, and is unreadable on the disk.",
        Part::Queue => "Two programs append in one order, hear of each other, and lose nothing.",
        Part::Sealing => "A letter opens for whom it is sealed, for nobody else, and not once changed.",
        Part::Calendar => "Due times hold over bank holidays and both clock changes.",
        Part::Rules => "A dangerous message alerts, a harmless one does not.",
        Part::Filing => "A document is typeset, filed whole, and never overwritten.",
    }
}

pub(super) const fn what_to_do(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::KeystoreAbsent => system::KEYSTORE_ABSENT,
        Trouble::KeystoreLocked => system::KEYSTORE_LOCKED,
        Trouble::KeystoreForbidden => {
            "The computer forbids keeping secrets: ask whoever looks after it (your IT support) to let this user store \
             credentials, sign in as a normal user, and run this again."
        }
        Trouble::KeystoreFailed => system::KEYSTORE_FAILED,
        Trouble::KeystoreForgets => {
            "The key store does not give back what it was given: mend or reset it before a practice relies on it."
        }
        Trouble::DiskFull => "The disk is full: make room and run this again.",
        Trouble::NotWritable => {
            "This account may not write in the folder: give it the right to, or name another folder with --data DIR."
        }
        Trouble::Elsewhere(place) => not_here(place),
        Trouble::Disk => {
            "The disk or a program that watches it (a virus scanner, a backup) refused: let Duty Desk's folder be, \
             check the disk, and run this again."
        }
        Trouble::NotAsStored => {
            "What was written did not read back: check the disk and whatever changes files on it before a practice \
             relies on it."
        }
        Trouble::Deaf => {
            "The system does not tell of changed files: name a folder on a local disk with --data DIR."
        }
        Trouble::NotSecret => {
            "Something secret could be read without its key. Do not use this copy of Duty Desk: install it again \
             from its source, and report this."
        }
        Trouble::Outdated => {
            "This copy of Duty Desk stands on a SQLite that can lose what was saved. Do not use it: install the released \
             version."
        }
        Trouble::Wrong => {
            "The outcome is wrong. Do not use this copy of Duty Desk: install it again, and report this if it stays."
        }
        Trouble::Clock => "The computer's clock is years behind: set it, and have it set by a time server.",
        Trouble::TooSlow => {
            "No answer within a minute: answer any question the system asks on the screen, and run this again."
        }
        Trouble::Broke => "It broke down: run this again, and report it if it stays.",
    }
}

const fn not_here(place: Elsewhere) -> &'static str {
    match place {
        Elsewhere::NetworkShare => {
            "The folder is on a network share, where locks do not hold: name one on this computer with --data DIR."
        }
        Elsewhere::HostFolder => {
            "The folder is shared with another system on this machine, where locks do not hold: name one on this \
             system's own disk with --data DIR."
        }
        Elsewhere::ProgramDrive => {
            "The folder is on a drive that a program provides (FUSE), which may not keep what is saved: name one on a \
             disk of this computer with --data DIR."
        }
        Elsewhere::SyncedFolder => {
            "A program such as OneDrive or Dropbox copies the folder to other computers, and can bring old files back: \
             name one that none copies with --data DIR."
        }
    }
}
