//! The first run: a practice comes into being, whole or not at all.
//!
//! Everything is made in a folder of its own beside the final place and moved there at the end, so that a kill leaves
//! nothing half-made. The recovery kit is shown before anything exists and must be typed back in part; the
//! authenticator must show a right code. A real practice needs a key store; the demonstration says that it has none.

use crate::clock::Clock;
use crate::folder::DataFolder;
use crate::founding::{CannotFound, FIRST_ROLES, Founder};
use crate::shared::{Name, Names};
use crate::store::events::{self, Incoming};
use crate::store::{Store, StoreError, audit, keys, records};
use crate::view::{SetUpDraft, SetUpForm};
use crypto::{Epoch, Keys, Kit, Seed};
use domain::audit::Entry;
use domain::policy::PracticePolicy;
use domain::subject::Kind;
use domain::{GatewayId, OdsCode, StaffId, Subject};
use queue::{FileQueue, Queue, Seq};
use signin::keystore::{FileKeystore, Keystore, OsKeystore};
use signin::password::Password;
use signin::totp::TotpSecret;
use signin::vault::{self, AccountError, CreateError, FirstRun, NewAccount, SignedIn, UserName, Vault};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The name of the gateway that runs inside the application.
pub const OWN_GATEWAY: &str = "desk";

/// The gateway's name, on a PC that restored a practice whose first gateway was on another.
pub(crate) const GATEWAY_NOTE: &str = "gateway.name";

/// Why a practice was not set up. Nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// A field does not hold what it must.
    #[error("{0} is not right")]
    Field(Field),
    /// The password is not good enough.
    #[error("the password is not good enough")]
    Weak(signin::password::Weak),
    /// The authenticator shows another code.
    #[error("the code is not right")]
    Code,
    /// The last group of the recovery kit was typed differently.
    #[error("the recovery kit was not typed back right")]
    Kit,
    /// `begin` was not called, or the application was restarted since.
    #[error("the set-up was not begun")]
    NotBegun,
    /// There is a practice here already.
    #[error("there is a practice here already")]
    Occupied,
    /// A real practice needs the operating system's key store.
    #[error("a real practice needs the key store")]
    KeystoreNeeded,
    /// It is locked.
    #[error("the key store is locked")]
    KeystoreLocked,
    /// Disk, database, ciphers.
    #[error("the practice could not be stored")]
    Failed,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The ODS code.
    OdsCode,
    /// The practice's name.
    PracticeName,
    /// The telephone number.
    Telephone,
    /// The workstation's name.
    Workstation,
    /// The manager's name.
    ManagerName,
    /// The manager's user name.
    UserName,
    /// Somebody's name.
    PersonName,
    /// What patients read under their answers.
    Signature,
    /// Their roles.
    Roles,
    /// Where the practice's log is.
    Log,
}

impl Field {
    /// The text as it is kept, without white space around it; the field itself if it is empty or over 120 characters.
    pub(crate) fn filled(self, text: &str) -> Result<String, Self> {
        let text = text.trim();
        if (1..=120).contains(&text.chars().count()) { Ok(text.to_owned()) } else { Err(self) }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OdsCode => "odsCode",
            Self::PracticeName => "practiceName",
            Self::Telephone => "telephone",
            Self::Workstation => "workstation",
            Self::ManagerName => "managerName",
            Self::UserName => "userName",
            Self::PersonName => "name",
            Self::Signature => "signature",
            Self::Roles => "roles",
            Self::Log => "log",
        })
    }
}

/// Somebody who gets an account at set-up.
pub(crate) struct FirstPerson {
    pub user_name: UserName,
    pub name: Name,
    pub password: Zeroizing<String>,
    pub totp: Zeroizing<[u8; 20]>,
    pub roles: Vec<domain::staff::Role>,
}

/// What a new practice is made of.
pub(crate) struct Plan {
    pub policy: PracticePolicy,
    pub workstation: String,
    pub kind: vault::Kind,
    pub kit: Kit,
    pub manager: FirstPerson,
}

/// A set-up that is shown and not yet confirmed.
pub(crate) struct Begun {
    plan: Plan,
    totp: TotpSecret,
}

