//! The gateway as a program of its own, for a practice whose log is not on the PC that patients reach.
//!
//! `gateway CONFIG.json` runs it; `gateway --make-key FILE` makes a new key and prints the public half, which a manager
//! then adds to the directory. It listens without TLS: put a reverse proxy in front that terminates mutual TLS. The NHS
//! App's door stays shut until `nhsAppDoor` holds the secret by which that proxy says that it has proven the NHS App.

mod key_file;

use anyhow::{Context, bail};
use chrono::Utc;
use crypto::Hash;
use domain::{GatewayId, PracticeId};
use gateway::{Config, Limits, NhsAppDoor, NhsAppOutbound};
use queue::Home;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The configuration file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    practice: PracticeId,
    genesis: Hash,
    id: GatewayId,
    key_file: PathBuf,
    queue_folder: String,
    listen: SocketAddr,
    #[serde(default)]
    demonstration: bool,
    #[serde(default)]
    nhs_app: NhsAppOutbound,
    #[serde(default)]
    nhs_app_door: NhsAppDoor,
    #[serde(default)]
    proxied: bool,
    #[serde(default)]
    limits: Limits,
}

#[expect(clippy::disallowed_methods, reason = "the program's clock: the one place that reads it")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--make-key", file] => make_key(Path::new(file)),
        [file] if !file.starts_with('-') => run(Path::new(file)).await,
        _ => bail!("usage: gateway CONFIG.json | gateway --make-key FILE"),
    }
}

async fn run(file: &Path) -> anyhow::Result<()> {
    let text = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let settings: Settings = serde_json::from_slice(&text).context("the configuration")?;
    let queue =
        queue::open(&Home::named(&settings.queue_folder), Arc::new(now)).await.context("opening the log")?;
    let config = Config {
        practice: settings.practice,
        genesis: settings.genesis,
        id: settings.id,
        keys: key_file::read(&settings.key_file)?,
        listen: settings.listen,
        demonstration: settings.demonstration,
        nhs_app: settings.nhs_app,
        nhs_app_door: settings.nhs_app_door,
        proxied: settings.proxied,
        limits: settings.limits,
    };
    let stop = CancellationToken::new();
    let running = gateway::serve(config, queue, now, stop.clone()).await?;
    tracing::info!(address = %running.address, "the doors are open");
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    running.done.await.context("the doors were shut by a fault")
}

#[expect(clippy::print_stdout, reason = "the public half is this command's answer")]
fn make_key(file: &Path) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(&key_file::make(file)?.public())?);
    Ok(())
}
