//! A practice with two workstations as every history finds it: made once, by the ways a practice is really made.

use super::super::two::{Two, eventually};
use super::line::Line;
use crate::change::Changes;
use crate::practice::copies::Copies;
use crate::practice::unlocked::Parts;
use crate::store::{Store, outbox};
use crate::way_in::let_in::keyring;
use crate::way_in::set_up::own_gateway;
use crate::{Clock, Unlocked};
use chrono::{DateTime, Utc};
use crypto::{AccessKey, Epoch, Keys, Seed};
use domain::staff::Role;
use domain::{DeviceId, PracticeId, StaffId};
use queue::{Home, Message, Seq};
use signin::vault::{SignedIn, Vault};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub struct Scene {
    _folder: TempDir,
    pub log: Vec<Message>,
    pub pcs: [Template; 2],
    pub gateway: Keys,
    pub staff: Vec<StaffId>,
    pub roles: Vec<Vec<Role>>,
    pub now: DateTime<Utc>,
}

/// A workstation before anything happened.
pub struct Template {
    practice: PracticeId,
    device: DeviceId,
    key: Zeroizing<[u8; 32]>,
    vault: Vault,
    pub database: PathBuf,
}

impl Template {
    fn of(desk: &Unlocked, database: PathBuf) -> Self {
        let key = Zeroizing::new(**desk.0.signed_in.lock().unwrap().database_key);
        Self { practice: desk.0.practice, device: desk.0.device, key, vault: desk.0.vault.clone(), database }
    }

    /// Opens a copy of its database for somebody, on this line. No loop runs.
    pub async fn open(&self, file: &Path, line: Line, clock: Clock, staff: StaffId) -> Unlocked {
        let store = Store::open(file, &self.key).await.expect("it opens");
        let keys = keyring(&store).await.expect("its keys");
        let signed_in = SignedIn {
            staff,
            keys: Keys::derive(&Seed::make()),
            access: AccessKey::make(),
            epoch: Epoch::FIRST,
            database_key: Box::new(self.key.clone()),
            next_key: None,
            expires: None,
            reader: None,
        };
        let parts = Parts {
            practice: self.practice,
            device: self.device,
            workstation: "RECEP".to_owned(),
            demonstration: false,
            signed_in,
            vault: self.vault.clone(),
            store,
            queue: Arc::new(line),
            clock,
            keys,
            carrier: None,
            exports: file.with_extension("exports"),
            changes: Changes::default(),
            copies: Copies::default(),
        };
        let desk = Unlocked::open(parts).await.expect("the practice opens");
        desk.0.log_known.send_replace(true);
        desk
    }
}

impl Scene {
    pub async fn set() -> Self {
        let (two, manager, jo) = Two::at_work().await;
        for desk in [&manager, &jo] {
            eventually("everything is carried and read", async || {
                let mut connection = desk.0.store.read().await.unwrap();
                let waiting = outbox::count(&mut connection).await.unwrap();
                let head = desk.0.queue.head().await.unwrap().seq;
                (waiting == 0 && desk.cursor().await.unwrap() == head).then_some(())
            })
            .await;
        }
        let directory = manager.directory();
        let mut people: Vec<_> =
            directory.people().map(|(id, person)| (person.roles().to_vec(), id)).collect();
        // By role: ids differ from run to run.
        people.sort();
        let (roles, staff) = people.into_iter().unzip();
        let gateway = own_gateway(&manager.0.vault).unwrap();
        let first = Template::of(&manager, two.first.folder().database());
        let second = Template::of(&jo, two.second.folder().database());
        drop((manager, jo));
        let (home, now, clock) = (Home::named(&two.log()), two.clock.now(), two.clock.clone());
        let Two { folder, first: one, second: other, .. } = two;
        one.shut_down().await;
        other.shut_down().await;
        let queue = queue::open(&home, Arc::new(clock)).await.unwrap();
        let log = queue.read(Seq::START, 100_000).await.unwrap();
        queue.close().await;
        Self { _folder: folder, log, pcs: [first, second], gateway, staff, roles, now }
    }
}
