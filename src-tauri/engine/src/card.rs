//! Smartcards at the desk: what the readers hold, the way in with a card, and the lock the instant it leaves.
//!
//! One thread waits at the readers; what it tells is acted on at once, before anything is looked at. Looking takes a card's
//! time (a second with some), so it is done beside, and the sign-in screen shows the last look. Somebody whose card left
//! while the practice was still opening is locked again before they see anything. Next: `signin::card`.

use crate::engine::{Engine, SignInFailure, held};
use crate::store::StoreError;
use crate::unlocked::Unlocked;
use crate::view::{CardRulesView, CardTrouble, CardView, Change, EnrolledCardView, YourCards};
use domain::audit::{Factor, What};
use domain::staff::{Action, may};
use signin::card::presence::{Event, Readers, Watch};
use signin::card::{CardError, Pin, Refusal, Removal, Tries};
use signin::password::Password;
use signin::session::Input;
use signin::vault::{
    CardRulesError, CardState, ChangeError, EnrolError, EnrolledCard, SignInError, Vault, VaultError,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{Notify, mpsc};

/// What is known of readers and cards.
#[derive(Default)]
pub(crate) struct Seen {
    watch: Option<Watch>,
    look_again: Arc<Notify>,
    readers: Readers,
    /// When a card last left each reader.
    emptied: BTreeMap<String, Instant>,
    /// The reader whose card somebody is signed in with, and what its leaving does.
    holder: Option<(String, Removal)>,
    view: Option<CardView>,
    /// How many events there were: a look that began before the last one tells of the past.
    events: u64,
}

/// Why something about cards could not be done.
#[derive(Debug, thiserror::Error)]
pub enum CardsError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    Locked,
    /// This person may not.
    #[error("the role does not allow it")]
    NotAllowed,
    /// The card was not added.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The issuers were not taken.
    #[error(transparent)]
    Rules(#[from] CardRulesError),
    /// The vault is of no use just now.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// One's own account cannot be read or changed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// It could not be written down, and so was not done.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Seen {
    /// What the sign-in screen shows of it.
    pub fn view(&self) -> Option<CardView> {
        self.view.clone()
    }

    fn take_in(&mut self, event: &Event) -> Option<Removal> {
        self.events += 1;
        self.readers.clone_from(&event.readers);
        // Without a card there is nothing to look at, and a PIN must not be asked for a moment longer.
        // Where cards are not taken there is no view either.
        if let (Some(_), Some(why)) = (&self.view, nothing_in(&event.readers)) {
            self.view = Some(CardView::Trouble { ending: None, why });
        }
        self.emptied.extend(event.emptied.iter().map(|reader| (reader.clone(), event.at)));
        let (reader, removal) = self.holder.as_ref()?;
        event.emptied.iter().any(|name| same(name, reader)).then_some(*removal)
    }

    /// Whether this reader has kept its card since then.
    fn kept_its_card(&self, reader: &str, since: Instant) -> bool {
        let left = self.emptied.iter().any(|(name, at)| same(name, reader) && *at >= since);
        let holds = |(name, card): (&String, &bool)| *card && same(name, reader);
        !left && self.readers.as_ref().is_some_and(|readers| readers.iter().any(holds))
    }
}

/// Why there is no card, if there is none.
fn nothing_in(readers: &Readers) -> Option<CardTrouble> {
    match readers {
        None => Some(CardTrouble::NoService),
        Some(readers) if readers.is_empty() => Some(CardTrouble::NoReader),
        Some(readers) => (!readers.values().any(|card| *card)).then_some(CardTrouble::NoCard),
    }
}

/// PKCS#11 has room for 64 letters of a reader's name.
fn same(name: &str, reader: &str) -> bool {
    name.starts_with(reader)
}

impl Engine {
    /// Begins to watch the readers, once, where smartcards are taken.
    pub(crate) fn watch_cards(&self, taken_here: bool) {
        let mut seen = held(&self.0.cards);
        if !taken_here || seen.watch.is_some() || self.0.stop.is_cancelled() {
            return;
        }
        let (tell, told) = mpsc::unbounded_channel();
        match Watch::start(move |event| drop(tell.send(event))) {
            Ok(watch) => seen.watch = Some(watch),
            Err(error) => tracing::error!(%error, "nobody watches the card readers"),
        }
        self.0.tasks.spawn(act_on_events(self.clone(), told, seen.look_again.clone()));
        self.0.tasks.spawn(keep_looking(self.clone(), seen.look_again.clone()));
    }

    /// Signs in whoever's card is in the reader, and opens the practice. The password is for a card that only signs.
    pub async fn sign_in_with_card(
        &self,
        pin: String,
        password: Option<String>,
    ) -> Result<Unlocked, SignInFailure> {
        let mut open = self.0.open.lock().await;
        if open.is_some() {
            return Err(SignInFailure::NotNow);
        }
        let (vault, now, began) = (self.vault()?, self.0.clock.now(), started());
        let notice = vault.notice().map_err(SignInError::from)?;
        let (pin, password) = (Pin::from(pin), password.map(Password::from));
        let removal = self.removal(&vault)?;
        let factors = blocking(move || vault.sign_in_with_card(&pin, password.as_ref(), now)).await?;
        let signed_in = match factors.map_err(SignInFailure::from) {
            Ok(signed_in) => signed_in,
            Err(failure) => {
                // Whose card it was is not said by a card that did not do.
                self.note_failed("", &failure);
                // A wrong PIN has cost a try: the screen shows how many are left.
                self.look_again();
                return Err(failure);
            }
        };
        let (signed_in, names) = self.account_names(signed_in).await?;
        let reader = signed_in.reader.clone().unwrap_or_default();
        let unlocked = self.unlock(signed_in, &notice).await?;
        if !self.hold(&reader, removal, began) {
            unlocked.lock().await;
            return Err(SignInError::Card(CardError::Removed).into());
        }
        self.came_in(&unlocked, &names).await?;
        Ok(self.enter(&mut open, unlocked))
    }

    fn removal(&self, vault: &Vault) -> Result<Removal, SignInFailure> {
        let rules = vault.card_rules().map_err(SignInError::from)?;
        Ok(rules.map(|rules| rules.removal).unwrap_or_default())
    }

    /// From here on the card's leaving locks; `false` when it has left already.
    fn hold(&self, reader: &str, removal: Removal, since: Instant) -> bool {
        let mut seen = held(&self.0.cards);
        let kept = seen.kept_its_card(reader, since);
        seen.holder = kept.then(|| (reader.to_owned(), removal));
        kept
    }

    /// Nobody is signed in with a card any more.
    pub(crate) fn release_card(&self) {
        held(&self.0.cards).holder = None;
        held(&self.0.cards).look_again.notify_one();
    }

    /// One's own cards, what is in the readers, and for a manager the practice's rules.
    pub async fn your_cards(&self) -> Result<YourCards, CardsError> {
        let (open, vault) = self.somebody()?;
        let me = open.me().clone();
        let rules = may(&me.roles, Action::ChangePolicy);
        let (cards, found) =
            blocking(move || Ok::<_, CardsError>((vault.my_cards(me.staff)?, vault.card_rules()?))).await??;
        Ok(YourCards {
            cards: cards.into_iter().map(enrolled).collect(),
            taken: found.is_some(),
            reader: held(&self.0.cards).view(),
            rules: rules.then(|| found.map(rules_view).unwrap_or_default()),
        })
    }

    /// Adds the card in the reader to one's own account.
    pub async fn enrol_card(&self, password: String, pin: String) -> Result<(), CardsError> {
        let (open, vault) = self.somebody()?;
        let (staff, now) = (open.me().staff, self.0.clock.now());
        let (password, pin) = (Password::from(password), Pin::from(pin));
        let adding = vault.clone();
        let added = blocking(move || adding.enrol_card(staff, &password, &pin, now)).await??;
        let written = open.witness_factor(What::FactorAdded { factor: Factor::Card }).await;
        if written.is_err() {
            // What nobody can be shown later does not open.
            let _ = blocking(move || vault.remove_card(staff, added.key)).await;
        }
        self.look_again();
        Ok(written?)
    }

    /// Takes one's own card off the account.
    pub async fn remove_card(&self, key: String) -> Result<(), CardsError> {
        let (open, vault) = self.somebody()?;
        let staff = open.me().staff;
        let looking = vault.clone();
        let cards = blocking(move || looking.my_cards(staff)).await??;
        let Some(card) = cards.into_iter().find(|card| card.key.to_string() == key) else { return Ok(()) };
        open.witness_factor(What::FactorRemoved { factor: Factor::Card }).await?;
        blocking(move || vault.remove_card(staff, card.key)).await?.map_err(ChangeError::from)?;
        self.look_again();
        Ok(())
    }

    /// Says whose cards are taken here. No issuers: none.
    pub async fn set_card_rules(
        &self,
        issuers: String,
        module: Option<String>,
        sign_out: bool,
    ) -> Result<(), CardsError> {
        let (open, vault) = self.somebody()?;
        if !may(&open.me().roles, Action::ChangePolicy) {
            return Err(CardsError::NotAllowed);
        }
        let removal = if sign_out { Removal::SignOut } else { Removal::Lock };
        let module = module.filter(|path| !path.trim().is_empty()).map(PathBuf::from);
        let taken_here = !issuers.trim().is_empty();
        blocking(move || vault.set_card_rules(module, &issuers, removal)).await??;
        self.watch_cards(taken_here);
        self.look_again();
        Ok(())
    }

    fn somebody(&self) -> Result<(Unlocked, Vault), CardsError> {
        let open = self.unlocked().ok_or(CardsError::Locked)?;
        Ok((open, Vault::open(&self.0.folder.practice())?))
    }

    fn look_again(&self) {
        held(&self.0.cards).look_again.notify_one();
    }

    /// Ends the thread at the readers.
    pub(crate) fn stop_watching_cards(&self) {
        let watch = held(&self.0.cards).watch.take();
        drop(watch);
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "held against the reader's own instants, never against the practice's time"
)]
fn started() -> Instant {
    Instant::now()
}

/// Cards and Argon2 are slow: not on an async thread.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotRun> {
    tokio::task::spawn_blocking(work).await.map_err(|_| NotRun)
}

