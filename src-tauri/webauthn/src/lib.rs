//! Windows' own way to security keys (`webauthn.dll`), for the crate `signin`.
//!
//! Ordinary people's programs may not speak to a key on Windows; the system does, with its own dialogue for PIN and touch,
//! and no library wraps the part of it that gives a key's secret. So this crate calls it, and nothing else: the one place in
//! the house where unsafe code is written. What goes in are slices that live until the call returns; what comes out is
//! copied and given back before anything else is done with it. The library is loaded when it is asked for, from the
//! system's own folder alone, so that a Windows without it still starts Duty Desk. Elsewhere the crate is empty.

#![cfg(windows)]

mod parts;

use libloading::os::windows::{LOAD_LIBRARY_SEARCH_SYSTEM32, Library, Symbol};
pub use parts::{Party, Salted};
use parts::{client_data, descriptor, length, list, person, relying, wide};
use std::mem::size_of;
use std::ptr::{from_mut, null_mut};
use windows_sys::Win32::Foundation::HWND;
use windows_sys::Win32::Networking::WindowsWebServices::*;
use windows_sys::Win32::UI::WindowsAndMessaging::GetForegroundWindow;
use windows_sys::core::{BOOL, GUID, HRESULT, PCWSTR};
use zeroize::Zeroizing;

/// The first version that gives a key's secret.
const GIVES_SECRETS: u32 = 3;
/// How long the system's dialogue waits.
const PATIENCE: u32 = 60_000;

type Make = unsafe extern "system" fn(
    HWND,
    *const WEBAUTHN_RP_ENTITY_INFORMATION,
    *const WEBAUTHN_USER_ENTITY_INFORMATION,
    *const WEBAUTHN_COSE_CREDENTIAL_PARAMETERS,
    *const WEBAUTHN_CLIENT_DATA,
    *const WEBAUTHN_AUTHENTICATOR_MAKE_CREDENTIAL_OPTIONS,
    *mut *mut WEBAUTHN_CREDENTIAL_ATTESTATION,
) -> HRESULT;
type FreeMade = unsafe extern "system" fn(*const WEBAUTHN_CREDENTIAL_ATTESTATION);
type Ask = unsafe extern "system" fn(
    HWND,
    PCWSTR,
    *const WEBAUTHN_CLIENT_DATA,
    *const WEBAUTHN_AUTHENTICATOR_GET_ASSERTION_OPTIONS,
    *mut *mut WEBAUTHN_ASSERTION,
) -> HRESULT;
type FreeAnswer = unsafe extern "system" fn(*const WEBAUTHN_ASSERTION);
type Version = unsafe extern "system" fn() -> u32;
type NewId = unsafe extern "system" fn(*mut GUID) -> HRESULT;
type CancelId = unsafe extern "system" fn(*const GUID) -> HRESULT;

/// What Windows answered instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub HRESULT);

/// This Windows has no library, or one that gives no secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHere;

/// The system's library.
pub struct WebAuthn {
    make: Symbol<Make>,
    free_made: Symbol<FreeMade>,
    ask: Symbol<Ask>,
    free_answer: Symbol<FreeAnswer>,
    new_id: Symbol<NewId>,
    cancel: Symbol<CancelId>,
    // Last: the functions above are its.
    _library: Library,
}

/// Names one call, so that it can be cancelled from another thread.
#[derive(Clone, Copy)]
pub struct Call(GUID);

/// What a key answered.
pub struct Answer {
    pub credential: Vec<u8>,
    /// What it signed, before the client data's hash.
    pub authenticator_data: Vec<u8>,
    pub signature: Vec<u8>,
    /// The secret, if the key keeps one.
    pub secret: Option<Zeroizing<Vec<u8>>>,
}

impl WebAuthn {
    /// Loads it.
    ///
    /// # Errors
    /// There is none that gives secrets.
    pub fn load() -> Result<Self, NotHere> {
        // SAFETY: a library of the system, from the system's folder alone; its initialiser is trusted as the system is.
        let library = unsafe { Library::load_with_flags("webauthn.dll", LOAD_LIBRARY_SEARCH_SYSTEM32) };
        let library = library.map_err(|_| NotHere)?;
        // SAFETY: the type is the one Windows' own headers give for this name.
        let version = unsafe { library.get::<Version>(b"WebAuthNGetApiVersionNumber\0") };
        let version = version.map_err(|_| NotHere)?;
        // SAFETY: it takes nothing and returns a number.
        if unsafe { version() } < GIVES_SECRETS {
            return Err(NotHere);
        }
        macro_rules! function {
            ($name:literal) => {
                // SAFETY: the type of the field is the one Windows' own headers give for this name.
                unsafe { library.get(concat!($name, "\0").as_bytes()) }.map_err(|_| NotHere)?
            };
        }
        Ok(Self {
            make: function!("WebAuthNAuthenticatorMakeCredential"),
            free_made: function!("WebAuthNFreeCredentialAttestation"),
            ask: function!("WebAuthNAuthenticatorGetAssertion"),
            free_answer: function!("WebAuthNFreeAssertion"),
            new_id: function!("WebAuthNGetCancellationId"),
            cancel: function!("WebAuthNCancelCurrentOperation"),
            _library: library,
        })
    }

