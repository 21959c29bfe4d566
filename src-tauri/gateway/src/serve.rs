//! Starting and stopping: one socket, one follower of the log.

use crate::Config;
use crate::follow::follow;
use crate::gateway::Gateway;
use crate::{fhir, on_call, web};
use axum::Router;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
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
    /// The address is taken or not ours: choose another.
    #[error("cannot listen at {address}")]
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
    let gateway = Arc::new(Gateway::new(config, queue, Box::new(clock)));
    let doors = router(gateway.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let on_call = tokio::spawn(on_call::watch(gateway.clone(), stop.clone()));
    let following = tokio::spawn(follow(gateway, stop.clone()));
    let done = tokio::spawn(async move {
        let served = axum::serve(listener, doors).with_graceful_shutdown(stop.clone().cancelled_owned());
        if let Err(cause) = served.await {
            tracing::error!(%cause, "the doors are shut");
        }
        stop.cancel();
        let _ = tokio::join!(following, on_call);
    });
    Ok(Running { address, done })
}

fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/health", get(web::health))
        .merge(web::routes(gateway.demonstration))
        .merge(fhir::routes())
        .fallback(web::not_found)
        .layer(axum::middleware::map_response(with_headers))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST))
        .with_state(gateway)
}

/// Nothing is kept, framed, sniffed, fetched from elsewhere or told to where a link leads.
async fn with_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 5] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
