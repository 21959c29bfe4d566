//! Whatever a browser posts to the patients' pages.

use super::form::{Typed, further_letter, new_letter};
use crate::token::PageToken;
use crypto::SigningKey;
use domain::message::Writer;
use domain::policy::PracticePolicy;
use domain::{ConversationId, LetterId};
use fuzz::{Shape, target};
use uuid::Uuid;

const FORM: &str = "form=00000000-0000-0000-0000-000000000007&about=general&words=My+knee+hurts%0D%0Awhen+I+climb&writer=patient\
    &writer-name=&relation=&given=Ife&family=Bello&day=3&month=March&year=1960&nhs=999+000+0018&telephone=01632+960123";
const LONGEST: usize = 500;

fn mistakes<T>(answer: &Result<T, Vec<super::form::Mistake>>) -> Vec<&'static str> {
    let named = answer.as_ref().err().into_iter().flatten();
    named.map(|one| one.field).collect()
}

#[test]
fn posted_form() {
    let (policy, now) = (PracticePolicy::default(), "2026-08-25T09:00:00Z".parse().unwrap());
    let page = PageToken::of(&SigningKey::from_seed(&[7; 32]), LetterId(Uuid::from_u128(1)));
    let other = FORM.replace("writer=patient", "writer=other").replace("writer-name=", "writer-name=Ada");
    assert!(
        new_letter(&Typed::read(FORM.as_bytes()), &policy, LONGEST, now).is_ok(),
        "the good form is taken"
    );
    target("posted form", Shape::Bytes, 1_200)
        .measured(|run| allocation_counter::measure(run).bytes_max)
        .seeds([
            FORM,
            &other,
            "words=%F0%9F%98%80&words=a&form=%00",
            "nhs=%E0%A5%AF&day=31&month=2&year=99999",
        ])
        .check(|body| {
            let typed = Typed::read(body);
            let fresh = new_letter(&typed, &policy, LONGEST, now);
            let further = further_letter(&typed, page, ConversationId(Uuid::from_u128(2)), LONGEST);
            for letter in [&fresh, &further].into_iter().flatten() {
                let length = letter.text.chars().count();
                assert!((1..=LONGEST).contains(&length), "{length} characters");
                let born = letter.patient.born;
                assert!(born.is_none_or(|born| born <= now.date_naive()), "born in the future");
                let named = !matches!(&letter.writer, Writer::Other { name, .. } if name.trim().is_empty());
                assert!(named, "a writer without a name");
            }
            (mistakes(&fresh), mistakes(&further))
        });
}

#[test]
fn page_token() {
    let key = SigningKey::from_seed(&[7; 32]);
    let good = PageToken::of(&key, LetterId(Uuid::from_u128(1))).text();
    target("page token", Shape::Bytes, 1_500).seeds([good.clone()]).check(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        let read = PageToken::read(&key, &text);
        assert_eq!(read.is_some(), text == good, "{text} is another token");
        read.is_some()
    });
}
