//! What to do on the phone when an alert is open: who is speaking, what to ask, when to say 999.
//!
//! The first lines are the same for every danger and never change places: identity before anything else, no voicemail,
//! and whose danger it is if a third person wrote. What follows depends on the category. A receptionist can read every
//! line aloud; none asks for a diagnosis. The part up to the first colon is shown bold. The wording is the
//! product's; a practice's clinical safety officer approves it before use, and editing it is not here.

use domain::risk::Category;

const IDENTITY: &str =
    "Confirm who it is before you say anything: full name, date of birth. Until then, only your own name.";
const NO_VOICEMAIL: &str = "No voicemail: and nothing about the message to anybody else who answers.";
const THIRD_PERSON: &str = "If a third person wrote: ask whose danger it is, and where that person is.";
const HAND_OVER: &str = "Bring a clinician into the call: do not end it before they have taken over.";

/// The lines for a category, in order.
pub fn protocol(category: Category) -> Vec<String> {
    let first = [IDENTITY, NO_VOICEMAIL, THIRD_PERSON];
    let lines = first.iter().chain(particular(category)).chain([&HAND_OVER]);
    lines.map(|line| (*line).to_owned()).collect()
}

fn particular(category: Category) -> &'static [&'static str] {
    match category {
        Category::CollapseUnresponsive => COLLAPSE,
        Category::Anaphylaxis => ANAPHYLAXIS,
        Category::BreathingDifficulty => BREATHING,
        Category::ChestPain => CHEST_PAIN,
        Category::Stroke => STROKE,
        Category::SevereBleeding => BLEEDING,
        Category::Overdose => OVERDOSE,
        Category::SuicideSelfHarm => SELF_HARM,
        Category::ThreatToOthers => THREAT,
        Category::SafeguardingChild => CHILD,
        Category::DomesticAbuse => DOMESTIC_ABUSE,
        Category::SafeguardingAdult => ADULT,
        Category::Sepsis => SEPSIS,
        Category::Meningitis => MENINGITIS,
        Category::EctopicFetalMovements => EARLY_PREGNANCY,
        Category::Pregnancy => PREGNANCY,
        Category::Diabetic => DIABETIC,
        Category::HeadInjury => HEAD_INJURY,
        Category::SevereHeadache => HEADACHE,
        Category::CaudaEquina => CAUDA_EQUINA,
        Category::AcuteAbdomen => ABDOMEN,
        Category::LimbIschaemia => LIMB,
        Category::Clot => CLOT,
        Category::SuddenVision => VISION,
        Category::TesticularTorsion => TORSION,
        Category::Psychosis => PSYCHOSIS,
        Category::Other => OTHER,
    }
}

