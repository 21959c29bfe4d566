//! Reading a practice's directory and shared records straight from its log, before there is a database.
//!
//! A workstation that joins, or that restores the practice, folds the directory itself and reads policy and names with the
//! keys it was handed. Nothing that is not signed as the directory says is taken.

use crate::practice::keyring::Keyring;
use crate::shared::Names;
use crate::store::events::{self, Incoming};
use crate::store::{Store, StoreError, keys, records};
use crypto::{Directory, Envelope, Hash, cbor};
use domain::policy::PracticePolicy;
use domain::shared::SharedRecord;
use domain::subject::Kind;
use domain::{PracticeId, Subject};
use queue::{Message, Queue, QueueError, Seq};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

const AT_A_TIME: usize = 1_000;

/// A directory on its way through the log.
pub(crate) struct Chain {
    pinned: Option<(PracticeId, Hash)>,
    after: Seq,
    /// As far as it was read.
    pub directory: Option<Directory>,
    statements: Vec<Message>,
    policy: Vec<Message>,
    names: Vec<Message>,
}

/// What the practice shares and a workstation needs before it can open.
pub(crate) struct Records {
    pub policy: Option<PracticePolicy>,
    pub names: Names,
}

impl Chain {
    /// The chain that begins with this statement and no other.
    pub fn pinned(practice: PracticeId, founding: Hash) -> Self {
        Self { pinned: Some((practice, founding)), ..Self::unpinned() }
    }

    /// Whatever chain the log begins with; whoever calls this has another way to know whose it is.
    pub fn unpinned() -> Self {
        Self {
            pinned: None,
            after: Seq::START,
            directory: None,
            statements: vec![],
            policy: vec![],
            names: vec![],
        }
    }

    /// Reads what is new.
    pub async fn read_on(&mut self, queue: &dyn Queue) -> Result<(), QueueError> {
        loop {
            let batch = queue.read(self.after, AT_A_TIME).await?;
            let Some(last) = batch.last().map(|message| message.seq) else { return Ok(()) };
            for message in batch {
                match message.subject.kind() {
                    Ok(Kind::Directory) => self.take_statement(message),
                    Ok(Kind::Shared(SharedRecord::Policy)) => self.policy.push(message),
                    Ok(Kind::Shared(SharedRecord::Names)) => self.names.push(message),
                    _ => {}
                }
            }
            self.after = last;
        }
    }

    /// The last message on the directory's subject, taken in or not.
    fn take_statement(&mut self, message: Message) {
        let Ok(envelope) = Envelope::parse(&message.bytes) else { return };
        let taken = match (&mut self.directory, self.pinned) {
            (Some(directory), _) => directory.apply(&envelope).map(|_| ()),
            (none, Some((practice, founding))) => {
                Directory::join(&envelope, practice, founding).map(|directory| *none = Some(directory))
            }
            (none, None) => Directory::found(&envelope).map(|directory| *none = Some(directory)),
        };
        match taken {
            Ok(()) => self.statements.push(message),
            Err(error) => tracing::warn!(%error, "a directory statement was refused"),
        }
    }

    /// Policy and names, the newest that hold.
    pub fn records(&self, keyring: &Keyring) -> Records {
        Records {
            policy: self.newest(&self.policy, keyring),
            names: self.newest(&self.names, keyring).unwrap_or_default(),
        }
    }

    /// The hash of the last record of the names that holds: what the next one points back to.
    pub fn newest<T: DeserializeOwned>(&self, messages: &[Message], keyring: &Keyring) -> Option<T> {
        messages.iter().rev().find_map(|message| self.open(message, keyring))
    }

    fn open<T: DeserializeOwned>(&self, message: &Message, keyring: &Keyring) -> Option<T> {
        let directory = self.directory.as_ref()?;
        let envelope = Envelope::parse(&message.bytes).ok()?;
        let header = envelope.header();
        let placed = header.practice == directory.practice() && header.subject == message.subject;
        let key = directory.verifying_key_at(&header.author, &header.directory).ok().filter(|_| placed)?;
        let body = envelope.verify(key).ok()?.open(&keyring.subject(header.epoch, &message.subject)?).ok()?;
        cbor::decode(&body).ok()
    }

    /// Puts into a fresh database what a workstation needs to open: its own key, the directory, policy and names.
    pub async fn fill(
        &self,
        store: &Store,
        device_seed: &crypto::Seed,
        records: &Records,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = store.begin().await?;
        let seed = Zeroizing::new(device_seed.to_bytes().to_vec());
        keys::keep(&mut tx, "device", &seed).await?;
        let kept: Vec<Incoming<'_>> =
            self.statements.iter().map(|message| Incoming::of(message, Hash::of(&message.bytes))).collect();
        events::keep(&mut tx, &kept).await?;
        if let Some(policy) = &records.policy {
            records::keep(&mut tx, &Subject::policy(), at, policy).await?;
        }
        records::keep(&mut tx, &Subject::staff(), at, &records.names).await?;
        tx.commit().await?;
        Ok(())
    }
}
