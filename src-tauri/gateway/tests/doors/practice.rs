//! A practice founded for a test: one PC, one manager, one gateway, and its log in a folder that goes away.

use crate::faulty::Faulty;
use chrono::{DateTime, TimeDelta, Utc};
use crypto::directory::{EpochGrant, Founding, KIND, Recipients};
use crypto::{
    AccessKey, Author, Directory, Draft, Envelope, Epoch, EpochSecret, Hash, Header, Keys, Origin, Seed,
    Signature, Statement, cbor,
};
use domain::message::{Inbound, Letter, Outbound, Receipt};
use domain::policy::PracticePolicy;
use domain::staff::Role;
use domain::subject::Kind;
use domain::{DeviceId, EventId, GatewayId, PracticeId, StaffId, Subject};
use gateway::{Config, Limits, NhsAppDoor, NhsAppOutbound, Rate, Running, serve};
use queue::{FileQueue, Queue, Seq};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What the proxy in front shows at the NHS App's door.
pub const SECRET: &str = "7dYyQm3kWv9sXb2nTf5rLc8hGj4pZa6e";

pub const NAME: &str = "Hollin Lane Surgery";

/// A clock that stands until it is moved.
#[derive(Clone)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    fn at(text: &str) -> Self {
        let instant: DateTime<Utc> = text.parse().unwrap();
        Self(Arc::new(AtomicI64::new(instant.timestamp_millis())))
    }

    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub fn forward(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

pub struct Practice {
    pub id: PracticeId,
    pub gateway: GatewayId,
    pub folder: tempfile::TempDir,
    pub queue: Arc<Faulty>,
    pub clock: Hands,
    pub policy: PracticePolicy,
    pub device: DeviceId,
    pub device_keys: Keys,
    pub manager: StaffId,
    pub manager_keys: Keys,
    directory: Mutex<Directory>,
    last: Mutex<std::collections::HashMap<Subject, Hash>>,
}

fn seed(n: u8) -> Seed {
    Seed::from_bytes(&[n; 32])
}

impl Practice {
    /// Founds it, adds the gateway, publishes the settings. Tuesday 25 August 2026, 09:58 in London.
    pub async fn found() -> Self {
        let practice = Self::found_unsettled().await;
        practice.publish(&practice.policy, Role::Manager).await;
        practice
    }

    /// The same, with no settings published.
    pub async fn found_unsettled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Hands::at("2026-08-25T08:58:00Z");
        let hands = clock.clone();
        let log = FileQueue::open(&folder.path().join("log"), Arc::new(move || hands.now())).await.unwrap();
        let queue = Arc::new(Faulty { inner: log, failing: AtomicBool::new(false) });
        let id = PracticeId(Uuid::from_u128(1));
        let (device, manager) = (DeviceId(Uuid::from_u128(2)), StaffId(Uuid::from_u128(3)));
        let (device_keys, manager_keys) = (Keys::derive(&seed(2)), Keys::derive(&seed(3)));
        let founding = founding(id, device, &device_keys, manager, &manager_keys, &clock);
        let directory = Directory::found(&founding).unwrap();
        let policy =
            PracticePolicy::standard(NAME, "A81001".parse().unwrap(), "01632 960140".parse().unwrap());
        let practice = Self {
            id,
            gateway: "front".parse().unwrap(),
            folder,
            queue,
            clock,
            policy,
            device,
            device_keys,
            manager,
            manager_keys,
            directory: Mutex::new(directory),
            last: Mutex::default(),
        };
        practice.append(&founding).await;
        let keys = Keys::derive(&seed(9)).public();
        practice.append_statement(Statement::GatewayAdded { gateway: practice.gateway.clone(), keys }).await;
        practice
    }

    pub fn header(&self, subject: Subject, kind: &str, roles: &[Role]) -> Header {
        let previous = self.last.lock().unwrap().get(&subject).copied();
        Header {
            previous,
            roles: roles.to_vec(),
            directory: self.directory.lock().unwrap().head(),
            ..blank(self.id, subject, kind, self.device, self.manager, self.clock.now())
        }
    }

    pub async fn append(&self, envelope: &Envelope) {
        let header = envelope.header();
        self.queue.append(&header.subject, None, header.id, envelope.bytes()).await.unwrap();
        self.last.lock().unwrap().insert(header.subject.clone(), envelope.hash());
    }

    /// Says something in the directory.
    pub async fn append_statement(&self, statement: Statement) {
        let header = self.header(Subject::directory(), KIND, &[Role::Manager]);
        let draft = Draft::new(header, cbor::encode(&statement).unwrap());
        let envelope = draft.sign_only(&self.device_keys.sign, Some(&self.manager_keys.sign)).unwrap();
        self.directory.lock().unwrap().apply(&envelope).unwrap();
        self.append(&envelope).await;
    }

    /// Publishes settings, acting in that role.
    pub async fn publish(&self, policy: &PracticePolicy, role: Role) {
        let header = self.header(Subject::public(), "policy", &[role]);
        let draft = Draft::new(header, cbor::encode(policy).unwrap());
        self.append(&draft.sign_only(&self.device_keys.sign, None).unwrap()).await;
    }

    /// Asks the gateway to send; returns the envelope for tests that need it.
    pub async fn send(&self, outbound: &Outbound, signer: &Keys) -> Envelope {
        let header = self.header(Subject::outbound(&self.gateway), "send", &[Role::Manager]);
        let draft = Draft::new(header, cbor::encode(outbound).unwrap());
        let envelope = draft.seal_to_gateway(&Keys::derive(&seed(9)).seal.public(), &signer.sign).unwrap();
        self.append(&envelope).await;
        envelope
    }

    pub fn config(&self) -> Config {
        let rate = Rate { burst: 1_000_000, per_minute: 1_000_000 };
        Config {
            practice: self.id,
            genesis: self.directory.lock().unwrap().founding(),
            id: self.gateway.clone(),
            keys: Keys::derive(&seed(9)),
            listen: "127.0.0.1:0".parse().unwrap(),
            demonstration: false,
            nhs_app: NhsAppOutbound::None,
            nhs_app_door: NhsAppDoor::Proven(SECRET.to_owned().try_into().unwrap()),
            proxied: false,
            limits: Limits { per_source: rate, overall: rate, ..Limits::default() },
        }
    }

    /// Opens the doors and waits until they are ready.
    pub async fn open(&self) -> Doors {
        self.open_with(|_| {}).await
    }

    pub async fn open_with(&self, change: impl FnOnce(&mut Config)) -> Doors {
        let doors = self.open_at_once(change).await;
        eventually("ready", || doors.get("/health").text.contains("true").then_some(())).await;
        doors
    }

    pub async fn open_at_once(&self, change: impl FnOnce(&mut Config)) -> Doors {
        let mut config = self.config();
        change(&mut config);
        let stop = CancellationToken::new();
        let clock = self.clock.clone();
        let running = serve(config, self.queue.clone(), move || clock.now(), stop.clone()).await.unwrap();
        Doors { running, stop }
    }

    /// Everything that gateways sent in, opened as the practice's PC opens it.
    pub async fn inbox(&self) -> Vec<(Header, Inbound)> {
        let directory = self.directory.lock().unwrap().clone();
        let secret = directory.open_epoch(self.device, Epoch::FIRST, &self.device_keys.seal).unwrap();
        let letterbox = secret.derive_letterbox();
        let all = self.queue.inner.read(Seq::START, 100_000).await.unwrap();
        let inbox = all.iter().filter(|message| matches!(message.subject.kind(), Ok(Kind::Inbox(..))));
        inbox
            .map(|message| {
                let envelope = Envelope::parse(&message.bytes).unwrap();
                let header = envelope.header().clone();
                assert_eq!((&header.subject, header.id), (&message.subject, message.id));
                let key = directory.verifying_key_at(&header.author, &header.directory).unwrap();
                let body = envelope.verify(key).unwrap().open_letter(&letterbox).unwrap();
                (header, cbor::decode(&body).unwrap())
            })
            .collect()
    }

    /// The letters, each with its gateway's signature checked.
    pub async fn letters(&self) -> Vec<Letter> {
        let key = Keys::derive(&seed(9)).public().verify;
        let inbox = self.inbox().await.into_iter();
        inbox
            .filter_map(|(_, inbound)| match inbound {
                Inbound::Letter { letter, signature } => {
                    let signature = Signature::from_bytes(&signature.try_into().unwrap());
                    key.verify(&letter.signing_bytes(), &signature).unwrap();
                    Some(*letter)
                }
                Inbound::Receipt { .. } => None,
            })
            .collect()
    }

    pub async fn receipts(&self) -> Vec<Receipt> {
        let inbox = self.inbox().await.into_iter();
        let receipt = |(_, inbound)| match inbound {
            Inbound::Receipt { receipt } => Some(receipt),
            Inbound::Letter { .. } => None,
        };
        inbox.filter_map(receipt).collect()
    }
}

