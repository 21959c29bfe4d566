//! Links in messages: which a practice may send, and which a patient's words hold (product D13).
//!
//! Patients are told never to follow other links; so an answer may only name NHS and government pages. What looks
//! like a link counts as one, whether or not it would work: a phone makes a link of it without being asked. An e-mail
//! address is none, and the punctuation around a link is not part of it.

const ALLOWED: [&str; 3] = ["nhs.uk", "gov.uk", "nhs.net"];
const KNOWN_ENDINGS: [&str; 13] =
    ["com", "uk", "net", "org", "info", "co", "io", "ly", "me", "app", "link", "xyz", "online"];

/// What looks like a link in a text: an address with a scheme, `www.`, or a bare host name with a path or known ending.
pub fn links(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || is_bracket_or_quote(c))
        .map(|word| word.trim_matches(is_around))
        .filter(|word| looks_like_link(word))
        .collect()
}

/// The links a practice may not send.
pub fn strange(text: &str) -> Vec<&str> {
    links(text).into_iter().filter(|link| !is_allowed(link)).collect()
}

/// Ends a link wherever it stands: an apostrophe too, for "gov.uk’s pages".
fn is_bracket_or_quote(c: char) -> bool {
    matches!(
        c,
        '<' | '>'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '"'
            | '“'
            | '”'
            | '\''
            | '‘'
            | '’'
            | '«'
            | '»'
            | ','
            | '|'
    )
}

/// What may stand before or behind a link and is no part of it. A slash at its end is; an `@` makes it no link.
fn is_around(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '/' | '\\' | '@')
}

fn looks_like_link(word: &str) -> bool {
    if word.contains("://") || word.to_ascii_lowercase().starts_with("www.") {
        return true;
    }
    let bare = word.trim_start_matches(['/', '\\']);
    let Some(host) = host(bare) else { return false };
    let mut labels = host.rsplit('.');
    let (ending, name) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    // "e.g./i.e." and "2.5/5" have a path too, but neither a name nor an ending.
    let path = bare.contains(['/', '\\']) && letters(ending) > 1 && name.chars().count() > 1;
    !word.contains('@') && !name.is_empty() && (path || KNOWN_ENDINGS.contains(&ending))
}

/// How many letters, where nothing else is among them.
fn letters(label: &str) -> usize {
    if label.chars().all(char::is_alphabetic) { label.chars().count() } else { 0 }
}

/// The host a browser would ask. It reads a backslash as a slash, and what stands before an `@` as a user's name.
fn host(link: &str) -> Option<String> {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let plain = !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '-');
    plain.then(|| host.to_lowercase())
}

/// Letters of other alphabets look like ours, so that a host that has any is never one of these.
fn is_allowed(link: &str) -> bool {
    let web = link.split_once("://").is_none_or(|(scheme, _)| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    });
    let ours = |host: &str| {
        ALLOWED.iter().any(|allowed| {
            host.strip_suffix(allowed).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    };
    web && host(link).is_some_and(|host| host.is_ascii() && ours(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text, and which of its links may not be sent.
    fn check(text: &str, refused: &[&str]) {
        assert_eq!(strange(text), refused, "{text}");
    }

    #[test]
    fn nhs_and_government_pages_may_be_sent_with_whatever_stands_around_them() {
        for text in [
            "Please read www.nhs.uk/conditions/asthma.",
            "https://111.nhs.uk and gov.uk/get-a-fit-note",
            "(see www.nhs.uk)",
            "See www.nhs.uk/conditions/asthma, then [gov.uk/get-a-fit-note]!",
            "“www.nhs.uk”; ‘https://www.nhs.uk/’: <HTTPS://WWW.NHS.UK/?a=b#c>…",
            "• www.nhs.uk – the NHS’s own pages, and gov.uk’s",
            "- nhs.uk\n- nhs.net",
            "https://www.nhs.uk:443/conditions/x_(y)",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn what_is_no_link_is_none() {
        for text in [
            "",
            "Your tablets are ready. Collect on Thursday.",
            "e.g. take 2.5 mg at 8.30",
            "tablets, e.g./i.e. 2.5/5 mg, a.m./p.m.",
            "Write to reception@hollinlane.co.uk.",
            "mailto:reception@hollinlane.co.uk",
            "Dr Brandt (s.brandt@nhs.net), or jo+desk@example.com!",
            "Any address that ends in @hollinlane.co.uk is ours.",
            "and/or, 24/7, 01632 960123/4, N/A.",
        ] {
            assert_eq!(links(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn other_links_and_those_that_only_look_official_are_refused() {
        for (text, refused) in [
            ("Pay here: bit.ly/x9", "bit.ly/x9"),
            ("nhs-prescript.example/pay", "nhs-prescript.example/pay"),
            ("Pay at evil.ru/pay.", "evil.ru/pay"),
            ("http://nhs.uk.pay-now.com/fee", "http://nhs.uk.pay-now.com/fee"),
            ("https://nhs.uk@evil.example/x", "https://nhs.uk@evil.example/x"),
            ("https://www.nhs.uk:443@evil.example", "https://www.nhs.uk:443@evil.example"),
            ("see fakenhs.uk/login", "fakenhs.uk/login"),
            ("(www.hollinlane.co.uk)", "www.hollinlane.co.uk"),
            ("hollinlane.com’s page", "hollinlane.com"),
            ("//evil.com/x", "//evil.com/x"),
            // Browsers read a backslash as a slash: this leads to evil.example.
            ("https://evil.example\\@nhs.uk", "https://evil.example\\@nhs.uk"),
            ("https://пример.рф/", "https://пример.рф/"),
            // The second letter is Cyrillic.
            ("nһs.uk/login", "nһs.uk/login"),
            ("javascript://nhs.uk/%0aalert", "javascript://nhs.uk/%0aalert"),
            ("http://[::1]/", "http://"),
        ] {
            check(text, &[refused]);
        }
        check("www.nhs.uk, bit.ly/x9 and evil.com", &["bit.ly/x9", "evil.com"]);
    }
}
