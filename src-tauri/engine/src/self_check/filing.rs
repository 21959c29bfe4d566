//! Filing: a whole document typeset and put into a folder, twice without harm, and never over another one.

use super::trouble::{Trouble, disk, must};
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::staff::Role;
use record::folder::{FolderError, How, file};
use record::transcript::{
    Channel, Entry, FileAs, Gender, Online, Patient, Practice, Staff, Transcript, Who, Writer,
};
use record::{Documents, documents};
use std::fs;
use std::path::Path;
use uuid::Uuid;

pub(super) fn check(folder: &Path) -> Result<(), Trouble> {
    let transcript = transcript().ok_or(Trouble::Wrong)?;
    let made = documents(&transcript).map_err(|_| Trouble::Wrong)?;
    must(made.pdf.starts_with(b"%PDF-"), Trouble::Wrong)?;
    let again = documents(&transcript).map_err(|_| Trouble::Wrong)?;
    must(again.pdf == made.pdf && again.bundle == made.bundle, Trouble::Wrong)?;
    for how in [How::Written, How::Already] {
        let receipt = file(folder, transcript.document, transcript.version, &made)
            .map_err(|error| not_filed(&error))?;
        for (filed, bytes) in receipt.files.iter().zip([&made.pdf, &made.bundle]) {
            must(filed.how == how, Trouble::NotAsStored)?;
            must(fs::read(folder.join(&filed.name)).map_err(disk)? == *bytes, Trouble::NotAsStored)?;
        }
    }
    let others = Documents { pdf: made.bundle, bundle: made.pdf };
    match file(folder, transcript.document, transcript.version, &others) {
        Err(FolderError::Conflict { .. }) => Ok(()),
        Err(error) => Err(not_filed(&error)),
        Ok(_) => Err(Trouble::NotAsStored),
    }
}

/// Nobody's: the number is from the range that is never issued.
fn transcript() -> Option<Transcript> {
    let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
    let staff =
        Staff { id: StaffId(Uuid::new_v4()), name: "Jo Marsden".to_owned(), role: Role::Receptionist };
    let received = Entry::Received {
        from: Writer { name: "Amira Patel".to_owned(), relation: None, who: Who::Near },
        channel: Channel::NhsApp,
        at: at("2026-08-25T08:58:00Z")?,
        identity: "NHS login P9".to_owned(),
        text: "Dziękuję, please could my inhaler go to Well Pharmacy, Castle Street?".to_owned(),
        form: None,
    };
    Some(Transcript {
        document: Uuid::new_v4(),
        version: 1,
        replaces: None,
        practice: Practice {
            name: "Hollin Lane Surgery".to_owned(),
            ods: "A81001".parse().ok()?,
            telephone: "01632 960140".to_owned(),
        },
        patient: Patient {
            family: "Patel".to_owned(),
            given: "Amira".to_owned(),
            title: None,
            nhs_number: Some("9990000026".parse().ok()?),
            born: "1987-03-14".parse().ok(),
            gender: Gender::Female,
        },
        permitted_use: "Prescription collection".to_owned(),
        outcome: "Prescription redirected".to_owned(),
        summary: "Sent to Well Pharmacy, Castle Street.".to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
        opened: at("2026-08-25T08:58:00Z")?,
        closed: at("2026-08-25T09:58:00Z")?,
        closed_by: staff,
        entries: vec![received],
    })
}

fn not_filed(error: &FolderError) -> Trouble {
    match error {
        FolderError::Full => Trouble::DiskFull,
        FolderError::ReadOnly => Trouble::NotWritable,
        FolderError::Missing | FolderError::Unreachable(_) => Trouble::Disk,
        FolderError::Conflict { .. } => Trouble::NotAsStored,
    }
}
