//! Reading the queue: every envelope is checked before anything is made of it, and a batch becomes visible as a whole.
//!
//! Signature, author, roles, place and chain are checked against the directory as the author saw it; what does not hold
//! is never folded. One transaction takes in a batch with its events, projections, search index, admitted letters and
//! the cursor, so that a kill at any moment leaves it read or unread. What comes back from the queue with an id of ours
//! is our own event, confirmed.

use crate::act::{ActError, Standing};
use crate::admit;
use crate::store::events::{self, Incoming};
use crate::store::records::Patient;
use crate::store::search::{self, Words};
use crate::store::{StoreError, keys, letters, outbox, records};
use crate::unlocked::{UnlockError, Unlocked};
use crate::view::Change;
use chrono::{DateTime, Utc};
use crypto::envelope::{check_place, verify_many};
use crypto::{Author, Envelope, Hash, Verified, VerifyingKey, cbor};
use domain::conversation::{Actor, Conversation, Event, Recorded, step, step_unknown};
use domain::message::PatientDetails;
use domain::subject::Kind;
use domain::{ConversationId, EventId, LetterId, Subject};
use queue::{Message, QueueError, Seq, Tail};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How many messages make one transaction.
const BATCH: usize = 5_000;
/// How long to wait before asking an unreachable queue again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// A batch could not be taken in; it will be read again.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The local database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A letter's events could not be put on their way.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The shared records do not read back.
    #[error(transparent)]
    Shared(#[from] UnlockError),
}

impl From<sqlx::Error> for IngestError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Follows the queue until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            ended = follow(&unlocked) => {
                match ended {
                    Ok(never) => match never {},
                    Err(Stopped::Queue(error)) => offline(&unlocked, &error),
                    Err(Stopped::Ingest(error)) => tracing::error!(%error, "a batch was not taken in"),
                }
                tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(TRY_AGAIN) => {} }
            }
        }
    }
}

enum Stopped {
    Queue(QueueError),
    Ingest(IngestError),
}

enum Never {}

async fn follow(unlocked: &Unlocked) -> Result<Never, Stopped> {
    let cursor = unlocked.cursor().await.map_err(|error| Stopped::Ingest(error.into()))?;
    let mut tail = Tail::new(unlocked.0.queue.clone(), cursor).in_batches_of(BATCH);
    loop {
        let batch = tail.next_batch().await.map_err(Stopped::Queue)?;
        online(unlocked);
        unlocked.ingest(batch).await.map_err(Stopped::Ingest)?;
    }
}

fn offline(unlocked: &Unlocked, error: &QueueError) {
    tracing::warn!(%error, "the queue cannot be read");
    unlocked.went_offline();
}

fn online(unlocked: &Unlocked) {
    if unlocked.0.offline_since.swap(0, Ordering::SeqCst) != 0 {
        unlocked.0.changes.tell(Change::Bar);
    }
}

/// What a batch changes, gathered before it is written.
#[derive(Default)]
struct Gathered {
    standings: BTreeMap<ConversationId, Standing>,
    heads: BTreeMap<Subject, Option<Hash>>,
    words: Vec<Words>,
    kept: Vec<(Message, Hash)>,
    letters: Vec<Message>,
    admitted: Vec<LetterId>,
    patients: BTreeSet<domain::NhsNumber>,
    shared: bool,
    bell: bool,
}

impl Unlocked {
    pub(crate) fn went_offline(&self) {
        let now = self.0.clock.now().timestamp_millis();
        if self.0.offline_since.compare_exchange(0, now, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            self.0.changes.tell(Change::Bar);
        }
    }

    pub(crate) async fn cursor(&self) -> Result<Seq, StoreError> {
        let mut connection = self.0.store.read().await?;
        let cursor = keys::setting(&mut connection, "cursor").await?;
        Ok(Seq(cursor.and_then(|text| text.parse().ok()).unwrap_or(0)))
    }

