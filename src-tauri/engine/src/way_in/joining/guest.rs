//! The newcomer: finds the practice's log, shows a code, and waits to be let in.
//!
//! Everything it has until then is in memory; closing the application ends the attempt and leaves nothing. What it hears is
//! believed only as far as the code binds it: the practice and the first statement of its directory.

use super::begin;
use super::secrets::Secrets;
use crate::engine::Engine;
use crate::log::chain::Chain;
use crate::practice::newcomers::said::{Said, name_of};
use crate::view::{Change, JoinFailure, JoinForm, JoinState};
use crypto::joining::Host;
use queue::{Elsewhere, Home, OpenError, Queue, Signal};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often it says again what was not answered.
const SAY_AGAIN: Duration = Duration::from_secs(1);

/// Asks until it is let in, refused or told to stop.
pub(crate) async fn run(engine: Engine, form: JoinForm, stop: CancellationToken) {
    let outcome = tokio::select! {
        () = stop.cancelled() => return,
        outcome = join(&engine, &form) => outcome,
    };
    if stop.is_cancelled() {
        return;
    }
    engine.guest().set(match outcome {
        Ok(()) => JoinState::Joined,
        Err(why) => JoinState::Failed { why },
    });
    engine.changes().notify(Change::Gate);
}

async fn join(engine: &Engine, form: &JoinForm) -> Result<(), JoinFailure> {
    let home = Home::named(&form.log);
    if !home.has_log() {
        return Err(JoinFailure::NoLog);
    }
    let queue = queue::open(&home, Arc::new(engine.clock())).await.map_err(not_opened)?;
    let secrets = Secrets::make(form.workstation.trim().to_owned()).ok_or(JoinFailure::Failed)?;
    let outcome = negotiate(engine, queue.as_ref(), &secrets).await;
    queue.close().await;
    let (host, chain) = outcome?;
    begin::practice(engine, &home, secrets, &host, &chain).await
}

fn not_opened(error: OpenError) -> JoinFailure {
    match error {
        OpenError::Elsewhere(Elsewhere::NetworkShare) => JoinFailure::NetworkShare,
        OpenError::Elsewhere(Elsewhere::HostFolder) => JoinFailure::HostFolder,
        OpenError::Elsewhere(Elsewhere::ProgramDrive) => JoinFailure::ProgramDrive,
        OpenError::Elsewhere(Elsewhere::SyncedFolder) => JoinFailure::SyncedFolder,
        OpenError::Missing | OpenError::Newer | OpenError::Queue(_) => JoinFailure::NoLog,
    }
}

async fn negotiate(
    engine: &Engine,
    queue: &dyn Queue,
    secrets: &Secrets,
) -> Result<(Host, Chain), JoinFailure> {
    let mut signals = queue.signals();
    let host = hear_offer(queue, secrets, &mut signals).await?;
    let mut chain = Chain::pinned(host.practice, host.founding);
    let code = secrets.newcomer.code(&secrets.nonce, &host).to_string();
    engine.guest().set(JoinState::Code { practice: host.name.clone(), code });
    engine.changes().notify(Change::Gate);
    let shows = Said::Shows {
        attempt: secrets.attempt,
        offer: name_of(&host),
        newcomer: secrets.newcomer.clone(),
        nonce: secrets.nonce,
    };
    loop {
        let _ = shows.send(queue).await;
        if is_refused(&mut signals, secrets.attempt).await {
            return Err(JoinFailure::Refused);
        }
        chain.read_on(queue).await.map_err(|_| JoinFailure::Unreachable)?;
        let listed = chain.directory.as_ref().and_then(|list| list.device(secrets.newcomer.device));
        if listed.is_some_and(|device| device.is_current() && *device.keys() == secrets.newcomer.keys) {
            return Ok((host, chain));
        }
    }
}

/// Asks until somebody offers a practice.
async fn hear_offer(
    queue: &dyn Queue,
    secrets: &Secrets,
    signals: &mut broadcast::Receiver<Signal>,
) -> Result<Host, JoinFailure> {
    let commitment = secrets.newcomer.commit(&secrets.nonce);
    loop {
        let asks = Said::Asks { attempt: secrets.attempt, commitment };
        asks.send(queue).await.map_err(|_| JoinFailure::Unreachable)?;
        let heard = tokio::time::timeout(SAY_AGAIN, async {
            loop {
                match signals.recv().await.ok().as_ref().and_then(Said::heard) {
                    Some(Said::Offers { attempt, host }) if attempt == secrets.attempt => return Some(host),
                    Some(Said::Refuses { attempt }) if attempt == secrets.attempt => return None,
                    _ => {}
                }
            }
        });
        match heard.await {
            Ok(Some(host)) => return Ok(host),
            Ok(None) => return Err(JoinFailure::Refused),
            Err(_) => {}
        }
    }
}

/// Listens for a moment.
async fn is_refused(signals: &mut broadcast::Receiver<Signal>, ours: Uuid) -> bool {
    let refused = tokio::time::timeout(SAY_AGAIN, async {
        loop {
            let said = signals.recv().await.ok().as_ref().and_then(Said::heard);
            if matches!(said, Some(Said::Refuses { attempt }) if attempt == ours) {
                return;
            }
        }
    });
    refused.await.is_ok()
}