    /// A name for a call.
    ///
    /// # Errors
    /// Windows gave none.
    pub fn call(&self) -> Result<Call, Refused> {
        let mut id = GUID::from_u128(0);
        // SAFETY: it writes one GUID to where we say.
        checked(unsafe { (self.new_id)(&mut id) })?;
        Ok(Call(id))
    }

    /// Ends a call that waits.
    pub fn cancel(&self, call: &Call) {
        // SAFETY: it reads one GUID. A call that has ended already is none of its errors' business.
        let _ = unsafe { (self.cancel)(&call.0) };
    }

    /// Makes a credential that keeps a secret, on a key that holds none of the others: its authenticator data.
    ///
    /// # Errors
    /// Windows' own.
    pub fn make(
        &self,
        party: &Party<'_>,
        (user, user_name): (&[u8], &str),
        others: &[Vec<u8>],
        mut call: Call,
    ) -> Result<Vec<u8>, Refused> {
        let (id, name, user_name) = (wide(party.id), wide(party.name), wide(user_name));
        let relying = relying(&id, &name);
        let person = person(user, &user_name);
        let mut kind = WEBAUTHN_COSE_CREDENTIAL_PARAMETER {
            dwVersion: WEBAUTHN_COSE_CREDENTIAL_PARAMETER_CURRENT_VERSION,
            pwszCredentialType: WEBAUTHN_CREDENTIAL_TYPE_PUBLIC_KEY,
            lAlg: WEBAUTHN_COSE_ALGORITHM_ECDSA_P256_WITH_SHA256,
        };
        let kinds = WEBAUTHN_COSE_CREDENTIAL_PARAMETERS {
            cCredentialParameters: 1,
            pCredentialParameters: from_mut(&mut kind),
        };
        let mut yes: BOOL = 1;
        let mut secret = WEBAUTHN_EXTENSION {
            pwszExtensionIdentifier: WEBAUTHN_EXTENSIONS_IDENTIFIER_HMAC_SECRET,
            cbExtension: size_of::<BOOL>() as u32,
            pvExtension: from_mut(&mut yes).cast(),
        };
        let mut named: Vec<_> = others.iter().map(|one| descriptor(one)).collect();
        let mut pointers: Vec<_> = named.iter_mut().map(from_mut).collect();
        let mut excluded = list(&mut pointers);
        let options = WEBAUTHN_AUTHENTICATOR_MAKE_CREDENTIAL_OPTIONS {
            dwVersion: WEBAUTHN_AUTHENTICATOR_MAKE_CREDENTIAL_OPTIONS_VERSION_3,
            dwTimeoutMilliseconds: PATIENCE,
            Extensions: WEBAUTHN_EXTENSIONS { cExtensions: 1, pExtensions: from_mut(&mut secret) },
            dwAuthenticatorAttachment: WEBAUTHN_AUTHENTICATOR_ATTACHMENT_CROSS_PLATFORM,
            dwUserVerificationRequirement: WEBAUTHN_USER_VERIFICATION_REQUIREMENT_REQUIRED,
            dwAttestationConveyancePreference: WEBAUTHN_ATTESTATION_CONVEYANCE_PREFERENCE_NONE,
            pCancellationId: from_mut(&mut call.0),
            pExcludeCredentialList: from_mut(&mut excluded),
            ..Default::default()
        };
        let (client, mut made) = (client_data(party), null_mut());
        // SAFETY: everything pointed to lives in this function, which waits for the call.
        checked(unsafe { (self.make)(window(), &relying, &person, &kinds, &client, &options, &mut made) })?;
        // SAFETY: on success Windows gives one attestation, ours until it is freed below.
        let answer = unsafe { made.as_ref() }.ok_or(Refused(0))?;
        // SAFETY: its first version already has this pointer and this length.
        let data = unsafe { copy(answer.pbAuthenticatorData, answer.cbAuthenticatorData) };
        // SAFETY: given once, freed once; nothing of it is kept.
        unsafe { (self.free_made)(made) };
        Ok(data)
    }