    /// Takes in a batch, whole or not at all.
    pub async fn ingest(&self, batch: Vec<Message>) -> Result<(), IngestError> {
        let Some(last) = batch.last().map(|message| message.seq) else { return Ok(()) };
        let mut tx = self.0.store.begin().await?;
        let mut gathered = Gathered::default();
        for run in by_kind(batch) {
            self.take_in(&mut tx, run, &mut gathered).await?;
        }
        let told = self.write(&mut tx, gathered, last).await?;
        tx.commit().await?;
        self.tell(told);
        Ok(())
    }

    /// Directory statements are applied one by one, everything between them is verified together.
    async fn take_in(
        &self,
        connection: &mut SqliteConnection,
        run: Vec<Message>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        let parsed: Vec<(Message, Option<Envelope>)> = run
            .into_iter()
            .map(|message| {
                let envelope = Envelope::parse(&message.bytes).ok();
                (message, envelope)
            })
            .collect();
        let directory = self.directory();
        let candidates: Vec<(&Envelope, &VerifyingKey)> = parsed
            .iter()
            .filter_map(|(message, envelope)| {
                let envelope = envelope.as_ref()?;
                let header = envelope.header();
                let plain =
                    !matches!(message.subject.kind(), Ok(Kind::Directory | Kind::Inbox(..) | Kind::Bell));
                plain.then_some(())?;
                let key = directory.verifying_key_at(&header.author, &header.directory).ok()?;
                Some((envelope, key))
            })
            .collect();
        let verified: BTreeMap<EventId, Verified<'_>> = verify_many(&candidates)
            .into_iter()
            .filter_map(Result::ok)
            .map(|verified| (verified.header().id, verified))
            .collect();
        for (message, envelope) in &parsed {
            match message.subject.kind() {
                Ok(Kind::Directory) => {
                    self.state(&mut *connection, message, envelope.as_ref(), gathered).await?
                }
                Ok(Kind::Inbox(..)) => gathered.letters.push(message.clone()),
                // Bells are for workstations that nobody has opened; they stand alone, in no chain.
                Ok(Kind::Bell) => {}
                Ok(_) => {
                    let verified = verified.get(&message.id).copied();
                    self.take(&mut *connection, message, envelope.as_ref(), verified, gathered).await?;
                }
                Err(_) => tracing::warn!(seq = message.seq.0, "an unknown subject was left alone"),
            }
        }
        Ok(())
    }

    /// A directory statement: judged by the chain itself.
    async fn state(
        &self,
        connection: &mut SqliteConnection,
        message: &Message,
        envelope: Option<&Envelope>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        outbox::confirmed(&mut *connection, message.id).await?;
        let Some(envelope) = envelope else { return Ok(()) };
        let current = self.directory();
        if current.place(&envelope.hash()).is_none() {
            let mut directory = current.as_ref().clone();
            if let Err(error) = directory.apply(envelope) {
                tracing::warn!(%error, "a directory statement was refused");
                return Ok(());
            }
            self.set_directory(directory);
        }
        gathered.shared = true;
        gathered.kept.push((message.clone(), envelope.hash()));
        Ok(())
    }

    async fn take(
        &self,
        connection: &mut SqliteConnection,
        message: &Message,
        envelope: Option<&Envelope>,
        verified: Option<Verified<'_>>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        let kind = message.subject.kind();
        let (Some(envelope), Some(verified)) = (envelope, verified) else {
            tracing::warn!(
                seq = message.seq.0,
                "an envelope was refused: not readable, or not by an entitled author"
            );
            if let (Ok(Kind::Conversation(id)), None) = (kind, envelope) {
                self.unknown(&mut *connection, id, message.id, gathered).await?;
            }
            return Ok(());
        };
        let header = verified.header();
        if !self.roles_hold(header) || header.id != message.id {
            tracing::warn!(seq = message.seq.0, "an envelope was refused: its roles or its id do not hold");
            return Ok(());
        }
        let previous = self.head_of(&mut *connection, &message.subject, gathered).await?;
        if let Err(error) = check_place(header, self.0.practice, &message.subject, previous) {
            tracing::warn!(seq = message.seq.0, %error, "an envelope was refused");
            return Ok(());
        }
        let hash = envelope.hash();
        gathered.heads.insert(message.subject.clone(), Some(hash));
        gathered.kept.push((message.clone(), hash));
        match kind {
            Ok(Kind::Conversation(id)) => self.fold(connection, id, message, verified, gathered).await,
            Ok(kind) => self.record(connection, kind, message, verified, gathered).await,
            Err(_) => Ok(()),
        }
    }

