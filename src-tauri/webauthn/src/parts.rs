//! The parts of a call that are put together without unsafe code. They point to what they are made from: both must live.

use std::ptr::null;
use windows_sys::Win32::Networking::WindowsWebServices::*;
use windows_sys::core::w;

/// For whom, and over what a key signs.
pub struct Party<'ask> {
    /// The relying party.
    pub id: &'ask str,
    /// As the dialogue names it.
    pub name: &'ask str,
    /// WebAuthn's client data, as JSON.
    pub client_data: &'ask [u8],
}

/// One credential that is accepted, and the raw salt of its secret.
pub struct Salted<'ask> {
    pub credential: &'ask [u8],
    /// 32 bytes.
    pub salt: &'ask [u8; 32],
}

pub(crate) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

pub(crate) fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or_default()
}

pub(crate) fn client_data(party: &Party<'_>) -> WEBAUTHN_CLIENT_DATA {
    WEBAUTHN_CLIENT_DATA {
        dwVersion: WEBAUTHN_CLIENT_DATA_CURRENT_VERSION,
        cbClientDataJSON: length(party.client_data),
        pbClientDataJSON: party.client_data.as_ptr().cast_mut(),
        pwszHashAlgId: w!("SHA-256"),
    }
}

pub(crate) fn relying(id: &[u16], name: &[u16]) -> WEBAUTHN_RP_ENTITY_INFORMATION {
    WEBAUTHN_RP_ENTITY_INFORMATION {
        dwVersion: WEBAUTHN_RP_ENTITY_INFORMATION_CURRENT_VERSION,
        pwszId: id.as_ptr(),
        pwszName: name.as_ptr(),
        pwszIcon: null(),
    }
}

pub(crate) fn person(user: &[u8], user_name: &[u16]) -> WEBAUTHN_USER_ENTITY_INFORMATION {
    WEBAUTHN_USER_ENTITY_INFORMATION {
        dwVersion: WEBAUTHN_USER_ENTITY_INFORMATION_CURRENT_VERSION,
        cbId: length(user),
        pbId: user.as_ptr().cast_mut(),
        pwszName: user_name.as_ptr(),
        pwszIcon: null(),
        pwszDisplayName: user_name.as_ptr(),
    }
}

pub(crate) fn descriptor(id: &[u8]) -> WEBAUTHN_CREDENTIAL_EX {
    WEBAUTHN_CREDENTIAL_EX {
        dwVersion: WEBAUTHN_CREDENTIAL_EX_CURRENT_VERSION,
        cbId: length(id),
        pbId: id.as_ptr().cast_mut(),
        pwszCredentialType: WEBAUTHN_CREDENTIAL_TYPE_PUBLIC_KEY,
        dwTransports: 0,
    }
}

pub(crate) fn list(pointers: &mut [*mut WEBAUTHN_CREDENTIAL_EX]) -> WEBAUTHN_CREDENTIAL_LIST {
    WEBAUTHN_CREDENTIAL_LIST {
        cCredentials: u32::try_from(pointers.len()).unwrap_or_default(),
        ppCredentials: pointers.as_mut_ptr(),
    }
}
