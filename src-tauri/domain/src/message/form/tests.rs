use super::*;

pub(crate) fn words(words: &str) -> Answer {
    Answer { given: Given::Words { words: words.to_owned() }, items: vec![] }
}

fn yes_no(yes: bool) -> Answer {
    Answer { given: Given::YesNo { yes }, items: vec![] }
}

fn asked(question: &str, answers: Vec<Answer>) -> Item {
    Item { question: question.to_owned(), answers, items: vec![] }
}

fn group(heading: &str, items: Vec<Item>) -> Item {
    Item { question: heading.to_owned(), answers: vec![], items }
}

fn example() -> Form {
    let tablets = vec![
        Answer { items: vec![asked("How much", vec![words("one,\nat night")])], ..words("amlodipine") },
        words("folic acid"),
    ];
    let mut form = Form::of(vec![
        asked("What is it about?", vec![words("My knee")]),
        group("About the knee", vec![asked("Is it hot?", vec![yes_no(false)])]),
        asked("Which tablets?", tablets),
        asked("Since", vec![Answer { given: Given::Nothing { why: None }, items: vec![] }]),
    ]);
    form.left_out = Some("1 further part was not taken in: note.".to_owned());
    form
}

#[test]
fn every_row_is_where_the_text_has_it() {
    let form = example();
    let told = form.telling();
    assert_eq!(
        told.text,
        "What is it about? My knee\n\nAbout the knee:\n\nIs it hot? No\n\nWhich tablets? amlodipine\n\n  \
         How much: one,\n  at night\n\nWhich tablets? folic acid\n\nSince: (no answer)\n\n\
         1 further part was not taken in: note."
    );
    let at = |range: &std::ops::Range<usize>| told.text.get(range.clone()).unwrap();
    let rows: Vec<(usize, &str, Vec<&str>)> = told
        .rows
        .iter()
        .map(|row| (row.depth, at(&row.question), row.answers.iter().map(|(_, place)| at(place)).collect()))
        .collect();
    assert_eq!(
        rows,
        [
            (0, "What is it about?", vec!["My knee"]),
            (0, "About the knee", vec![]),
            (1, "Is it hot?", vec!["No"]),
            (0, "Which tablets?", vec!["amlodipine"]),
            (1, "How much", vec!["one,\n  at night"]),
            (0, "Which tablets?", vec!["folic acid"]),
            (0, "Since", vec!["(no answer)"]),
        ]
    );
    assert!(form.telling_as(&told.text).is_some() && form.telling_as("My knee").is_none());
}

#[test]
fn a_form_survives_the_wire_and_says_nothing_of_it_in_a_log() {
    let form = example();
    let wire = serde_json::to_string(&form).unwrap();
    assert!(serde_json::from_str::<Form>(&wire).unwrap() == form);
    assert!(!format!("{form:?} {:?}", form.items).contains("knee"));
}

#[test]
fn nothing_is_lost_of_what_stands_too_deep() {
    let deep = (0..40).fold(vec![], |items, n| vec![group(&format!("Heading {n}"), items)]);
    let form = Form::of(deep);
    let told = form.telling();
    assert_eq!(told.rows.len(), 40);
    assert_eq!(told.rows.iter().map(|row| row.depth).max(), Some(DEEPEST - 1));
    assert!(told.text.ends_with("Heading 1:\n\nHeading 0:"));
}