    fn roles_hold(&self, header: &crypto::Header) -> bool {
        match header.actor {
            None => header.roles.is_empty(),
            Some(actor) => self
                .directory()
                .roles_at(actor, &header.directory)
                .is_ok_and(|roles| header.roles.iter().all(|role| roles.contains(role))),
        }
    }

    async fn head_of(
        &self,
        connection: &mut SqliteConnection,
        subject: &Subject,
        gathered: &Gathered,
    ) -> Result<Option<Hash>, StoreError> {
        match gathered.heads.get(subject) {
            Some(head) => Ok(*head),
            None => Ok(events::last(connection, subject).await?.map(|last| last.hash)),
        }
    }

    /// An event of a conversation.
    async fn fold(
        &self,
        connection: &mut SqliteConnection,
        id: ConversationId,
        message: &Message,
        verified: Verified<'_>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        let header = verified.header();
        let key = self.0.keys.subject(header.epoch, &message.subject);
        let body = key.and_then(|key| verified.open(&key).ok());
        let Some(body) = body else {
            tracing::warn!(seq = message.seq.0, "an event does not open with this workstation's keys");
            return Ok(());
        };
        outbox::confirmed(&mut *connection, message.id).await?;
        let Ok(event) = cbor::decode::<Event>(&body) else {
            return self.unknown(connection, id, message.id, gathered).await;
        };
        let mut standing = self.take_standing(connection, id, gathered).await?;
        if let Event::Admitted { letter, .. } = &event {
            gathered.admitted.push(letter.id);
        }
        if let Some(words) = words(id, message.id, &standing.confirmed.patient, &event) {
            gathered.words.push(words);
        }
        let recorded = recorded(message.stored_at, header, event);
        standing.confirmed = step(standing.confirmed, &recorded);
        gathered.standings.insert(id, standing);
        gathered.bell = true;
        Ok(())
    }

    /// An event of a later version: kept, and the conversation is read-only here.
    async fn unknown(
        &self,
        connection: &mut SqliteConnection,
        id: ConversationId,
        event: EventId,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        let mut standing = self.take_standing(connection, id, gathered).await?;
        standing.confirmed = step_unknown(standing.confirmed, event);
        gathered.standings.insert(id, standing);
        Ok(())
    }

    async fn take_standing(
        &self,
        connection: &mut SqliteConnection,
        id: ConversationId,
        gathered: &mut Gathered,
    ) -> Result<Standing, StoreError> {
        if let Some(standing) = gathered.standings.remove(&id) {
            return Ok(standing);
        }
        let fresh =
            || Standing { confirmed: Conversation::new(id), seen: Conversation::new(id), waiting: vec![] };
        Ok(self.standing(connection, id).await?.unwrap_or_else(fresh))
    }