const COLLAPSE: &[&str] = &[
    "Not awake, not breathing normally, or in a fit now: 999 at once, the phone on speaker beside the person.",
    "Ask: are they breathing? Are they awake? Who is with them? 999 tells that person what to do until help comes.",
    "Awake again: still a clinician now. Ask how long it lasted and whether it has happened before.",
];
const ANAPHYLAXIS: &[&str] = &[
    "Swollen face, lips or tongue, wheeze, tight throat, or faint: 999 now, and say “anaphylaxis”.",
    "Adrenaline pen in reach: use it now. A second one after 5 minutes if they are no better.",
    "Lie down with the legs raised: sit up only if breathing is hard. Do not stand up, even if better.",
];
const BREATHING: &[&str] = &[
    "Ask: can you say a whole sentence in one breath? Any chest pain? Is it getting worse?",
    "Cannot speak in sentences, blue or grey lips, drowsy, or worse by the minute: 999, and stay on the line.",
    "Sit upright: a reliever inhaler, if it is theirs, as their plan says.",
];
const CHEST_PAIN: &[&str] = &[
    "Ask: is the pain there now? When did it begin? Does it spread to arm, jaw or back?",
    "Pain now, or with sweating, sickness, breathlessness or faintness: 999. They must not drive.",
    "Pain that has gone: a clinician decides now, not later today.",
];
const STROKE: &[&str] = &[
    "Ask: does the face droop? Can they raise both arms? Is speech slurred? When were they last well?",
    "Any one of these, even if it has passed: 999 now, and give the time they were last well.",
    "Nothing to eat or drink: and nobody leaves them alone.",
];
const BLEEDING: &[&str] = &[
    "Ask: where does it bleed, how much, since when? Any blood-thinning tablets? Could they be pregnant?",
    "Heavy, spurting, not stopping, vomited or coughed up, or faint: 999 now.",
    "A wound: press on it firmly with a clean cloth and do not let go.",
];
const OVERDOSE: &[&str] = &[
    "Ask: what was taken, how much, when? Was it meant? Is anyone with you?",
    "Drowsy, alone, or meant to cause harm: 999, and stay on the line.",
    "Otherwise: the emergency department now, even if they feel well. Take the packets. Do not make them sick.",
];
const SELF_HARM: &[&str] = &[
    "Say that you have read the message: where are you? Is anyone with you? Have you taken anything?",
    "Anything taken, or not safe now: 999, and stay on the line.",
    "Ask plainly: are you thinking of ending your life? Asking does not make it more likely. Do not promise secrecy.",
];
const THREAT: &[&str] = &[
    "Ask: who is in danger, where are they, is there a weapon? Do not argue and do not agree.",
    "Somebody may be harmed now: 999 for the police. Nobody from the practice goes there.",
    "Do not promise secrecy: a clinician decides who must be warned, and writes down why.",
];
const CHILD: &[&str] = &[
    "Ask: is the child safe at this moment? Who is with them? Are there other children?",
    "In danger now or injured: 999.",
    "Do not tell a parent or carer what was said: do not promise secrecy. The safeguarding lead hears of it today.",
];
const DOMESTIC_ABUSE: &[&str] = &[
    "Ask first: is it safe to talk now? Ask what yes or no can answer. If not safe, agree a time and end the call.",
    "In danger now: 999. Who cannot speak on a mobile presses 55 when asked.",
    "Ask: are you hurt? Are there children? Nothing in writing, no call-back, no interpreter from the family.",
];
const ADULT: &[&str] = &[
    "Ask: is the person safe at this moment? Who is with them? Do they have food, warmth, medicines?",
    "In danger now or injured: 999.",
    "Do not tell the person who may be causing it: do not promise secrecy. The safeguarding lead hears of it today.",
];
const SEPSIS: &[&str] = &[
    "Ask: confused or slurred? Blue, pale or blotchy skin? Very fast breathing? No urine all day?",
    "A young child: hard to wake, not feeding, no wet nappy in 12 hours, a rash that does not fade.",
    "Any one of these: 999, and say “could this be sepsis?”",
];
const MENINGITIS: &[&str] = &[
    "Ask: stiff neck, light hurts, drowsy or confused, a rash that does not fade under a glass? Fever?",
    "Any of these with fever, or a parent who says “not right”: 999. Do not wait for a rash.",
];
const EARLY_PREGNANCY: &[&str] = &[
    "Ask: how many weeks? Any pain, bleeding, faintness, pain at the tip of the shoulder?",
    "Pain or bleeding with faintness, or very severe pain: 999.",
    "The baby moves less or differently: the maternity unit now, not tomorrow. Give the number and check they go.",
];
const PREGNANCY: &[&str] = &[
    "Ask: how many weeks, or how long since the birth? Headache, sight, bleeding, waters, fever, mood?",
    "Heavy bleeding, a fit, severe pain, breathless, or the cord can be seen: 999.",
    "Otherwise: the maternity unit now. Thoughts of harming herself or the baby count as danger now.",
];
const DIABETIC: &[&str] = &[
    "Ask: what is the sugar now, and the ketones? Vomiting? Drowsy? Insulin taken?",
    "Drowsy, deep fast breathing, or cannot keep water down: 999.",
    "Low and awake: something sugary now, measure again after 15 minutes. Not awake: nothing by mouth, 999.",
];
const HEAD_INJURY: &[&str] = &[
    "Ask: knocked out, vomiting, drowsy, a fit, clear fluid from nose or ear? Any blood-thinning tablets?",
    "Any one of these, or a headache that gets worse: 999, or the emergency department now with somebody.",
    "Not alone for the next 24 hours: and they must not drive.",
];
const HEADACHE: &[&str] = &[
    "Ask: how fast did it come? Stiff neck, fever, confusion, weakness, trouble with sight or speech?",
    "Sudden and the worst ever, or with any of these: 999.",
    "Pregnant or just given birth, or over 50 with a tender scalp: a clinician now.",
];
const CAUDA_EQUINA: &[&str] = &[
    "Ask: numb between the legs? Trouble passing urine or holding it? Both legs weak? Since when?",
    "Any one of these: the emergency department now, not tomorrow. They must not drive.",
    "Cannot move the legs: 999.",
];
const ABDOMEN: &[&str] = &[
    "Ask: where, since when, how bad? Vomiting, blood, black stools? Could you be pregnant?",
    "Faint, rigid belly, vomiting blood, or pain that cannot be borne: 999.",
    "Nothing to eat or drink: until a clinician has spoken with them.",
];
const LIMB: &[&str] = &[
    "Ask: is the limb cold, pale or blue, numb, can you move it? Since when?",
    "Suddenly cold, pale and painful: 999. Hours decide whether the limb is kept.",
];
const CLOT: &[&str] = &[
    "Ask: one leg swollen or painful? Breathless, chest pain, coughing blood? Recent operation or long journey?",
    "Breathless, chest pain, coughing blood or faint: 999.",
    "The leg alone: seen by a clinician today.",
];
const VISION: &[&str] = &[
    "Ask: one eye or both, since when? Flashes, a curtain, pain, an injury, a contact lens?",
    "With a drooping face, weak arm or slurred speech: 999.",
    "Sudden loss or injury: the eye emergency department now. A chemical: rinse with water for 20 minutes first.",
];
const TORSION: &[&str] = &[
    "Ask: when did the pain begin? Sudden? Swollen, sick, an injury?",
    "Sudden pain: the emergency department now. It can be saved only within hours. Cannot get there: 999.",
    "Nothing to eat or drink: on the way.",
];
const PSYCHOSIS: &[&str] = &[
    "Ask: are you safe, is anyone with you? Do voices tell you to do something? Fever, drugs, a fall?",
    "Danger to themselves or others, or suddenly confused: 999, and stay on the line.",
    "Speak slowly and calmly: do not argue about what they see or hear. 111, option 2, is the crisis line.",
];
const OTHER: &[&str] = &[
    "Ask: what is happening now, is it getting worse, is anyone with you, where are you?",
    "Not awake, breathing badly, bleeding heavily, or not safe: 999, and stay on the line.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_danger_has_lines_that_begin_with_identity_and_say_when_to_call_999() {
        for category in Category::ALL {
            let lines = protocol(*category);
            assert_eq!(
                lines.iter().take(3).map(String::as_str).collect::<Vec<_>>(),
                [IDENTITY, NO_VOICEMAIL, THIRD_PERSON]
            );
            assert!(lines[3..].iter().any(|line| line.contains("999")), "{}", category.key());
            assert_eq!(lines.last().map(String::as_str), Some(HAND_OVER), "{}", category.key());
            assert!((6..=8).contains(&lines.len()), "{}", category.key());
        }
    }

    #[test]
    fn every_line_is_short_ends_and_is_there_once() {
        for category in Category::ALL {
            let mut lines = protocol(*category);
            for line in &lines {
                assert!(line.chars().count() <= 120, "{line}");
                assert!(line.ends_with(['.', '?', '”']), "{line}");
            }
            let count = lines.len();
            lines.sort();
            lines.dedup();
            assert_eq!(lines.len(), count, "{}", category.key());
        }
    }

    #[test]
    fn no_two_dangers_share_their_particular_lines() {
        for (place, one) in Category::ALL.iter().enumerate() {
            for other in Category::ALL.iter().skip(place + 1) {
                assert_ne!(particular(*one), particular(*other), "{} and {}", one.key(), other.key());
            }
        }
    }
}
