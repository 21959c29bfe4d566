//! Smartcards and the vault: whose card is whose, and the way in with one.
//!
//! The certificate is looked at before the PIN is asked for, so that a card that will be refused costs nobody a try. A card
//! with a second key opens the person's seed by itself; one without it counts as the second factor to the password. Cards
//! are added by the person they belong to, who gives the current password once more. Next: `card_rules`
//! for which cards are taken, `crate::card` for the conversation with one.

use super::card_rules::cards;
use super::{Factor, Proven};
use crate::card::{self, Card, CardError, OpenCard, Pin, Refusal, Talk, Tries};
use crate::keystore::DeviceSecret;
use crate::password::Password;
use crate::throttle::{self, Input};
use crate::vault::account_error::AccountError;
use crate::vault::format::{self, Account, Body, Bytes, CardSlot, CardWrap};
use crate::vault::next_key::take_out;
use crate::vault::{AddError, ChangeError, SignInError, SignedIn, Vault, VaultError};
use chrono::{DateTime, Utc};
use crypto::{Hash, Seed, WrapKey};
use domain::{PracticeId, StaffId};

/// What a person may know of their own card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledCard {
    pub key: Hash,
    /// The last four characters of its number.
    pub ending: String,
    /// Since when.
    pub enrolled: DateTime<Utc>,
    /// It can only sign: the password is needed beside it.
    pub password_needed: bool,
}

/// What the readers of this workstation hold, for the sign-in screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardState {
    /// A known card: ask for its PIN.
    Ready {
        /// The last four characters of its number.
        ending: String,
        /// Wrong PINs it still takes.
        tries: Tries,
        /// It can only sign: ask for the password as well.
        password_needed: bool,
    },
    /// A known card that takes no more PINs.
    Blocked {
        /// The last four characters of its number.
        ending: String,
    },
    /// A known card that is refused.
    Refused {
        /// The last four characters of its number.
        ending: String,
        why: Refusal,
    },
    /// A card that belongs to nobody here.
    Unknown {
        /// The last four characters of its number.
        ending: String,
    },
    /// Nothing to ask a PIN for.
    Nothing(CardError),
}

/// A known card in a reader, and whose it is.
struct Found {
    card: Card,
    account: Account,
    slot: CardSlot,
}

impl Vault {
    /// What the readers hold. Takes a moment: not for an async thread.
    ///
    /// # Errors
    /// The vault is of no use just now.
    pub fn look_at_cards(&self, now: DateTime<Utc>) -> Result<CardState, VaultError> {
        let body = self.body(&self.secret()?)?;
        let seen = cards(&body).and_then(|cards| cards.look()).map_err(|error| (error, None));
        Ok(match seen.and_then(|seen| body.known(seen)) {
            Ok(found) => self.state(&body, found, now),
            Err((CardError::Unknown, Some(ending))) => CardState::Unknown { ending },
            Err((error, _)) => CardState::Nothing(error),
        })
    }

    fn state(&self, body: &Body, found: Found, now: DateTime<Utc>) -> CardState {
        let ending = found.card.ending.clone();
        if found.card.tries == Tries::Left(0) {
            return CardState::Blocked { ending };
        }
        match self.check(body, &found, now) {
            Err(CardError::Refused(why)) => CardState::Refused { ending, why },
            Err(error) => CardState::Nothing(error),
            Ok(()) => {
                let password_needed = found.slot.unwrap.is_none();
                CardState::Ready { ending, tries: found.card.tries, password_needed }
            }
        }
    }

    /// Signs in whoever's card is in the reader. The password is needed beside a card that can only sign. Takes a moment:
    /// not for an async thread.
    ///
    /// # Errors
    /// Each asks for something else of the person: see [`SignInError`] and [`CardError`].
    pub fn sign_in_with_card(
        &self,
        pin: &Pin,
        password: Option<&Password>,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        self.sign_in_by(&CardAndPin { pin, password }, now)
    }

    /// The card alone: it proves itself and opens the seed, in one conversation.
    fn unwrap(
        &self,
        talk: Talk,
        found: &Found,
        wrap: &CardWrap,
        pin: &Pin,
        secret: &DeviceSecret,
    ) -> Result<Seed, CardError> {
        let shared = talk.open(&found.card, pin, |open| {
            self.prove(open, found)?;
            let certificate = found.card.certificate(wrap.key).ok_or(CardError::NotItsKey)?;
            open.recover(certificate, &wrap.message.0)
        });
        let shared = talk.end(&found.card, shared)?;
        let owner = (self.name.practice, found.account.staff, found.slot.key);
        let key = wrap_key(&shared, owner, secret).ok_or(CardError::Failed)?;
        let plain = key.unwrap(&context(owner), &wrap.wrapped.0).map_err(|_| CardError::NotItsKey)?;
        Seed::from_slice(&plain).map_err(|_| CardError::NotItsKey)
    }

