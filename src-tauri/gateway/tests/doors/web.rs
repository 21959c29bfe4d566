//! The practice's page, its form, and the patient's own page.

use crate::practice::{Practice, eventually};
use chrono::TimeDelta;
use domain::message::{Channel, Identity, Writer};
use domain::policy::{Closure, Extent};
use domain::staff::Role;
use gateway::{Limits, Rate, confirm_code};

/// What a page's form carries so that a double click is one letter.
pub fn token(page: &str) -> String {
    let start = page.find(r#"name="form" value=""#).expect("a form") + 19;
    page[start..].split('"').next().unwrap().to_owned()
}

type Fields<'a> = Vec<(&'static str, &'a str)>;

/// The form filled in as it should be.
pub fn filled<'a>(token: &'a str, words: &'a str) -> Fields<'a> {
    vec![
        ("form", token),
        ("about", "prescription-collection"),
        ("words", words),
        ("writer", "patient"),
        ("writer-name", ""),
        ("relation", ""),
        ("given", "Adaeze"),
        ("family", "Okonkwo"),
        ("day", "27"),
        ("month", "3"),
        ("year", "1942"),
        ("nhs", "999 000 0018"),
        ("telephone", "07700 900142"),
    ]
}

pub fn with<'a>(token: &'a str, changes: &[(&'static str, &'a str)]) -> Fields<'a> {
    let mut fields = filled(token, "Please can I collect on Thursday?");
    for (name, value) in changes {
        fields.iter_mut().find(|(field, _)| field == name).unwrap().1 = value;
    }
    fields
}

fn position(page: &str, words: &str) -> usize {
    page.find(words).unwrap_or_else(|| panic!("{words} is not on the page"))
}

