//! What a newcomer and a manager's workstation say to each other.

use crypto::joining::{Host, Newcomer, Nonce};
use crypto::{Hash, cbor};
use queue::{Queue, QueueError, Signal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing said. Heard by everybody; believed by nobody until the codes agree.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Said {
    /// "I want to join, and I am bound to what I do not show yet."
    Asks {
        /// Which attempt.
        attempt: Uuid,
        /// To what the newcomer is bound.
        commitment: Hash,
    },
    /// "This is the practice."
    Offers {
        /// Which attempt.
        attempt: Uuid,
        /// The practice, with the manager's random number.
        host: Host,
    },
    /// "This is me."
    Shows {
        /// Which attempt.
        attempt: Uuid,
        /// Which offer it answers.
        offer: Hash,
        newcomer: Newcomer,
        /// Its random number.
        nonce: Nonce,
    },
    /// "No."
    Refuses {
        /// Which attempt.
        attempt: Uuid,
    },
}

impl Said {
    /// Sends it to whoever listens now.
    pub async fn send(&self, queue: &dyn Queue) -> Result<(), QueueError> {
        let bytes = cbor::encode(self).unwrap_or_default();
        queue.signal(&domain::Subject::joining(), &bytes).await
    }

    /// What was heard, if it is about joining.
    pub fn heard(signal: &Signal) -> Option<Self> {
        (signal.subject == domain::Subject::joining()).then(|| cbor::decode(&signal.bytes).ok())?
    }
}

/// The name of an offer.
pub(crate) fn name_of(host: &Host) -> Hash {
    Hash::of(&cbor::encode(host).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::{Keys, Seed};
    use domain::{DeviceId, PracticeId};

    #[test]
    fn everything_said_fits_a_signal_and_reads_back() {
        let keys = Keys::derive(&Seed::make()).public();
        let newcomer = Newcomer {
            device: DeviceId(Uuid::new_v4()),
            transport: keys.seal.clone(),
            keys,
            workstation: "x".repeat(480),
        };
        let host = Host {
            practice: PracticeId(Uuid::new_v4()),
            founding: Hash::of(b"founding"),
            name: "x".repeat(480),
            demonstration: true,
            nonce: Nonce::make(),
        };
        let attempt = Uuid::new_v4();
        let offer = name_of(&host);
        for said in [
            Said::Asks { attempt, commitment: newcomer.commit(&Nonce::make()) },
            Said::Offers { attempt, host },
            Said::Shows { attempt, offer, newcomer, nonce: Nonce::make() },
            Said::Refuses { attempt },
        ] {
            let bytes = cbor::encode(&said).unwrap();
            assert!(bytes.len() < queue::SIGNAL_LIMIT);
            let signal = Signal { subject: domain::Subject::joining(), bytes };
            assert!(Said::heard(&signal).is_some_and(|heard| heard == said));
            let elsewhere = Signal { subject: domain::Subject::bell(), ..signal };
            assert!(Said::heard(&elsewhere).is_none());
        }
    }
}
