//! The application without a window: what stands before sign-in, the way in, and the way out.
//!
//! One engine, one data folder, one practice, at most one person signed in. What runs while nobody is signed in (the
//! device tier) can open nothing; what a person may see hangs off [`Unlocked`], which only a completed sign-in makes.
//! The gateway inside the application is started by the shell with what [`Engine::gateway_grant`] hands out.

use crate::audit::attempts::Attempts;
use crate::backup::Copies;
use crate::card::Seen;
use crate::change::Changes;
use crate::clock::Clock;
use crate::demo;
use crate::device::{self, DeviceTier};
use crate::folder::{DataFolder, TakeError, Taken};
use crate::joining::{Guest, begin, guest};
use crate::keyring::Keyring;
use crate::restore::BegunRestore;
use crate::security_key::{Keys as SecurityKeys, was_a_try};
use crate::set_up::{self, Begun, Empty, Field, SetUpError};
use crate::store::{OpenError, Store, keys};
use crate::unlocked::{Parts, UnlockError, Unlocked};
use crate::view::{Blocked, Change, Gate, JoinForm, JoinState, Protection, SetUpDraft, SetUpForm};
use crypto::{Epoch, EpochSecret, Hash, Keys, Seed};
use domain::audit::{LockCause, SignInRefusal};
use domain::{GatewayId, PracticeId, StaffId};
use queue::{FileQueue, Queue};
use signin::password::Password;
use signin::session::{Cause, Effect, Input, Limits, Session};
use signin::vault::{self, SignInError, SignedIn, Vault, VaultError};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How to start.
#[derive(Clone)]
pub struct Options {
    /// The data folder.
    pub folder: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Make the demonstration practice if nothing is set up here.
    pub demonstration: bool,
}

