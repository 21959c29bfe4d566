//! Links in messages: which a practice may send, and which a patient's words hold (product D13).
//!
//! Patients are told never to follow other links; so an answer may only name NHS and government pages. What looks
//! like a link counts as one, whether or not it would work.

const ALLOWED: [&str; 3] = ["nhs.uk", "gov.uk", "nhs.net"];

/// What looks like a link in a text: an address with a scheme, `www.`, or a bare host name with a path or known ending.
pub fn links(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '“' | '”' | ','))
        .map(|word| word.trim_matches(|c: char| matches!(c, '.' | ';' | ':' | '!' | '?' | '\'' | '’')))
        .filter(|word| looks_like_link(word))
        .collect()
}

/// Are all links in the text ones a practice may send?
pub fn all_allowed(text: &str) -> bool {
    links(text).into_iter().all(|link| host(link).is_some_and(|host| is_allowed(&host)))
}

fn looks_like_link(word: &str) -> bool {
    if word.contains("://") || word.to_ascii_lowercase().starts_with("www.") {
        return true;
    }
    let Some(host) = host(word) else { return false };
    let known_ending =
        ["com", "uk", "net", "org", "info", "co", "io", "ly", "me", "app", "link", "xyz", "online"];
    let ending = host.rsplit('.').next().unwrap_or_default().to_owned();
    // "e.g./i.e." and "2.5/5" have a path too, but no ending.
    let path = word.contains('/') && ending.len() > 2 && ending.bytes().all(|b| b.is_ascii_alphabetic());
    !word.contains('@') && host.contains('.') && (path || known_ending.contains(&ending.as_str()))
}

fn host(link: &str) -> Option<String> {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    plain.then(|| host.to_ascii_lowercase())
}

fn is_allowed(host: &str) -> bool {
    ALLOWED
        .iter()
        .any(|allowed| host.strip_suffix(allowed).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nhs_and_government_pages_may_be_sent() {
        for (text, allowed) in [
            ("Please read www.nhs.uk/conditions/asthma.", true),
            ("https://111.nhs.uk and gov.uk/get-a-fit-note", true),
            ("Your tablets are ready. Collect on Thursday.", true),
            ("e.g. take 2.5 mg at 8.30", true),
            ("Pay here: bit.ly/x9", false),
            ("nhs-prescript.example/pay", false),
            ("tablets, e.g./i.e. 2.5/5 mg", true),
            ("http://nhs.uk.pay-now.com/fee", false),
            ("https://nhs.uk@evil.example/x", false),
            ("see fakenhs.uk/login", false),
            // Browsers read a backslash as a slash: this leads to evil.example.
            ("https://evil.example\\@nhs.uk", false),
            ("https://пример.рф/", false),
        ] {
            assert_eq!(all_allowed(text), allowed, "{text}");
        }
    }
}