    /// Asks whichever of these credentials is on the key that is there.
    ///
    /// # Errors
    /// Windows' own.
    pub fn ask(&self, party: &Party<'_>, any: &[Salted<'_>], mut call: Call) -> Result<Answer, Refused> {
        let id = wide(party.id);
        let mut named: Vec<_> = any.iter().map(|one| descriptor(one.credential)).collect();
        let mut pointers: Vec<_> = named.iter_mut().map(from_mut).collect();
        let mut allowed = list(&mut pointers);
        let salt = |one: &Salted<'_>| WEBAUTHN_HMAC_SECRET_SALT {
            cbFirst: length(one.salt),
            pbFirst: one.salt.as_ptr().cast_mut(),
            ..Default::default()
        };
        let mut salts: Vec<_> = any.iter().map(salt).collect();
        let mut each: Vec<_> = any
            .iter()
            .zip(&mut salts)
            .map(|(one, salt)| WEBAUTHN_CRED_WITH_HMAC_SECRET_SALT {
                cbCredID: length(one.credential),
                pbCredID: one.credential.as_ptr().cast_mut(),
                pHmacSecretSalt: from_mut(salt),
            })
            .collect();
        let mut values = WEBAUTHN_HMAC_SECRET_SALT_VALUES {
            pGlobalHmacSalt: null_mut(),
            cCredWithHmacSecretSaltList: each.len() as u32,
            pCredWithHmacSecretSaltList: each.as_mut_ptr(),
        };
        let options = WEBAUTHN_AUTHENTICATOR_GET_ASSERTION_OPTIONS {
            dwVersion: WEBAUTHN_AUTHENTICATOR_GET_ASSERTION_OPTIONS_VERSION_6,
            dwTimeoutMilliseconds: PATIENCE,
            dwAuthenticatorAttachment: WEBAUTHN_AUTHENTICATOR_ATTACHMENT_CROSS_PLATFORM,
            dwUserVerificationRequirement: WEBAUTHN_USER_VERIFICATION_REQUIREMENT_REQUIRED,
            // The salts are hashed already, as the PRF extension says.
            dwFlags: WEBAUTHN_AUTHENTICATOR_HMAC_SECRET_VALUES_FLAG,
            pCancellationId: from_mut(&mut call.0),
            pAllowCredentialList: from_mut(&mut allowed),
            pHmacSecretSaltValues: from_mut(&mut values),
            ..Default::default()
        };
        let (client, mut given) = (client_data(party), null_mut());
        // SAFETY: everything pointed to lives in this function, which waits for the call.
        checked(unsafe { (self.ask)(window(), id.as_ptr(), &client, &options, &mut given) })?;
        // SAFETY: on success Windows gives one assertion, ours until it is freed below.
        let answer = unsafe { given.as_ref() }.ok_or(Refused(0))?;
        // SAFETY: pointers and lengths of the first version; the secret only where the version has it.
        #[allow(clippy::multiple_unsafe_ops_per_block, reason = "four copies for one and the same reason")]
        let copied = unsafe {
            Answer {
                credential: copy(answer.Credential.pbId, answer.Credential.cbId),
                authenticator_data: copy(answer.pbAuthenticatorData, answer.cbAuthenticatorData),
                signature: copy(answer.pbSignature, answer.cbSignature),
                secret: (answer.dwVersion >= WEBAUTHN_ASSERTION_VERSION_3)
                    .then(|| answer.pHmacSecret.as_ref())
                    .flatten()
                    .map(|secret| Zeroizing::new(copy(secret.pbFirst, secret.cbFirst))),
            }
        };
        // SAFETY: given once, freed once; nothing of it is kept.
        unsafe { (self.free_answer)(given) };
        Ok(copied)
    }
}

fn checked(result: HRESULT) -> Result<(), Refused> {
    if result >= 0 { Ok(()) } else { Err(Refused(result)) }
}

/// The window in front is ours while somebody signs in; the dialogue stands before it.
fn window() -> HWND {
    // SAFETY: it takes nothing; no window at all is an answer that the calls accept.
    unsafe { GetForegroundWindow() }
}

/// # Safety
/// The pointer is null, or points to as many bytes.
unsafe fn copy(bytes: *const u8, length: u32) -> Vec<u8> {
    if bytes.is_null() {
        return Vec::new();
    }
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(bytes, length as usize) }.to_vec()
}