fn blank(
    practice: PracticeId,
    subject: Subject,
    kind: &str,
    device: DeviceId,
    actor: StaffId,
    at: DateTime<Utc>,
) -> Header {
    let author = Author::Device(device);
    let origin = Origin { practice, author, epoch: Epoch::FIRST, directory: Hash::ZERO, at };
    let header = Header::new(origin, subject, EventId(Uuid::new_v4()), kind);
    Header { actor: Some(actor), roles: vec![Role::Manager], ..header }
}

fn founding(
    practice: PracticeId,
    device: DeviceId,
    device_keys: &Keys,
    staff: StaffId,
    staff_keys: &Keys,
    clock: &Hands,
) -> Envelope {
    let kit = Keys::derive(&seed(4)).public();
    let (device_public, staff_public) = (device_keys.public(), staff_keys.public());
    let to = Recipients { devices: &[(device, &device_public)], kit: &kit, staff: &[(staff, &staff_public)] };
    let secret = EpochSecret::from_slice(&[7; 32]).unwrap();
    let epoch = EpochGrant::seal(practice, Epoch::FIRST, &secret, &AccessKey::make(), &to).unwrap();
    let statement = Statement::Founded(Box::new(Founding {
        practice,
        ods: "A81001".parse().unwrap(),
        kit: kit.clone(),
        device,
        device_keys: device_public.clone(),
        staff,
        staff_keys: staff_public.clone(),
        roles: vec![Role::Manager, Role::Receptionist],
        epoch,
    }));
    let header = blank(practice, Subject::directory(), KIND, device, staff, clock.now());
    let draft = Draft::new(header, cbor::encode(&statement).unwrap());
    draft.sign_only(&device_keys.sign, Some(&staff_keys.sign)).unwrap()
}

