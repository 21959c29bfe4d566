//! Smartcards without plastic: a real `pcscd` of a test's own, readers it can fill and empty, and cards with PIV on them.
//!
//! Every station runs its own daemon in a mount namespace of its own, so that tests do not share readers: the daemon
//! keeps its socket below a folder that only this station's programs are pointed to. A card lives on when it is taken
//! out, its wrong PINs with it. Next: `piv` for what a card answers, `issuer` for who signs its certificates.

mod issuer;
mod keys;
mod piv;
mod tlv;

use crate::processes::Group;
use anyhow::{Context, Result, bail};
pub use issuer::{Certificate, Issuer, Purpose, Validity};
pub use keys::{Key, KeyKind};
pub use piv::{Card, PIN};
use std::fs;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The variable by which every PC/SC program finds its daemon.
pub const SOCKET: &str = "PCSCLITE_CSOCK_NAME";

/// How long the daemon may take to come up, or a reader to take a card.
const READY: Duration = Duration::from_secs(20);

/// How many readers a station has; the virtual driver decides.
pub const READERS: u16 = 2;

/// Names the station's folder to a test that runs beside one.
const FOLDER: &str = "DUTY_DESK_STATION";

/// Runs a test beside a station of its own. The daemon is found by the environment, and a process cannot change its own
/// without harm to its threads: so the test is started once more, alone, with the environment right.
///
/// # Panics
/// When the test fails there.
#[allow(clippy::panic, clippy::expect_used, reason = "a test's own frame")]
pub fn beside_a_station(test: &str, body: impl FnOnce(Station)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return body(Station::in_folder(Path::new(&folder)).expect("a station"));
    }
    let folder = tempfile::Builder::new().prefix("duty-desk-cards-").tempdir().expect("a folder");
    // The first part is the crate, which the test runner does not name.
    let test = test.split_once("::").map_or(test, |(_, test)| test);
    let status = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .env(SOCKET, Station::socket_in(folder.path()))
        .status()
        .expect("a second run");
    assert!(status.success(), "{test} failed beside its station");
}

/// A smartcard service with its readers.
#[derive(Debug)]
pub struct Station {
    folder: PathBuf,
    first_port: u16,
    daemon: Option<Group>,
    _temporary: Option<TempDir>,
}

impl Station {
    /// A station in a folder of its own.
    pub fn start() -> Result<Self> {
        let temporary = tempfile::Builder::new().prefix("duty-desk-cards-").tempdir()?;
        let mut station = Self::in_folder(temporary.path())?;
        station._temporary = Some(temporary);
        Ok(station)
    }

