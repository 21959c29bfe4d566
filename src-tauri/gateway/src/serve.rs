//! Starting and stopping: one socket, one follower of the log. How connections are held is in `connections`.

use crate::Config;
use crate::follow::follow;
use crate::gateway::Gateway;
use crate::{connections, fhir, on_call, same_site, web};
use axum::Router;
use axum::extract::Request;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use queue::Queue;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower_http::timeout::TimeoutLayer;

/// A request that takes longer is ended: nobody holds a door open.
const LONGEST: Duration = Duration::from_secs(30);

/// A gateway that runs.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Ends after `stop`, when the last request has been answered.
    pub done: JoinHandle<()>,
}

/// Why a gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours. Nothing else is tried.
    #[error("cannot listen at {address}: another program may have it")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Opens the doors. They answer "not ready" until directory and settings have been read from the log.
pub async fn serve(
    config: Config,
    queue: Arc<dyn Queue>,
    clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    stop: CancellationToken,
) -> Result<Running, StartError> {
    let address = config.listen;
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let alone = address.ip().is_loopback() && !config.proxied;
    let gateway = Arc::new(Gateway::new(config, queue, Box::new(clock)));
    let doors = router(gateway.clone(), alone);
    let on_call = tokio::spawn(on_call::watch(gateway.clone(), stop.clone()));
    let following = tokio::spawn(follow(gateway, stop.clone()));
    let done = tokio::spawn(async move {
        connections::serve(listener, doors, stop).await;
        let _ = tokio::join!(following, on_call);
    });
    Ok(Running { address, done })
}

/// Every door. A gateway that stands alone on this computer answers to this computer's names alone.
fn router(gateway: Arc<Gateway>, alone: bool) -> Router {
    let pages = Router::new()
        .route("/health", get(web::health))
        .merge(web::routes(gateway.demonstration))
        .fallback(web::not_found)
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .layer(map_response(with_timeout_page));
    let doors = pages.merge(fhir::routes(LONGEST));
    let guarded = match alone {
        true => doors.layer(from_fn(for_this_computer)),
        false => doors,
    };
    guarded.layer(map_response(with_headers)).with_state(gateway)
}

/// A request that was ended for its length gets a page.
async fn with_timeout_page(response: Response) -> Response {
    if response.status() == StatusCode::REQUEST_TIMEOUT { web::too_slow() } else { response }
}

async fn for_this_computer(request: Request, next: Next) -> Response {
    match same_site::is_loopback(request.headers()) {
        true => next.run(request).await,
        false if request.uri().path().starts_with("/FHIR") => fhir::Outcome::not_this_name().into_response(),
        false => web::not_this_name(),
    }
}

/// Nothing is kept, framed, sniffed, fetched from elsewhere or told to where a link leads. Our own pages are told, or a
/// browser would not say that a form comes from them.
async fn with_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 5] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_that_took_too_long_hears_what_to_do() {
        for (status, words) in [(StatusCode::REQUEST_TIMEOUT, "we may not have it"), (StatusCode::OK, "")] {
            let response = with_timeout_page(status.into_response()).await;
            assert_eq!(response.status(), status);
            let body = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
            let page = String::from_utf8(body.to_vec()).unwrap();
            assert!(page.contains(words) && page.contains("Call us") != words.is_empty(), "{page}");
        }
    }
}
