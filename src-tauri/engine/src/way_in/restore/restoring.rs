//! A practice on its way back: the vault of this PC, the one statement, its own door for patients, the names.

use super::begun::BegunRestore;
use super::error::{RestoreError, failed_at, failed_with, refused};
use super::opened::{epochs_of, open_with_kit};
use crate::clock::Clock;
use crate::engine::Engine;
use crate::folder::DataFolder;
use crate::log::chain::{Chain, Records};
use crate::practice::keyring::Keyring;
use crate::shared::{Name, Names};
use crate::store::Store;
use crate::way_in::founding::FIRST_ROLES;
use crate::way_in::set_up::{self, GATEWAY_NOTE};
use crypto::directory::{EpochGrant, KIND, Recipients, Recovery};
use crypto::epoch::Recipient;
use crypto::{
    AccessKey, Author, Directory, Draft, Envelope, EpochSecret, Header, Keys, Origin, PublicKeys, Seed,
    Statement, Suite, cbor,
};
use domain::{DeviceId, EventId, GatewayId, StaffId, Subject};
use queue::Expect;
use signin::password::Password;
use signin::totp::TotpSecret;
use signin::vault::{self, FirstRun, NewAccount, SignedIn, Vault};
use uuid::Uuid;

/// A practice on its way back.
pub(super) struct Restoring {
    directory: Directory,
    device: DeviceId,
    device_seed: Seed,
    device_keys: Keys,
    staff: StaffId,
    vault: Vault,
    signed_in: SignedIn,
    next: EpochSecret,
}

impl Restoring {
    /// Everything, in order. Nothing is put in place before the log has taken it.
    pub(super) async fn make(
        engine: &Engine,
        begun: &BegunRestore,
        code: &str,
        kept: &[DeviceId],
        staff: Option<StaffId>,
    ) -> Result<(), RestoreError> {
        let mut chain = Chain::unpinned();
        chain.read_on(begun.queue.as_ref()).await.map_err(|_| RestoreError::NoLog)?;
        let directory = chain.directory.clone().ok_or(RestoreError::NoLog)?;
        let records = open_with_kit(&chain, &directory, &begun.kit)?;
        let gateways: Vec<GatewayId> = directory.gateways().map(|(id, _)| id.clone()).collect();
        let name = records.policy.as_ref().map(|policy| policy.name.clone()).unwrap_or_default();
        let (folder, clock) = (engine.folder().clone(), engine.clock());
        clear_all_but_the_log(&folder).map_err(failed_at)?;
        let how = (&clock, engine.kind_of_new_practice());
        let mut restoring = Self::vault(&folder, directory, begun, code, staff, name, how).await?;
        restoring.recover(begun, kept, &clock).await?;
        restoring.gateway(begun, &folder, kept.is_empty(), &gateways, &clock).await?;
        let names = restoring.names(begun, &chain, &clock).await?;
        if let Some(log) = &begun.log {
            folder.point_to(log).map_err(failed_at)?;
        }
        chain.read_on(begun.queue.as_ref()).await.map_err(|_| RestoreError::NoLog)?;
        let records = Records { names, ..records };
        let database = folder.being_made().join(vault::DATABASE_FILE);
        let store = Store::create(&database, &restoring.signed_in.database_key).await.map_err(failed_with)?;
        let filled = chain.fill(&store, &restoring.device_seed, &records, clock.now()).await;
        store.close().await;
        filled.map_err(failed_with)
    }

