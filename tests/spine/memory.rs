//! After a lock no key is left in the program's memory: looked for from outside, as somebody with the computer would.

use crate::practice::{Practice, alone, eventually};
use engine::view::{Gate, Queue};
use engine::{Clock, Engine, Options};
use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

/// Names the folder to the process that is looked into.
const FOLDER: &str = "DUTY_DESK_SPINE_MEMORY";
/// How much of the memory is read at a time.
const CHUNK: usize = 1 << 20;

/// Not a test of its own: the practice that is looked into. It says how far it is, and goes on when it is told to.
#[tokio::test(flavor = "multi_thread")]
async fn the_practice_that_is_looked_into() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let practice = Practice::open_in(folder.clone()).await;
    let desk = practice.sign_in("jo.marsden").await;
    let id = eventually("a letter is listed", async || {
        let page = desk.list_queue(Queue::NeedsTriage, 0, 50).await.ok()?;
        page.rows.last().map(|row| row.id)
    })
    .await;
    desk.conversation(id).await.expect("it is there");
    say(&folder, "open");
    eventually("it is looked into", async || folder.join("lock").exists().then_some(())).await;
    practice.lock(desk).await;
    say(&folder, "locked");
    tokio::time::sleep(Duration::from_secs(110)).await;
}

fn say(folder: &Path, word: &str) {
    std::fs::write(folder.join(word), word).expect("written");
}

/// What must not be found, by its name.
type Secrets = BTreeMap<String, Vec<u8>>;

/// Makes the practice a minute ago, and takes its keys out as whoever has the factors can.
async fn secrets(folder: &Path) -> Secrets {
    let (clock, _hand) = Clock::by_hand(Clock::system().now() - chrono::TimeDelta::seconds(90));
    let options = Options { folder: folder.to_owned(), clock: clock.clone(), demonstration: true };
    let engine = Engine::start(options).await.expect("the demonstration starts");
    let person = |gate: Gate, user: &str| match gate {
        Gate::SignIn { demonstration: Some(people), .. } => {
            people.into_iter().find(|person| person.user_name == user).expect("in the cast")
        }
        _ => panic!("the demonstration stands before sign-in"),
    };
    let priya = person(engine.gate().await, "priya.nair");
    let desk = engine.sign_in("priya.nair", &priya.password, &priya.code).await.expect("right");
    let kept = engine::testing::kept_keys(&desk).await.expect("its own keys");
    drop(desk);
    engine.lock().await;
    let jo = person(engine.gate().await, "jo.marsden");
    let vault = signin::vault::Vault::open(&engine.folder().practice()).expect("the vault");
    let password = jo.password.clone().into();
    let signed_in = vault.sign_in("jo.marsden", &password, &jo.code, clock.now()).expect("right");
    engine.shut_down().await;
    let database = signed_in.database_key.to_vec();
    let hex: String = database.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut secrets = Secrets::new();
    secrets.insert("the access key".to_owned(), signed_in.access.to_bytes().to_vec());
    secrets.insert("the database's key in digits".to_owned(), hex.into_bytes());
    secrets.insert("the database's key".to_owned(), database);
    for (n, key) in kept.iter().enumerate() {
        assert!(key.len() >= 32, "a key in the database has {} bytes", key.len());
        secrets.insert(format!("key {n} of the database"), key.to_vec());
    }
    secrets
}

/// How often each is in the memory of a process.
fn found(process: &Child, secrets: &Secrets) -> BTreeMap<String, usize> {
    let proc = PathBuf::from(format!("/proc/{}", process.id()));
    let maps = std::fs::read_to_string(proc.join("maps")).expect("its maps");
    let mut memory = std::fs::File::open(proc.join("mem")).expect("its memory");
    let mut found: BTreeMap<String, usize> = secrets.keys().map(|name| (name.clone(), 0)).collect();
    let heads: Vec<(u64, &String, &Vec<u8>)> =
        secrets.iter().map(|(name, secret)| (head(secret), name, secret)).collect();
    let longest = secrets.values().map(Vec::len).max().unwrap_or(0);
    for (from, until) in maps.lines().filter_map(region) {
        let mut place = from;
        while place < until {
            let length = CHUNK.min(usize::try_from(until - place).expect("an address"));
            // The end of one piece is the beginning of the next, so that nothing is cut in two.
            let reach = (length + longest).min(usize::try_from(until - place).expect("an address"));
            let mut bytes = vec![0; reach];
            if memory.seek(SeekFrom::Start(place)).is_ok() && memory.read_exact(&mut bytes).is_ok() {
                count(&bytes, length, &heads, &mut found);
            }
            place += length as u64;
        }
    }
    found
}

fn count(
    bytes: &[u8],
    length: usize,
    heads: &[(u64, &String, &Vec<u8>)],
    found: &mut BTreeMap<String, usize>,
) {
    if bytes.iter().all(|byte| *byte == 0) {
        return;
    }
    for (place, window) in bytes.windows(8).enumerate().take(length) {
        let here = head(window);
        for (_, name, secret) in heads.iter().filter(|(head, ..)| *head == here) {
            if bytes[place..].starts_with(secret) {
                *found.get_mut(*name).expect("its name") += 1;
            }
        }
    }
}

fn head(bytes: &[u8]) -> u64 {
    u64::from_ne_bytes(bytes[..8].try_into().expect("eight"))
}

/// A readable and writable region of a process.
fn region(line: &str) -> Option<(u64, u64)> {
    let (range, rest) = line.split_once(' ')?;
    let (from, until) = range.split_once('-')?;
    if !rest.starts_with("rw") || line.ends_with("[vvar]") {
        return None;
    }
    Some((u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(until, 16).ok()?))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_left_in_memory_after_a_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let secrets = secrets(&path).await;
    let mut child = alone("memory::the_practice_that_is_looked_into", FOLDER, &path);
    eventually("somebody is signed in", async || path.join("open").exists().then_some(())).await;
    let open = found(&child, &secrets);
    say(&path, "lock");
    eventually("it is locked", async || path.join("locked").exists().then_some(())).await;
    let locked = found(&child, &secrets);
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(open.values().any(|times| *times > 0), "this finds keys where there are some: {open:?}");
    let left: Vec<_> = locked.iter().filter(|(_, times)| **times > 0).collect();
    assert!(left.is_empty(), "left after the lock: {left:?}; before it: {open:?}");
}