    /// The card as a second factor: it proves itself first, so that nobody without it learns anything of the password.
    fn sign_beside(
        &self,
        talk: Talk,
        found: &Found,
        pin: &Pin,
        password: &Password,
        secret: &DeviceSecret,
        now: DateTime<Utc>,
    ) -> Result<Seed, SignInError> {
        let proven = talk.open(&found.card, pin, |open| self.prove(open, found));
        talk.end(&found.card, proven)?;
        let then = self.count_try(secret, &found.account.user_name, now)?.then;
        let opened = found.account.open(self.name.practice, password, secret);
        Ok(opened.ok_or(SignInError::Wrong { then })?.seed)
    }

    fn prove(&self, open: &OpenCard<'_>, found: &Found) -> Result<(), CardError> {
        let certificate = found.card.certificate(found.slot.key).ok_or(CardError::NotItsKey)?;
        open.prove(certificate, &self.challenge()?)
    }

    /// What a card signs: never the same twice, and of no use anywhere else.
    fn challenge(&self) -> Result<Vec<u8>, CardError> {
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh).map_err(|_| CardError::Failed)?;
        Ok([format!("duty-desk card challenge 1, {}, ", self.name).as_bytes(), &fresh].concat())
    }

    fn check(&self, body: &Body, found: &Found, now: DateTime<Utc>) -> Result<(), CardError> {
        let certificate = found.card.certificate(found.slot.key).ok_or(CardError::Unknown)?;
        let trust = self.trust(body)?;
        Ok(found.card.check(certificate, &trust, body.time(now))?)
    }

    /// Adds the card in the reader to one's own account. Slow: not for an async thread.
    ///
    /// # Errors
    /// The card was not accepted, or is a colleague's, or the current password is wrong.
    pub fn enrol_card(
        &self,
        staff: StaffId,
        current: &Password,
        pin: &Pin,
        now: DateTime<Utc>,
    ) -> Result<EnrolledCard, AddError> {
        let secret = self.secret()?;
        let body = self.body(&secret)?;
        let account = self.account_of(staff)?;
        let talk = cards(&body)?.talk()?;
        let seen = talk.cards()?;
        let [card] = seen.as_slice() else { return Err(CardError::Several.into()) };
        let sign_in = card.choose(&self.trust(&body)?, body.time(now))?.key;
        if body.accounts.iter().any(|other| other.staff != account.staff && other.has(sign_in)) {
            return Err(CardError::Taken.into());
        }
        let seed = self.reopen(&account, current, now)?.seed;
        let owner = (self.name.practice, account.staff, sign_in);
        let unwrap = talk.open(card, pin, |open| {
            let certificate = card.certificate(sign_in).ok_or(CardError::Unreadable)?;
            open.prove(certificate, &self.challenge()?)?;
            Ok(card.others(sign_in).find_map(|other| wrapped_to(open, other, &seed, owner, &secret)))
        });
        let unwrap = talk.end(card, unwrap)?;
        let slot = CardSlot { key: sign_in, ending: card.ending.clone(), enrolled: now, unwrap };
        self.try_change(&secret, |body| {
            let stored = body.account_mut(account.staff)?;
            stored.attempts = throttle::step(stored.attempts, Input::Clear, now).0;
            stored.added.cards.retain(|other| other.key != slot.key);
            stored.added.cards.push(slot.clone());
            Ok::<_, AccountError>(())
        })?;
        Ok(EnrolledCard::of(&slot))
    }

    /// One's own cards.
    ///
    /// # Errors
    /// No account, or the vault is of no use just now.
    pub fn my_cards(&self, staff: StaffId) -> Result<Vec<EnrolledCard>, ChangeError> {
        Ok(self.account_of(staff)?.added.cards.iter().map(EnrolledCard::of).collect())
    }

    /// Takes a card off one's own account.
    ///
    /// # Errors
    /// No account, or the vault is of no use just now.
    pub fn remove_card(&self, staff: StaffId, key: Hash) -> Result<(), AccountError> {
        self.try_change(&self.secret()?, |body| {
            if take_out(&mut body.account_mut(staff)?.added.cards, |slot| slot.key == key) {
                body.spend_key();
            }
            Ok(())
        })
    }
}