    /// A station in this folder: for a process whose environment names the folder's socket already.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let first_port = free_ports()?;
        fs::create_dir_all(folder.join("run/pcscd"))?;
        let config = "FRIENDLYNAME \"Virtual reader\"\n\
            LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n";
        let port = format!("DEVICENAME /dev/null:0x{first_port:X}\nCHANNELID 0x{first_port:X}\n");
        fs::create_dir_all(folder.join("readers"))?;
        fs::write(folder.join("readers/virtual"), format!("{config}{port}"))?;
        let mut station = Self { folder: folder.to_owned(), first_port, daemon: None, _temporary: None };
        station.start_service()?;
        Ok(station)
    }

    /// Where a folder's daemon listens.
    #[must_use]
    pub fn socket_in(folder: &Path) -> PathBuf {
        folder.join("run/pcscd/pcscd.comm")
    }

    /// Points a program at this station.
    pub fn apply(&self, command: &mut Command) {
        command.env(SOCKET, Self::socket_in(&self.folder));
    }

    /// Starts the daemon, with readers and without cards.
    pub fn start_service(&mut self) -> Result<()> {
        // The daemon's socket has a fixed name below /run; here /run is this station's own.
        let script = "mount --bind \"$1\" /run && exec pcscd --foreground --critical --config \"$2\"";
        let mut command = Command::new("unshare");
        command.arg("--mount");
        if !rustix::process::geteuid().is_root() {
            command.arg("--map-root-user");
        }
        command
            .args(["sh", "-c", script, "pcscd"])
            .arg(self.folder.join("run"))
            .arg(self.folder.join("readers"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.daemon = Some(Group::start(&mut command).context("cannot start pcscd")?);
        let socket = Self::socket_in(&self.folder);
        let deadline = Instant::now() + READY;
        while !socket.exists() || TcpStream::connect((Ipv4Addr::LOCALHOST, self.first_port)).is_err() {
            if Instant::now() > deadline {
                bail!("the smartcard service did not come up");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Stops the daemon as if it had crashed.
    pub fn stop_service(&mut self) {
        self.daemon = None;
        // Its socket stays behind after a kill; the next one makes its own.
        let _ = fs::remove_dir_all(self.folder.join("run/pcscd"));
        let _ = fs::create_dir_all(self.folder.join("run/pcscd"));
    }

    /// Puts a card into a reader (0 or 1).
    pub fn insert(&self, reader: u16, card: &Card) -> Result<Inserted> {
        if reader >= READERS {
            bail!("there are {READERS} readers");
        }
        let address = (Ipv4Addr::LOCALHOST, self.first_port + reader);
        let deadline = Instant::now() + READY;
        let stream = loop {
            match TcpStream::connect(address) {
                Ok(stream) => break stream,
                Err(error) if Instant::now() > deadline => return Err(error).context("no such reader"),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        stream.set_nodelay(true)?;
        let mut inside = card.clone();
        let mut connection = vpicc::Connection::from(stream.try_clone()?);
        let quick = stream.try_clone()?;
        let answering = std::thread::spawn(move || {
            // The reader sends a command in two pieces and waits for the first to be acknowledged: 40 ms, unless at once.
            while rustix::net::sockopt::set_tcp_quickack(&quick, true).is_ok()
                && connection.poll(&mut inside).is_ok()
            {}
        });
        Ok(Inserted { stream, answering: Some(answering) })
    }
}

/// A card in a reader; dropping this takes it out.
#[derive(Debug)]
pub struct Inserted {
    stream: TcpStream,
    answering: Option<JoinHandle<()>>,
}

impl Inserted {
    /// Takes it out now.
    pub fn remove(self) {}
}

impl Drop for Inserted {
    fn drop(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Both);
        if let Some(answering) = self.answering.take() {
            let _ = answering.join();
        }
    }
}

/// The first of as many neighbouring ports as there are readers.
fn free_ports() -> Result<u16> {
    for _ in 0..100 {
        let first = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        let port = first.local_addr()?.port();
        let Some(next) = port.checked_add(READERS - 1) else { continue };
        if TcpListener::bind((Ipv4Addr::UNSPECIFIED, next)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no two neighbouring ports are free")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = "opensc-pkcs11.so";

    fn tool(station: &Station, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new("pkcs11-tool");
        station.apply(&mut command);
        let output = command.args(["--module", MODULE]).args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    fn card(kind: KeyKind) -> Card {
        let issuer = Issuer::new("An authority").unwrap();
        let made = |purpose| {
            let key = Key::make(kind).unwrap();
            let certificate = issuer.issue("A. Holder", &key, purpose, Validity::now()).unwrap();
            (key, certificate)
        };
        Card::new(4417, made(Purpose::SignIn), Some(made(Purpose::Unwrap)))
    }

    /// Signs with the card and holds it against the certificate, both by other people's programs.
    fn openssl_verifies(station: &Station, kind: KeyKind) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (message, signature, der) = (file("message"), file("signature"), file("certificate"));
        fs::write(&message, "A letter").unwrap();
        let mechanism = if kind == KeyKind::Rsa { "SHA256-RSA-PKCS" } else { "ECDSA-SHA256" };
        let sign = ["--login", "--pin", PIN, "--sign", "--id", "01", "--mechanism", mechanism];
        let files = ["--signature-format", "openssl", "--input-file", &message, "--output-file", &signature];
        let (signed, said) = tool(station, &[&sign[..], &files].concat());
        assert!(signed, "{said}");
        tool(station, &["--read-object", "--type", "cert", "--id", "01", "--output-file", &der]);
        let openssl = |arguments: &[&str]| Command::new("openssl").args(arguments).output().unwrap();
        let public = openssl(&["x509", "-inform", "DER", "-in", &der, "-pubkey", "-noout"]).stdout;
        fs::write(file("public"), public).unwrap();
        openssl(&["dgst", "-sha256", "-verify", &file("public"), "-signature", &signature, &message])
            .status
            .success()
    }

    #[test]
    fn an_independent_program_reads_both_kinds_of_card_and_signs_with_them() {
        let station = Station::start().unwrap();
        for kind in [KeyKind::P256, KeyKind::Rsa] {
            let card = card(kind);
            let _inserted = station.insert(1, &card).unwrap();
            let objects = || tool(&station, &["--login", "--pin", PIN, "--list-objects"]).1;
            let deadline = Instant::now() + READY;
            while !objects().contains("Private Key Object") {
                assert!(Instant::now() < deadline, "{}", objects());
            }
            assert_eq!(objects().matches("Private Key Object").count(), 2, "{}", objects());
            assert!(openssl_verifies(&station, kind), "{kind:?}");
        }
    }

    #[test]
    fn wrong_pins_outlive_the_cards_being_taken_out_and_the_third_blocks_it() {
        let station = Station::start().unwrap();
        let card = card(KeyKind::P256);
        for left in [2, 1, 0] {
            let inserted = station.insert(0, &card).unwrap();
            let deadline = Instant::now() + READY;
            while card.tries() > left {
                let (done, said) = tool(&station, &["--login", "--pin", "000000", "--list-objects"]);
                assert!(!done && Instant::now() < deadline, "{said}");
            }
            assert_eq!(card.tries(), left);
            inserted.remove();
        }
        let _inserted = station.insert(0, &card).unwrap();
        let deadline = Instant::now() + READY;
        loop {
            let (done, said) = tool(&station, &["--login", "--pin", PIN, "--list-objects"]);
            assert!(!done && Instant::now() < deadline, "{said}");
            if said.contains("CKR_PIN_LOCKED") {
                return;
            }
        }
    }
}
