//! A form is taken from the gateway's own pages alone: no page of another site may send one in a visitor's name.
//!
//! A browser says where a form comes from; what says nothing is no browser of today and is let through. Behind a proxy
//! that does not say under which name it was asked, an old browser's word for the page cannot be compared and is not. On
//! loopback only names of this computer are answered, so that a foreign name which leads here opens nothing.

use axum::http::{HeaderMap, HeaderName, header};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Does this form come from a page of ours?
pub(crate) fn is_own(headers: &HeaderMap, proxied: bool) -> bool {
    if let Some(site) = text(headers, &FETCH_SITE) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(headers, &header::ORIGIN) else { return true };
    let forwarded = text(headers, &FORWARDED_HOST).filter(|_| proxied);
    if proxied && forwarded.is_none() {
        return true;
    }
    let host = forwarded.or_else(|| text(headers, &header::HOST));
    let ours = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    ours.is_some_and(|ours| host.is_some_and(|host| host.eq_ignore_ascii_case(ours)))
}

/// Is this a name of this very computer?
pub(crate) fn is_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = text(headers, &header::HOST) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("unreadable").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), axum::http::HeaderValue::from_static(value))
        };
        fields.iter().map(field).collect()
    }

    #[test]
    fn only_our_own_pages_send_forms() {
        let host = ("host", "127.0.0.1:8611");
        for (fields, proxied, own) in [
            (vec![host], false, true),
            (vec![host, ("origin", "https://practice.example")], true, true),
            (vec![host, ("sec-fetch-site", "cross-site")], true, false),
            (vec![host, ("origin", "http://127.0.0.1:8611")], false, true),
            (vec![host, ("origin", "http://evil.example")], false, false),
            (vec![host, ("origin", "http://127.0.0.1:9000")], false, false),
            (vec![host, ("origin", "null")], false, false),
            (vec![host, ("sec-fetch-site", "cross-site")], false, false),
            (vec![host, ("sec-fetch-site", "same-site")], false, false),
            (
                vec![host, ("sec-fetch-site", "same-origin"), ("origin", "https://practice.example")],
                true,
                true,
            ),
            (
                vec![host, ("x-forwarded-host", "practice.example"), ("origin", "https://practice.example")],
                true,
                true,
            ),
            (
                vec![host, ("x-forwarded-host", "evil.example"), ("origin", "https://evil.example")],
                false,
                false,
            ),
        ] {
            assert_eq!(is_own(&headers(&fields), proxied), own, "{fields:?}");
        }
    }

    #[test]
    fn a_foreign_name_that_leads_here_is_not_ours() {
        for (host, ours) in [
            ("127.0.0.1:8611", true),
            ("localhost", true),
            ("[::1]:8611", true),
            ("evil.example:8611", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(&headers(&[("host", host)])), ours, "{host}");
        }
        assert!(!is_loopback(&HeaderMap::new()));
    }
}
