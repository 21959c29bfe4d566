//! Keys on Windows: the system speaks to them, and asks for PIN and touch in a dialogue of its own.
//!
//! What is wrong with a PIN, or that a key was pulled out, the system says itself; here come only its last words. Whether a
//! key is plugged in is not told before somebody is asked. Linux' twin is `linux`; the calls stand in the crate `webauthn`.

use super::{
    Answer, KeyError, Made, Person, Prompt, RELYING_PARTY, RELYING_PARTY_NAME, Salted, SecurityKeys, Wanted,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use webauthn::{Call, Party, Refused};
use zeroize::Zeroizing;

/// The system's way.
#[derive(Debug)]
pub(super) struct WebAuthn;

/// How often it is looked whether the person wants to stop.
const LOOK: Duration = Duration::from_millis(100);

impl SecurityKeys for WebAuthn {
    fn asks_pin(&self) -> bool {
        false
    }

    fn look(&self) -> Result<(), KeyError> {
        load().map(|_| ())
    }

    fn make(&self, wanted: &Wanted<'_>, person: &Person<'_>) -> Result<Made, KeyError> {
        let party = party(wanted.client_data);
        let authenticator_data = asking(person, |library, call| {
            library.make(&party, (wanted.user, wanted.user_name), wanted.others, call)
        })?;
        Ok(Made { authenticator_data })
    }

    fn ask(&self, client_data: &[u8], any: &[Salted], person: &Person<'_>) -> Result<Answer, KeyError> {
        let party = party(client_data);
        let any: Vec<_> =
            any.iter().map(|Salted { credential, salt }| webauthn::Salted { credential, salt }).collect();
        let answer = asking(person, |library, call| library.ask(&party, &any, call))?;
        let secret =
            answer.secret.and_then(|secret| Some(Zeroizing::new(secret.as_slice().try_into().ok()?)));
        Ok(Answer {
            credential: answer.credential,
            authenticator_data: answer.authenticator_data,
            signature: answer.signature,
            secret,
        })
    }
}

fn party(client_data: &[u8]) -> Party<'_> {
    Party { id: RELYING_PARTY, name: RELYING_PARTY_NAME, client_data }
}

fn load() -> Result<webauthn::WebAuthn, KeyError> {
    webauthn::WebAuthn::load().map_err(|_| KeyError::NotHere)
}

/// One call, which the person can end.
fn asking<T>(
    person: &Person<'_>,
    ask: impl FnOnce(&webauthn::WebAuthn, Call) -> Result<T, Refused>,
) -> Result<T, KeyError> {
    let library = load()?;
    let call = library.call().map_err(|_| KeyError::Failed)?;
    (person.prompt)(Prompt::System);
    let done = AtomicBool::new(false);
    let answer = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                if person.cancel.is_cancelled() {
                    library.cancel(&call);
                    return;
                }
                std::thread::sleep(LOOK);
            }
        });
        let answer = ask(&library, call);
        done.store(true, Ordering::SeqCst);
        answer
    });
    answer.map_err(key_error)
}

/// Windows' last words.
fn key_error(Refused(result): Refused) -> KeyError {
    #[allow(clippy::cast_sign_loss, reason = "Windows writes them so")]
    match result as u32 {
        // NTE_USER_CANCELLED, ERROR_CANCELLED: also whoever closed the dialogue after a wrong PIN or a strange key.
        0x8009_0036 | 0x8007_04c7 => KeyError::Cancelled,
        // NTE_EXISTS, ERROR_FILE_EXISTS
        0x8009_000f | 0x8007_0050 => KeyError::AlreadyHere,
        // NTE_NOT_FOUND
        0x8009_0011 => KeyError::WrongKey,
        // NTE_DEVICE_NOT_FOUND
        0x8009_0035 => KeyError::NoKey,
        // ERROR_TIMEOUT, WAIT_TIMEOUT
        0x8007_05b4 | 0x8007_0102 => KeyError::TimedOut,
        // NTE_NOT_SUPPORTED, ERROR_NOT_SUPPORTED
        0x8009_0029 | 0x8007_0032 => KeyError::NoSecret,
        code => {
            tracing::warn!(code = format!("{code:08x}"), "Windows refused the security key");
            KeyError::Failed
        }
    }
}