/// A card and its PIN, with the password beside it where the card can only sign.
struct CardAndPin<'typed> {
    pin: &'typed Pin,
    password: Option<&'typed Password>,
}

/// The card by its key, and the reader it is in.
struct InReader {
    key: Hash,
    reader: String,
}

impl Factor for CardAndPin<'_> {
    type Held = InReader;

    fn prove(
        &self,
        vault: &Vault,
        secret: &DeviceSecret,
        now: DateTime<Utc>,
    ) -> Result<Proven<InReader>, SignInError> {
        let body = vault.body(secret)?;
        let talk = cards(&body)?.talk()?;
        let found = body.known(talk.cards()?).map_err(|(error, _)| error)?;
        vault.check(&body, &found, now)?;
        let seed = match (&found.slot.unwrap, self.password) {
            (Some(wrap), _) => vault.unwrap(talk, &found, wrap, self.pin, secret)?,
            (None, Some(password)) => vault.sign_beside(talk, &found, self.pin, password, secret, now)?,
            (None, None) => return Err(CardError::PasswordNeeded.into()),
        };
        let held = InReader { key: found.slot.key, reader: found.card.reader };
        Ok(Proven { staff: found.account.staff, seed, gone: CardError::Unknown.into(), held })
    }

    fn accept(
        &self,
        proven: &Proven<InReader>,
        stored: &mut Account,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        if !stored.has(proven.held.key) {
            return Err(proven.gone);
        }
        if self.password.is_some() {
            stored.attempts = throttle::step(stored.attempts, Input::Clear, now).0;
        }
        Ok(())
    }

    fn reader(held: InReader) -> Option<String> {
        Some(held.reader)
    }
}

impl EnrolledCard {
    fn of(slot: &CardSlot) -> Self {
        Self {
            key: slot.key,
            ending: slot.ending.clone(),
            enrolled: slot.enrolled,
            password_needed: slot.unwrap.is_none(),
        }
    }
}

impl Account {
    fn has(&self, key: Hash) -> bool {
        self.added.cards.iter().any(|slot| slot.key == key)
    }
}

impl Body {
    /// The one card that somebody here has; beside [`CardError::Unknown`] stands a strange one's ending.
    fn known(&self, seen: Vec<Card>) -> Result<Found, (CardError, Option<String>)> {
        let stranger = seen.first().map(|card| card.ending.clone());
        let mut known = seen.into_iter().filter_map(|card| self.whose(card));
        match (known.next(), known.next()) {
            (Some(found), None) => Ok(found),
            (Some(_), Some(_)) => Err((CardError::Several, None)),
            (None, _) => Err((CardError::Unknown, stranger)),
        }
    }

    fn whose(&self, card: Card) -> Option<Found> {
        let (account, slot) = self
            .accounts
            .iter()
            .flat_map(|account| account.added.cards.iter().map(move |slot| (account, slot)))
            .find(|(_, slot)| card.certificate(slot.key).is_some())?;
        Some(Found { account: account.clone(), slot: slot.clone(), card })
    }
}

type Owner = (PracticeId, StaffId, Hash);

/// The seed wrapped to one of the card's keys, if the card shows at once that it can open it again.
fn wrapped_to(
    open: &OpenCard<'_>,
    certificate: &card::Certificate,
    seed: &Seed,
    owner: Owner,
    secret: &DeviceSecret,
) -> Option<CardWrap> {
    let wrapping = certificate.public.wrap()?;
    let shared = open.recover(certificate, &wrapping.message.0).ok()?;
    if shared != wrapping.secret {
        return None;
    }
    let key = wrap_key(&shared, owner, secret)?;
    let wrapped = key.wrap(&context(owner), seed.to_bytes().as_slice()).ok()?;
    Some(CardWrap { key: certificate.key, message: wrapping.message, wrapped: Bytes(wrapped) })
}

fn wrap_key(shared: &[u8], (_, _, card): Owner, secret: &DeviceSecret) -> Option<WrapKey> {
    let key = format::derive(shared, secret.bytes(), "duty-desk vault card 1", card.as_bytes())?;
    Some(WrapKey::from_bytes(&key))
}

fn context((practice, staff, card): Owner) -> Vec<u8> {
    format!("duty-desk card 1, practice {practice}, staff {staff}, card {card}").into_bytes()
}