    /// A shared record beside conversations: the newest on its subject holds.
    async fn record(
        &self,
        connection: &mut SqliteConnection,
        kind: Kind,
        message: &Message,
        verified: Verified<'_>,
        gathered: &mut Gathered,
    ) -> Result<(), IngestError> {
        outbox::confirmed(&mut *connection, message.id).await?;
        let header = verified.header();
        let key = self.0.keys.subject(header.epoch, &message.subject);
        let Some(body) = key.and_then(|key| verified.open(&key).ok()) else { return Ok(()) };
        let (subject, at) = (&message.subject, message.stored_at);
        match kind {
            Kind::Policy => {
                keep(connection, subject, at, cbor::decode::<domain::policy::PracticePolicy>(&body)).await?
            }
            Kind::Staff => keep(connection, subject, at, cbor::decode::<crate::shared::Names>(&body)).await?,
            Kind::Rota => keep(connection, subject, at, cbor::decode::<crate::shared::Rota>(&body)).await?,
            Kind::Patient(id) => {
                if let Ok(details) = cbor::decode::<PatientDetails>(&body) {
                    gathered.patients.extend(details.nhs_number);
                    records::keep_patient(connection, &Patient { id, details }).await?;
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
        gathered.shared = true;
        Ok(())
    }

    /// Writes what was gathered; returns what to tell once it is committed.
    async fn write(
        &self,
        connection: &mut SqliteConnection,
        mut gathered: Gathered,
        cursor: Seq,
    ) -> Result<Vec<Change>, IngestError> {
        let kept: Vec<Incoming<'_>> =
            gathered.kept.iter().map(|(message, hash)| Incoming::of(message, *hash)).collect();
        events::keep(&mut *connection, &kept).await?;
        search::keep(&mut *connection, &gathered.words).await?;
        for letter in &gathered.admitted {
            letters::admitted(&mut *connection, *letter).await?;
        }
        if gathered.shared {
            self.reload_shared(&mut *connection).await?;
        }
        let mut told = vec![];
        for number in std::mem::take(&mut gathered.patients) {
            for id in crate::store::conversations::about(&mut *connection, number).await? {
                let standing = self.take_standing(&mut *connection, id, &mut gathered).await?;
                gathered.standings.insert(id, standing);
            }
        }
        let mut standings: Vec<Standing> = Vec::with_capacity(gathered.standings.len());
        for (_, standing) in std::mem::take(&mut gathered.standings) {
            let id = standing.confirmed.id;
            let waiting = outbox::on(&mut *connection, &Subject::conversation(id)).await?;
            standings.push(Standing::over(standing.confirmed, waiting));
        }
        self.project(&mut *connection, &standings).await?;
        for message in &gathered.letters {
            told.extend(admit::letter(self, &mut *connection, message).await?);
        }
        keys::set(&mut *connection, "cursor", &cursor.0.to_string()).await?;
        let ids: Vec<ConversationId> = standings.iter().map(|standing| standing.confirmed.id).collect();
        if !ids.is_empty() {
            told.push(Change::Conversations { ids });
        }
        told.push(Change::Bar);
        Ok(told)
    }

    fn tell(&self, told: Vec<Change>) {
        self.0.outbox_bell.notify_one();
        self.0.delivery_bell.notify_waiters();
        for change in told {
            self.0.changes.tell(change);
        }
    }
}

/// Splits a batch so that every directory statement stands alone.
fn by_kind(batch: Vec<Message>) -> Vec<Vec<Message>> {
    let mut runs: Vec<Vec<Message>> = vec![];
    let mut alone = true;
    for message in batch {
        let directory = matches!(message.subject.kind(), Ok(Kind::Directory));
        match runs.last_mut() {
            Some(run) if !alone && !directory => run.push(message),
            _ => runs.push(vec![message]),
        }
        alone = directory;
    }
    runs
}

async fn keep<T: serde::Serialize>(
    connection: &mut SqliteConnection,
    subject: &Subject,
    at: DateTime<Utc>,
    body: Result<T, cbor::BadCbor>,
) -> Result<(), StoreError> {
    match body {
        Ok(body) => records::keep(connection, subject, at, &body).await,
        Err(_) => Err(StoreError::Unreadable("record")),
    }
}

pub(crate) fn recorded(stored_at: DateTime<Utc>, header: &crypto::Header, event: Event) -> Recorded {
    let device = match &header.author {
        Author::Device(device) => *device,
        Author::Gateway(_) => domain::DeviceId(uuid::Uuid::nil()),
    };
    let actor = Actor { staff: header.actor, roles: header.roles.clone(), device };
    Recorded { id: header.id, at: stored_at, actor, event }
}

/// What search is to find of an event.
fn words(id: ConversationId, event_id: EventId, patient: &PatientDetails, event: &Event) -> Option<Words> {
    let name = |details: &PatientDetails| {
        details.name.as_ref().map(|name| format!("{} {}", name.given, name.family)).unwrap_or_default()
    };
    let (who, words) = match event {
        Event::Admitted { letter, .. } => {
            let number = letter.patient.nhs_number.map(|number| number.spaced()).unwrap_or_default();
            (format!("{} {number}", name(&letter.patient)), letter.text.clone())
        }
        Event::Replied { text, .. } => (name(patient), text.clone()),
        _ => return None,
    };
    Some(Words { event: event_id, conversation: id, who, words })
}
