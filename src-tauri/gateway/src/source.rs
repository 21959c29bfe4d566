//! Where a request comes from: whoever sends too much is told apart by it.

use crate::gateway::Gateway;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Who calls: the peer, or behind a proxy whom the proxy names.
pub(crate) struct Source(pub IpAddr);

impl FromRequestParts<Arc<Gateway>> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let named = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let source = if gateway.proxied { named.or(peer) } else { peer };
        Ok(Self(source.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}