/// The thread ended before its work did: only when the program itself ends.
struct NotRun;

impl From<NotRun> for SignInFailure {
    fn from(_: NotRun) -> Self {
        Self::NotNow
    }
}

impl From<NotRun> for CardsError {
    fn from(_: NotRun) -> Self {
        Self::Locked
    }
}

/// Locks at once when the holder's card leaves; everything else only asks for another look.
async fn act_on_events(engine: Engine, mut told: mpsc::UnboundedReceiver<Event>, look: Arc<Notify>) {
    let stop = engine.0.stop.clone();
    loop {
        let event = tokio::select! { () = stop.cancelled() => return, event = told.recv() => event };
        let Some(event) = event else { return };
        let removal = held(&engine.0.cards).take_in(&event);
        engine.0.changes.tell(Change::Card);
        if let Some(removal) = removal {
            engine.session_step(Input::CardRemoved(removal)).await;
            tracing::info!(after = ?event.at.elapsed(), "locked: the card left its reader");
        }
        look.notify_one();
    }
}

async fn keep_looking(engine: Engine, look: Arc<Notify>) {
    let stop = engine.0.stop.clone();
    loop {
        tokio::select! { () = stop.cancelled() => return, () = look.notified() => {} }
        let (folder, now) = (engine.0.folder.practice(), engine.0.clock.now());
        let events = held(&engine.0.cards).events;
        let state = blocking(move || Vault::open(&folder)?.look_at_cards(now)).await;
        let view = state.ok().and_then(Result::ok).and_then(card_view);
        let changed = {
            let mut seen = held(&engine.0.cards);
            let changed = seen.events == events && seen.view != view;
            if changed {
                seen.view = view;
            }
            changed
        };
        if changed {
            engine.0.changes.tell(Change::Card);
        }
    }
}

