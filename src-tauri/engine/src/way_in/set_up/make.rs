//! A practice is made in a folder beside its place and moved there when it is whole.

use super::own_gateway::{own_gateway, own_gateway_id};
use super::plan::{FirstPerson, Furnish, Plan, failed, keystore};
use crate::clock::Clock;
use crate::errors::SetUpError;
use crate::folder::DataFolder;
use crate::shared::Names;
use crate::store::events::{self, Incoming};
use crate::store::{Store, StoreError, audit, keys, records};
use crate::way_in::founding::Founder;
use crypto::{Epoch, Keys, Seed};
use domain::audit::Entry;
use domain::subject::Kind;
use domain::{StaffId, Subject};
use queue::{Home, Seq};
use signin::password::Password;
use signin::totp::TotpSecret;
use signin::vault::{self, AccountError, CreateError, FirstRun, NewAccount, SignedIn, Vault};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

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
            CreateError::KeystoreForbidden => SetUpError::KeystoreForbidden,
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
    let queue = queue::open(&Home::Folder(making.join("queue")), Arc::new(clock.clone()))
        .await
        .map_err(failed_open)?;
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
