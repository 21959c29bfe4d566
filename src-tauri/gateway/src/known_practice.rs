//! What the gateway knows of its practice, all of it from the log: the directory and the public settings.
//!
//! A setting counts only if a device of the practice signed it, on behalf of somebody who may change settings, and if
//! that device is still trusted where the log stands; whoever runs the log cannot put words or hours in the practice's
//! mouth. Until directory and settings are known, and list this very gateway, every door is shut.

use chrono::{DateTime, Utc};
use crypto::directory::DirectoryError;
use crypto::{
    Author, Directory, Envelope, Epoch, Hash, PublicKeys, SealPublicKey, Suite, Verified, VerifyingKey, cbor,
};
use domain::policy::PracticePolicy;
use domain::staff::{Action, may};
use domain::{EventId, GatewayId, PracticeId, Subject};
use std::collections::HashSet;
use std::sync::Arc;

/// The kind of the envelope that carries the settings.
const POLICY: &str = "policy";

/// An envelope that does not count. It is passed over and the log goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PassedOver {
    #[error("not a readable envelope")]
    Unreadable,
    #[error("not of this practice or this place")]
    Misplaced,
    #[error("already taken")]
    Again,
    #[error("the author is not entitled")]
    NotEntitled,
    #[error("not a valid content")]
    Content,
    #[error("not a statement that follows")]
    Directory(#[from] DirectoryError),
}

/// Where letters are sealed to now.
#[derive(Clone)]
pub(crate) struct Letterbox {
    pub epoch: Epoch,
    pub key: SealPublicKey,
    pub head: Hash,
}

/// Everything a door needs.
#[derive(Clone)]
pub(crate) struct Ready {
    pub letterbox: Letterbox,
    pub policy: Arc<PracticePolicy>,
}

/// The practice as the log tells it.
pub(crate) struct KnownPractice {
    practice: PracticeId,
    genesis: Hash,
    gateway: GatewayId,
    keys: PublicKeys,
    directory: Option<Directory>,
    /// The settings with the moments from which they hold, the oldest first.
    policies: Vec<(DateTime<Utc>, Arc<PracticePolicy>)>,
    taken: HashSet<EventId>,
}

impl KnownPractice {
    pub fn new(practice: PracticeId, genesis: Hash, gateway: GatewayId, keys: PublicKeys) -> Self {
        Self {
            practice,
            genesis,
            gateway,
            keys,
            directory: None,
            policies: Vec::new(),
            taken: HashSet::new(),
        }
    }

    /// Nothing is known any more: the log begins again.
    pub fn forget(&mut self) {
        self.directory = None;
        self.policies.clear();
        self.taken.clear();
    }

    /// Takes in a message of `directory`.
    pub fn take_statement(&mut self, bytes: &[u8]) -> Result<(), PassedOver> {
        let envelope = parse(bytes)?;
        match &mut self.directory {
            Some(directory) => directory.apply(&envelope).map(|_| ())?,
            None => self.directory = Some(Directory::join(&envelope, self.practice, self.genesis)?),
        }
        Ok(())
    }

    /// Takes in a message of `public`.
    pub fn take_public(&mut self, bytes: &[u8]) -> Result<(), PassedOver> {
        let envelope = parse(bytes)?;
        let verified = self.verify(&envelope, &Subject::public(), Suite::Signed)?;
        let header = verified.header();
        if header.kind != POLICY {
            return Ok(());
        }
        let actor = header.actor.ok_or(PassedOver::NotEntitled)?;
        let roles =
            self.directory()?.roles_at(actor, &header.directory).map_err(|_| PassedOver::NotEntitled)?;
        let own = header.roles.iter().all(|role| roles.contains(role));
        if !own || !may(&header.roles, Action::ChangePolicy) {
            return Err(PassedOver::NotEntitled);
        }
        let body = verified.clear_body().map_err(|_| PassedOver::Content)?;
        let policy: PracticePolicy = cbor::decode(body).map_err(|_| PassedOver::Content)?;
        let policy = policy.checked().map_err(|_| PassedOver::Content)?;
        self.policies.push((header.at, Arc::new(policy)));
        self.taken.insert(envelope.header().id);
        Ok(())
    }

    /// Checks that a device of the practice wrote this for this place, and is still trusted where the log stands.
    pub fn verify<'a>(
        &self,
        envelope: &'a Envelope,
        subject: &Subject,
        suite: Suite,
    ) -> Result<Verified<'a>, PassedOver> {
        let header = envelope.header();
        if header.practice != self.practice || header.subject != *subject || header.suite != suite {
            return Err(PassedOver::Misplaced);
        }
        if self.taken.contains(&header.id) {
            return Err(PassedOver::Again);
        }
        envelope.verify(self.device_key(envelope)?).map_err(|_| PassedOver::NotEntitled)
    }

    fn device_key(&self, envelope: &Envelope) -> Result<&VerifyingKey, PassedOver> {
        let directory = self.directory()?;
        let header = envelope.header();
        if !matches!(header.author, Author::Device(_)) {
            return Err(PassedOver::NotEntitled);
        }
        // At the head it names, and at the head as the log stands: a revoked device cannot backdate.
        for head in [header.directory, directory.head()] {
            directory.verifying_key_at(&header.author, &head).map_err(|_| PassedOver::NotEntitled)?;
        }
        directory.verifying_key_at(&header.author, &header.directory).map_err(|_| PassedOver::NotEntitled)
    }

    /// The letterbox, once the directory is known and lists this gateway with its keys.
    pub fn letterbox(&self) -> Option<Letterbox> {
        let directory = self.directory.as_ref()?;
        directory.current_gateway(&self.gateway).filter(|listed| *listed.keys() == self.keys)?;
        let (epoch, key) = directory.letterbox()?;
        Some(Letterbox { epoch, key: key.clone(), head: directory.head() })
    }

    /// Everything a door needs, once it is known.
    pub fn ready(&self) -> Option<Ready> {
        Some(Ready { letterbox: self.letterbox()?, policy: self.policies.last()?.1.clone() })
    }

    /// The settings of that moment: what was said then was said by them.
    pub fn policy_at(&self, at: DateTime<Utc>) -> Option<Arc<PracticePolicy>> {
        let of_the_day = self.policies.iter().rev().find(|(from, _)| *from <= at);
        of_the_day.or_else(|| self.policies.first()).map(|(_, policy)| policy.clone())
    }

    fn directory(&self) -> Result<&Directory, PassedOver> {
        self.directory.as_ref().ok_or(PassedOver::NotEntitled)
    }
}

fn parse(bytes: &[u8]) -> Result<Envelope, PassedOver> {
    Envelope::parse(bytes).map_err(|_| PassedOver::Unreadable)
}
