mod missed;

use super::super::{About, Assessment, Category, Tier, assess_letter};
use crate::message::form::{Answer, Form, Given, Item};

fn said(words: &str) -> Answer {
    let given = match words.strip_prefix('#') {
        Some(number) => Given::Number { number: number.to_owned() },
        None => Given::Words { words: words.to_owned() },
    };
    Answer { given, items: vec![] }
}

fn ticked(yes: bool) -> Answer {
    Answer { given: Given::YesNo { yes }, items: vec![] }
}

fn chosen(words: &str, score: &str) -> Answer {
    let score = Some(score.to_owned());
    Answer { given: Given::Choice { words: words.to_owned(), score }, items: vec![] }
}

fn pair(question: &str, answer: Answer) -> Item {
    Item { question: question.to_owned(), answers: vec![answer], items: vec![] }
}

fn group(heading: &str, items: Vec<Item>) -> Item {
    Item { question: heading.to_owned(), answers: vec![], items }
}

fn read(items: Vec<Item>) -> (String, Assessment) {
    let form = Form::of(items);
    let text = form.text();
    let assessment = assess_letter(&text, Some(&form), About::default());
    (text, assessment)
}

fn tier(question: &str, answer: Answer) -> Tier {
    read(vec![pair(question, answer)]).1.tier
}

/// Questions about danger as forms put them.
const DANGERS: [&str; 33] = [
    "Chest pain",
    "Have you had any chest pain?",
    "Do you have chest pain or tightness now?",
    "In the last 24 hours, have you had crushing chest pain?",
    "Are you coughing up blood?",
    "Vomiting blood",
    "Is your face drooping on one side?",
    "Sudden weakness down one side of the body",
    "Slurred speech",
    "Have you passed out or lost consciousness?",
    "Are you struggling to breathe?",
    "Severe difficulty breathing",
    "Thoughts of suicide",
    "Do you feel suicidal?",
    "Are you thinking about killing yourself?",
    "Have you had thoughts of ending your life in the past two weeks?",
    "Any thoughts of harming yourself?",
    "Have you taken an overdose?",
    "Thoughts that you would be better off dead, or of hurting yourself in some way",
    "Over the last 2 weeks, how often have you been bothered by thoughts that you would be better off dead?",
    "Have you ever thought of killing yourself?",
    "Have you taken too many tablets on purpose?",
    "Is your baby floppy?",
    "Is your baby struggling to breathe?",
    "Numbness around your back passage",
    "Have you had a seizure or a fit?",
    "Are your lips or tongue swollen?",
    "Do you have a rash that does not fade when pressed?",
    "Is somebody hurting you at home?",
    "Does your partner hit you?",
    "Sudden severe headache, the worst of your life",
    "Do you plan to end your life?",
    "Do you want to die?",
];

