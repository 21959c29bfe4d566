//! What happens while people work: a dangerous letter alerts, an answer is sent, a morning's letters come in.

use crate::floor::Floor;
use crate::ingest::{message, taken_in};
use crate::measure::{Done, Times, figure};
use crate::practice::Practice;
use crate::words::DANGEROUS;
use crypto::SealPrivateKey;
use crypto::seal::seal_to;
use domain::conversation::{AfterSend, Command, Event, IdentityCheck, Route};
use domain::policy::UseId;
use domain::{ConversationId, LetterId};
use engine::testing;
use engine::view::Change;
use queue::{Home, Message, Seq, Tail};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// People do not act back to back: what one act sets off may end before the next.
const PAUSE: Duration = Duration::from_millis(60);
/// Nothing measured here takes this long.
const TOO_LONG: Duration = Duration::from_secs(10);

/// From a dangerous letter put into the inbox to the alert told, against a queue and its reader alone.
pub async fn alert(practice: &Practice, n: usize) -> Done {
    let mut writing = practice.writing(2);
    let queue = practice.engine.queue().ok_or("there is no queue")?;
    let clock = Arc::new(practice.engine.clock());
    let alone = queue::open(&Home::Folder(practice.folder.path().join("floor")), clock).await?;
    let mut tail = Tail::new(alone.clone(), Seq::START);
    let mut changes = practice.engine.listen();
    let mut times = Times::default();
    for _ in 0..n {
        let letter = writing.letter_saying(DANGEROUS.to_owned());
        let id = letter.id;
        let sealed = testing::seal_letter(&practice.unlocked, &practice.grant.keys, letter)
            .ok_or("the letter does not seal")?;
        let header = sealed.header();
        let begun = Instant::now();
        queue.append(&header.subject, None, header.id, sealed.bytes()).await?;
        tokio::time::timeout(TOO_LONG, alerted(&mut changes, id)).await??;
        let ours = begun.elapsed();
        let begun = Instant::now();
        let append = alone.append(&header.subject, None, header.id, sealed.bytes());
        let (stored, read) = tokio::join!(append, tail.next_batch());
        times.push(ours, begun.elapsed());
        stored?;
        read?;
        tokio::time::sleep(PAUSE).await;
    }
    alone.close().await;
    times.print("alert");
    Ok(())
}

async fn alerted(changes: &mut Receiver<Change>, wanted: LetterId) -> Done {
    loop {
        match changes.recv().await {
            Ok(Change::Alert { letter, raised: true, .. }) if letter == wanted => return Ok(()),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Err("nobody tells of changes any more".into()),
        }
    }
}

/// From "send" to the answer stored and on its way, against one transaction.
pub async fn reply(practice: &Practice, floor: &Floor, n: usize) -> Done {
    practice.settle(0).await?;
    let answerable = triaged(practice, n).await?;
    let until = practice.engine.clock().now().date_naive() + chrono::Days::new(7);
    let mut times = Times::default();
    for (number, id) in answerable.into_iter().enumerate() {
        let text = "Thank you for your message. Your tablets are ready to collect from Thursday.".to_owned();
        let then = AfterSend::Wait { until };
        let command = Command::Reply { text, seen: 1, then, ends_triage: None };
        let begun = Instant::now();
        practice.unlocked.act(id, command).await?;
        let ours = begun.elapsed();
        tokio::time::sleep(PAUSE).await;
        let begun = Instant::now();
        floor.one_transaction(i64::try_from(number)?).await?;
        times.push(ours, begun.elapsed());
    }
    times.print("reply");
    Ok(())
}

/// Conversations through triage, in the practice's own log, for somebody to answer.
async fn triaged(practice: &Practice, n: usize) -> Done<Vec<ConversationId>> {
    let mut writing = practice.writing(3);
    let queue = practice.engine.queue().ok_or("there is no queue")?;
    let shared = practice.unlocked.shared();
    let administrative = shared.policy.permitted_uses.iter().find(|one| !one.clinical);
    let chosen = administrative.ok_or("nothing may be answered")?.id.clone();
    let before = practice.count().await?.0;
    let mut ids = Vec::with_capacity(n);
    for _ in 0..n {
        let letter = writing.letter_saying("Which day can I collect my tablets please?".to_owned());
        let (id, mut head) = (letter.conversation(), None);
        for event in taken_in(letter, &practice.grant.id).into_iter().chain(triage(&chosen)) {
            let sealed = message(practice, id, &mut head, Seq::START, &event)?;
            queue.append(&sealed.subject, None, sealed.id, &sealed.bytes).await?;
        }
        ids.push(id);
    }
    practice.settle(before + i64::try_from(n)?).await?;
    Ok(ids)
}

fn triage(chosen: &UseId) -> [Event; 4] {
    [
        Event::IdentityVerified { how: IdentityCheck::NhsLogin },
        Event::UseChosen { to: chosen.clone() },
        Event::RiskReviewed { red_flag: false },
        Event::Routed { to: Route::AnswerHere, seconds: 40, note: String::new() },
    ]
}

/// A morning's sealed letters to stored and assessed, against opening as many sealed texts.
pub async fn letter(practice: &Practice, n: usize) -> Done {
    let mut writing = practice.writing(4);
    let (mut batch, mut sizes) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for number in 0..n {
        let sealed = testing::seal_letter(&practice.unlocked, &practice.grant.keys, writing.letter())
            .ok_or("the letter does not seal")?;
        let header = sealed.header();
        sizes.push(sealed.bytes().len());
        batch.push(Message {
            seq: Seq(2_000_000 + u64::try_from(number)?),
            subject: header.subject.clone(),
            id: header.id,
            stored_at: header.at,
            bytes: sealed.bytes().to_vec(),
        });
    }
    let before = practice.count().await?.0;
    let begun = Instant::now();
    practice.unlocked.ingest(batch).await?;
    let ours = n as f64 / begun.elapsed().as_secs_f64();
    if practice.count().await?.0 != before + i64::try_from(n)? {
        return Err("not every letter was taken in".into());
    }
    let floor = n as f64 / opened(&sizes)?.as_secs_f64();
    figure("letter", "letters/s", ours, Some(floor), n);
    Ok(())
}

/// How long opening texts of these sizes takes.
fn opened(sizes: &[usize]) -> Done<Duration> {
    let key = SealPrivateKey::from_seed(&[9; 32]);
    let public = key.public();
    let sealed: Vec<_> =
        sizes.iter().map(|size| seal_to(&public, b"floor", &vec![b'a'; *size])).collect::<Result<_, _>>()?;
    let begun = Instant::now();
    for one in &sealed {
        std::hint::black_box(key.open(b"floor", one)?);
    }
    Ok(begun.elapsed())
}
