//! Checking every chain against what was told to the practice's log and what other workstations saw.
//!
//! The rules are `domain::audit::chain`'s. Here the copies are fetched: rows of this database; the envelopes on
//! `audit.<device>`, each checked for its author's signature and compared byte by byte with the log; and the anchors in
//! the other chains. If what is kept here does not lead through the log without a gap, the whole log is read.

use super::batches::Batch;
use super::view::{AuditCheck, WorkstationView};
use crate::errors::DeskError;
use crate::practice::unlocked::Unlocked;
use crate::store::events::{self, Footprint};
use crate::store::{StoreError, audit};
use crypto::{Author, Envelope, Hash, cbor};
use domain::audit::{Anchor, ChainPlace, Entry, Fault, FaultKind, Link, What, chain};
use domain::staff::Action;
use domain::subject::Kind;
use domain::{DeviceId, Subject};
use queue::{Message, QueueError, Seq};
use std::collections::{BTreeMap, BTreeSet};

/// How many messages are read from the log at a time.
const AT_A_TIME: usize = 1_000;

/// One workstation's chain in its copies.
#[derive(Default)]
struct ChainCopies {
    /// The rows of this database.
    kept: Vec<Link>,
    /// What it told, by the log or, where the log cannot say, by what was read from it before.
    told: Vec<Link>,
    /// What was read from the log once and is not there, or not so, any more.
    lost: Vec<Fault>,
}

type Told = BTreeMap<DeviceId, Vec<Link>>;

