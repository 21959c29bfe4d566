//! What reading pair by pair must not miss, and what it must not make of everyday forms.

use super::super::super::{Category, Finding, Tier, WhyUnassessed};
use super::super::add;
use super::{DANGERS, chosen, group, pair, read, said, ticked, tier};
use crate::message::form::{Answer, Given};

fn declined() -> Answer {
    Answer { given: Given::Nothing { why: Some("declined".to_owned()) }, items: vec![] }
}

/// Reads each pair and says which do not come to what they should.
fn check(pairs: Vec<(&str, Answer)>, is_right: impl Fn(Tier) -> bool) {
    let mut wrong = vec![];
    for (question, answer) in pairs {
        let words = answer.given.words();
        let (_, found) = read(vec![pair(question, answer)]);
        if !is_right(found.tier) {
            wrong.push(format!("{question} / {words:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_but_a_clear_denial_silences_a_question() {
    let answers = [
        "Yes",
        "Y",
        "Ticked",
        "Most days",
        "Most days, mainly at night",
        "It was bad",
        "Last Tuesday",
        "Not today",
        "No, but it was there yesterday",
        "Not always",
        "x",
        "✗",
        "+++",
        "…",
        "✓",
        "??",
        "A lot",
        "Quite often",
        "On and off",
        "Depends",
        "Used to",
        "See above",
        "Left side",
        "Can we talk about it?",
        "Rarely",
        "No, only when I walk",
        "I am worried",
        "I have it every night",
    ];
    let pairs = DANGERS.iter().flat_map(|question| answers.map(|answer| (*question, said(answer))));
    check(pairs.collect(), |tier| tier >= Tier::Check);
    let pairs = DANGERS.iter().flat_map(|question| {
        [declined(), ticked(true), said("#8"), chosen("Some", "3"), chosen("Worse than before", "x")]
            .map(|answer| (*question, answer))
    });
    check(pairs.collect(), |tier| tier >= Tier::Check);
}

#[test]
fn a_request_for_details_makes_no_question_one_for_words() {
    let questions = [
        "Have you had chest pain? If yes, when did it start?",
        "Chest pain? Please give details.",
        "Do you feel suicidal? If so, tell us more.",
        "Have you taken an overdose? Please describe what happened.",
        "What kind of crushing chest pain do you have?",
        "Please tick if you have crushing chest pain",
    ];
    let answers = [
        "Yesterday evening",
        "Y",
        "Ticked",
        "Most days",
        "Most days, mainly at night",
        "Yes",
        "✓",
        "stabbing",
    ];
    let pairs = questions.iter().flat_map(|question| answers.map(|answer| (*question, said(answer))));
    check(pairs.collect(), |tier| tier >= Tier::Check);
    check(questions.map(|question| (question, said("No"))).into(), |tier| tier == Tier::None);
}

#[test]
fn how_much_of_it_there_is_keeps_what_it_is() {
    check(
        vec![
            ("How much chest pain do you have?", said("A lot")),
            ("How much chest pain do you have?", said("#8")),
            ("How severe is your chest pain?", said("#8")),
            ("How many suicide attempts have you made this week?", said("#2")),
            ("How suicidal do you feel?", said("Very much")),
            ("How much blood are you vomiting?", said("A bit")),
            ("How many paracetamol tablets have you taken?", said("32")),
            ("How many paracetamol tablets have you taken?", said("#32")),
        ],
        |tier| tier >= Tier::Check,
    );
    check(
        vec![
            ("How much chest pain do you have?", said("None")),
            ("How many suicide attempts have you made this week?", said("#0")),
            ("How many cigarettes do you smoke?", said("#10")),
            ("How much water do you drink?", said("A lot")),
        ],
        |tier| tier == Tier::None,
    );
}

#[test]
fn a_consent_beside_a_question_silences_it_not() {
    check(
        vec![
            ("Are you having crushing chest pain? Please confirm.", said("Yes")),
            ("Do you have chest pain now? I understand I must call 999", ticked(true)),
            ("Please confirm you have chest pain", said("Yes")),
            ("Please confirm you have chest pain", ticked(true)),
            ("I confirm that I have chest pain", ticked(true)),
            ("Hello. If you called 999, do you still have chest pain?", said("Yes")),
        ],
        |tier| tier >= Tier::Check,
    );
    check(
        vec![
            ("I understand that I must call 999 for chest pain", ticked(true)),
            ("Do you have a cough? I understand I must call 999 for chest pain", ticked(true)),
            ("What is the matter? If you have chest pain, call 999.", said("My toe hurts")),
            ("Toe trouble? If you have chest pain, call 999.", said("It hurts a bit")),
            ("This form is not for emergencies such as a stroke. What do you need?", said("A sick note")),
            ("Please confirm your address is correct", ticked(true)),
            ("Do you consent to a flu jab?", ticked(true)),
        ],
        |tier| tier == Tier::None,
    );
}

#[test]
fn half_a_no_where_no_is_the_danger_is_a_check() {
    let answers =
        ["Not really", "Rarely", "Sometimes", "It depends", "Yes, sometimes", "Absolutely not always", "?"];
    check(answers.map(|answer| ("Do you feel safe at home?", said(answer))).into(), |tier| {
        tier == Tier::Check
    });
    let denials = ["No", "Definitely not", "Absolutely not", "Of course not", "I do not feel safe", "Never"];
    check(denials.map(|answer| ("Do you feel safe at home?", said(answer))).into(), |tier| {
        tier == Tier::Alert
    });
    let fine = ["Yes", "Always", "Definitely", "All the time", "Yes, always", "Yes, all the time"];
    check(fine.map(|answer| ("Do you feel safe at home?", said(answer))).into(), |tier| tier == Tier::None);
}

#[test]
fn a_denial_of_a_question_in_the_negative_is_no_denial() {
    check(
        vec![
            ("I have no chest pain, stroke symptoms or suicidal thoughts", ticked(false)),
            ("I have no chest pain, stroke symptoms or suicidal thoughts", said("No")),
            ("None of the following apply: chest pain, stroke, suicidal thoughts", said("No")),
            ("Are you able to breathe without chest pain?", said("No")),
            ("Are you free of chest pain?", said("No")),
            ("You do not have chest pain?", said("No")),
            ("Please confirm that you do not have chest pain", ticked(false)),
            ("You have never been suicidal", said("No")),
        ],
        |tier| tier >= Tier::Check,
    );
    check(
        vec![
            ("Do you have chest pain that does not go away?", ticked(false)),
            ("Chest pain not relieved by rest", said("No")),
            ("Is your baby not responding?", said("No")),
            ("Do you have no allergies?", said("No")),
        ],
        |tier| tier == Tier::None,
    );
}

#[test]
fn yes_to_none_of_these_denies_them_all_and_nothing_beside() {
    const NONE_OF: [&str; 6] = [
        "None of the following apply: chest pain, stroke, suicidal thoughts",
        "None of the following apply to me. Chest pain. Coughing up blood. Thoughts of ending my life",
        "None of these symptoms (face drooping, slurred speech)",
        "I have none of these: chest pain, fainting, coughing up blood",
        "I don't have any of the following: crushing chest pain or a seizure",
        "Please confirm that none of these apply to you: chest pain, an overdose",
    ];
    for question in NONE_OF {
        for yes in [ticked(true), said("Yes"), said("✓"), chosen("Yes", "1")] {
            check(vec![(question, yes)], |tier| tier == Tier::None);
        }
        check(vec![(question, ticked(false)), (question, said("No"))], |tier| tier >= Tier::Check);
        check(vec![(question, said("Yes, but I am coughing up blood"))], |tier| tier == Tier::Alert);
    }
    check(vec![("None of my tablets help. Do you have chest pain?", ticked(true))], |tier| {
        tier == Tier::Alert
    });
}

#[test]
fn a_form_that_could_not_be_read_says_so() {
    let language = Tier::Unassessed { why: WhyUnassessed::Language };
    check(
        vec![
            ("Czy ma Pan silny ból w klatce piersiowej?", ticked(true)),
            ("Czy boli Pana klatka piersiowa oraz czy jest duszno?", chosen("Tak", "1")),
            ("हृदय में दर्द", ticked(true)),
            ("Ból w klatce piersiowej", ticked(true)),
            ("Nie mam bólu", said("Nie")),
            ("Je n'ai pas de douleur dans la poitrine", ticked(false)),
            ("胸の痛みがありますか", said("✓")),
            ("What is the matter?", chosen("Mam bardzo silny ból i nie mogę oddychać", "x")),
        ],
        |tier| tier == language,
    );
    let no_words = Tier::Unassessed { why: WhyUnassessed::NoWords };
    for answers in [[declined(), declined()], [said("…"), said("+++")], [said("??"), declined()]] {
        let [one, two] = answers;
        let (_, found) = read(vec![pair("What is the matter?", one), pair("Since when?", two)]);
        assert_eq!(found.tier, no_words, "{found:?}");
    }
}

#[test]
fn signs_are_answers() {
    check(["✓", "✔", "☑", "👍"].map(|sign| ("Chest pain", said(sign))).into(), |tier| {
        tier == Tier::Alert
    });
    check(["✗", "✘", "x", "+++", "-", "!"].map(|sign| ("Chest pain", said(sign))).into(), |tier| {
        tier == Tier::Check
    });
    check(vec![("Chest pain", said("  "))], |tier| tier < Tier::Check);
    check(vec![("Would you like a text?", said("✓")), ("Any allergies?", said("✔"))], |tier| {
        tier == Tier::None
    });
}

#[test]
fn what_is_lowered_crowds_out_no_alert() {
    let past = ["Chest pain", "Crushing chest pain", "Chest pain at rest", "Chest pain on walking"];
    let history = past.iter().map(|question| pair(question, said("Yes"))).collect();
    let unsure = past.iter().map(|question| pair(question, said("Not sure"))).collect();
    let (_, found) = read(vec![
        group("Family history", history),
        group("Your symptoms", unsure),
        pair("In your own words", said("I have crushing chest pain")),
    ]);
    assert_eq!(found.tier, Tier::Alert, "{found:?}");
    let of_rule = |tier, start| Finding {
        rule: "CV-01".to_owned(),
        category: Category::ChestPain,
        tier,
        start,
        end: start + 5,
        lowered_by: None,
        why: String::new(),
    };
    let mut findings: Vec<Finding> = (0..3).map(|n| of_rule(Tier::Check, n * 10)).collect();
    add(&mut findings, vec![of_rule(Tier::Check, 90), of_rule(Tier::Alert, 100)]);
    assert_eq!(findings.iter().map(|one| one.start).collect::<Vec<_>>(), [0, 10, 20, 100]);
}

#[test]
fn past_history_is_lowered_and_the_last_hours_are_not() {
    for heading in ["Past medical history", "Previous illnesses", "Family history", "Medical history"] {
        let (_, found) = read(vec![group(heading, vec![pair("Chest pain", said("Yes"))])]);
        assert_eq!(found.tier, Tier::Check, "{heading}: {found:?}");
    }
    for heading in
        ["History", "History of presenting complaint", "In the past 24 hours", "Over the past night"]
    {
        let (_, found) = read(vec![group(heading, vec![pair("Chest pain", said("Yes"))])]);
        assert_eq!(found.tier, Tier::Alert, "{heading}: {found:?}");
    }
    for span in ["24 hours", "few hours", "hour", "night", "few days", "week", "fortnight", "48 hours"] {
        let asked = format!("Have you had chest pain in the past {span}?");
        assert_eq!(tier(&asked, said("Yes")), Tier::Alert, "{asked}");
    }
    for span in ["24 hours", "few hours", "48 hours", "night"] {
        let asked = format!("Have you been able to pass urine in the past {span}?");
        assert!(tier(&asked, said("No")) >= Tier::Check, "{asked}");
        assert_eq!(tier(&asked, said("Yes")), Tier::None, "{asked}");
    }
}

#[test]
fn a_denial_may_be_a_sentence() {
    let pairs = vec![
        ("Chest pain", "I have no chest pain"),
        ("Do you feel suicidal?", "I am not suicidal"),
        ("Have you had any chest pain?", "I do not have any chest pain"),
        ("Chest pain", "No, I don't have any"),
        ("Chest pain", "None at all"),
        ("Do you want to die?", "Definitely not"),
        ("Do you plan to end your life?", "No, absolutely not."),
        ("Slurred speech", "I haven't had any slurred speech"),
    ];
    check(pairs.into_iter().map(|(question, answer)| (question, said(answer))).collect(), |tier| {
        tier == Tier::None
    });
    assert_eq!(tier("Chest pain", said("I have no chest pain but I can't breathe")), Tier::Alert);
    let more = [
        ("Chest pain", "No chest pain, I have taken an overdose"),
        ("Can you not breathe?", "No I can not breathe"),
        ("Do you feel unwell (e.g. crushing chest pain)?", "Not sure"),
        ("Do you feel unwell, for example with chest pain?", "Maybe"),
        ("Do you feel suicidal?", "Not at the moment"),
        ("What treatment do you need for your suicidal thoughts?", "Some more of it"),
        ("Can you breathe or have you chest pain?", "No, I can't breathe"),
    ];
    check(more.map(|(question, answer)| (question, said(answer))).into(), |tier| tier >= Tier::Check);
}

#[test]
fn everyday_forms_find_nothing() {
    check(
        vec![
            ("Which medicines do you need?", said("Ramipril 5 mg and the blue inhaler")),
            ("Repeat prescription: how many days do you have left?", said("#3")),
            ("Reason for request", said("I am going on holiday")),
            ("What is your new address?", said("12 Castle Street")),
            ("When did you move?", said("Last Tuesday")),
            ("I consent to a flu jab", ticked(true)),
            ("Are you happy for us to text you?", said("Yes please")),
            ("Any allergies?", said("No")),
            ("Any allergies?", said("Not that I know of")),
            ("Are you allergic to eggs?", said("Not sure")),
            ("Do you smoke?", said("Yes")),
            ("Do you smoke? If yes, how many a day?", said("10 a day")),
            ("How many units of alcohol do you drink a week?", said("#8")),
            ("Does your asthma wake you at night?", said("Sometimes")),
            ("Do you cough at night?", said("Yes")),
            ("In the last 4 weeks, how often did you use your blue inhaler?", said("Most days")),
            ("Do you use a spacer?", said("✓")),
            ("Asthma, COPD, bronchitis, eczema, hay fever", ticked(true)),
            ("Type 2 diabetes mellitus", ticked(true)),
            ("Cigarettes per day", said("#5")),
            ("Units of alcohol per week", said("#5")),
            ("Reason for contact (e.g. chest pain, rash)", said("A sick note, please")),
            ("Hypertension, asthma, COPD, epilepsy, eczema, psoriasis", ticked(false)),
            ("When did you go to A&E?", said("Last Tuesday")),
            ("Are you pregnant?", said("Not currently")),
            ("Occupation", said("Teacher")),
            ("Blood pressure reading", said("128/76")),
            ("Ethnicity", chosen("White British", "x")),
            ("Preferred pharmacy", chosen("Boots, High Street", "x")),
            ("Height (cm)", said("#172")),
            ("Which clinic did you attend after your stroke?", said("The one on Castle Street")),
            ("Anything else? (for example chest pain)", said("A sick note, please")),
            ("What do you need help with, e.g. chest pain, stroke?", said("My new address")),
            ("Do you need an interpreter?", said("No, thank you")),
            ("Little interest or pleasure in doing things", chosen("Several days", "1")),
        ],
        |tier| tier == Tier::None,
    );
}
