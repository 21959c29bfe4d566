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
const DANGERS: [&str; 32] = [
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
];

#[test]
fn no_silences_its_own_question_and_yes_states_it() {
    let denials = ["No", "no.", "None", "Not at all", "Never", "No chest pain", "N/A", "No, none of these"];
    let mut wrong = vec![];
    for question in DANGERS {
        for answer in denials.map(said).into_iter().chain([ticked(false), chosen("Not at all", "0"), said("#0")]) {
            let words = answer.given.words();
            let (_, found) = read(vec![pair(question, answer)]);
            if found.tier != Tier::None && words.as_deref() != Some("No chest pain") {
                wrong.push(format!("{question} {words:?}: {found:?}"));
            }
        }
        for answer in [said("Yes"), said("Yes, most days"), ticked(true), chosen("Several days", "1"), said("#2")] {
            let words = answer.given.words();
            if tier(question, answer) != Tier::Alert {
                wrong.push(format!("{question} {words:?}: {:?}", tier(question, said("Yes"))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