impl Unlocked {
    /// Checks everything. What was found is an entry itself.
    pub async fn verify_audit(&self) -> Result<AuditCheck, DeskError> {
        self.allowed(Action::ReadAudit, "verifyAudit").await?;
        let (chains, log_reached) = self.chains().await?;
        let seen = anchors(&chains);
        let mut faults: Vec<Fault> = vec![];
        let mut workstations = vec![];
        for (device, copies) in &chains {
            let of_it: Vec<(DeviceId, Anchor)> =
                seen.iter().filter(|(_, anchor)| anchor.device == *device).copied().collect();
            faults.extend(chain::inspect(*device, &copies.kept, &copies.told, &of_it));
            faults.extend(
                copies.lost.iter().copied().filter(|lost| !faults.contains(lost)).collect::<Vec<_>>(),
            );
            workstations.push(self.workstation(*device, copies, &of_it));
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let entries = chains.values().map(|copies| copies.kept.len()).sum();
        let at = self.0.clock.now();
        self.witness(self.entry(What::Verified { faults: count(faults.len()) })).await?;
        Ok(AuditCheck { at, entries: count(entries), workstations, faults, log_reached })
    }

    async fn chains(&self) -> Result<(BTreeMap<DeviceId, ChainCopies>, bool), DeskError> {
        // First the log: what is written meanwhile is then kept and not told, which is no fault.
        let (log, log_reached) = match self.links_in_log().await {
            Ok(log) => (Some(log), true),
            Err(Unread::Log(error)) => {
                tracing::warn!(%error, "the audit is checked without the practice's log");
                (None, false)
            }
            Err(Unread::Store(error)) => return Err(error.into()),
        };
        let mut chains: BTreeMap<DeviceId, ChainCopies> = BTreeMap::new();
        for (device, here) in self.links_kept().await? {
            chains.insert(device, merged(device, here, log.as_ref()));
        }
        for (device, told) in log.unwrap_or_default() {
            chains.entry(device).or_insert(ChainCopies { told, ..ChainCopies::default() });
        }
        let mut connection = self.0.store.read().await?;
        for device in audit::devices(&mut connection).await? {
            chains.entry(device).or_default().kept =
                audit::after(&mut connection, device, 0, i64::MAX).await?;
        }
        Ok((chains, log_reached))
    }

    /// What the log says, by the shortest way that leaves no doubt.
    async fn links_in_log(&self) -> Result<Told, Unread> {
        let mut messages: Vec<Message> = vec![];
        let subjects = {
            let mut connection = self.0.store.read().await?;
            let mut devices: BTreeSet<DeviceId> =
                audit::devices(&mut connection).await?.into_iter().collect();
            devices.extend(self.directory().devices().map(|(id, _)| id));
            devices.into_iter().map(Subject::audit).collect::<Vec<_>>()
        };
        for subject in &subjects {
            let kept = {
                let mut connection = self.0.store.read().await?;
                events::footprints(&mut connection, subject).await?
            };
            match self.follow_in_log(subject, &kept).await? {
                Some(found) => messages.extend(found),
                None => return Ok(self.links(self.whole_log().await?)),
            }
        }
        Ok(self.links(messages))
    }

    /// The messages of a subject at the places known here, if they lead from its first to its last without a gap.
    async fn follow_in_log(
        &self,
        subject: &Subject,
        kept: &[Footprint],
    ) -> Result<Option<Vec<Message>>, QueueError> {
        let mut messages: Vec<Message> = vec![];
        let mut previous: Option<Hash> = None;
        for one in kept {
            let found = self.0.queue.read(Seq(one.seq.saturating_sub(1)), 1).await?;
            let Some(message) = found.into_iter().find(|found| found.seq.0 == one.seq) else {
                return Ok(None);
            };
            let Ok(envelope) = Envelope::parse(&message.bytes) else { return Ok(None) };
            let follows = envelope.header().previous == previous && envelope.hash() == one.hash;
            if !follows || message.subject != *subject {
                return Ok(None);
            }
            previous = Some(one.hash);
            messages.push(message);
        }
        let last = self.0.queue.last(subject).await?.map(|last| last.id);
        // What the log has and this workstation has not read yet is found by reading on.
        Ok((last == messages.last().map(|message| message.id)).then_some(messages))
    }

    async fn whole_log(&self) -> Result<Vec<Message>, QueueError> {
        let (mut found, mut after) = (vec![], Seq::START);
        loop {
            let batch = self.0.queue.read(after, AT_A_TIME).await?;
            let Some(last) = batch.last() else { return Ok(found) };
            after = last.seq;
            found.extend(batch.into_iter().filter(|one| matches!(one.subject.kind(), Ok(Kind::Audit(_)))));
        }
    }

    /// What was read from the log before and is kept here sealed.
    async fn links_kept(&self) -> Result<Told, StoreError> {
        let mut connection = self.0.store.read().await?;
        let mut told: Told = BTreeMap::new();
        for device in audit::devices(&mut connection).await? {
            let subject = Subject::audit(device);
            for event in events::of(&mut connection, &subject).await? {
                told.entry(device)
                    .or_default()
                    .extend(self.opened(&subject, &event.envelope).unwrap_or_default());
            }
        }
        Ok(told)
    }

    fn links(&self, messages: Vec<Message>) -> Told {
        let mut told: Told = BTreeMap::new();
        for message in messages {
            let Ok(Kind::Audit(device)) = message.subject.kind() else { continue };
            let links = self.opened(&message.subject, &message.bytes).unwrap_or_default();
            told.entry(device).or_default().extend(links);
        }
        told
    }

    /// The entries in an envelope that its workstation signed; none of anything else.
    pub(super) fn opened(&self, subject: &Subject, bytes: &[u8]) -> Option<Vec<Link>> {
        let envelope = Envelope::parse(bytes).ok()?;
        let header = envelope.header();
        let Ok(Kind::Audit(device)) = subject.kind() else { return None };
        if header.author != Author::Device(device) || header.subject != *subject {
            return None;
        }
        let directory = self.directory();
        let key = directory.verifying_key_at(&header.author, &header.directory).ok()?;
        let body = envelope.verify(key).ok()?.open(&self.0.keys.subject(header.epoch, subject)?).ok()?;
        Some(cbor::decode::<Batch>(&body).ok()?.links)
    }

    fn workstation(
        &self,
        device: DeviceId,
        copies: &ChainCopies,
        seen: &[(DeviceId, Anchor)],
    ) -> WorkstationView {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let named = copies.kept.iter().rev().find_map(|link| serde_json::from_str::<Entry>(&link.text).ok());
        let by: BTreeSet<DeviceId> = seen.iter().map(|(by, _)| *by).collect();
        WorkstationView {
            device,
            name: named.map(|entry| entry.workstation).unwrap_or_default(),
            entries: count(copies.kept.len()),
            told: count(copies.told.len()),
            anchored_by: count(by.len()),
            own: device == self.0.device,
        }
    }
}

/// The log's copy, with what it lacks against what was read from it before.
fn merged(device: DeviceId, here: Vec<Link>, log: Option<&Told>) -> ChainCopies {
    let Some(log) = log else { return ChainCopies { told: here, ..ChainCopies::default() } };
    let mut told: Vec<Link> = log.get(&device).cloned().unwrap_or_default();
    let in_log: BTreeMap<u64, Link> = told.iter().map(|link| (link.number, link.clone())).collect();
    let mut lost = vec![];
    for link in here {
        let fault = |kind| Fault { device, number: link.number, place: ChainPlace::Queue, kind };
        match in_log.get(&link.number) {
            Some(other) if *other == link => {}
            Some(_) => lost.push(fault(FaultKind::Changed)),
            None => {
                lost.push(fault(FaultKind::Removed));
                told.push(link);
            }
        }
    }
    ChainCopies { told, lost, ..ChainCopies::default() }
}

enum Unread {
    Store(StoreError),
    Log(QueueError),
}

impl From<StoreError> for Unread {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<QueueError> for Unread {
    fn from(error: QueueError) -> Self {
        Self::Log(error)
    }
}

/// How far each workstation saw others go, from every copy of its chain: one that was taken out of one stands in the
/// other.
fn anchors(chains: &BTreeMap<DeviceId, ChainCopies>) -> Vec<(DeviceId, Anchor)> {
    let mut seen: Vec<(DeviceId, Anchor)> = vec![];
    for (by, copies) in chains {
        for link in copies.told.iter().chain(&copies.kept) {
            // Most entries are no anchors and are not worth reading.
            if !link.text.contains("\"kind\":\"anchored\"") {
                continue;
            }
            let Ok(Entry { what: What::Anchored { heads }, .. }) = serde_json::from_str(&link.text) else {
                continue;
            };
            let heads = heads.into_iter().filter(|head| head.device != *by);
            seen.extend(heads.map(|head| (*by, head)));
        }
    }
    seen.sort_by_key(|(by, anchor)| (*by, anchor.device, anchor.number, anchor.hash));
    seen.dedup();
    seen
}
