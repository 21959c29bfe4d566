//! Asks the second reader about letters in which the rules found nothing, once their verdict is kept and shown.
//!
//! It works behind everything else, one letter after another on one thread; what it says is an event of the conversation, with the
//! same id on every workstation, so that ten of them leave one. What was not read when a practice was locked, or another
//! workstation did not get to, is read here later. The model is loaded when there is something to read and given back when
//! there is nothing for a while. Deliberately absent is any alert: that is the rules' and people's. The model is the crate `reader`.

use crate::errors::ActError;
use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use crate::store::conversations;
use domain::conversation::{Event, Received, second_reading};
use domain::risk::{SecondReading, stated};
use domain::{ConversationId, LetterId};
use reader::Reader;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::Instant;

/// The backstop of the bell.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// A model that nobody has asked for so long is given back.
const IDLE: Duration = Duration::from_secs(60);
/// How many conversations are looked up at once.
const AT_ONCE: u32 = 50;

/// Why a letter has not been read.
#[derive(Debug, thiserror::Error)]
enum NotRead {
    #[error("the model of the second reader cannot be loaded")]
    NoModel,
    #[error("the second reader failed at a letter: {0}")]
    Failed(#[from] JoinError),
    #[error(transparent)]
    Act(#[from] ActError),
}

/// Reads until the practice is locked.
pub(crate) async fn run(unlocked: Unlocked) {
    let stop = unlocked.0.stop.clone();
    let mut model = Model::default();
    loop {
        let bell = unlocked.0.delivery_bell.notified();
        unlocked.round_ended(Part::SecondReader, read(&unlocked, &mut model).await);
        model.give_back_if_idle();
        tokio::select! {
            () = stop.cancelled() => return,
            () = bell => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

/// Reads whatever waits. A letter that cannot be read stops no other.
async fn read(unlocked: &Unlocked, model: &mut Model) -> Result<(), NotRead> {
    if unlocked.0.behind.load(Ordering::SeqCst) > 0 {
        // What is left of the log may say what was read elsewhere.
        return Ok(());
    }
    let waiting = {
        let mut connection = unlocked.0.store.read().await.map_err(ActError::from)?;
        conversations::awaiting_second_reader(&mut connection, AT_ONCE).await.map_err(ActError::from)?
    };
    let mut failed = None;
    for conversation in waiting {
        for (letter, words) in words(unlocked, conversation).await? {
            if unlocked.0.stop.is_cancelled() {
                return Ok(());
            }
            match model.read(words).await {
                Ok(reading) => note(unlocked, conversation, letter, reading).await?,
                Err(error) => failed = Some(error),
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// What somebody stands behind in each letter of a conversation that waits.
async fn words(
    unlocked: &Unlocked,
    conversation: ConversationId,
) -> Result<Vec<(LetterId, String)>, ActError> {
    let mut connection = unlocked.0.store.read().await?;
    let Some(standing) = unlocked.standing(&mut connection, conversation).await? else { return Ok(vec![]) };
    let words = |one: &Received| (one.letter, stated(&one.text, one.form.as_ref()));
    Ok(standing.seen.await_second_reader().into_iter().map(words).collect())
}

async fn note(
    unlocked: &Unlocked,
    conversation: ConversationId,
    letter: LetterId,
    reading: SecondReading,
) -> Result<(), ActError> {
    unlocked
        .note(conversation, Event::ReadAgain { letter, reading }, second_reading(conversation, letter))
        .await
}

/// The model while it is needed.
#[derive(Default)]
struct Model(Option<(Arc<Reader>, Instant)>);

impl Model {
    async fn read(&mut self, words: String) -> Result<SecondReading, NotRead> {
        let held = self.0.take().map(|(reader, _)| reader);
        let reader = match held {
            Some(reader) => reader,
            None => spawn_blocking(Reader::load).await?.map(Arc::new).ok_or(NotRead::NoModel)?,
        };
        self.0 = Some((reader.clone(), Instant::now()));
        Ok(spawn_blocking(move || reader.read(&words)).await?)
    }

    fn give_back_if_idle(&mut self) {
        self.0.take_if(|(_, asked)| asked.elapsed() > IDLE);
    }
}
