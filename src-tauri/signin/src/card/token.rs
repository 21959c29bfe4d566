//! One conversation with a card: find it, unlock it with its PIN, let it sign and unwrap, lock it again.
//!
//! Every way in which it fails is its own answer, for each asks something else of the person in front of the reader. The
//! PIN goes to the card and nowhere else; when the conversation ends the card is told to forget that it was right, so that
//! no other program on this PC may use the card that was left in the reader.

use super::error::CardError;
use super::module::Module;
use super::pin::{self, Pin, Tries};
use super::trust::{Refusal, Trust};
use super::wrap;
use crypto::Hash;
use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::elliptic_curve::{EcKdf, Ecdh1DeriveParams};
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use std::cell::RefCell;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The cards of this workstation, through one module.
#[derive(Clone, Debug)]
pub struct Cards {
    module: PathBuf,
}

/// A card in a reader, as it shows itself without a PIN.
#[derive(Clone, Debug)]
pub struct Card {
    /// The reader it is in, as PC/SC names it.
    pub reader: String,
    /// The last four characters of its number.
    pub ending: String,
    /// Wrong PINs it still takes.
    pub tries: Tries,
    serial: String,
    certificates: Vec<Certificate>,
}

/// A certificate on a card.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub der: Vec<u8>,
    /// Names the key pair it speaks of on this card.
    id: Vec<u8>,
    /// Of its public key: stays the same when the certificate is renewed over the same key.
    pub key: Hash,
    pub public: wrap::PublicKey,
}

impl Cards {
    /// Through this module.
    #[must_use]
    pub fn new(module: PathBuf) -> Self {
        Self { module }
    }

    /// The cards there are, with the tries they have left. Takes a moment for each: not for an async thread.
    ///
    /// # Errors
    /// There is nothing to look at, each reason its own.
    pub fn look(&self) -> Result<Vec<Card>, CardError> {
        let mut cards = self.talk()?.cards()?;
        for card in &mut cards {
            card.ask_tries();
        }
        Ok(cards)
    }

    /// Begins a conversation. Takes a moment: not for an async thread.
    pub(crate) fn talk(&self) -> Result<Talk, CardError> {
        something_is_there()?;
        Ok(Talk { module: Module::start(&self.module)?, touched: RefCell::default() })
    }
}

/// A conversation with the cards there are. At its end those whose PIN was given forget it.
pub(crate) struct Talk {
    module: Module,
    touched: RefCell<Vec<String>>,
}

impl Talk {
    pub fn cards(&self) -> Result<Vec<Card>, CardError> {
        let module = self.module.context()?;
        let slots = module.get_slots_with_token().map_err(card_error)?;
        let mut cards = Vec::new();
        for slot in slots {
            match Card::read(module, slot) {
                Ok(card) if !card.certificates.is_empty() => cards.push(card),
                // Not a word more to a card that left: OpenSC 0.23 then waits for itself for ever.
                Err(CardError::Removed) => return Err(CardError::Removed),
                Ok(_) | Err(_) => {}
            }
        }
        if cards.is_empty() { Err(CardError::Unreadable) } else { Ok(cards) }
    }

    /// Unlocks a card and does one thing with it.
    pub fn open<T>(
        &self,
        card: &Card,
        pin: &Pin,
        act: impl FnOnce(&OpenCard<'_>) -> Result<T, CardError>,
    ) -> Result<T, CardError> {
        let module = self.module.context()?;
        let slot = card.find_again(module)?;
        let session = module.open_ro_session(slot).map_err(card_error)?;
        self.touched.borrow_mut().push(card.reader.clone());
        log_in(module, slot, &session, pin)?;
        let answer = act(&OpenCard { session: &session });
        // Best effort: the reset that follows does not depend on it.
        let _ = session.logout();
        answer
    }

    /// Ends the conversation. A wrong PIN is counted by the card itself, where it tells: after the module has let go of it.
    pub fn end<T>(self, card: &Card, answer: Result<T, CardError>) -> Result<T, CardError> {
        drop(self);
        answer.map_err(|error| match error {
            CardError::WrongPin { left } => match ask_tries(&card.reader).unwrap_or(left) {
                Tries::Left(0) => CardError::Blocked,
                left => CardError::WrongPin { left },
            },
            error => error,
        })
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        for reader in self.touched.take() {
            pin::forget(&reader);
        }
    }
}

fn ask_tries(reader: &str) -> Option<Tries> {
    pin::ask(&pcsc::Context::establish(pcsc::Scope::User).ok()?, reader)
}

/// Asks PC/SC before any module is loaded: it tells apart what modules do not.
fn something_is_there() -> Result<(), CardError> {
    let context = pcsc::Context::establish(pcsc::Scope::User).map_err(|_| CardError::NoService)?;
    let readers = match context.list_readers_owned() {
        Ok(readers) if readers.is_empty() => return Err(CardError::NoReader),
        Err(pcsc::Error::NoReadersAvailable) => return Err(CardError::NoReader),
        Ok(readers) => readers,
        Err(_) => return Err(CardError::NoService),
    };
    let unaware = |reader| pcsc::ReaderState::new(reader, pcsc::State::UNAWARE);
    let mut states: Vec<_> = readers.into_iter().map(unaware).collect();
    context.get_status_change(std::time::Duration::ZERO, &mut states).map_err(|_| CardError::NoService)?;
    let cards: Vec<_> = states
        .iter()
        .map(pcsc::ReaderState::event_state)
        .filter(|state| state.contains(pcsc::State::PRESENT))
        .collect();
    if cards.is_empty() {
        Err(CardError::NoCard)
    } else if cards.iter().all(|state| state.contains(pcsc::State::MUTE)) {
        Err(CardError::Unreadable)
    } else {
        Ok(())
    }
}

impl Card {
    fn ask_tries(&mut self) {
        self.tries = ask_tries(&self.reader).unwrap_or(self.tries);
    }

