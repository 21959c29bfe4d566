//! The headless host: the real commands over the real engine, for the browser tests and for looking.
//!
//! `cargo run --package journeys --example host -- --site ui/test-results/site --port 0` serves the built screens and,
//! behind one loopback door, any number of practices, each in a temporary folder with a clock of its own. It writes where it
//! listens on its standard output and ends with its standard input. It is an example, so that no program that is built
//! for anybody contains it. What a practice is stands in `practice`, how its morning was made in `morning`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a test's host stops where the house does not hold"
)]

mod audit;
mod beside;
mod cards;
mod deeds;
mod door;
mod faults;
mod keys;
mod letters;
mod morning;
mod practice;
mod scene;
mod templates;
mod time;

use anyhow::Context;
use std::io::Read;
use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    duty_desk::headless::runs_on(runtime.handle());
    let filter = std::env::var("DUTY_DESK_LOG").unwrap_or_else(|_| "off".to_owned());
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).init();
    let (mut site, mut port) = (PathBuf::from("ui/test-results/site"), 0_u16);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{argument} wants a value"))?;
        match argument.as_str() {
            "--site" => site = value.into(),
            "--port" => port = value.parse()?,
            other => anyhow::bail!("{other} is not an option"),
        }
    }
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        println!("http://{}", listener.local_addr()?);
        let door = door::Door::new(site)?;
        tokio::select! {
            served = axum::serve(listener, door.router()) => served?,
            () = input_ends() => {}
        }
        door.end().await;
        Ok(())
    })
}

/// Whoever started this is gone.
async fn input_ends() {
    let (ended, ends) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut bytes = [0_u8; 256];
        while std::io::stdin().read(&mut bytes).is_ok_and(|count| count > 0) {}
        let _ = ended.send(());
    });
    let _ = ends.await;
}
