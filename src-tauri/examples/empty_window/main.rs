//! An empty Tauri window: the floor that `cargo xtask bench` holds the application's start, memory and idle CPU against.
//!
//! It has the application's webview and none of its work. Like the application under `DUTY_DESK_BENCH` it prints
//! `painted empty <milliseconds>` once two frames of its page have been shown.

#![allow(clippy::print_stdout, reason = "the measurement reads it")]

use std::time::Instant;
use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let started = Instant::now();
    tauri::Builder::default()
        .setup(move |app| {
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::default())
                .title("Empty")
                .inner_size(1366.0, 768.0)
                .on_document_title_changed(move |_, title| {
                    if title == "painted" {
                        println!("painted empty {}", started.elapsed().as_millis());
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("src-tauri/examples/empty_window/tauri.conf.json"))
}
