//! The web form takes real people: their names, their keyboards, and what their clipboards carry along.

use crate::practice::Practice;
use crate::web::{token, with};
use domain::message::PatientDetails;

type Case<'a> = (&'a [(&'static str, &'a str)], fn(&PatientDetails) -> bool);

fn is_named(patient: &PatientDetails, given: &str, family: &str) -> bool {
    patient.name.as_ref().is_some_and(|name| name.given == given && name.family == family)
}

fn is_born(patient: &PatientDetails, date: &str) -> bool {
    patient.born == Some(date.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_type_for_what_they_have_is_taken() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let long = "சுப்பிரமணியன்".repeat(7);
    assert!(long.len() > 200 && long.chars().count() < 100);
    let cases: &[Case<'_>] = &[
        (&[("given", "")], |p| is_named(p, "", "Okonkwo")),
        (&[("family", "")], |p| is_named(p, "", "Adaeze")),
        (&[("family", "\u{feff}O’\u{200b}Shea\u{202c} ")], |p| is_named(p, "Adaeze", "O’Shea")),
        (&[("given", "علی\u{200c}رضا")], |p| is_named(p, "علی\u{200c}رضا", "Okonkwo")),
        (&[("family", &long)], |p| p.name.as_ref().is_some_and(|name| name.family.starts_with("சு"))),
        (&[("month", "March")], |p| is_born(p, "1942-03-27")),
        (&[("day", "27th"), ("month", "sept.")], |p| is_born(p, "1942-09-27")),
        (&[("day", "٢٧"), ("month", "٣"), ("year", "١٩٤٢")], |p| is_born(p, "1942-03-27")),
        (&[("day", "२७"), ("year", "１９４２")], |p| is_born(p, "1942-03-27")),
        (&[("day", "27/3/1942"), ("month", ""), ("year", "")], |p| is_born(p, "1942-03-27")),
        (&[("nhs", "\u{200e}999 000 0018\u{202c}")], |p| p.nhs_number.is_some()),
        (&[("nhs", "٩٩٩.٠٠٠.٠٠١٨")], |p| p.nhs_number.is_some()),
        (&[("telephone", "\u{202d}07700 900142\u{202c}")], |p| {
            p.telephone.as_deref() == Some("07700 900142")
        }),
        (&[("telephone", "٠٧٧٠٠ ٩٠٠١٤٢")], |p| p.telephone.as_deref() == Some("07700 900142")),
        (&[("telephone", "tel:+44\u{a0}7700\u{2011}900142")], |p| {
            p.telephone.as_deref() == Some("+44 7700-900142")
        }),
        (&[("telephone", "01632/960.140 ext 12")], |p| {
            p.telephone.as_deref() == Some("01632/960.140 ext 12")
        }),
        (&[("telephone", "Mobile: +33 6 12 34 56 78")], |p| p.telephone.is_some()),
    ];
    for (changes, holds) in cases {
        let form = token(&doors.get("/").text);
        let sent = doors.post_form("/messages", &with(&form, changes));
        assert_eq!(sent.status, 303, "{changes:?}: {}", sent.text);
        assert!(holds(&practice.letters().await.pop().unwrap().patient), "{changes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_stands_beside_its_field_and_nothing_typed_is_lost() {
    let practice = Practice::found().await;
    let doors = practice.open().await;
    let (name, long) = ("n".repeat(101), "ப".repeat(30_000));
    for (field, value, error) in [
        ("family", name.as_str(), "given-error"),
        ("month", "Smarch", "day-error"),
        ("nhs", "٩٩٩ ٠٠٠ ٠٠١٩", "nhs-error"),
        ("telephone", "ring me", "telephone-error"),
        ("words", &long, "words-error"),
    ] {
        let form = token(&doors.get("/").text);
        let fields = with(&form, &[(field, value)]);
        let page = doors.post_form("/messages", &fields);
        assert_eq!(page.status, 422, "{field}");
        assert!(page.text.contains(&format!(r#"id="{error}""#)), "{field}");
        let described = page.text.contains(&format!(r#"aria-describedby="{error}""#));
        assert!(described || page.text.contains(&format!("words-hint {error}")), "{field}");
        for (name, value) in fields.iter().filter(|(name, _)| *name != "about") {
            assert!(page.text.contains(value), "{name} is lost");
        }
    }
    assert!(practice.inbox().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_comes_back_while_the_practice_is_not_known() {
    let practice = Practice::found_unsettled().await;
    let doors = practice.open_at_once(|_| {}).await;
    let page = doors.post_form("/messages", &with("", &[("words", "My words"), ("family", "Łukasz")]));
    assert_eq!(page.status, 503);
    for kept in ["My words", "Łukasz", "Adaeze", "07700 900142", "999 000 0018", "1942"] {
        assert!(page.text.contains(kept), "{kept}");
    }
}