/// The application could not start on this folder.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder cannot be taken.
    #[error(transparent)]
    Folder(#[from] TakeError),
    /// The queue cannot be opened.
    #[error("the practice's queue cannot be opened")]
    Queue(#[from] queue::OpenError),
    /// The demonstration could not be made.
    #[error("the demonstration could not be made")]
    Demonstration(#[source] SetUpError),
}

/// Why somebody did not get in.
#[derive(Debug, thiserror::Error)]
pub enum SignInFailure {
    /// The factors.
    #[error(transparent)]
    Factors(#[from] SignInError),
    /// The factors were right; the database did not open.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The factors were right; the practice did not open.
    #[error(transparent)]
    Practice(#[from] UnlockError),
    /// Nothing is set up here, or somebody else is signed in.
    #[error("there is nothing to sign in to")]
    NotNow,
}

/// What the gateway inside the application needs to start.
pub struct GatewayGrant {
    /// Whose.
    pub practice: PracticeId,
    /// The hash of the directory's first statement.
    pub founding: Hash,
    /// Its name.
    pub id: GatewayId,
    /// Its keys.
    pub keys: Keys,
    /// Is this the demonstration?
    pub demonstration: bool,
}

/// The application without a window. Cheap to clone.
#[derive(Clone)]
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) folder: DataFolder,
    pub(crate) clock: Clock,
    pub(crate) changes: Changes,
    pub(crate) cards: Mutex<Seen>,
    pub(crate) security_keys: SecurityKeys,
    begun: Mutex<Option<Begun>>,
    guest: Guest,
    restores_invented: AtomicBool,
    begun_restore: tokio::sync::Mutex<Option<BegunRestore>>,
    queue: Mutex<Option<Arc<FileQueue>>>,
    tier: Mutex<Option<DeviceTier>>,
    copies: Copies,
    pub(crate) open: tokio::sync::Mutex<Option<(Unlocked, Session)>>,
    current: Mutex<Option<Unlocked>>,
    /// Ends what watches one practice: it ends with the application, or when the practice is wiped from this PC.
    watching: Mutex<(CancellationToken, TaskTracker)>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// What a test pulls out to be offline.
    #[cfg(feature = "testing")]
    pub(crate) plug: queue::plug::Plug,
    _taken: Taken,
}

pub(crate) fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// Takes the folder, makes the demonstration if asked and nothing is here, and begins to watch.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let folder = DataFolder::new(options.folder);
        let taken = folder.take()?;
        let engine = Self(Arc::new(Inner {
            folder,
            clock: options.clock,
            changes: Changes::default(),
            cards: Mutex::default(),
            security_keys: SecurityKeys::default(),
            begun: Mutex::new(None),
            guest: Guest::default(),
            restores_invented: AtomicBool::new(false),
            begun_restore: tokio::sync::Mutex::default(),
            queue: Mutex::new(None),
            tier: Mutex::new(None),
            copies: Copies::default(),
            open: tokio::sync::Mutex::new(None),
            current: Mutex::new(None),
            watching: Mutex::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            #[cfg(feature = "testing")]
            plug: queue::plug::Plug::default(),
            _taken: taken,
        }));
        engine.finish_wipe().await;
        let empty = !engine.is_revoked()
            && matches!(vault::peek(&engine.0.folder.practice()), Ok(vault::Gate::NoVault));
        if options.demonstration && empty {
            demo::make(&engine.0.folder, &engine.0.clock).await.map_err(StartError::Demonstration)?;
        }
        engine.open_queue().await?;
        engine.0.tasks.spawn(watch(engine.clone()));
        Ok(engine)
    }

    /// Opens the practice's log and begins to watch it.
    pub(crate) async fn open_queue(&self) -> Result<(), StartError> {
        let Ok(vault::Gate::Vault(notice)) = vault::peek(&self.0.folder.practice()) else { return Ok(()) };
        let place = self.0.folder.queue();
        // A practice's log was there when the practice was made: another, empty one is never begun over it.
        if !FileQueue::is_there(&place) {
            return Err(queue::OpenError::Missing.into());
        }
        let queue = Arc::new(FileQueue::open(&place, Arc::new(self.0.clock.clone())).await?);
        // What is spawned holds the folder: only what can no longer fail may spawn.
        self.watch_cards(notice.cards);
        let (clock, folder) = (self.0.clock.clone(), self.0.folder.practice());
        let tier = DeviceTier::new(queue.clone(), clock.clone(), self.0.changes.clone(), folder);
        let (stop, tasks) = (self.0.stop.child_token(), TaskTracker::new());
        tasks.spawn(device::run(tier.clone(), stop.clone()));
        tasks.spawn(crate::backup::run(
            queue.clone(),
            self.0.folder.backups(),
            clock,
            self.0.copies.clone(),
            stop.clone(),
        ));
        self.0.tasks.spawn(crate::revoked::run(self.clone(), tier.revoked(), stop.clone()));
        *held(&self.0.watching) = (stop, tasks);
        *held(&self.0.tier) = Some(tier);
        *held(&self.0.queue) = Some(queue);
        Ok(())
    }

    /// Stops watching and lets go of the log.
    pub(crate) async fn close_queue(&self) {
        let (stop, tasks) = std::mem::take(&mut *held(&self.0.watching));
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        held(&self.0.tier).take();
        let queue = held(&self.0.queue).take();
        if let Some(queue) = queue {
            queue.close().await;
        }
    }

    pub(crate) fn guest(&self) -> &Guest {
        &self.0.guest
    }

    /// Patients depend on a practice that is brought back; only tests bring back invented ones.
    pub(crate) fn restores_as(&self) -> vault::Kind {
        if self.0.restores_invented.load(Ordering::SeqCst) {
            vault::Kind::Demonstration
        } else {
            vault::Kind::Real
        }
    }

    /// From here on a practice that is brought back is an invented one, which needs no key store.
    #[cfg(any(test, feature = "testing"))]
    pub fn restore_invented(&self) {
        self.0.restores_invented.store(true, Ordering::SeqCst);
    }

    pub(crate) fn changes(&self) -> &Changes {
        &self.0.changes
    }

    pub(crate) fn begun_restore(&self) -> &tokio::sync::Mutex<Option<BegunRestore>> {
        &self.0.begun_restore
    }

    /// First run: asks to join a practice that is there already. How it goes stands in [`Self::joining`].
    pub fn begin_join(&self, form: &JoinForm) -> Result<(), SetUpError> {
        if !self.is_empty() {
            return Err(SetUpError::Occupied);
        }
        Field::Workstation.filled(&form.workstation).map_err(SetUpError::Field)?;
        let stop = self.0.guest.begin();
        self.0.tasks.spawn(guest::run(self.clone(), form.clone(), stop));
        Ok(())
    }

    /// How the attempt to join goes.
    pub fn joining(&self) -> JoinState {
        self.0.guest.state()
    }

    /// Ends the attempt to join.
    pub fn cancel_join(&self) {
        self.0.guest.cancel();
    }

    /// Is there nothing here yet?
    pub(crate) fn is_empty(&self) -> bool {
        matches!(vault::peek(&self.0.folder.practice()), Ok(vault::Gate::NoVault))
    }

    /// What stands before sign-in; somebody signed in is the shell's to add.
    pub async fn gate(&self) -> Gate {
        let blocked = |why| Gate::Blocked { why };
        if self.is_revoked() {
            return blocked(Blocked::Revoked);
        }
        let notice = match vault::peek(&self.0.folder.practice()) {
            Ok(vault::Gate::NoVault) => return Gate::SetUp,
            Ok(vault::Gate::Vault(notice)) => notice,
            Err(error) => return blocked(Blocked::from(&error)),
        };
        let protection = match notice.protection {
            signin::keystore::Protection::KeyStore => Protection::Keystore,
            signin::keystore::Protection::DemonstrationFile => Protection::DemonstrationFile,
        };
        let tier = held(&self.0.tier).clone();
        Gate::SignIn {
            practice: notice.practice_name,
            workstation: notice.workstation,
            demonstration: demo::people(&self.0.folder.practice(), self.0.clock.now()),
            protection,
            waiting: tier.map_or(crate::view::Waiting::Nothing, |tier| tier.waiting()),
            card: held(&self.0.cards).view(),
            security_key: notice.security_keys.then(|| self.security_key_asked()),
        }
    }

    /// First run: checks the form and makes what is shown before anything exists.
    pub fn begin_set_up(&self, form: &SetUpForm) -> Result<SetUpDraft, SetUpError> {
        if !matches!(vault::peek(&self.0.folder.practice()), Ok(vault::Gate::NoVault)) {
            return Err(SetUpError::Occupied);
        }
        let (begun, draft) = Begun::begin(form)?;
        *held(&self.0.begun) = Some(begun);
        Ok(draft)
    }

    /// First run: makes the practice. A wrong code or group keeps what was begun.
    pub async fn finish_set_up(&self, code: &str, kit_check: &str) -> Result<(), SetUpError> {
        let begun = held(&self.0.begun).take().ok_or(SetUpError::NotBegun)?;
        if let Err(error) = begun.confirm(code, kit_check, &self.0.clock) {
            *held(&self.0.begun) = Some(begun);
            return Err(error);
        }
        set_up::make(&self.0.folder, begun.into_plan(), &Empty, &self.0.clock).await?;
        self.open_queue().await.map_err(|_| SetUpError::Failed)?;
        self.0.changes.tell(Change::Gate);
        Ok(())
    }

    /// Signs somebody in and opens the practice.
    pub async fn sign_in(
        &self,
        user_name: &str,
        password: &str,
        code: &str,
    ) -> Result<Unlocked, SignInFailure> {
        let mut open = self.0.open.lock().await;
        if open.is_some() {
            return Err(SignInFailure::NotNow);
        }
        let (notice, signed_in) = match self.factors(user_name, password, code).await {
            Ok(factors) => factors,
            Err(failure) => {
                self.note_failed(user_name, &failure);
                return Err(failure);
            }
        };
        let (signed_in, names) = self.account_names(signed_in).await?;
        let unlocked = self.unlock(signed_in, &notice).await?;
        self.came_in(&unlocked, &names).await?;
        Ok(self.enter(&mut open, unlocked))
    }

    /// Somebody's factors were right: it is written down before they see anything.
    pub(crate) async fn came_in(
        &self,
        unlocked: &Unlocked,
        names: &[(String, StaffId)],
    ) -> Result<(), SignInFailure> {
        match unlocked.witness_sign_in(&self.attempts(), names).await {
            Ok(()) => Ok(()),
            Err(error) => {
                unlocked.clone().lock().await;
                Err(UnlockError::from(error).into())
            }
        }
    }

    /// From here on somebody is signed in.
    pub(crate) fn enter(&self, open: &mut Option<(Unlocked, Session)>, unlocked: Unlocked) -> Unlocked {
        let policy = unlocked.shared().policy.clone();
        let limits = Limits {
            idle: chrono::TimeDelta::minutes(i64::from(policy.idle_lock_minutes)),
            absolute: chrono::TimeDelta::hours(i64::from(policy.session_hours)),
            ..Limits::default()
        };
        *held(&self.0.current) = Some(unlocked.clone());
        *open = Some((unlocked.clone(), Session::begin(limits, self.0.clock.now())));
        if let Some(tier) = held(&self.0.tier).as_ref() {
            tier.somebody_is_here(true);
        }
        unlocked
    }

    fn attempts(&self) -> Attempts {
        Attempts::beside(&self.0.folder.practice())
    }

    /// Keeps a failed try for the audit, which cannot be written before somebody is signed in.
    pub(crate) fn note_failed(&self, typed: &str, failure: &SignInFailure) {
        let why = match failure {
            SignInFailure::Factors(SignInError::Wrong { .. } | SignInError::CodeUsed { .. }) => {
                SignInRefusal::Wrong
            }
            SignInFailure::Factors(SignInError::Wait { .. } | SignInError::LockedOut { .. }) => {
                SignInRefusal::TooMany
            }
            SignInFailure::Factors(SignInError::Expired) => SignInRefusal::Ended,
            SignInFailure::Factors(SignInError::NoAccess) => SignInRefusal::NoAccess,
            SignInFailure::Factors(SignInError::Card(_)) => SignInRefusal::Card,
            SignInFailure::Factors(SignInError::SecurityKey(error)) if was_a_try(*error) => {
                SignInRefusal::SecurityKey
            }
            SignInFailure::Factors(SignInError::Vault(_) | SignInError::SecurityKey(_))
            | SignInFailure::Database(_)
            | SignInFailure::Practice(_)
            | SignInFailure::NotNow => return,
        };
        self.attempts().note(typed, why, self.0.clock.now());
    }

    /// Under which names people sign in here, to tell whose account was tried. Accounts whose access has ended go on the
    /// way, keys and all: nobody needs to remember to remove a locum. Asks the key store: not on an async thread.
    pub(crate) async fn account_names(
        &self,
        signed_in: SignedIn,
    ) -> Result<(SignedIn, Vec<(String, StaffId)>), SignInFailure> {
        let engine = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            let accounts = engine.vault()?.accounts(&signed_in).map_err(SignInError::from)?;
            let now = engine.0.clock.now();
            for ended in accounts.iter().filter(|account| account.expires.is_some_and(|end| end <= now)) {
                engine.end_access(ended.staff);
            }
            let names = accounts.into_iter().map(|account| (account.user_name, account.staff)).collect();
            Ok((signed_in, names))
        });
        read.await.map_err(|_| SignInFailure::NotNow)?
    }

    /// Takes a person's keys out of this workstation's vault.
    fn end_access(&self, staff: StaffId) {
        let removed = self.vault().map(|vault| vault.remove_account(staff));
        if !matches!(removed, Ok(Ok(()))) {
            tracing::error!("an account whose access has ended could not be removed");
        }
    }

    pub(crate) fn vault(&self) -> Result<Vault, SignInFailure> {
        Ok(Vault::open(&self.0.folder.practice()).map_err(SignInError::from)?)
    }

    /// Reads files, asks the key store, and is slow on purpose: not on an async thread.
    async fn factors(
        &self,
        user_name: &str,
        password: &str,
        code: &str,
    ) -> Result<(vault::Notice, SignedIn), SignInFailure> {
        let (user_name, code, now) = (user_name.to_owned(), code.to_owned(), self.0.clock.now());
        let (password, practice) = (Password::from(password.to_owned()), self.0.folder.practice());
        let done = tokio::task::spawn_blocking(move || {
            let vault = Vault::open(&practice)?;
            let notice = vault.notice()?;
            Ok::<_, SignInError>((notice, vault.sign_in(&user_name, &password, &code, now)?))
        });
        Ok(done.await.map_err(|_| SignInFailure::NotNow)??)
    }

    pub(crate) async fn unlock(
        &self,
        signed_in: SignedIn,
        notice: &vault::Notice,
    ) -> Result<Unlocked, SignInFailure> {
        let queue = held(&self.0.queue).clone().ok_or(SignInFailure::NotNow)?;
        #[cfg(feature = "testing")]
        let queue = self.0.plug.before(queue);
        let (folder, vault) = (self.0.folder.practice(), self.vault()?);
        begin::database(&folder, &vault, &signed_in, notice, queue.as_ref(), &self.0.clock).await?;
        let store = Store::open(&self.0.folder.database(), &signed_in.database_key).await?;
        let keys = keyring(&store).await?;
        let parts = Parts {
            practice: notice.practice,
            device: notice.device,
            workstation: notice.workstation.clone(),
            demonstration: notice.protection == signin::keystore::Protection::DemonstrationFile,
            signed_in,
            vault,
            store: store.clone(),
            queue,
            clock: self.0.clock.clone(),
            keys,
            filed: self.0.folder.filed(),
            changes: self.0.changes.clone(),
            copies: self.0.copies.clone(),
        };
        match Unlocked::open(parts).await {
            Ok(unlocked) => Ok(unlocked),
            Err(error) => {
                store.close().await;
                Err(error.into())
            }
        }
    }

    /// The practice, if somebody is signed in.
    pub fn unlocked(&self) -> Option<Unlocked> {
        held(&self.0.current).clone()
    }

    /// Locks because somebody asked: stops the commands, closes the database, wipes the keys.
    pub async fn lock(&self) {
        self.lock_for(LockCause::OnDemand).await;
    }

    async fn lock_for(&self, cause: LockCause) {
        self.cancel_security_key();
        held(&self.0.current).take();
        let open = self.0.open.lock().await.take();
        if let Some((unlocked, _)) = open {
            self.release_card();
            unlocked.witness_lock(cause).await;
            unlocked.lock().await;
            if let Some(tier) = held(&self.0.tier).as_ref() {
                tier.somebody_is_here(false);
            }
            self.0.changes.tell(Change::Locked);
            self.0.changes.tell(Change::Gate);
        }
    }

    /// The person did something.
    pub async fn active(&self) {
        self.session_step(Input::Activity).await;
    }

    pub(crate) async fn session_step(&self, input: Input) {
        let effects = {
            let mut open = self.0.open.lock().await;
            let Some((_, session)) = open.as_mut() else { return };
            let (next, effects) = session.step(input, self.0.clock.now());
            *session = next;
            effects
        };
        for effect in effects {
            match effect {
                Effect::Warn { at, .. } => {
                    let left = (at - self.0.clock.now()).num_seconds();
                    let seconds = u32::try_from(left).unwrap_or_default();
                    self.0.changes.tell(Change::LockingIn { seconds });
                }
                Effect::Withdraw => self.0.changes.tell(Change::NotLocking),
                Effect::Lock(cause) | Effect::SignOut(cause) => self.lock_for(lock_cause(cause)).await,
            }
        }
    }

    /// Listens to changes from here on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.changes.listen()
    }

    /// The practice's log, once there is a practice.
    pub fn queue(&self) -> Option<Arc<dyn Queue>> {
        held(&self.0.queue).clone().map(|queue| queue as Arc<dyn Queue>)
    }

    /// The time.
    pub fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.0.folder
    }

    /// What the gateway inside the application needs; none where another workstation has it. Asks the key store: not on an
    /// async thread.
    pub fn gateway_grant(&self) -> Result<Option<GatewayGrant>, VaultError> {
        let Some(id) = set_up::own_gateway_id_in(&self.0.folder) else { return Ok(None) };
        let vault = Vault::open(&self.0.folder.practice())?;
        let notice = vault.notice()?;
        Ok(Some(GatewayGrant {
            practice: notice.practice,
            founding: notice.genesis,
            id,
            keys: set_up::own_gateway(&vault)?,
            demonstration: notice.protection == signin::keystore::Protection::DemonstrationFile,
        }))
    }

    /// Locks, stops watching, lets go of the queue.
    pub async fn shut_down(&self) {
        self.lock().await;
        self.0.guest.cancel();
        self.stop_watching_cards();
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.close_queue().await;
    }
}

