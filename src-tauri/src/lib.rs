//! The application shell: a window, an icon beside the clock, desktop alerts, the doors for patients' messages, and the
//! engine behind them.
//!
//! The shell decides nothing about patients and keeps nothing of theirs. The window opens at once and shows the gate as
//! soon as the engine has started on the data folder. One folder has one Duty Desk: a second start shows the first one's
//! window. Begin with [`run`]; what the screens may ask for is in `commands`, what reaches them unasked in `events`.

mod arguments;
mod bindings;
mod can_alert;
mod close;
mod commands;
mod desk;
mod doors;
mod events;
mod failure;
#[cfg(feature = "headless")]
pub mod headless;
mod leave;
mod log;
mod notification;
mod selfcheck;
mod single;
mod start;
mod to_screens;
mod tray;
mod visitor;
mod window;

pub use arguments::{Arguments, Asked, HELP, parse};
pub use bindings::bindings;
pub use log::open_log;
pub use selfcheck::self_check;

use anyhow::Context;
use desk::Desk;
use doors::Doors;
use engine::{Clock, DataFolder, Options};
use notification::{DesktopAlert, Reactions};
use single::Turn;
use std::path::PathBuf;
use std::time::Instant;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

/// Set by whoever measures the start: painted screens are then said on the standard output.
const MEASURED: &str = "DUTY_DESK_BENCH";

/// Runs the application until it is quit.
pub fn run(folder: PathBuf, arguments: &Arguments, started: Instant) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads")?;
    tauri::async_runtime::set(runtime.handle().clone());
    let options = Options { folder, clock: Clock::system(), demonstration: arguments.demonstration };
    let (port, alerts_runtime) = (arguments.gateway_port, runtime.handle().clone());
    // Whoever measures or tests asks for any free port, and is not called away by what comes by itself.
    let visited = arguments.demonstration && port != 0;
    let mut context = tauri::generate_context!();
    let name = single::claim(&mut context, &options.folder);
    let builder = match runtime.block_on(single::turn(&name)) {
        Turn::Ours => tauri::Builder::default().plugin(single::plugin(name)),
        Turn::Unnamed => tauri::Builder::default(),
        Turn::Theirs => return Ok(()),
    };
    let bindings = bindings();
    let application = builder
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            let doors = Doors::new(&DataFolder::new(&options.folder), port);
            let alerts = DesktopAlert::start(alerts_runtime, reactions(app.handle()));
            let measured_since = std::env::var_os(MEASURED).map(|_| started);
            app.manage(Desk::new(options, doors, alerts, measured_since));
            tauri::async_runtime::spawn(start::first(app.handle().clone()));
            if visited {
                tauri::async_runtime::spawn(visitor::comes(app.handle().clone()));
            }
            window::open(app.handle())?;
            tauri::async_runtime::spawn(can_alert::watch(app.handle().clone()));
            tray::make(app.handle());
            leave::quit_on_signal(app.handle());
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                close::close(window.app_handle());
            }
        })
        .build(context)
        .context("no window")?;
    let ending = runtime.handle().clone();
    application.run(move |app, event| {
        if let RunEvent::Exit = event {
            ending.block_on(leave::end(app));
        }
    });
    Ok(())
}

fn reactions(app: &AppHandle) -> Reactions {
    let (pressed, changed) = (app.clone(), app.clone());
    Reactions {
        pressed: Box::new(move || window::show(&pressed)),
        changed: Box::new(move || to_screens::bar_changed(&changed)),
    }
}
