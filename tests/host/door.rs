//! The loopback door: the built screens, and behind `/door` the practices, their commands, events and deeds.
//!
//! The screens are served under the application's own Content-Security-Policy, which here lets them speak to this door.

use crate::practice::Practice;
use crate::scene::{self, Wish};
use crate::templates::Templates;
use crate::{cards, deeds};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use engine::testing;
use futures_util::stream::{self, Stream};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinSet;

/// The application's own, and this door.
const POLICY: &str =
    "default-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    site: PathBuf,
    root: tempfile::TempDir,
    templates: Templates,
    practices: RwLock<HashMap<String, Arc<Practice>>>,
    /// Those that are being ended.
    closing: Mutex<JoinSet<()>>,
    count: AtomicU32,
}

impl Door {
    pub fn new(site: PathBuf) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner {
            site,
            root: tempfile::tempdir()?,
            templates: Templates::default(),
            practices: RwLock::default(),
            closing: Mutex::default(),
            count: AtomicU32::new(0),
        })))
    }

    pub fn router(&self) -> Router {
        Router::new()
            .route("/door/practices", post(open))
            .route("/door/{id}", delete(close))
            .route("/door/{id}/ipc/{command}", post(call))
            .route("/door/{id}/events", get(events))
            .route("/door/{id}/test/{deed}", post(deed))
            .fallback(get(page))
            .with_state(self.clone())
    }

    pub async fn end(&self) {
        for (_, practice) in self.0.practices.write().await.drain() {
            practice.end().await;
        }
        std::mem::take(&mut *self.0.closing.lock().await).join_all().await;
    }

    async fn practice(&self, id: &str) -> Option<Arc<Practice>> {
        self.0.practices.read().await.get(id).cloned()
    }
}

/// Works on a thread of its own, where it may take its time and stop where the house does not hold.
fn apart<T: Send + 'static, F: Future<Output = T>>(
    work: impl FnOnce() -> F + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(work()))
}

fn json_answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn unknown() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// Opens a practice at a scene: the address's query is the body.
async fn open(State(door): State<Door>, query: String) -> Response {
    let id = format!("p{}", door.0.count.fetch_add(1, Ordering::SeqCst));
    let folder = door.0.root.path().join(&id);
    // What goes wrong in making a scene is said to whoever asked for it.
    let (asked, inner) = (door.clone(), folder.clone());
    let opened = apart(async move || {
        scene::open(&asked.0.templates, asked.0.root.path(), &inner, &Wish::read(&query)).await
    });
    match opened.await {
        Ok(practice) => {
            door.0.practices.write().await.insert(id.clone(), Arc::new(practice));
            json_answer(StatusCode::OK, &json!({ "id": id }))
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn close(State(door): State<Door>, Path(id): Path<String>) -> Response {
    let Some(practice) = door.0.practices.write().await.remove(&id) else { return unknown() };
    door.0.closing.lock().await.spawn(async move {
        practice.end().await;
        let _ = tokio::fs::remove_dir_all(&practice.root).await;
    });
    StatusCode::NO_CONTENT.into_response()
}

async fn call(
    State(door): State<Door>,
    Path((id, command)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let Some(practice) = door.practice(&id).await else { return unknown() };
    let arguments: Value = serde_json::from_slice(&body).unwrap_or_else(|_| json!({}));
    practice.sent.lock().expect("no panic").push((command.clone(), arguments.clone()));
    match answer(&practice, &command, arguments).await {
        Ok(value) => json_answer(StatusCode::OK, &json!({ "answer": value })),
        // A refusal is an answer too: a browser would log any other status as an error of the page.
        Err(why) => json_answer(StatusCode::OK, &json!({ "refusal": why })),
    }
}

/// The command itself, and around it what this computer is said to have: a card reader, a key store.
async fn answer(practice: &Practice, command: &str, arguments: Value) -> Result<Value, Value> {
    if let Some(answered) = cards::answer(practice, command, &arguments).await {
        // Whatever was done with the card, the reader is looked at again.
        testing::card_changed(&practice.engine().await);
        return answered
            .map(|answer| if command == "sign_in" { session_as_said(practice, answer) } else { answer });
    }
    let answered = practice.desk.call(command, arguments).await?;
    Ok(match command {
        "gate" => as_said(practice, answered),
        "sign_in" => session_as_said(practice, answered),
        "your_factors" => cards::yours(practice, answered).await,
        _ => answered,
    })
}

fn as_said(practice: &Practice, mut gate: Value) -> Value {
    if let Some(why) = &practice.blocked {
        return json!({ "kind": "blocked", "why": why });
    }
    if gate["kind"] == "signIn" {
        let reader = practice.reader.lock().expect("no panic");
        if reader.there {
            gate["asked"]["card"] = reader.view();
        }
        if practice.real {
            gate["protection"] = json!("keystore");
            gate["demonstration"] = Value::Null;
        }
    } else if gate["kind"] == "signedIn" {
        gate["session"] = session_as_said(practice, gate["session"].take());
    }
    gate
}

fn session_as_said(practice: &Practice, mut session: Value) -> Value {
    if practice.real {
        session["demonstration"] = json!(false);
    }
    session
}

/// What the screens hear, from the moment they listen.
async fn events(State(door): State<Door>, Path(id): Path<String>) -> Response {
    let Some(practice) = door.practice(&id).await else { return unknown() };
    let from = practice.desk.listen();
    Sse::new(heard(practice.desk.told(), from)).into_response()
}

fn heard(
    told: u64,
    from: tokio::sync::broadcast::Receiver<duty_desk::headless::Heard>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let begun =
        stream::once(async move { Ok(Event::default().event("begun").id(told.to_string()).data("begun")) });
    let events = stream::unfold(from, |mut from| async move {
        loop {
            match from.recv().await {
                Ok(heard) => {
                    let event = Event::default().event(heard.name).id(heard.number.to_string());
                    return Some((Ok(event.data(heard.payload)), from));
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    futures_util::StreamExt::chain(begun, events)
}

async fn deed(State(door): State<Door>, Path((id, deed)): Path<(String, String)>, body: Bytes) -> Response {
    let Some(practice) = door.practice(&id).await else { return unknown() };
    let with: Value = serde_json::from_slice(&body).unwrap_or_else(|_| json!({}));
    let done = apart(async move || {
        if deed == "quiet" {
            practice.quiet().await;
            return json!(practice.desk.told());
        }
        if deed == "code" {
            return json!(std::fs::read_to_string(practice.root.join("asks.code")).unwrap_or_default());
        }
        deeds::deed(&practice, &deed, with).await
    });
    match done.await {
        Ok(value) => json_answer(StatusCode::OK, &value),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// A file of the built screens.
async fn page(State(door): State<Door>, uri: Uri, _: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    if path.split('/').any(|part| part == "..") {
        return unknown();
    }
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    match tokio::fs::read(door.0.site.join(path)).await {
        Ok(bytes) => {
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, POLICY)], bytes).into_response()
        }
        Err(_) => unknown(),
    }
}