/// Ticks the session, and holds the idle lock off while its person holds an alert.
async fn watch(engine: Engine) {
    let stop = engine.0.stop.clone();
    let mut held_alert = false;
    loop {
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(Duration::from_secs(1)) => {} }
        if let Some(unlocked) = engine.unlocked() {
            if unlocked.0.expires.is_some_and(|end| end <= engine.0.clock.now()) {
                let staff = unlocked.me().staff;
                drop(unlocked);
                engine.lock_for(LockCause::AccessEnded).await;
                let ending = engine.clone();
                let _ = tokio::task::spawn_blocking(move || ending.end_access(staff)).await;
                continue;
            }
            if unlocked.must_leave() {
                drop(unlocked);
                engine.lock().await;
                continue;
            }
            let holds = unlocked.holds_alert().await.unwrap_or(held_alert);
            if holds != held_alert {
                held_alert = holds;
                engine.session_step(if holds { Input::AlertHeld } else { Input::AlertReleased }).await;
            }
            drop(unlocked);
            engine.session_step(Input::Tick).await;
        }
    }
}

fn lock_cause(cause: Cause) -> LockCause {
    match cause {
        Cause::Idle => LockCause::Idle,
        Cause::OnDemand => LockCause::OnDemand,
        Cause::TooLong => LockCause::TooLong,
        Cause::CardRemoved => LockCause::CardRemoved,
    }
}

/// The keys this workstation keeps in its database.
async fn keyring(store: &Store) -> Result<Keyring, SignInFailure> {
    let mut connection = store.read().await.map_err(UnlockError::from)?;
    let device = keys::find(&mut connection, "device").await.map_err(UnlockError::from)?;
    let seed =
        device.as_deref().and_then(|seed| Seed::from_slice(seed).ok()).ok_or(UnlockError::Directory)?;
    let mut epochs = vec![];
    let mut epoch = Epoch::FIRST;
    while let Some(secret) =
        keys::find(&mut connection, &set_up::epoch_key(epoch)).await.map_err(UnlockError::from)?
    {
        epochs.push((epoch, EpochSecret::from_slice(&secret).map_err(|_| UnlockError::Directory)?));
        epoch = epoch.next();
    }
    Ok(Keyring::new(Keys::derive(&seed), epochs))
}
