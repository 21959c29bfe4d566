//! The real Secret Service: gnome-keyring on a message bus of its own, so that nobody's own keys are touched.

use crate::keystore::*;
use crate::vault::tests::silence::{Log, faces};
use crate::vault::tests::workstation::{MANAGER, PASSWORD, at, code, first_run, new_account, password};
use crate::vault::{CreateError, SignInError, VAULT_FILE, Vault, VaultError};
use secret_service::{EncryptionType, blocking::SecretService};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};
use uuid::Uuid;

const ASKED_FOR: &str = "DUTY_DESK_SECRET_SERVICE";

/// A bus that starts nothing by itself: what is not running is not there.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// Runs the test below on a bus and in a home of its own.
#[test]
fn the_secret_service_answers_found_absent_locked_and_failed() {
    if env::var_os(ASKED_FOR).is_none() {
        eprintln!("not run: set {ASKED_FOR}=1 where dbus-run-session and gnome-keyring-daemon are installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("bus.conf"), BUS).unwrap();
    let log = fs::File::create(home.path().join("log")).unwrap();
    let mut child = Command::new("dbus-run-session")
        .arg(format!("--config-file={}", home.path().join("bus.conf").display()))
        .arg("--")
        .arg(env::current_exe().unwrap())
        .args(["--exact", "keystore::os::tests::on_a_bus_of_its_own", "--ignored", "--nocapture"])
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
    let passed = within(Duration::from_secs(60), || child.try_wait().unwrap().is_some());
    let _ = child.kill();
    let status = child.wait().unwrap();
    let log = fs::read_to_string(home.path().join("log")).unwrap();
    assert!(passed && status.success() && log.contains("1 passed"), "{log}");
}

fn within(limit: Duration, mut done: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        if done() {
            return true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}

/// Ends with the test, whatever becomes of it.
struct Daemon(Child);

impl Daemon {
    fn start() -> Self {
        let mut daemon = Self::begin(&["--unlock"], None);
        daemon.0.stdin.take().unwrap().write_all(b"the person's own password").unwrap();
        assert!(within(Duration::from_secs(10), default_collection_is_open), "the daemon did not start");
        daemon
    }

    /// It answers, and no collection is the default one: KeePassXC with its database closed, a wallet not yet opened.
    fn without_a_default_collection(home: &Path) -> Self {
        let daemon = Self::begin(&[], Some(home));
        let answers = || {
            let service = SecretService::connect(EncryptionType::Plain);
            service.is_ok_and(|one| {
                matches!(one.get_default_collection().err(), Some(secret_service::Error::NoResult))
            })
        };
        assert!(
            within(Duration::from_secs(10), answers),
            "the daemon did not start, or has a default collection"
        );
        daemon
    }

    fn begin(more: &[&str], home: Option<&Path>) -> Self {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).args(more);
        if let Some(home) = home {
            command.env("XDG_DATA_HOME", home);
        }
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(child.unwrap())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn default_collection_is_open() -> bool {
    SecretService::connect(EncryptionType::Plain).is_ok_and(|service| {
        service.get_default_collection().is_ok_and(|one| one.is_locked().is_ok_and(|it| !it))
    })
}

fn lock() {
    SecretService::connect(EncryptionType::Plain).unwrap().get_default_collection().unwrap().lock().unwrap();
}

fn name(device: u128) -> SecretName {
    SecretName { practice: first_run().practice, device: DeviceId(Uuid::from_u128(device)) }
}

fn found(name: SecretName) -> [u8; 32] {
    let Lookup::Found(secret) = OsKeystore.find(name) else { panic!("not found") };
    *secret.bytes()
}

#[test]
#[ignore = "run by the test above, on a bus of its own"]
fn on_a_bus_of_its_own() {
    let log = listen();
    assert!(matches!(OsKeystore.find(name(1)), Lookup::Failed), "no service");
    let secret = DeviceSecret::make().unwrap();
    assert_eq!(OsKeystore.keep(name(1), &secret), Err(KeystoreError::Failed));
    assert_eq!(probe(&OsKeystore, name(3)), Err(ProbeError::Absent));

    let daemon = Daemon::start();
    assert!(matches!(OsKeystore.find(name(1)), Lookup::Absent));
    OsKeystore.keep(name(1), &secret).unwrap();
    assert_eq!(OsKeystore.keep(name(1), &DeviceSecret::make().unwrap()), Err(KeystoreError::Occupied));
    assert_eq!(found(name(1)), *secret.bytes());
    assert_eq!(OsKeystore.generation(name(1)), Ok(None));
    for generation in [1, 2] {
        OsKeystore.keep_generation(name(1), generation).unwrap();
        assert_eq!(OsKeystore.generation(name(1)), Ok(Some(generation)));
    }
    assert_eq!(found(name(1)), *secret.bytes(), "the number is an entry of its own");
    assert_eq!(probe(&OsKeystore, name(3)), Ok(()));

    lock();
    assert_eq!(OsKeystore.generation(name(1)), Err(KeystoreError::Locked));
    assert_eq!(OsKeystore.generation(name(2)), Err(KeystoreError::Locked));
    assert_eq!(OsKeystore.keep_generation(name(1), 3), Err(KeystoreError::Locked));
    assert_eq!(probe(&OsKeystore, name(3)), Err(ProbeError::Locked));
    assert!(matches!(OsKeystore.find(name(1)), Lookup::Locked));
    assert!(
        matches!(OsKeystore.find(name(2)), Lookup::Locked),
        "what a locked store does not show may be there"
    );
    assert_eq!(OsKeystore.keep(name(2), &secret), Err(KeystoreError::Locked));
    assert_eq!(OsKeystore.remove(name(1)), Err(KeystoreError::Locked));

    drop(daemon);
    assert!(matches!(OsKeystore.find(name(1)), Lookup::Failed), "the service died");
    let elsewhere = tempfile::tempdir().unwrap();
    let daemon = Daemon::without_a_default_collection(elsewhere.path());
    assert!(matches!(OsKeystore.find(name(1)), Lookup::Locked), "a store that is not ready has lost nothing");
    assert_eq!(OsKeystore.generation(name(1)), Err(KeystoreError::Locked));
    assert_eq!(OsKeystore.keep(name(1), &secret), Err(KeystoreError::Locked));
    assert_eq!(probe(&OsKeystore, name(3)), Err(ProbeError::Locked));
    drop(daemon);
    let _daemon = Daemon::start();
    assert_eq!(found(name(1)), *secret.bytes(), "kept across a restart");
    assert_eq!(OsKeystore.generation(name(1)), Ok(Some(2)), "and so is the number");
    OsKeystore.remove(name(1)).unwrap();
    assert!(matches!(OsKeystore.find(name(1)), Lookup::Absent));
    assert_eq!(OsKeystore.generation(name(1)), Ok(None));
    a_real_practice_lives_in_it(&tempfile::tempdir().unwrap().path().join("practice"));
    let text = log.text();
    assert!(text.contains("the key store refused") && text.contains("zbus"), "the log listened");
    for face in faces(secret.bytes()) {
        assert!(!text.contains(&face), "{face}");
    }
}

/// This process is the test's own, so the log of every thread of it can be listened to.
fn listen() -> Log {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    log
}

fn a_real_practice_lives_in_it(folder: &Path) {
    let store: Arc<dyn Keystore> = Arc::new(OsKeystore);
    let manager = || new_account("carol.whitby", MANAGER, at(0));
    let (vault, _) = Vault::create(folder, store.clone(), first_run(), manager(), at(0)).unwrap();
    let enter = |seconds| {
        let vault = Vault::open(folder)?;
        vault
            .sign_in("carol.whitby", &password(PASSWORD), &code(MANAGER, at(seconds)), at(seconds))
            .map(|_| ())
    };
    let old = fs::read(folder.join(VAULT_FILE)).unwrap();
    assert_eq!(enter(60), Ok(()));
    let now = fs::read(folder.join(VAULT_FILE)).unwrap();
    fs::write(folder.join(VAULT_FILE), old).unwrap();
    assert_eq!(enter(90), Err(SignInError::Vault(VaultError::Older)), "a file copied back");
    fs::write(folder.join(VAULT_FILE), now).unwrap();
    lock();
    assert_eq!(enter(120), Err(SignInError::Vault(VaultError::KeystoreLocked)));
    let elsewhere = folder.with_file_name("elsewhere");
    let locked = Vault::create(&elsewhere, store, first_run(), manager(), at(0));
    assert_eq!(locked.map(|_| ()), Err(CreateError::KeystoreLocked));
    assert_eq!(vault.notice(), Err(VaultError::KeystoreLocked));
}
