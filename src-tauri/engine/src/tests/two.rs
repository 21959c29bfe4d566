//! Two workstations of one practice: two data folders, one log.

use crate::view::{AuthenticatorView, JoinForm, JoinState, NewStaff};
use crate::{Clock, Engine, Options, Unlocked};
use chrono::{DateTime, TimeDelta, Utc};
use domain::staff::Role;
use domain::{DeviceId, StaffId};
use signin::totp::TotpSecret;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const PASSWORD: &str = "otter-canal-lantern";
pub const OTHER: &str = "lantern by the canal";

/// A demonstration on the first workstation; the second is bare until it joins.
pub struct Two {
    pub folder: TempDir,
    pub first: Engine,
    pub second: Engine,
    pub hand: crate::clock::HandOfClock,
    pub clock: Clock,
}

pub async fn start(folder: PathBuf, clock: &Clock, demonstration: bool) -> Engine {
    let _ =
        tracing_subscriber::fmt().with_test_writer().with_env_filter("engine=debug,signin=debug").try_init();
    Engine::start(Options { folder, clock: clock.clone(), demonstration }).await.expect("it starts")
}

impl Two {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let morning: DateTime<Utc> = "2026-03-10T10:00:10Z".parse().unwrap();
        let (clock, hand) = Clock::by_hand(morning);
        let first = start(folder.path().join("first"), &clock, true).await;
        let second = start(folder.path().join("second"), &clock, false).await;
        // People keep their telephones when a workstation is wiped.
        let cast = crate::way_in::demo::FILE;
        std::fs::copy(first.folder().practice().join(cast), folder.path().join(cast)).unwrap();
        Self { folder, first, second, hand, clock }
    }

    pub fn log(&self) -> String {
        self.folder.path().join("first/practice/queue").to_str().unwrap().to_owned()
    }

    /// Lets the codes of all authenticators change.
    pub fn next_code(&self) {
        self.hand.advance(TimeDelta::seconds(30));
    }

    /// The code somebody of the demonstration reads now.
    pub async fn code(&self, user: &str) -> String {
        let people =
            crate::way_in::demo::people(self.folder.path(), self.clock.now()).expect("the demonstration");
        people.into_iter().find(|person| person.user_name == user).expect("in the cast").code
    }

    pub async fn sign_in(&self, engine: &Engine, user: &str) -> Unlocked {
        self.next_code();
        let code = self.code(user).await;
        let signed_in = engine.sign_in(user, PASSWORD, &code).await;
        attested(signed_in.unwrap_or_else(|error| panic!("{user}: {error:?}"))).await
    }

    pub async fn manager(&self) -> Unlocked {
        self.sign_in(&self.first, "carol.whitby").await
    }

    /// Two workstations at work: the manager signed in at the first, Jo at the second.
    pub async fn at_work() -> (Self, Unlocked, Unlocked) {
        let two = Self::new().await;
        let manager = two.manager().await;
        two.join(&manager).await;
        let jo = two.sign_in(&two.second, "jo.marsden").await;
        (two, manager, jo)
    }

    /// The second workstation asks, shows its code, and the manager types it.
    pub async fn join(&self, manager: &Unlocked) -> DeviceId {
        let code = self.ask().await;
        let requests = eventually("the request is heard", async || {
            let requests = manager.join_requests().await.unwrap();
            (!requests.is_empty()).then_some(requests)
        })
        .await;
        assert_eq!(requests[0].workstation, "RECEP-03, window");
        manager.confirm_join(requests[0].attempt, &code).await.unwrap();
        eventually("the second workstation is in", async || {
            (self.second.joining() == JoinState::Joined).then_some(())
        })
        .await;
        let devices = manager.devices().await.unwrap();
        devices.iter().find(|device| !device.this).expect("it is listed").id
    }

    /// The second workstation asks; the code on its screen.
    pub async fn ask(&self) -> String {
        let form = JoinForm { log: self.log(), workstation: "RECEP-03, window".to_owned() };
        self.second.begin_join(&form).unwrap();
        eventually("a code is shown", async || match self.second.joining() {
            JoinState::Code { code, practice } => {
                assert_eq!(practice, "Hollin Lane Surgery");
                Some(code)
            }
            JoinState::Failed { why } => panic!("{why:?}"),
            _ => None,
        })
        .await
    }

    /// Somebody is added by the manager; their authenticator.
    pub async fn add(&self, manager: &Unlocked, user: &str, roles: &[Role]) -> (StaffId, TotpSecret) {
        let shown = manager.begin_staff(&new_staff(user, roles)).await.unwrap();
        let totp = authenticator(&shown);
        let staff = manager.finish_staff(&totp.code_at(self.clock.now())).await.unwrap();
        (staff, totp)
    }

    pub async fn shut_down(self) {
        self.first.shut_down().await;
        self.second.shut_down().await;
    }
}

pub fn new_staff(user: &str, roles: &[Role]) -> NewStaff {
    NewStaff {
        name: "Sam Aspinall".to_owned(),
        signature: "Sam, reception".to_owned(),
        user_name: user.to_owned(),
        roles: roles.to_vec(),
        password: OTHER.to_owned(),
        expires: None,
    }
}

/// An authenticator that was given what the screen shows.
pub fn authenticator(shown: &AuthenticatorView) -> TotpSecret {
    let letters: String = shown.totp_secret.chars().filter(|c| !c.is_whitespace()).collect();
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = (0_u64, 0);
    let mut bytes = vec![];
    for letter in letters.chars() {
        let value = ALPHABET.find(letter.to_ascii_uppercase()).expect("base 32");
        bits = (bits.0 << 5 | value as u64, bits.1 + 5);
        if bits.1 >= 8 {
            bits.1 -= 8;
            bytes.push((bits.0 >> bits.1) as u8);
        }
    }
    TotpSecret::from_bytes(bytes.try_into().expect("20 bytes"))
}

/// Who has confirmed what is asked of everybody before the first message.
pub async fn attested(desk: Unlocked) -> Unlocked {
    for to in desk.due() {
        desk.attest(to).await.unwrap();
    }
    desk
}

/// The folder goes, as with a disk that died. Windows lets go of what was watched or open a moment after it was closed.
pub async fn gone(folder: &std::path::Path) {
    eventually("nobody holds the folder", async || {
        let removed = std::fs::remove_dir_all(folder);
        (removed.is_ok() || !folder.exists()).then_some(())
    })
    .await;
}

/// Waits for something the loops bring about.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Every file below a folder, with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    found
}
