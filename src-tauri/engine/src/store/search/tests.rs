use super::*;
use crate::store::Store;
use domain::message::PersonName;
use zeroize::Zeroizing;

#[test]
fn what_people_type_is_never_syntax() {
    for (text, expression) in [
        ("chest pain", Some(r#""chest" AND "pain"*"#)),
        ("chest pain ", Some(r#""chest" AND "pain""#)),
        ("a", Some(r#""a""#)),
        ("ab", Some(r#""ab"*"#)),
        (r#"O'Brien OR "x"#, Some(r#"(("O" AND "Brien") OR "OBrien") AND "OR" AND "x""#)),
        ("999 000 0018", Some(r#"(("999" AND "000" AND "0018"*) OR "9990000018"*)"#)),
        ("NEAR(a b) -c* ^d", Some(r#""NEAR" AND "a" AND "b" AND "c" AND "d""#)),
        ("  -- * ", None),
    ] {
        assert_eq!(match_expression(text).as_deref(), expression, "{text}");
    }
}

/// Names and words as patients write them, and what a receptionist types to find them.
const TYPED: &[(&str, &str, &[&str])] = &[
    ("Łukasz Wójcik", "Może", &["Lukasz", "Wojcik", "Łukasz", "wójcik", "lukasz wojcik", "Lu", "Woj"]),
    ("Søren Ødegård", "", &["Soren", "Odegard", "ødegård", "Ode"]),
    ("İpek Yıldız", "", &["Yildiz", "ipek", "yıldız"]),
    ("Nora O’Brien", "", &["OBrien", "O'Brien", "o brien", "obr", "Brien"]),
    ("Ada Okonkwo", "", &["Ok", "Oko", "Okon"]),
    ("Олена Шевченко", "", &["Шевченко", "Shevchenko", "Olena"]),
    ("Tom Reed", "My co-codamol ran out", &["cocodamol", "co-codamol", "co-cod", "codamol"]),
    ("Ann Lee", "cocodamol please", &["co-codamol", "cocod"]),
    (
        "Raj Patel\n999 000 0018\n+44 7700 900123",
        "",
        &[
            "9990000018",
            "999 000 0018",
            "999 000",
            "0018",
            "07700900123",
            "07700 900 123",
            "+447700900123",
            "07700 9001",
        ],
    ),
];

#[tokio::test]
async fn messages_are_found_as_staff_type() {
    let (_folder, store) = empty().await;
    let mut tx = store.begin().await.unwrap();
    keep(&mut tx, &TYPED.iter().map(|(who, words, _)| message(who, words)).collect::<Vec<_>>())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut connection = store.read().await.unwrap();
    for (place, (who, _, typed)) in TYPED.iter().enumerate() {
        for text in *typed {
            let hits = find(&mut connection, text, i64::MAX, 50).await.unwrap();
            let found = hits.iter().any(|hit| usize::try_from(hit.place).unwrap() == place + 1);
            assert!(found, "{who} by {text}");
        }
    }
    for text in ["Lukas z", "Okonkwe", "07700900124", "999 000 0019"] {
        assert!(find(&mut connection, text, i64::MAX, 50).await.unwrap().is_empty(), "{text}");
    }
}

#[tokio::test]
async fn whom_the_index_of_patients_names_is_found_by_that_name_and_by_the_one_before() {
    let (_folder, store) = empty().await;
    let mut kept = message("999 000 0018", "A repeat, please");
    kept.known_as(&patient("Nora", "Price"));
    let id = kept.conversation;
    let mut tx = store.begin().await.unwrap();
    keep(&mut tx, &[kept]).await.unwrap();
    assert_eq!(find(&mut tx, "price repeat", i64::MAX, 9).await.unwrap().len(), 1);
    rename(&mut tx, &HashMap::from([(id, patient("Nora", "Wójcik-Price"))])).await.unwrap();
    for text in ["Wojcik repeat", "wojcikprice", "nora price", "9990000018"] {
        assert_eq!(find(&mut tx, text, i64::MAX, 9).await.unwrap().len(), 1, "{text}");
    }
    sqlx::query("DELETE FROM messages").execute(&mut *tx).await.unwrap();
    for text in ["Wojcik", "price", "repeat", "9990000018"] {
        assert_eq!(find(&mut tx, text, i64::MAX, 9).await.unwrap().len(), 0, "{text} is forgotten");
    }
}

#[tokio::test]
async fn what_an_older_program_kept_is_found_by_its_other_spellings_after_the_next_start() {
    let (_folder, store) = empty().await;
    let mut tx = store.begin().await.unwrap();
    keep(&mut tx, &[message("Łukasz Wójcik", "co-codamol")]).await.unwrap();
    sqlx::query("UPDATE messages SET also = ''").execute(&mut *tx).await.unwrap();
    sqlx::query("INSERT INTO settings (name, value) VALUES ('search.behind', '1')")
        .execute(&mut *tx)
        .await
        .unwrap();
    assert!(find(&mut tx, "Lukasz", i64::MAX, 9).await.unwrap().is_empty());
    catch_up(&mut tx).await.unwrap();
    for text in ["Lukasz", "cocodamol", "łukasz"] {
        assert_eq!(find(&mut tx, text, i64::MAX, 9).await.unwrap().len(), 1, "{text}");
    }
    assert_eq!(crate::store::keys::setting(&mut tx, "search.behind").await.unwrap(), None);
}

async fn empty() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("practice.db"), &Zeroizing::new([7; 32])).await.unwrap();
    (folder, store)
}

fn message(who: &str, words: &str) -> Words {
    Words {
        event: EventId(::uuid::Uuid::new_v4()),
        conversation: ConversationId(::uuid::Uuid::new_v4()),
        number: None,
        who: who.to_owned(),
        words: words.to_owned(),
    }
}

fn patient(given: &str, family: &str) -> PatientDetails {
    PatientDetails {
        name: Some(PersonName { family: family.to_owned(), given: given.to_owned(), title: None }),
        ..PatientDetails::default()
    }
}
