//! Audit entries as a file, for an inspection or another program. The file lies in the clear, so the screen says where.
//!
//! The export is an entry itself, on the disk before the file is. A spreadsheet gets what a person reads; JSON gets every
//! entry exactly as it was written, with its hash, so that somebody else's program can follow the chain.

use super::view::{AuditExport, AuditFilter, AuditRow, ExportFormat};
use crate::errors::DeskError;
use crate::export_folder::{self, harmless, in_london};
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::store::audit;
use domain::audit::{Difference, What};
use domain::staff::Action;
use serde_json::json;

/// How many entries are read at a time.
const AT_A_TIME: u32 = 500;

impl Unlocked {
    /// Writes the wanted entries to a file and says where it lies.
    pub async fn export_audit(
        &self,
        filter: &AuditFilter,
        format: ExportFormat,
    ) -> Result<AuditExport, DeskError> {
        self.allowed(Action::ReadAudit, "exportAudit").await?;
        let wanted = filter.wanted().ok_or(DeskError::NotFound)?;
        let mut connection = self.0.store.read().await?;
        let total = audit::count(&mut connection, wanted).await?;
        drop(connection);
        let entry = self.entry(What::Exported { export: "audit".to_owned(), rows: total });
        self.witness(domain::audit::Entry { patient: wanted.patient, ..entry }).await?;
        let mut connection = self.0.store.read().await?;
        let mut text = if format == ExportFormat::Csv { HEADING.to_owned() } else { String::new() };
        let mut rows = 0;
        // Entries that come while this is written stand before the first and are left out: newest come first.
        let added = audit::count(&mut connection, wanted).await?.saturating_sub(total);
        while rows < total {
            let listed =
                audit::page(&mut connection, wanted, added + rows, AT_A_TIME.min(total - rows)).await?;
            if listed.is_empty() {
                break;
            }
            rows += u32::try_from(listed.len()).unwrap_or(u32::MAX);
            match format {
                ExportFormat::Csv => {
                    let shown = self.audit_rows(&mut connection, listed).await?;
                    shown.iter().for_each(|row| csv(&mut text, row));
                }
                ExportFormat::Json => {
                    for one in listed {
                        let link = audit::after(&mut connection, one.device, one.number - 1, 1).await?;
                        let link = link.into_iter().next().ok_or(StoreError::Unreadable("audit"))?;
                        let line = json!({
                            "device": one.device, "number": link.number, "hash": link.hash, "entry": link.text,
                            "london": one.entry.map(|entry| in_london(entry.at)),
                        });
                        text.push_str(&line.to_string());
                        text.push('\n');
                    }
                }
            }
        }
        let ending = match format {
            ExportFormat::Csv => "csv",
            ExportFormat::Json => "jsonl",
        };
        let name = format!("audit {}.{ending}", self.0.clock.now().format("%Y-%m-%d %H%M%S"));
        let folder = self.0.exports.clone();
        let path = folder.join(&name).display().to_string();
        let written = export_folder::write(&folder, vec![(name, text)]).await;
        written.map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
        Ok(AuditExport { path, rows })
    }
}

const HEADING: &str = "when (London),when (UTC),who,roles,workstation,what,detail,patient,nhs number,conversation,device,number\r\n";

fn csv(text: &mut String, row: &AuditRow) {
    let what = row.what.as_ref().and_then(|what| serde_json::to_value(what).ok()).unwrap_or_default();
    let kind = what.get("kind").and_then(|kind| kind.as_str()).unwrap_or("unknown").to_owned();
    let details = what.as_object().into_iter().flatten();
    let mut details: Vec<String> = details
        .filter(|(name, _)| !["kind", "changes"].contains(&name.as_str()))
        .map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("{name}: {value}")
        })
        .collect();
    if let Some(What::Published { changes, .. }) = &row.what {
        details.extend(changes.iter().map(changed));
    }
    let roles: Vec<String> = row
        .roles
        .iter()
        .filter_map(|role| Some(serde_json::to_value(role).ok()?.as_str()?.to_owned()))
        .collect();
    let name = row.name.as_ref().map(|name| format!("{} {}", name.given, name.family));
    let fields = [
        row.at.map(in_london).unwrap_or_default(),
        row.at.map(|at| at.to_rfc3339()).unwrap_or_default(),
        row.by.as_ref().map(|by| by.name.clone()).unwrap_or_default(),
        roles.join(" "),
        row.workstation.clone(),
        kind,
        details.join("; "),
        name.unwrap_or_default(),
        row.nhs_number.clone().unwrap_or_default(),
        row.conversation.map(|id| id.to_string()).unwrap_or_default(),
        row.device.to_string(),
        row.number.to_string(),
    ];
    let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    text.push_str(&fields.join(","));
    text.push_str("\r\n");
}

/// `roles of Jo Marsden: receptionist -> receptionist, manager`
fn changed(one: &Difference) -> String {
    let of = one.of.as_ref().map(|of| format!(" of {of}")).unwrap_or_default();
    let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let values = match (&one.from, &one.to) {
        (None, None) => String::new(),
        (from, to) => format!(": {} -> {}", or(from), or(to)),
    };
    format!("{}{of}{values}", one.what)
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", harmless(field).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_never_a_formula_and_never_ends_early() {
        assert_eq!(quoted("=HYPERLINK(1)"), "\"'=HYPERLINK(1)\"");
        assert_eq!(quoted("say \"so\""), "\"say \"\"so\"\"\"");
    }
}