/// The gateway's doors, from outside.
pub struct Doors {
    pub running: Running,
    stop: CancellationToken,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl Doors {
    fn agent() -> ureq::Agent {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        config.max_redirects_will_error(false).build().into()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        let url = self.url(path);
        tokio::task::block_in_place(|| answer(Self::agent().get(url).call().unwrap()))
    }

    pub fn put(&self, path: &str) -> Answer {
        let url = self.url(path);
        tokio::task::block_in_place(|| answer(Self::agent().put(url).send_empty().unwrap()))
    }

    pub fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let url = self.url(path);
        tokio::task::block_in_place(|| {
            let request = Self::agent().post(url).header("content-type", content_type);
            answer(request.header("x-duty-desk-nhs-app", SECRET).send(body).unwrap())
        })
    }

    /// With other headers, and without the proxy's secret.
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = headers
            .iter()
            .fold(Self::agent().post(self.url(path)), |request, (name, value)| request.header(*name, *value));
        tokio::task::block_in_place(|| answer(request.send(body).unwrap()))
    }

    /// As a page of another site would send it.
    pub fn post_from_a_page(&self, path: &str, body: &str) -> Answer {
        let url = self.url(path);
        let request = Self::agent().post(url).header("content-type", "application/json");
        let request = request.header("origin", "http://evil.example");
        tokio::task::block_in_place(|| answer(request.send(body).unwrap()))
    }

    pub fn post_json(&self, path: &str, body: impl ToString) -> Answer {
        self.post(path, "application/fhir+json", body.to_string().as_bytes())
    }

    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post(path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    pub async fn close(self) {
        self.stop.cancel();
        self.running.done.await.unwrap();
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let text = response.body_mut().read_to_string().unwrap();
    Answer { status: response.status().as_u16(), headers: response.headers().clone(), text }
}

/// Looks again and again, for at most ten seconds.
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..1_000 {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}