#[tokio::test(flavor = "multi_thread")]
async fn urgent_help_stands_first_and_nothing_is_fetched() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let page = doors.get("/");
    let order = [
        "Call 999 now",
        "Need help today? Do not message",
        "What messages are for",
        "When we will answer",
        "the end of Thursday 27 August",
        "Write your message",
        "What is it about?",
        "Send my message",
    ];
    assert!(order.windows(2).all(|pair| position(&page.text, pair[0]) < position(&page.text, pair[1])));
    assert!(page.text.contains("Monday to Friday, 8am to 6:30pm") && page.text.contains("tel:01632960140"));
    assert!(page.text.contains("collecting a prescription") && !page.text.contains("a health question"));
    let csp = page.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none';") && !csp.contains("unsafe") && !csp.contains("http"));
    assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "same-origin"));
    assert!(page.header("set-cookie").is_empty());
    for source in page.text.split("src=\"").skip(1).chain(page.text.split("<link").skip(1)) {
        assert!(!source.split('>').next().unwrap().contains("http"), "{source}");
    }
    for (file, kind) in [("/page.css", "text/css"), ("/page.js", "text/javascript")] {
        assert!(page.text.contains(file));
        assert!(doors.get(file).header("content-type").starts_with(kind));
    }
    assert!(!page.text.contains(" style=") && !page.text.contains("onclick"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_from_the_form_reaches_the_practice_word_for_word() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let form = token(&doors.get("/").text);
    let words =
        "  \r\nBrown inhaler\tplease 😀 مرحبا <script>alert(1)</script> & \"quotes\"\r\n\r\nThank you ";
    let sent = doors.post_form("/messages", &filled(&form, words));
    assert_eq!(sent.status, 303, "{}", sent.text);
    let letters = practice.letters().await;
    let letter = &letters[0];
    assert_eq!(letter.text, words.replace("\r\n", "\n"));
    assert_eq!((letter.channel, letter.identity), (Channel::WebForm, Identity::Claimed));
    assert_eq!(letter.about.as_ref().unwrap().as_str(), "prescription-collection");
    assert_eq!(letter.patient.nhs_number.unwrap().digits(), "9990000018");
    assert_eq!(letter.patient.telephone.as_deref(), Some("07700 900142"));
    assert_eq!(letter.patient.name.as_ref().unwrap().family, "Okonkwo");
    assert!(letter.writer == Writer::Patient && letter.in_reply_to.is_none());

    let page = doors.get(sent.header("location"));
    let code = confirm_code(&practice.policy.name, letter.conversation());
    assert!(code.starts_with("HL "));
    let order =
        ["Your message is sent", "Do not wait for us", "the end of Thursday 27 August", code.as_str()];
    assert!(order.windows(2).all(|pair| position(&page.text, pair[0]) < position(&page.text, pair[1])));
    assert!(page.text.contains("call on Friday 28 August"));
    let own = doors.get(&sent.header("location").replace("/sent/", "/p/"));
    assert!(
        own.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !own.text.contains("<script>alert")
    );
    assert!(own.text.contains(&code) && own.text.contains("There is no answer yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_is_one_letter_and_changed_words_are_another() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let form = token(&doors.get("/").text);
    let first = doors.post_form("/messages", &filled(&form, "Once"));
    practice.clock.forward(TimeDelta::hours(30));
    let again = doors.post_form("/messages", &filled(&form, "Once"));
    assert_eq!(first.header("location"), again.header("location"));
    assert!(
        doors.get(again.header("location")).text.contains("the end of Thursday 27 August"),
        "as first promised"
    );
    let other = doors.post_form("/messages", &filled(&form, "Once, and Friday"));
    assert_eq!(other.status, 303);
    assert_ne!(first.header("location"), other.header("location"));
    assert_eq!(practice.letters().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_promised_stays_promised_when_the_practice_closes_that_day_after_all() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let form = token(&doors.get("/").text);
    let sent = doors.post_form("/messages", &filled(&form, "When?")).header("location").to_owned();
    practice.clock.forward(TimeDelta::minutes(5));
    let mut policy = practice.policy.clone();
    policy.closures.push(Closure {
        date: "2026-08-27".parse().unwrap(),
        reason: "Burst pipe".to_owned(),
        extent: Extent::AllDay,
    });
    practice.publish(&policy, Role::Manager).await;
    let promise = "the end of Thursday 27 August";
    eventually("whoever writes now is promised Friday", || {
        doors.get("/").text.contains("the end of Friday 28 August").then_some(())
    })
    .await;
    assert!(doors.get(&sent).text.contains(promise));
    assert!(doors.get(&sent.replace("/sent/", "/p/")).text.contains(promise));
    let letter = practice.letters().await.remove(0);
    assert_eq!(letter.told().unwrap().promised.answer.words, promise, "and staff know it so");
    doors.close().await;
    let doors = practice.open().await;
    assert!(doors.get(&sent).text.contains(promise), "also after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_named_and_what_was_typed_is_kept() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let long = "x".repeat(10_001);
    let cases: Vec<(Fields<'_>, &str, &str)> = vec![
        (vec![("words", " \r\n ")], "words", "Write your message"),
        (vec![("words", &long)], "words", "1 characters too long"),
        (vec![("about", "")], "about", "Choose what your message is about"),
        (vec![("about", "clinical-query")], "about", "Choose what"),
        (vec![("about", "no such use")], "about", "Choose what"),
        (vec![("writer", "")], "writer", "Choose who"),
        (vec![("writer", "other"), ("relation", "daughter")], "writer", "your own name"),
        (vec![("given", ""), ("family", " ")], "given", "first name and last name"),
        (vec![("family", &long)], "given", "too long"),
        (vec![("day", "31"), ("month", "2")], "day", "date of birth"),
        (vec![("year", "42")], "day", "date of birth"),
        (vec![("year", "2027")], "day", "must be in the past"),
        (vec![("year", "99999999999")], "day", "date of birth"),
        (vec![("nhs", "999 000 0019")], "nhs", "NHS number is not right"),
        (vec![("telephone", "call me")], "telephone", "phone number"),
        (vec![("form", "")], "words", "Send your message again"),
    ];
    for (changes, field, words) in cases {
        let form = token(&doors.get("/").text);
        let page = doors.post_form("/messages", &with(&form, &changes));
        assert_eq!(page.status, 422, "{changes:?}");
        assert!(
            page.text.contains("Error: Write your message")
                && page.text.contains("Your message is not sent yet")
        );
        assert!(page.text.contains(&format!(r##"<a href="#{field}">"##)), "{field}");
        assert!(page.text.contains(&format!(r#"id="{field}""#)), "{field} can be reached");
        assert!(position(&page.text, words) < position(&page.text, "In an emergency, call"));
        for (name, value) in with(&form, &changes) {
            let kept = value.len() > 9_000 || value.trim().is_empty() || page.text.contains(value);
            assert!(kept || name == "about", "{name} {value}");
        }
    }
    assert_eq!(practice.inbox().await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_writes_for_another_is_named_beside_them() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let form = token(&doors.get("/").text);
    let changes = [
        ("writer", "other"),
        ("writer-name", " Ngozi  Okonkwo "),
        ("relation", "daughter"),
        ("nhs", ""),
        ("telephone", ""),
    ];
    assert_eq!(doors.post_form("/messages", &with(&form, &changes)).status, 303);
    let letter = practice.letters().await.remove(0);
    assert!(
        letter.writer == Writer::Other { name: "Ngozi Okonkwo".to_owned(), relation: "daughter".to_owned() }
    );
    assert_eq!((letter.patient.nhs_number, letter.patient.telephone), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_forms_get_a_page_with_help() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let large = vec![b'x'; 1_200_000];
    let cases = [
        (doors.post("/messages", "application/json", b"{}"), 415),
        (doors.post("/messages", "application/x-www-form-urlencoded", &large), 413),
        (doors.post("/messages", "application/x-www-form-urlencoded", b""), 422),
        (doors.post("/messages", "application/x-www-form-urlencoded", b"words=%ff%00%zz&&=&x"), 422),
        (doors.get("/p/0123"), 404),
        (doors.get(&format!("/p/{}", "0".repeat(64))), 404),
        (doors.get("/sent/%F0%9F%98%80"), 404),
        (doors.get("/demonstration"), 404),
    ];
    assert!(cases[1].0.text.contains("they may be gone") && cases[1].0.text.contains("Call us"));
    for (page, status) in cases {
        assert_eq!(page.status, status, "{}", page.text);
        assert!(page.text.contains("999") && page.header("content-type").starts_with("text/html"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_on_a_page_that_has_ended_comes_back() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let ended = format!("/p/{}", "0".repeat(64));
    let fields =
        [("form", "x"), ("writer", "other"), ("writer-name", "Ngozi"), ("words", "Long and careful")];
    let page = doors.post_form(&ended, &fields);
    assert_eq!(page.status, 404);
    for kept in ["This page is no longer here", "Long and careful", "Ngozi", "999"] {
        assert!(page.text.contains(kept), "{kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_keep_their_words() {
    let few = Rate { burst: 1, per_minute: 1 };
    let (own, all) =
        ("Too many messages were sent from your connection", "We are getting too many messages just now.");
    for (limits, said, unsaid) in [
        (Limits { per_source: few, ..Limits::default() }, own, all),
        (Limits { overall: few, ..Limits::default() }, all, own),
    ] {
        let practice = Practice::found().await;
        let doors = practice.open_with(|config| config.limits = limits).await;
        let form = token(&doors.get("/").text);
        assert_eq!(doors.post_form("/messages", &filled(&form, "First")).status, 303);
        let page = doors.post_form("/messages", &filled(&form, "Second, and long"));
        assert_eq!((page.status, page.header("retry-after")), (429, "60"));
        assert!(page.text.contains("Second, and long") && page.text.contains("01632 960140"));
        assert!(page.text.contains(said) && !page.text.contains(unsaid), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_on_the_page_joins_its_conversation() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let form = token(&doors.get("/").text);
    let own =
        doors.post_form("/messages", &filled(&form, "First")).header("location").replace("/sent/", "/p/");
    let form = token(&doors.get(&own).text);
    let empty = doors.post_form(&own, &[("form", &form), ("writer", "patient"), ("words", " ")]);
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("Write your message"));
    for _ in 0..2 {
        let fields = [
            ("form", form.as_str()),
            ("writer", "other"),
            ("writer-name", "Ngozi"),
            ("relation", "daughter"),
        ];
        let sent = doors.post_form(&own, &[&fields[..], &[("words", "And then")]].concat());
        assert_eq!((sent.status, sent.header("location")), (303, own.as_str()));
    }
    let letters = practice.letters().await;
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].conversation(), letters[1].conversation());
    assert!(letters[0].writer == Writer::Patient && letters[1].writer != Writer::Patient);
    assert_eq!(letters[0].reply.as_ref().unwrap().address, letters[1].reply.as_ref().unwrap().address);
    let page = eventually("both", || Some(doors.get(&own).text)).await;
    assert!(position(&page, "First") < position(&page, "And then"));
}