    fn read(module: &Pkcs11, slot: Slot) -> Result<Self, CardError> {
        let token = module.get_token_info(slot).map_err(card_error)?;
        let reader = module.get_slot_info(slot).map_err(card_error)?.slot_description().trim().to_owned();
        let session = module.open_ro_session(slot).map_err(card_error)?;
        let mut certificates = certificates(&session)?;
        certificates.sort_by(|one, other| one.id.cmp(&other.id));
        let serial = token.serial_number().trim().to_owned();
        let start = serial.char_indices().rev().nth(3).map_or(0, |(index, _)| index);
        let ending = serial.get(start..).unwrap_or_default().to_owned();
        Ok(Self { reader, ending, tries: Tries::of(&token), serial, certificates })
    }

    fn find_again(&self, module: &Pkcs11) -> Result<Slot, CardError> {
        let slots = module.get_slots_with_token().map_err(card_error)?;
        let same = |slot: &Slot| {
            module.get_token_info(*slot).is_ok_and(|token| token.serial_number().trim() == self.serial)
                && module.get_slot_info(*slot).is_ok_and(|info| info.slot_description().trim() == self.reader)
        };
        slots.into_iter().find(same).ok_or(CardError::Removed)
    }

    /// Its certificate over this key.
    pub(crate) fn certificate(&self, key: Hash) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| certificate.key == key)
    }

    /// Checks one of its certificates for signing in; what else is on the card may lead to the issuer.
    pub(crate) fn check(
        &self,
        certificate: &Certificate,
        trust: &Trust,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), Refusal> {
        let others: Vec<&[u8]> = self.certificates.iter().map(|one| one.der.as_slice()).collect();
        trust.check(&certificate.der, &others, now)
    }

    /// The certificate to sign in with: the first that passes, or what is wrong with the first.
    pub(crate) fn choose(
        &self,
        trust: &Trust,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<&Certificate, CardError> {
        let mut first = None;
        for certificate in &self.certificates {
            match self.check(certificate, trust, now) {
                Ok(()) => return Ok(certificate),
                Err(refusal) => first = first.or(Some(refusal)),
            }
        }
        Err(first.map_or(CardError::Unreadable, CardError::Refused))
    }

    /// Its other keys, which may unwrap.
    pub(crate) fn others(&self, sign_in: Hash) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().filter(move |certificate| certificate.key != sign_in)
    }
}