impl Begun {
    /// Checks the form and makes what is shown: kit and authenticator.
    pub fn begin(form: &SetUpForm) -> Result<(Self, SetUpDraft), SetUpError> {
        let plan = plan(form)?;
        let password = Password::from(form.password.clone());
        password.check(plan.manager.user_name.as_str(), &plan.policy.name).map_err(SetUpError::Weak)?;
        let totp = TotpSecret::from_bytes(*plan.manager.totp);
        let enrolment = totp
            .enrolment(&plan.policy.name, plan.manager.user_name.as_str())
            .map_err(|_| SetUpError::Field(Field::PracticeName))?;
        let draft = SetUpDraft {
            recovery_kit: plan.kit.text().to_string(),
            totp_secret: enrolment.letters.to_string(),
            totp_qr_svg: enrolment.svg.to_string(),
        };
        Ok((Self { plan, totp }, draft))
    }

    /// Was the kit's last group typed back, and does the authenticator show the right code?
    pub fn confirm(&self, code: &str, kit_check: &str, clock: &Clock) -> Result<(), SetUpError> {
        if !self.totp.confirms(code, clock.now()) {
            return Err(SetUpError::Code);
        }
        let text = self.plan.kit.text();
        let last = text.rsplit(' ').next().unwrap_or_default();
        if kit_check.trim().eq_ignore_ascii_case(last) { Ok(()) } else { Err(SetUpError::Kit) }
    }

    /// What to make.
    pub fn into_plan(self) -> Plan {
        self.plan
    }
}

fn plan(form: &SetUpForm) -> Result<Plan, SetUpError> {
    let ods: OdsCode = form.ods_code.parse().map_err(|_| SetUpError::Field(Field::OdsCode))?;
    let telephone = form.telephone.parse().map_err(|_| SetUpError::Field(Field::Telephone))?;
    let user_name =
        UserName::try_from(form.user_name.clone()).map_err(|_| SetUpError::Field(Field::UserName))?;
    let filled = |text: &str, field: Field| field.filled(text).map_err(SetUpError::Field);
    let name = filled(&form.practice_name, Field::PracticeName)?;
    let manager = filled(&form.manager_name, Field::ManagerName)?;
    let totp = Zeroizing::new(rand::random::<[u8; 20]>());
    Ok(Plan {
        policy: PracticePolicy::standard(name, ods, telephone),
        workstation: filled(&form.workstation, Field::Workstation)?,
        kind: vault::Kind::Real,
        kit: Kit::make(),
        manager: FirstPerson {
            user_name,
            name: Name { name: manager.clone(), signature: manager },
            password: Zeroizing::new(form.password.clone()),
            totp,
            roles: FIRST_ROLES.to_vec(),
        },
    })
}

/// Says in the log what a person cannot mend; the errors hold no content.
pub(crate) fn failed(error: impl std::error::Error) -> SetUpError {
    tracing::error!(%error, cause = ?error.source(), "the practice could not be set up");
    SetUpError::Failed
}

/// What else goes into a new practice before it is put in place: the demonstration's people, patients, letters.
pub(crate) trait Furnish {
    /// People beside the manager, with their keys.
    fn people(&self) -> &[(StaffId, Seed, FirstPerson)];
    /// Further first records.
    fn records(&self, founder: &mut Founder) -> Result<(), CannotFound>;
    /// Audit entries that stand before everything else.
    fn entries(&self, manager: StaffId) -> Vec<Entry>;
}

/// Nothing else: a real practice begins empty.
pub(crate) struct Empty;

impl Furnish for Empty {
    fn people(&self) -> &[(StaffId, Seed, FirstPerson)] {
        &[]
    }
    fn records(&self, _: &mut Founder) -> Result<(), CannotFound> {
        Ok(())
    }
    fn entries(&self, _: StaffId) -> Vec<Entry> {
        vec![]
    }
}

/// The key store a practice of this kind uses, in this folder.
pub(crate) fn keystore(kind: vault::Kind, folder: &Path) -> Arc<dyn Keystore> {
    match kind {
        vault::Kind::Real => Arc::new(OsKeystore),
        vault::Kind::Demonstration => Arc::new(FileKeystore::new(folder)),
    }
}

