//! The chain of one workstation's entries: how each covers the one before, and how a break is found and named.
//!
//! Three witnesses are compared: what the workstation keeps, what it told the practice's log in sealed envelopes, and
//! how far other workstations saw it go. Texts are unique, so what is missing, changed or elsewhere can be told apart
//! even if somebody computed every later hash anew. Only what was not yet told rests on its own hashes alone.

use crate::DeviceId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The hash of an entry, which covers everything before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "specta", specta(type = String))]
pub struct EntryHash(pub [u8; 32]);

/// A text is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits")]
pub struct BadEntryHash;

impl EntryHash {
    /// Before the first entry.
    pub const START: Self = Self([0; 32]);

    /// The hash of the entry that follows.
    pub fn next(self, device: DeviceId, number: u64, text: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"duty-desk audit 1\0");
        hash.update(self.0);
        hash.update(device.0.as_bytes());
        hash.update(number.to_be_bytes());
        hash.update(text.as_bytes());
        Self(hash.finalize().into())
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryHash({self})")
    }
}

impl TryFrom<String> for EntryHash {
    type Error = BadEntryHash;
    fn try_from(text: String) -> Result<Self, BadEntryHash> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(BadEntryHash);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| BadEntryHash)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| BadEntryHash)?;
        }
        Ok(Self(bytes))
    }
}

impl From<EntryHash> for String {
    fn from(hash: EntryHash) -> Self {
        hash.to_string()
    }
}

/// An entry with its place in its chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Counted from 1.
    pub number: u64,
    /// The entry, exactly as it was written.
    pub text: String,
    pub hash: EntryHash,
}

/// How far a chain was seen to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Anchor {
    /// Whose chain.
    pub device: DeviceId,
    /// The number of its last entry.
    pub number: u64,
    /// The hash of that entry.
    pub hash: EntryHash,
}

/// Something that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Whose chain.
    pub device: DeviceId,
    /// Which entry, by its number.
    pub number: u64,
    /// Which copy of the chain.
    pub place: ChainPlace,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// Which copy of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ChainPlace {
    /// What this workstation keeps.
    Here,
    /// What stands in the practice's log.
    Queue,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FaultKind {
    /// It is not there any more.
    Removed,
    /// Its content is not what was written.
    Changed,
    /// It stands in another place.
    Moved {
        /// At this number.
        to: u64,
    },
    /// Nobody wrote it.
    Added,
    /// It does not follow from the entry before it: one of the two was changed before it was told to the log.
    Broken,
    /// Another workstation saw another entry here.
    Disowned {
        /// Which workstation.
        by: DeviceId,
    },
}

/// Everything that does not hold about one workstation's chain. `kept` is what is kept here, `told` what its envelopes
/// in the practice's log say, `seen` what other workstations saw of it. None of them need be in order.
pub fn inspect(device: DeviceId, kept: &[Link], told: &[Link], seen: &[(DeviceId, Anchor)]) -> Vec<Fault> {
    let kept = by_number(kept);
    let told = by_number(told);
    let fault = |place| move |(number, kind)| Fault { device, number, place, kind };
    let mut faults: BTreeSet<Fault> =
        own_hashes(device, &told, 0, EntryHash::START).into_iter().map(fault(ChainPlace::Queue)).collect();
    let last = told.last_key_value().map_or(0, |(n, _)| *n);
    let (differences, told_until) = compare(&kept, &told);
    // What was never told begins after the last that was, wherever that stands here now.
    let before = match (differences.is_empty(), kept.get(&told_until)) {
        (true, _) => told.get(&last).map_or(EntryHash::START, |link| link.hash),
        (false, before) => before.map_or(EntryHash::START, |link| link.hash),
    };
    faults.extend(differences.into_iter().map(fault(ChainPlace::Here)));
    let tail: BTreeMap<u64, &Link> = kept.range(told_until + 1..).map(|(n, link)| (*n, *link)).collect();
    faults.extend(own_hashes(device, &tail, told_until, before).into_iter().map(fault(ChainPlace::Here)));
    for (place, chain) in [(ChainPlace::Here, &kept), (ChainPlace::Queue, &told)] {
        // What was never told cannot be missing from the log.
        let until = if place == ChainPlace::Queue { last } else { u64::MAX };
        let disowned = against(chain, seen.iter().filter(|(_, anchor)| anchor.number <= until));
        let named: BTreeSet<(u64, ChainPlace)> = faults.iter().map(|one| (one.number, one.place)).collect();
        let fresh = disowned.into_iter().filter(|(number, _)| !named.contains(&(*number, place)));
        faults.extend(fresh.map(fault(place)).collect::<Vec<_>>());
    }
    faults.into_iter().collect()
}

fn by_number(links: &[Link]) -> BTreeMap<u64, &Link> {
    links.iter().map(|link| (link.number, link)).collect()
}