#[test]
fn no_silences_its_own_question_and_yes_states_it() {
    let denials = ["No", "no.", "None", "Not at all", "Never", "No chest pain", "N/A", "No, none of these"];
    let mut wrong = vec![];
    for question in DANGERS {
        for answer in
            denials.map(said).into_iter().chain([ticked(false), chosen("Not at all", "0"), said("#0")])
        {
            let words = answer.given.words();
            let (_, found) = read(vec![pair(question, answer)]);
            if found.tier != Tier::None && words.as_deref() != Some("No chest pain") {
                wrong.push(format!("{question} {words:?}: {found:?}"));
            }
        }
        for answer in
            [said("Yes"), said("Yes, most days"), ticked(true), chosen("Several days", "1"), said("#2")]
        {
            let words = answer.given.words();
            if tier(question, answer) != Tier::Alert {
                wrong.push(format!("{question} {words:?}: {:?}", tier(question, said("Yes"))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_of_a_question_alone_never_alarm() {
    let unanswered = Answer { given: Given::Nothing { why: None }, items: vec![] };
    for (question, answer, expected) in [
        ("Do you have chest pain?", unanswered.clone(), Tier::None),
        ("Thoughts of suicide", unanswered, Tier::None),
        (
            "What is it about? (for example chest pain, suicidal thoughts)",
            said("A sick note, please"),
            Tier::None,
        ),
        ("Which clinic did you attend after your stroke?", said("The one on Castle Street"), Tier::None),
        ("Do you understand that you must call 999 for chest pain?", ticked(true), Tier::None),
        ("Do you have chest pain?", said("It comes and goes"), Tier::Check),
        ("How long have you had chest pain?", said("Two hours"), Tier::Check),
        ("Do you feel suicidal?", said("Not really"), Tier::Check),
        ("Do you feel suicidal?", said("I would rather not say"), Tier::Check),
        ("Do you want to be phoned?", said("Maybe"), Tier::None),
    ] {
        let words = answer.given.words();
        assert_eq!(tier(question, answer), expected, "{question} {words:?}");
    }
}

#[test]
fn a_denial_reaches_no_other_pair_and_no_other_words() {
    let (text, found) = read(vec![
        pair("Slurred speech", said("No")),
        pair("Chest pain", said("Yes")),
        pair("Coughing up blood", said("No")),
    ]);
    assert_eq!(found.tier, Tier::Alert);
    for finding in &found.findings {
        assert_eq!(text.get(finding.start as usize..finding.end as usize), Some("Chest pain"));
        assert_eq!((finding.category, finding.lowered_by.as_ref()), (Category::ChestPain, None));
    }
    let said_no_but = said("No, but I have taken an overdose of paracetamol");
    assert_eq!(tier("Chest pain", said_no_but), Tier::Alert);
    let free = read(vec![
        pair("Any chest pain?", ticked(false)),
        pair("In your own words", said("I want to kill myself")),
        pair("Thoughts of self-harm", ticked(false)),
    ]);
    assert_eq!(free.1.tier, Tier::Alert);
    assert!(free.1.findings.iter().all(|one| one.category == Category::SuicideSelfHarm));
}

#[test]
fn a_denial_of_what_should_be_so_is_a_statement() {
    for (question, dangerous) in [
        ("Do you feel safe at home?", true),
        ("Are you able to keep fluids down?", false),
        ("Are you able to swallow your saliva?", true),
        ("Do you smoke?", false),
        ("Are you happy for us to text you?", false),
        ("Can you come to the surgery?", false),
    ] {
        let found = tier(question, said("No"));
        assert_eq!(found >= Tier::Alert, dangerous, "{question}: {found:?}");
        assert_eq!(tier(question, said("Yes")), Tier::None, "{question}");
    }
}

#[test]
fn what_has_been_or_runs_in_the_family_is_no_alert() {
    for heading in ["Past medical history", "Family history"] {
        let items = vec![pair("Heart attack", said("Yes")), pair("Stroke", said("Yes"))];
        let (_, found) = read(vec![group(heading, items)]);
        assert!(found.tier < Tier::Alert, "{heading}: {found:?}");
    }
    let (_, now) = read(vec![group("Your symptoms", vec![pair("Crushing chest pain", said("Yes"))])]);
    assert_eq!(now.tier, Tier::Alert);
}

#[test]
fn pairs_that_are_dangerous_together_are_found_far_apart() {
    let between = (0..40).map(|n| pair(&format!("Question {n}"), said("No")));
    let mut items = vec![pair("Are you pregnant?", ticked(true))];
    items.extend(between);
    items.push(pair("Any heavy vaginal bleeding?", ticked(true)));
    let (_, found) = read(items);
    assert!(found.findings.iter().any(|one| one.category == Category::Pregnancy), "{found:?}");
}

#[test]
fn what_was_asked_about_an_answer_is_read_with_it() {
    let further = vec![pair("Dose", said("10 mg")), pair("How often", said("every day"))];
    let tablets = Item {
        question: "Which tablets do you take?".to_owned(),
        answers: vec![said("ramipril"), Answer { items: further, ..said("methotrexate") }],
        items: vec![],
    };
    let (text, found) = read(vec![tablets]);
    let finding = found.gravest().expect("a weekly tablet every day");
    let quoted = text.get(finding.start as usize..finding.end as usize).unwrap();
    assert!(quoted.starts_with("methotrexate") && quoted.ends_with("day"), "{quoted}");
}

#[test]
fn own_words_in_another_language_are_not_read_as_english_for_their_questions() {
    let (_, found) = read(vec![
        pair(
            "What is the matter with you today, and how long have you had it?",
            said("Od wczoraj bardzo boli mnie w klatce piersiowej i nie mogę oddychać"),
        ),
        pair("Chest pain", ticked(false)),
    ]);
    assert!(matches!(found.tier, Tier::Unassessed { .. }), "{found:?}");
}

#[test]
fn the_second_reader_reads_no_denied_question() {
    let (_, found) = read(DANGERS.iter().map(|question| pair(question, ticked(false))).collect());
    assert_eq!((found.tier, found.reads_like), (Tier::None, None));
}

#[test]
fn a_hostile_form_is_read_in_bounded_time() {
    let long = "chest pain suicide ".repeat(200);
    let items = (0..400).map(|_| pair("Do you have any chest pain or thoughts of suicide?", said(&long)));
    let before = std::time::Instant::now();
    let (_, found) = read(items.collect());
    assert_eq!(found.tier, Tier::Alert);
    assert!(before.elapsed() < std::time::Duration::from_secs(60), "{:?}", before.elapsed());
}