/// Makes a practice and puts it in its place.
pub(crate) async fn make(
    folder: &DataFolder,
    plan: Plan,
    furnish: &impl Furnish,
    clock: &Clock,
) -> Result<(), SetUpError> {
    if folder.practice().exists() {
        return Err(SetUpError::Occupied);
    }
    let making = folder.being_made();
    if making.exists() {
        std::fs::remove_dir_all(&making).map_err(failed)?;
    }
    let founder = found(&plan, furnish, clock)?;
    let (vault, signed_in) = make_vault(&making, &founder, &plan, clock)?;
    for (staff, seed, person) in furnish.people() {
        let new = account(*staff, Seed::from_bytes(&seed.to_bytes()), person, plan.kind, clock);
        vault.add_account(&signed_in, new, clock.now()).map_err(failed)?;
    }
    // The gateway's keys follow from the device secret, which exists only now.
    let names = names(&founder, &plan, furnish);
    let founder = with_gateway(founder, &vault, &plan, &names, furnish)?;
    let entries = furnish.entries(founder.manager);
    store(&making, &founder, &plan, (&names, &entries), &signed_in, clock).await.map_err(failed)?;
    std::fs::rename(&making, folder.practice()).map_err(failed)
}

fn found(plan: &Plan, furnish: &impl Furnish, clock: &Clock) -> Result<Founder, SetUpError> {
    let mut founder = Founder::found(&plan.policy, &plan.kit, clock.now()).map_err(failed)?;
    for (staff, seed, person) in furnish.people() {
        let keys = Keys::derive(seed).public();
        founder.add_staff(*staff, &keys, &person.roles).map_err(failed)?;
    }
    Ok(founder)
}

/// What colleagues read of each other.
fn names(founder: &Founder, plan: &Plan, furnish: &impl Furnish) -> Names {
    let mut names = Names::default();
    names.people.insert(founder.manager, plan.manager.name.clone());
    names.devices.insert(founder.device, plan.workstation.clone());
    names.people.extend(furnish.people().iter().map(|(staff, _, person)| (*staff, person.name.clone())));
    names
}

fn with_gateway(
    mut founder: Founder,
    vault: &Vault,
    plan: &Plan,
    names: &Names,
    furnish: &impl Furnish,
) -> Result<Founder, SetUpError> {
    let gateway = own_gateway(vault).map_err(failed)?;
    let transport = vault.derive_transport().map_err(failed)?.public().seal;
    let say = || {
        founder.transport(transport)?;
        founder.add_gateway(own_gateway_id(), gateway.public())?;
        founder.policy(&plan.policy)?;
        founder.names(names)?;
        furnish.records(&mut founder)
    };
    say().map_err(failed)?;
    Ok(founder)
}

/// The keys of the gateway inside this application.
pub(crate) fn own_gateway(vault: &Vault) -> Result<Keys, vault::VaultError> {
    Ok(Keys::derive(&Seed::from_bytes(&*vault.derive_device_key("own gateway")?)))
}

/// Its name.
pub(crate) fn own_gateway_id() -> GatewayId {
    #[allow(clippy::expect_used, reason = "a constant that a test checks")]
    OWN_GATEWAY.parse().expect("the name is plain")
}

/// The name of the gateway on the PC whose data folder this is; none on a workstation that has no gateway of its own.
pub(crate) fn own_gateway_id_in(folder: &DataFolder) -> Option<GatewayId> {
    match std::fs::read_to_string(folder.practice().join(GATEWAY_NOTE)) {
        Ok(name) => name.trim().parse().ok(),
        Err(_) if folder.is_guest() => None,
        Err(_) => Some(own_gateway_id()),
    }
}