/// Follows the hashes of entries after `number`, whose hash is `head`.
fn own_hashes(
    device: DeviceId,
    links: &BTreeMap<u64, &Link>,
    number: u64,
    head: EntryHash,
) -> Vec<(u64, FaultKind)> {
    let follows =
        |before: EntryHash, number: u64, link: &Link| before.next(device, number, &link.text) == link.hash;
    let mut faults = vec![];
    let mut before = Some(head);
    let last = links.last_key_value().map_or(number, |(last, _)| *last);
    for number in number + 1..=last {
        let here = links.get(&number).copied();
        let Some(previous) = before else {
            // The one before is missing: nothing is known about this one but that the next follows from it.
            before = here.map(|link| link.hash);
            faults.extend(here.is_none().then_some((number, FaultKind::Removed)));
            continue;
        };
        if let Some(link) = here.filter(|link| follows(previous, number, link)) {
            before = Some(link.hash);
            continue;
        }
        let elsewhere =
            links.iter().find(|(found, link)| **found != number && follows(previous, number, link));
        let kind = match (elsewhere, here) {
            (Some((to, link)), _) => {
                before = Some(link.hash);
                FaultKind::Moved { to: *to }
            }
            (None, None) => {
                before = None;
                FaultKind::Removed
            }
            (None, Some(link)) => {
                before = Some(link.hash);
                let next = links.get(&(number + 1));
                let kept_hash = next.is_none_or(|next| follows(link.hash, number + 1, next));
                if kept_hash { FaultKind::Changed } else { FaultKind::Broken }
            }
        };
        faults.push((number, kind));
    }
    faults
}

/// Compares what is kept with what was told, and says where what was told ends here. Numbers may all have shifted and every
/// hash may have been computed anew: entries are told apart by their texts, which are unique.
fn compare(kept: &BTreeMap<u64, &Link>, told: &BTreeMap<u64, &Link>) -> (Vec<(u64, FaultKind)>, u64) {
    let kept_at: BTreeMap<&str, u64> = kept.iter().map(|(n, link)| (link.text.as_str(), *n)).collect();
    let told_at: BTreeMap<&str, u64> = told.iter().map(|(n, link)| (link.text.as_str(), *n)).collect();
    let is_told = |link: &Link| told_at.contains_key(link.text.as_str());
    let mut faults = vec![];
    let mut replaced = BTreeSet::new();
    let gone = told.iter().filter(|(_, link)| !kept_at.contains_key(link.text.as_str()));
    for (number, _) in gone {
        if kept.get(number).is_some_and(|here| !is_told(here)) {
            replaced.insert(*number);
            faults.push((*number, FaultKind::Changed));
        } else {
            faults.push((*number, FaultKind::Removed));
        }
    }
    let last_here = kept.iter().rev().find(|(_, link)| is_told(link)).map_or(0, |(number, _)| *number);
    let told_until = last_here.max(replaced.last().copied().unwrap_or(0));
    let foreign = |(number, link): &(&u64, &&Link)| !is_told(link) && !replaced.contains(*number);
    faults.extend(kept.range(..told_until).filter(foreign).map(|(number, _)| (*number, FaultKind::Added)));
    let common: Vec<(u64, u64)> = kept
        .iter()
        .filter_map(|(here, link)| told_at.get(link.text.as_str()).map(|there| (*here, *there)))
        .collect();
    let order: Vec<u64> = common.iter().map(|(_, there)| *there).collect();
    let in_order = longest_rising(&order);
    let moved = common.iter().filter(|(_, there)| !in_order.contains(there));
    faults.extend(moved.map(|(here, there)| (*there, FaultKind::Moved { to: *here })));
    if faults.is_empty() {
        // The texts agree: then a hash that does not was changed by itself.
        let differs =
            |(number, link): &(&u64, &&Link)| kept.get(*number).is_none_or(|here| here.hash != link.hash);
        faults.extend(told.iter().filter(differs).map(|(number, _)| (*number, FaultKind::Changed)));
    }
    (faults, told_until)
}

/// The members of the longest rising run through these numbers: the fewest others have been moved.
fn longest_rising(numbers: &[u64]) -> BTreeSet<u64> {
    // The ends of the best runs of each length, and for each number the one before it in its run.
    let mut ends: Vec<usize> = vec![];
    let mut before: Vec<Option<usize>> = vec![];
    let value = |place: usize| numbers.get(place).copied().unwrap_or_default();
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| value(*end) < *number);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut run = BTreeSet::new();
    let mut place = ends.last().copied();
    while let Some(here) = place {
        run.insert(value(here));
        place = before.get(here).copied().flatten();
    }
    run
}

/// What others saw and is not so. Of each of them the first: whatever follows a changed entry differs too.
fn against<'a>(
    chain: &BTreeMap<u64, &Link>,
    seen: impl Iterator<Item = &'a (DeviceId, Anchor)>,
) -> Vec<(u64, FaultKind)> {
    let mut first: BTreeMap<DeviceId, (u64, FaultKind)> = BTreeMap::new();
    for (by, anchor) in seen {
        let kind = match chain.get(&anchor.number) {
            Some(link) if link.hash == anchor.hash => continue,
            Some(_) => FaultKind::Disowned { by: *by },
            None => FaultKind::Removed,
        };
        let entry = first.entry(*by).or_insert((anchor.number, kind));
        if anchor.number < entry.0 {
            *entry = (anchor.number, kind);
        }
    }
    first.into_values().collect()
}

#[cfg(test)]
mod tests;
