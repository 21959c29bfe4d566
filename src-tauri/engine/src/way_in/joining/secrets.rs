//! What a newcomer keeps for itself until it is let in.

use crypto::joining::{Newcomer, Nonce};
use crypto::{Keys, Seed};
use domain::DeviceId;
use signin::keystore::DeviceSecret;
use uuid::Uuid;

/// Wiped with the attempt.
pub(crate) struct Secrets {
    pub seed: Seed,
    pub secret: DeviceSecret,
    pub newcomer: Newcomer,
    pub nonce: Nonce,
    pub attempt: Uuid,
}

impl Secrets {
    pub fn make(workstation: String) -> Option<Self> {
        let (seed, secret) = (Seed::make(), DeviceSecret::make().ok()?);
        let newcomer = Newcomer {
            device: DeviceId(Uuid::new_v4()),
            keys: Keys::derive(&seed).public(),
            transport: secret.derive_transport()?.public().seal,
            workstation,
        };
        Some(Self { seed, secret, newcomer, nonce: Nonce::make(), attempt: Uuid::new_v4() })
    }
}