fn make_vault(
    making: &Path,
    founder: &Founder,
    plan: &Plan,
    clock: &Clock,
) -> Result<(Vault, SignedIn), SetUpError> {
    let first = FirstRun {
        kind: plan.kind,
        practice: founder.practice,
        practice_name: plan.policy.name.clone(),
        device: founder.device,
        workstation: plan.workstation.clone(),
        genesis: founder.directory.founding(),
        epoch: Epoch::FIRST,
        access: crypto::AccessKey::from_slice(&*founder.access.to_bytes()).map_err(failed)?,
    };
    let seed = Seed::from_bytes(&founder.manager_seed.to_bytes());
    let manager = account(founder.manager, seed, &plan.manager, plan.kind, clock);
    Vault::create(making, keystore(plan.kind, making), first, manager, clock.now()).map_err(|error| {
        match error {
            CreateError::Occupied => SetUpError::Occupied,
            CreateError::KeystoreNeeded => SetUpError::KeystoreNeeded,
            CreateError::KeystoreLocked => SetUpError::KeystoreLocked,
            CreateError::Account(AccountError::Weak(weak)) => SetUpError::Weak(weak),
            CreateError::Account(AccountError::WrongCode) => SetUpError::Code,
            error @ (CreateError::Account(_) | CreateError::Disk) => failed(error),
        }
    })
}

fn account(staff: StaffId, seed: Seed, person: &FirstPerson, kind: vault::Kind, clock: &Clock) -> NewAccount {
    let totp = TotpSecret::from_bytes(*person.totp);
    // An account uses up the code that makes it. The demonstration shows the present one to sign in with at once, so
    // its accounts are made with the one before.
    let made_with = match kind {
        vault::Kind::Real => clock.now(),
        vault::Kind::Demonstration => clock.now() - chrono::TimeDelta::seconds(30),
    };
    NewAccount {
        user_name: person.user_name.clone(),
        staff,
        seed,
        password: Password::from(person.password.to_string()),
        code: totp.code_at(made_with),
        totp,
        expires: None,
    }
}

/// Writes log and database, and closes both.
async fn store(
    making: &Path,
    founder: &Founder,
    plan: &Plan,
    (names, entries): (&Names, &[Entry]),
    signed_in: &SignedIn,
    clock: &Clock,
) -> Result<(), StoreError> {
    let failed = |what| move |_| StoreError::Unreadable(what);
    let queue = FileQueue::open(&making.join("queue"), Arc::new(clock.clone())).await.map_err(failed_open)?;
    for envelope in &founder.log {
        let header = envelope.header();
        queue
            .append(&header.subject, None, header.id, envelope.bytes())
            .await
            .map_err(failed("first record"))?;
    }
    let log =
        queue.read(Seq::START, founder.log.len() + 1).await.map_err(|_| StoreError::Unreadable("log"))?;
    queue.close().await;
    let database = making.join(vault::DATABASE_FILE);
    let store = Store::create(&database, &signed_in.database_key)
        .await
        .map_err(|_| StoreError::Unreadable("database"))?;
    let mut tx = store.begin().await?;
    let secret = |seed: &Seed| seed.to_bytes().to_vec();
    keys::keep(&mut tx, "device", &Zeroizing::new(secret(&founder.device_seed))).await?;
    keys::keep(&mut tx, &epoch_key(Epoch::FIRST), &*founder.epoch.to_bytes()).await?;
    // Directory, policy and names are needed to open the practice; the rest comes with the first reading.
    let directory: Vec<&queue::Message> =
        log.iter().filter(|message| matches!(message.subject.kind(), Ok(Kind::Directory))).collect();
    let kept: Vec<Incoming<'_>> =
        directory.iter().map(|message| Incoming::of(message, crypto::Hash::of(&message.bytes))).collect();
    events::keep(&mut tx, &kept).await?;
    records::keep(&mut tx, &Subject::policy(), clock.now(), &plan.policy).await?;
    records::keep(&mut tx, &Subject::staff(), clock.now(), names).await?;
    audit::append(&mut tx, founder.device, entries).await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}

fn failed_open(_: queue::OpenError) -> StoreError {
    StoreError::Unreadable("queue")
}

/// The name under which the database keeps an epoch's secret.
pub(crate) fn epoch_key(epoch: Epoch) -> String {
    format!("epoch.{epoch}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_own_gateways_name_is_plain() {
        assert_eq!(super::own_gateway_id().to_string(), super::OWN_GATEWAY);
    }
}
