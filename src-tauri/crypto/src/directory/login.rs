//! How somebody signs in, on its way to a workstation: sealed to the key of the part of it that runs while nobody is in.
//!
//! What travels is derived from a password, so it never travels bare: whoever has only the log learns nothing of it, not
//! even by guessing. Practice, workstation and person are bound in, so that it cannot be passed off as another's.

use super::Directory;
use crate::seal::{Sealed, seal_to};
use crate::{OpenError, SealError, SealPrivateKey};
use domain::{DeviceId, StaffId};
use zeroize::Zeroizing;

impl Directory {
    /// Seals somebody's way to sign in to every workstation that can receive it.
    pub fn seal_login(&self, staff: StaffId, login: &[u8]) -> Result<Vec<(DeviceId, Sealed)>, SealError> {
        self.devices()
            .filter_map(|(device, member)| Some((device, member.transport()?)))
            .map(|(device, key)| Ok((device, seal_to(key, &self.login_context(device, staff), login)?)))
            .collect()
    }

    /// Seals somebody's way to sign in to a workstation that is not listed yet.
    pub fn seal_login_to(
        &self,
        device: DeviceId,
        key: &crate::SealPublicKey,
        staff: StaffId,
        login: &[u8],
    ) -> Result<Sealed, SealError> {
        seal_to(key, &self.login_context(device, staff), login)
    }

    /// Somebody's way to sign in, as it was last sealed to a workstation.
    pub fn login_for(&self, device: DeviceId, staff: StaffId) -> Option<&Sealed> {
        self.logins.get(&(device, staff))
    }

    /// Opens it with the workstation's transport key.
    pub fn open_login(
        &self,
        device: DeviceId,
        staff: StaffId,
        transport: &SealPrivateKey,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let sealed = self.login_for(device, staff).ok_or(OpenError::Refused)?;
        transport.open(&self.login_context(device, staff), sealed)
    }

    fn login_context(&self, device: DeviceId, staff: StaffId) -> Vec<u8> {
        format!("duty-desk login 1, practice {}, device {device}, staff {staff}", self.practice).into_bytes()
    }
}