    /// The vault of this PC with the manager in it, where the practice is being made.
    async fn vault(
        folder: &DataFolder,
        directory: Directory,
        begun: &BegunRestore,
        code: &str,
        staff: Option<StaffId>,
        practice_name: String,
        (clock, kind): (&Clock, vault::Kind),
    ) -> Result<Self, RestoreError> {
        let (device, device_seed, seed) = (DeviceId(Uuid::new_v4()), Seed::make(), Seed::make());
        let staff = staff.unwrap_or_else(|| StaffId(Uuid::new_v4()));
        let first = FirstRun {
            kind,
            practice: directory.practice(),
            practice_name,
            device,
            workstation: begun.workstation.clone(),
            genesis: directory.founding(),
            epoch: directory.epoch().next(),
            access: AccessKey::make(),
        };
        let manager = NewAccount {
            user_name: begun.user_name.clone(),
            staff,
            seed,
            password: Password::from(begun.password.to_string()),
            totp: TotpSecret::from_bytes(*begun.totp),
            code: code.to_owned(),
            expires: None,
        };
        let (making, now) = (folder.being_made(), clock.now());
        let made = tokio::task::spawn_blocking(move || {
            let keystore = set_up::keystore(kind, &making);
            Vault::create(&making, keystore, first, manager, now)
        });
        let (vault, signed_in) = made.await.map_err(|_| RestoreError::Failed)?.map_err(refused)?;
        let device_keys = Keys::derive(&device_seed);
        let next = EpochSecret::make();
        Ok(Self { directory, device, device_seed, device_keys, staff, vault, signed_in, next })
    }

    /// The one statement: signed by this workstation and by the kit.
    async fn recover(
        &mut self,
        begun: &BegunRestore,
        kept: &[DeviceId],
        clock: &Clock,
    ) -> Result<(), RestoreError> {
        let kit = begun.kit.keys();
        let epochs = epochs_of(&self.directory, &kit)?
            .iter()
            .map(|(epoch, secret)| {
                let to = self.directory.handover(*epoch, Recipient::Device(self.device));
                Ok((*epoch, secret.hand_over(&to, &self.device_keys.public()).map_err(failed_with)?))
            })
            .collect::<Result<Vec<_>, RestoreError>>()?;
        let vault = self.vault.clone();
        let logins = self.logins(&vault, kept)?;
        let recovery = Recovery {
            device: self.device,
            device_keys: self.device_keys.public(),
            staff: self.staff,
            staff_keys: self.signed_in.keys.public(),
            roles: FIRST_ROLES.to_vec(),
            epochs,
            kept: kept.to_vec(),
            epoch: self.grant(kept)?,
            transport: Some(vault.derive_transport().map_err(failed_with)?.public().seal),
            logins,
        };
        let envelope = self.statement(&Statement::Recovered(Box::new(recovery)), &kit, clock)?;
        self.append_statement(begun, &envelope).await
    }

    /// How the manager signs in on the workstations that stay.
    fn logins(
        &self,
        vault: &Vault,
        kept: &[DeviceId],
    ) -> Result<Vec<(DeviceId, crypto::Sealed)>, RestoreError> {
        let mine = vault.logins(&self.signed_in).map_err(failed_with)?;
        let Some(bytes) = mine.first().and_then(|login| login.to_bytes()) else { return Ok(vec![]) };
        let mut sealed = self.directory.seal_login(self.staff, &bytes).map_err(failed_with)?;
        sealed.retain(|(device, _)| kept.contains(device));
        Ok(sealed)
    }

    /// The epoch that begins: for the workstations that stay and this one, and for everybody who works here.
    fn grant(&self, kept: &[DeviceId]) -> Result<EpochGrant, RestoreError> {
        let (own, mine) = (self.device_keys.public(), self.signed_in.keys.public());
        let mut devices: Vec<(DeviceId, &PublicKeys)> = self
            .directory
            .devices()
            .filter(|(id, _)| kept.contains(id))
            .map(|(id, device)| (id, device.keys()))
            .collect();
        devices.push((self.device, &own));
        let mut staff: Vec<(StaffId, &PublicKeys)> = self
            .directory
            .people()
            .filter(|(id, _)| *id != self.staff)
            .map(|(id, person)| (id, person.keys()))
            .collect();
        staff.push((self.staff, &mine));
        let to = Recipients { devices: &devices, kit: self.directory.kit(), staff: &staff };
        let (practice, epoch) = (self.directory.practice(), self.directory.epoch().next());
        EpochGrant::seal(practice, epoch, &self.next, &self.signed_in.access, &to).map_err(failed_with)
    }

