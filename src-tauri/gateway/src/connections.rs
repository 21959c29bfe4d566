//! The connections to the doors: how many there may be, and how long somebody may take to say what they want.
//!
//! A connection that asks nothing is closed after a while, and sooner when others wait: a thousand connections that are
//! held open, or that dribble a header byte by byte, take no place from somebody who asks. Requests under way are
//! finished when the gateway stops.

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_service::Service;

/// So many connections are held at once.
const MOST: usize = 256;
/// So long may the head of a request take, and a connection between two requests be idle.
const HEAD: Duration = Duration::from_secs(10);
/// A request that has run so long gives its place up when every other place is taken by a request too.
const UNTOUCHABLE: Duration = Duration::from_secs(5);
/// So long may the last requests take when the gateway stops.
const LAST: Duration = Duration::from_secs(5);
/// So long is waited when the system gives no connection.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers until it is stopped, and then the last requests.
pub(crate) async fn serve(listener: TcpListener, doors: Router, stop: CancellationToken) {
    let (places, tasks) = (Places::default(), TaskTracker::new());
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Some(place) = places.take() {
                    tasks.spawn(answer(stream, peer, doors.clone(), place, stop.clone()));
                }
            }
            Err(cause) => {
                tracing::warn!(%cause, "no connection can be taken just now");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    tasks.close();
    if tokio::time::timeout(LAST, tasks.wait()).await.is_err() {
        places.end_all();
        tasks.wait().await;
    }
}

async fn answer(stream: TcpStream, peer: SocketAddr, doors: Router, place: Place, stop: CancellationToken) {
    let place = Arc::new(place);
    let asked = place.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let (mut doors, place) = (doors.clone(), asked.clone());
        async move {
            place.asks();
            let answered = doors.call(request).await;
            place.is_idle();
            answered
        }
    });
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let mut connection = std::pin::pin!(protocol.serve_connection(TokioIo::new(stream), service));
    let mut ending = false;
    loop {
        tokio::select! {
            // Whoever hangs up or is too slow has nothing to be told.
            _ = connection.as_mut() => return,
            () = place.end.cancelled() => return,
            () = stop.cancelled(), if !ending => {
                ending = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// The connections there are, by the order in which they came.
#[derive(Clone, Default)]
struct Places(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    next: u64,
    places: BTreeMap<u64, State>,
}

struct State {
    end: CancellationToken,
    asks: bool,
    since: Instant,
}

/// The place of one connection, given back when it ends.
struct Place {
    all: Places,
    number: u64,
    end: CancellationToken,
}

impl Places {
    /// A place for one more; when there is none, that of whoever has asked nothing for longest, or has asked for long.
    fn take(&self) -> Option<Place> {
        let mut held = self.held();
        if held.places.len() >= MOST {
            let gives_up = held
                .places
                .iter()
                .filter(|(_, one)| !one.asks || one.since.elapsed() > UNTOUCHABLE)
                .min_by_key(|(_, one)| (one.asks, one.since))
                .map(|(number, _)| *number)?;
            if let Some(one) = held.places.remove(&gives_up) {
                one.end.cancel();
            }
        }
        let (number, end) = (held.next, CancellationToken::new());
        held.next += 1;
        held.places.insert(number, State { end: end.clone(), asks: false, since: Instant::now() });
        drop(held);
        Some(Place { all: self.clone(), number, end })
    }

    fn end_all(&self) {
        for place in self.held().places.values() {
            place.end.cancel();
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn asks(&self) {
        self.turns(true);
    }

    fn is_idle(&self) {
        self.turns(false);
    }

    fn turns(&self, asks: bool) {
        if let Some(state) = self.all.held().places.get_mut(&self.number) {
            (state.asks, state.since) = (asks, Instant::now());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.held().places.remove(&self.number);
    }
}
