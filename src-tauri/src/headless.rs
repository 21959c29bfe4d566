//! The shell without a window: every command as the window's own bindings have it, for tests of the screens and for
//! looking at them in a browser. Built only with the feature `headless`, which no released program turns on.
//!
//! What answers here is what answers the window: the same functions, through Tauri's own message handling, on the same
//! state. Only the window, the icon beside the clock and the desktop alerts are not there. Who opens it, and to whom it
//! answers, is decided in the package `journeys`.

use crate::bindings::bindings_without_a_window;
use crate::desk::Desk;
use crate::doors::Doors;
use crate::notification::DesktopAlert;
use crate::{start, window};
use anyhow::Context;
use engine::view::DesktopAlerts;
use engine::{DataFolder, Engine, Options};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeError, InvokeResponse};
use tauri::test::{INVOKE_KEY, MockRuntime, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{App, AppHandle, Listener, Manager, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::{broadcast, oneshot};

/// Events that may wait for whoever is slow to hear them.
const KEPT: usize = 4096;
/// Where the window's own pages lie.
const PAGES: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

/// An event as the screens hear it.
#[derive(Clone, Debug)]
pub struct Heard {
    /// Its name in the bindings.
    pub name: &'static str,
    /// What it carries.
    pub payload: String,
    /// Its place among all of them, counted from 1.
    pub number: u64,
}

/// Says where everything that the shell starts by itself runs. Once, before anything is opened.
pub fn runs_on(runtime: &tokio::runtime::Handle) {
    tauri::async_runtime::set(runtime.clone());
}

/// Duty Desk without a window.
pub struct Headless {
    app: AppHandle<MockRuntime>,
    webview: WebviewWindow<MockRuntime>,
    heard: broadcast::Sender<Heard>,
    told: Arc<AtomicU64>,
    /// Dropped last, and never asked: it may not be shared between threads.
    _whole: Mutex<App<MockRuntime>>,
}

impl Headless {
    /// Starts on a data folder, on a computer whose desktop alerts are said to be like this.
    pub fn open(options: Options, alerts: DesktopAlerts) -> anyhow::Result<Self> {
        let bindings = bindings_without_a_window();
        let whole = mock_builder()
            .invoke_handler(bindings.invoke_handler())
            .build(mock_context(noop_assets()))
            .context("no application")?;
        bindings.mount_events(&whole);
        let doors = Doors::new(&DataFolder::new(&options.folder), 0);
        whole.manage(Desk::new(options, doors, DesktopAlert::pretended(alerts), None));
        let webview = WebviewWindowBuilder::new(&whole, window::DESK, Default::default()).build()?;
        let (heard, told) = (broadcast::Sender::new(KEPT), Arc::new(AtomicU64::new(0)));
        for name in ["change", "closing"] {
            let (tell, told) = (heard.clone(), told.clone());
            whole.listen_any(name, move |event| {
                let number = told.fetch_add(1, Ordering::SeqCst) + 1;
                // Nobody may be listening.
                let _ = tell.send(Heard { name, payload: event.payload().to_owned(), number });
            });
        }
        let app = whole.handle().clone();
        tauri::async_runtime::spawn(start::first(app.clone()));
        Ok(Self { app, webview, heard, told, _whole: Mutex::new(whole) })
    }

    /// Sends a command as the screens do; what it answers, or why not.
    pub async fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let (tell, told) = oneshot::channel();
        let tell = Mutex::new(Some(tell));
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: PAGES.parse().map_err(|_| Value::Null)?,
            body: InvokeBody::Json(arguments),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let answer = move |_, _, response, _, _| {
            let tell = tell.lock().ok().and_then(|mut tell| tell.take());
            if let Some(tell) = tell {
                let _ = tell.send(response);
            }
        };
        self.webview.as_ref().clone().on_message(request, Box::new(answer));
        match told.await {
            Ok(InvokeResponse::Ok(body)) => {
                body.deserialize().map_err(|error| Value::String(error.to_string()))
            }
            Ok(InvokeResponse::Err(InvokeError(why))) => Err(why),
            Err(_) => Err(Value::String(format!("{command} was not answered"))),
        }
    }

    /// What the screens hear from here on.
    pub fn listen(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }

    /// How many events there have been.
    pub fn told(&self) -> u64 {
        self.told.load(Ordering::SeqCst)
    }

    /// The engine, as soon as it has started; none if it cannot on this folder.
    pub async fn engine(&self) -> Option<Engine> {
        self.app.state::<Desk>().engine().await.ok()
    }

    /// Shuts the doors for patients' messages, so that nothing more is told of what leaves.
    pub async fn shut_doors(&self) {
        self.app.state::<Desk>().doors.shut().await;
    }

    /// Ends everything in order.
    pub async fn end(&self) {
        crate::leave::end(&self.app).await;
    }
}