    /// This PC's own door for patients' messages; where no workstation stays, the old doors are shut.
    async fn gateway(
        &mut self,
        begun: &BegunRestore,
        folder: &DataFolder,
        alone: bool,
        old: &[GatewayId],
        clock: &Clock,
    ) -> Result<(), RestoreError> {
        let keys = set_up::own_gateway(&self.vault).map_err(failed_with)?.public();
        let short: String = self.device.0.simple().to_string().chars().take(8).collect();
        let name = format!("{}-{short}", set_up::OWN_GATEWAY);
        let gateway: GatewayId = name.parse().map_err(|_| RestoreError::Failed)?;
        std::fs::write(folder.being_made().join(GATEWAY_NOTE), &name).map_err(failed_at)?;
        let own = |gateway: &&GatewayId| gateway.to_string().starts_with(set_up::OWN_GATEWAY);
        let shut = old.iter().filter(|_| alone).filter(own);
        let shut = shut.map(|gateway| Statement::GatewayRemoved { gateway: gateway.clone() });
        let statements: Vec<Statement> = shut.chain([Statement::GatewayAdded { gateway, keys }]).collect();
        for statement in &statements {
            let envelope = self.statement(statement, &self.signed_in.keys, clock)?;
            self.append_statement(begun, &envelope).await?;
        }
        Ok(())
    }

    fn statement(&self, statement: &Statement, co: &Keys, clock: &Clock) -> Result<Envelope, RestoreError> {
        let base = self.header(&Subject::directory(), KIND, clock);
        let header = Header { suite: Suite::Signed, previous: Some(self.directory.head()), ..base };
        let body = cbor::encode(statement).map_err(failed_with)?;
        Draft::new(header, body).sign_only(&self.device_keys.sign, Some(&co.sign)).map_err(failed_with)
    }

    async fn append_statement(
        &mut self,
        begun: &BegunRestore,
        envelope: &Envelope,
    ) -> Result<(), RestoreError> {
        let last = begun.queue.last(&Subject::directory()).await.map_err(failed_with)?;
        self.directory.apply(envelope).map_err(failed_with)?;
        self.append(begun, last.map(|last| last.id), envelope).await
    }

    /// The workstation's name and the manager's, for everybody to read.
    async fn names(&self, begun: &BegunRestore, chain: &Chain, clock: &Clock) -> Result<Names, RestoreError> {
        let subject = Subject::staff();
        let kit = begun.kit.keys();
        let epochs = epochs_of(&self.directory, &kit)?;
        let mut names = chain.records(&Keyring::new(kit, epochs)).names;
        names.devices.insert(self.device, begun.workstation.clone());
        let name = Name { name: begun.manager.clone(), signature: begun.manager.clone() };
        names.people.entry(self.staff).or_insert(name);
        let last = begun.queue.last(&subject).await.map_err(failed_with)?;
        let previous = last.as_ref().map(|last| crypto::Hash::of(&last.bytes));
        let header = Header { previous, ..self.header(&subject, "names", clock) };
        let body = cbor::encode(&names).map_err(failed_with)?;
        let key = self.next.derive_subject_key(&subject);
        let envelope =
            Draft::new(header, body).seal_with(&key, &self.device_keys.sign).map_err(failed_with)?;
        self.append(begun, last.map(|last| last.id), &envelope).await?;
        Ok(names)
    }

    fn header(&self, subject: &Subject, kind: &str, clock: &Clock) -> Header {
        let origin = Origin {
            practice: self.directory.practice(),
            author: Author::Device(self.device),
            epoch: self.directory.epoch(),
            directory: self.directory.head(),
            at: clock.now(),
        };
        let header = Header::new(origin, subject.clone(), EventId(Uuid::new_v4()), kind);
        Header { actor: Some(self.staff), roles: FIRST_ROLES.to_vec(), ..header }
    }

    async fn append(
        &self,
        begun: &BegunRestore,
        last: Option<EventId>,
        envelope: &Envelope,
    ) -> Result<(), RestoreError> {
        let (header, expected) = (envelope.header(), Some(Expect::after(last)));
        match begun.queue.append(&header.subject, expected, header.id, envelope.bytes()).await {
            Ok(_) => Ok(()),
            Err(queue::AppendError::Moved { .. }) => Err(RestoreError::Busy),
            Err(error) => Err(failed_with(error)),
        }
    }
}

/// What an earlier try left; a copy of the log that was put there stays.
fn clear_all_but_the_log(folder: &DataFolder) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder.being_made())? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