fn certificates(session: &Session) -> Result<Vec<Certificate>, CardError> {
    let wanted =
        [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let found = session.find_objects(&wanted).map_err(card_error)?;
    Ok(found.into_iter().filter_map(|handle| certificate(session, handle)).collect())
}

fn certificate(session: &Session, handle: ObjectHandle) -> Option<Certificate> {
    let (mut der, mut id) = (None, None);
    for attribute in session.get_attributes(handle, &[AttributeType::Value, AttributeType::Id]).ok()? {
        match attribute {
            Attribute::Value(bytes) => der = Some(bytes),
            Attribute::Id(bytes) => id = Some(bytes),
            _ => {}
        }
    }
    let (der, id) = (der?, id?);
    let (key, public) = wrap::public_key(&der)?;
    Some(Certificate { der, id, key, public })
}

fn log_in(module: &Pkcs11, slot: Slot, session: &Session, pin: &Pin) -> Result<(), CardError> {
    let token = module.get_token_info(slot).map_err(card_error)?;
    if token.user_pin_locked() {
        return Err(CardError::Blocked);
    }
    let on_reader = token.protected_authentication_path();
    let length = pin.0.len();
    let fits = (token.min_pin_length()..=token.max_pin_length()).contains(&length);
    if !on_reader && !fits {
        return Err(CardError::PinLength);
    }
    let typed = AuthPin::from(pin.0.as_str());
    match session.login(UserType::User, (!on_reader).then_some(&typed)) {
        Ok(()) => Ok(()),
        Err(Error::Pkcs11(RvError::PinIncorrect, _)) => {
            let left = module.get_token_info(slot).map_or(Tries::NotSaid, |token| Tries::of(&token));
            Err(CardError::WrongPin { left })
        }
        Err(error) => Err(card_error(error)),
    }
}

/// A card whose PIN was right.
pub(crate) struct OpenCard<'session> {
    session: &'session Session,
}

impl OpenCard<'_> {
    /// Lets the card sign, and holds the signature against the certificate.
    pub fn prove(&self, certificate: &Certificate, challenge: &[u8]) -> Result<(), CardError> {
        let key = self.private_key(certificate)?;
        let digest = Hash::of(challenge);
        let signed = match certificate.public {
            wrap::PublicKey::P256(_) => self.session.sign(&Mechanism::Ecdsa, key, digest.as_bytes()),
            wrap::PublicKey::Rsa { .. } => self.session.sign(&Mechanism::Sha256RsaPkcs, key, challenge),
        };
        let signed = signed.map_err(card_error)?;
        if wrap::verifies(&certificate.der, &certificate.public, challenge, &signed) {
            Ok(())
        } else {
            Err(CardError::NotItsKey)
        }
    }

    /// Lets the card agree on a secret with a point, or raise to its private power.
    pub fn recover(
        &self,
        certificate: &Certificate,
        message: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CardError> {
        let key = self.private_key(certificate)?;
        match &certificate.public {
            wrap::PublicKey::P256(_) => self.agree(key, message),
            wrap::PublicKey::Rsa { modulus, .. } => {
                let number = self.session.decrypt(&Mechanism::RsaX509, key, message).map_err(card_error)?;
                let number = Zeroizing::new(number);
                // Some modules leave leading zeros out.
                let missing = modulus.len().saturating_sub(number.len());
                Ok(Zeroizing::new([vec![0; missing].as_slice(), number.as_slice()].concat()))
            }
        }
    }

    fn agree(&self, key: ObjectHandle, point: &[u8]) -> Result<Zeroizing<Vec<u8>>, CardError> {
        let parameters = Ecdh1DeriveParams::new(EcKdf::null(), point);
        let template = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::GENERIC_SECRET),
            Attribute::Token(false),
            Attribute::Sensitive(false),
            Attribute::Extractable(true),
            Attribute::ValueLen(32.into()),
        ];
        let derived = self
            .session
            .derive_key(&Mechanism::Ecdh1Derive(parameters), key, &template)
            .map_err(card_error)?;
        let value = self.session.get_attributes(derived, &[AttributeType::Value]).map_err(card_error)?;
        // Wiped from the module with the session; destroying it sooner is a courtesy.
        let _ = self.session.destroy_object(derived);
        match value.into_iter().next() {
            Some(Attribute::Value(secret)) => Ok(Zeroizing::new(secret)),
            _ => Err(CardError::Failed),
        }
    }

    fn private_key(&self, certificate: &Certificate) -> Result<ObjectHandle, CardError> {
        let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(certificate.id.clone())];
        let found = self.session.find_objects(&wanted).map_err(card_error)?;
        found.into_iter().next().ok_or(CardError::NotItsKey)
    }
}

fn card_error(error: Error) -> CardError {
    match error {
        Error::Pkcs11(RvError::PinLocked, _) => CardError::Blocked,
        Error::Pkcs11(RvError::PinLenRange | RvError::PinInvalid, _) => CardError::PinLength,
        Error::Pkcs11(
            RvError::TokenNotPresent
            | RvError::DeviceRemoved
            | RvError::SessionHandleInvalid
            | RvError::SlotIdInvalid
            | RvError::DeviceError,
            _,
        ) => CardError::Removed,
        Error::Pkcs11(RvError::TokenNotRecognized, _) => CardError::Unreadable,
        error => {
            tracing::warn!(%error, "the card refused");
            CardError::Failed
        }
    }
}
