//! What comes out of the log: the directory, the public settings, and what this gateway is to send.
//!
//! The log is read from its beginning at every start and then followed, so nothing is kept beside it. A message that
//! does not count is passed over with a line in the log that shows none of it. What was sent is reported to the practice by
//! a receipt, again and again until the log has it.

use crate::correspondence::Mailbox;
use crate::gateway::Gateway;
use crate::known_practice::PassedOver;
use crate::post::receipt_id;
use crypto::{Envelope, Suite, cbor};
use domain::delivery::{DeliveryState, WhyFailed};
use domain::message::{Channel, Outbound, Receipt};
use domain::subject::Kind;
use domain::{LetterId, Subject};
use queue::{Message, QueueError, Seq, Tail};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The kind of the envelope that asks to send.
const SEND: &str = "send";
const RETRY: Duration = Duration::from_secs(1);

/// Follows the log until it is stopped.
pub(crate) async fn follow(gateway: Arc<Gateway>, stop: CancellationToken) {
    loop {
        let mut follower = Follower::new(&gateway);
        tokio::select! {
            () = stop.cancelled() => return,
            () = follower.run() => {
                tracing::warn!("the log was replaced: reading it again from the start");
                gateway.with_known(|known| known.forget());
            }
        }
    }
}

struct Follower<'a> {
    gateway: &'a Gateway,
    tail: Tail,
    /// Where the log ended when reading began: receipts wait until that has been read.
    catch_up: Option<Seq>,
    reported: HashSet<LetterId>,
    receipts: Vec<Receipt>,
}

impl<'a> Follower<'a> {
    fn new(gateway: &'a Gateway) -> Self {
        let tail = Tail::new(gateway.queue.clone(), Seq::START);
        Self { gateway, tail, catch_up: None, reported: HashSet::new(), receipts: Vec::new() }
    }

    /// Reads for ever; returns when the log is another one.
    async fn run(&mut self) {
        loop {
            match self.step().await {
                Ok(()) => {}
                Err(QueueError::CursorAhead { .. }) => return,
                Err(cause) => {
                    tracing::warn!(%cause, "the log cannot be read now");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    async fn step(&mut self) -> Result<(), QueueError> {
        let end = match self.catch_up {
            Some(end) => end,
            None => self.gateway.queue.head().await?.seq,
        };
        self.catch_up = Some(end);
        if self.tail.cursor() >= end {
            self.report().await;
        }
        let waiting = !self.receipts.is_empty();
        tokio::select! {
            batch = self.tail.next_batch() => for message in batch? { self.take(&message) },
            // Nothing more comes, even if the log's end has been purged: what waits can be reported.
            () = tokio::time::sleep(RETRY), if waiting => self.catch_up = Some(self.tail.cursor()),
        }
        Ok(())
    }

    fn take(&mut self, message: &Message) {
        let Ok(kind) = message.subject.kind() else { return };
        let taken = match kind {
            Kind::Directory => self.gateway.with_known(|known| known.take_statement(&message.bytes)),
            Kind::Public => self.gateway.with_known(|known| known.take_public(&message.bytes)),
            Kind::Outbound(id) if id == self.gateway.id => self.send(&message.bytes),
            Kind::Inbox(id, letter) if id == self.gateway.id => {
                if self.catch_up.is_some_and(|end| message.seq <= end) {
                    self.reported.insert(letter);
                }
                return;
            }
            _ => return,
        };
        if let Err(reason) = taken {
            tracing::warn!(seq = %message.seq, subject = %message.subject, %reason, "passed over");
        }
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), PassedOver> {
        let envelope = Envelope::parse(bytes).map_err(|_| PassedOver::Unreadable)?;
        let subject = Subject::outbound(&self.gateway.id);
        let outbound = self.gateway.with_known(|known| {
            let verified = known.verify(&envelope, &subject, Suite::ToGateway)?;
            if verified.header().kind != SEND {
                return Err(PassedOver::Content);
            }
            let body = verified.open_letter(&self.gateway.keys.seal).map_err(|_| PassedOver::Content)?;
            cbor::decode::<Outbound>(&body).map_err(|_| PassedOver::Content)
        })?;
        if outbound.route.gateway != self.gateway.id {
            return Err(PassedOver::Misplaced);
        }
        if self.gateway.correspondence().deliver(&outbound) {
            self.deliver(outbound);
        }
        Ok(())
    }

    fn deliver(&mut self, outbound: Outbound) {
        let Outbound { conversation, delivery, tries_before, .. } = outbound;
        let place = match (outbound.route.channel, outbound.nhs_number) {
            (Channel::WebForm, _) => Some(Mailbox::Page(outbound.route.address.clone())),
            (Channel::NhsApp, Some(number)) if self.gateway.demonstration => Some(Mailbox::Phone(number)),
            (Channel::NhsApp, _) => match self.gateway.nhs_app {
                crate::NhsAppOutbound::None => None,
            },
        };
        let state = match place {
            Some(place) => {
                self.gateway.correspondence().show(place, outbound);
                DeliveryState::Arrived
            }
            None => DeliveryState::Failed { why: WhyFailed::NoRoute },
        };
        self.receipts.push(Receipt { conversation, delivery, state, at: self.gateway.now(), tries_before });
    }

    /// Reports what has not been reported; what the log does not take now stays for the next time.
    async fn report(&mut self) {
        let reported = std::mem::take(&mut self.reported);
        let Some(letterbox) = self.gateway.letterbox() else {
            self.reported = reported;
            return;
        };
        for receipt in std::mem::take(&mut self.receipts) {
            let known = reported.contains(&receipt_id(&receipt));
            if !known && self.gateway.report(&letterbox, receipt.clone()).await.is_err() {
                self.receipts.push(receipt);
            }
        }
        if !self.receipts.is_empty() {
            self.reported = reported;
        }
    }
}