/// What the screens show of the card readers; nothing where smartcards are not taken.
fn card_view(state: CardState) -> Option<CardView> {
    let trouble = |ending: Option<String>, why| Some(CardView::Trouble { ending, why });
    match state {
        CardState::Ready { ending, tries, password_needed } => {
            Some(CardView::Ready { ending, tries: left(tries), password_needed })
        }
        CardState::Blocked { ending } => trouble(Some(ending), CardTrouble::Blocked),
        CardState::Refused { ending, why } => trouble(Some(ending), refused(why)),
        CardState::Unknown { ending } => trouble(Some(ending), CardTrouble::Unknown),
        CardState::Nothing(CardError::NotSetUp) => None,
        CardState::Nothing(error) => trouble(None, card_trouble(error)),
    }
}

/// How many tries, where the card tells.
pub fn left(tries: Tries) -> Option<u8> {
    match tries {
        Tries::Left(left) => Some(left),
        Tries::NotSaid | Tries::Few => None,
    }
}

/// What is wrong with a card, as the screens know it.
pub fn card_trouble(error: CardError) -> CardTrouble {
    match error {
        CardError::NotSetUp => CardTrouble::NotTaken,
        CardError::NoModule => CardTrouble::NoModule,
        CardError::WrongModule => CardTrouble::WrongModule,
        CardError::NoService => CardTrouble::NoService,
        CardError::NoReader => CardTrouble::NoReader,
        CardError::NoCard => CardTrouble::NoCard,
        CardError::Unreadable => CardTrouble::Unreadable,
        CardError::Unknown => CardTrouble::Unknown,
        CardError::Several => CardTrouble::Several,
        CardError::Refused(why) => refused(why),
        CardError::PinLength => CardTrouble::PinLength,
        CardError::WrongPin { .. } => CardTrouble::WrongPin,
        CardError::Blocked => CardTrouble::Blocked,
        CardError::Removed => CardTrouble::Removed,
        CardError::NotItsKey => CardTrouble::NotItsKey,
        CardError::PasswordNeeded => CardTrouble::PasswordNeeded,
        CardError::Failed => CardTrouble::Failed,
    }
}

fn refused(why: Refusal) -> CardTrouble {
    match why {
        Refusal::Malformed => CardTrouble::Unreadable,
        Refusal::NotYet => CardTrouble::NotYet,
        Refusal::Expired => CardTrouble::Expired,
        Refusal::WrongIssuer => CardTrouble::WrongIssuer,
        Refusal::Revoked => CardTrouble::Revoked,
        Refusal::NoList => CardTrouble::NoList,
        Refusal::OldList => CardTrouble::OldList,
        Refusal::NotForSignIn => CardTrouble::NotForSignIn,
        Refusal::NoSignatures => CardTrouble::NoSignatures,
    }
}

fn enrolled(card: EnrolledCard) -> EnrolledCardView {
    EnrolledCardView {
        key: card.key.to_string(),
        ending: card.ending,
        since: card.enrolled,
        password_needed: card.password_needed,
    }
}

fn rules_view(rules: signin::vault::CardRules) -> CardRulesView {
    CardRulesView {
        issuers: rules.issuers,
        module: rules.module.map(|path| path.to_string_lossy().into_owned()),
        sign_out: rules.removal == Removal::SignOut,
        lists: rules.lists.to_string_lossy().into_owned(),
    }
}
