//! Transcripts that the tests share: an everyday one, one with everything in it, and a hostile one.

use crate::transcript::{
    Channel, Delivery, DeliveryState, Entry, FileAs, FoundBy, Gender, Online, Patient, Practice, Reading,
    Staff, Tier, Transcript, Who, Writer,
};
use chrono::{DateTime, Utc};
use domain::StaffId;
use domain::staff::Role;
use uuid::Uuid;

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn staff(number: u128, name: &str, role: Role) -> Staff {
    Staff { id: StaffId(Uuid::from_u128(number)), name: name.to_owned(), role }
}

pub fn jo() -> Staff {
    staff(1, "Jo Marsden", Role::Receptionist)
}

pub fn okafor() -> Staff {
    staff(2, "Dr N Okafor", Role::Gp)
}

pub fn received(name: &str, relation: Option<&str>, text: &str, when: &str) -> Entry {
    Entry::Received {
        from: Writer { name: name.to_owned(), relation: relation.map(str::to_owned), who: Who::Near },
        channel: Channel::NhsApp,
        at: at(when),
        identity: "NHS login P9".to_owned(),
        text: text.to_owned(),
        form: None,
    }
}

pub fn sent(by: Staff, text: &str, when: &str, delivery: &[(DeliveryState, &str)]) -> Entry {
    let step = |(state, when): &(DeliveryState, &str)| Delivery { state: *state, at: at(when), why: None };
    Entry::Sent {
        by,
        to: None,
        channel: Channel::NhsApp,
        at: at(when),
        text: text.to_owned(),
        delivery: delivery.iter().map(step).collect(),
    }
}

/// The conversation of the design's paper preview.
pub fn example() -> Transcript {
    Transcript {
        document: Uuid::from_u128(0x0198_e0aa_1111_7000_8000_0000_0000_0001),
        version: 1,
        replaces: None,
        practice: Practice {
            name: "Hollin Lane Surgery".to_owned(),
            ods: "A81001".parse().unwrap(),
            telephone: "01632 960123".to_owned(),
        },
        patient: Patient {
            family: "Patel".to_owned(),
            given: "Amira".to_owned(),
            title: Some("Ms".to_owned()),
            nhs_number: Some("9990000026".parse().unwrap()),
            born: Some("1987-03-14".parse().unwrap()),
            gender: Gender::Female,
        },
        permitted_use: "Prescription collection".to_owned(),
        outcome: "Prescription redirected".to_owned(),
        summary: "Clenil sent to Well Pharmacy, Castle Street. Collect from 27 August. \
                  Asthma review: task for 05-Oct-2026."
            .to_owned(),
        file_as: FileAs::ExactCopy,
        online: Online::Shown,
        opened: at("2026-08-25T08:58:00Z"),
        closed: at("2026-08-25T09:58:00Z"),
        closed_by: jo(),
        entries: everyday_entries(),
    }
}

fn everyday_entries() -> Vec<Entry> {
    vec![
        received(
            "Amira Patel",
            None,
            "Hello, please could my brown inhaler (Clenil) go to Well Pharmacy on Castle Street instead of Boots? \
             I can collect on Thursday. Is my asthma review due as well? I am fine otherwise, no chest pain and \
             sleeping well. Thank you.",
            "2026-08-25T08:58:00Z",
        ),
        Entry::Acknowledgement {
            channel: Channel::NhsApp,
            at: at("2026-08-25T08:58:02Z"),
            text: "If this is urgent call 01632 960123, or 111. In an emergency call 999.\n\
                   We have your message and answer by Thursday 27 August, 18:30."
                .to_owned(),
        },
        Entry::Finding {
            found_by: FoundBy::Rule("CV-01".to_owned()),
            category: "chest pain".to_owned(),
            tier: Tier::Check,
            lowered: Some("NEG-2 (“no”)".to_owned()),
            read: Some(Reading {
                by: jo(),
                at: at("2026-08-25T09:41:00Z"),
                note: Some("no red flag".to_owned()),
            }),
        },
        sent(
            jo(),
            "Hello Amira, your Clenil inhaler prescription went to Well Pharmacy, Castle Street, this morning. It \
             should be ready from Thursday 27 August. Your asthma review is due in October; we will message you to \
             book.",
            "2026-08-25T09:43:00Z",
            &[
                (DeliveryState::Delivered, "2026-08-25T09:43:00Z"),
                (DeliveryState::Read, "2026-08-25T09:51:00Z"),
            ],
        ),
    ]
}

/// A later version with every kind of entry, a writer who is not the patient, and a message that failed.
pub fn everything() -> Transcript {
    let mut transcript = example();
    transcript.document = Uuid::from_u128(0x0198_e0aa_1111_7000_8000_0000_0000_0002);
    transcript.replaces = Some(example().document);
    transcript.version = 2;
    transcript.online = Online::HiddenUntilChecked;
    transcript.closed = at("2026-08-26T10:00:00Z");
    transcript.closed_by = okafor();
    transcript.entries.extend(later_entries());
    transcript
}

fn later_entries() -> Vec<Entry> {
    vec![
        received("Leela Patel", Some("daughter"), "Mum cannot breathe properly.", "2026-08-26T08:10:00Z"),
        Entry::Finding {
            found_by: FoundBy::Rule("RESP-02".to_owned()),
            category: "breathing difficulty".to_owned(),
            tier: Tier::Alert,
            lowered: None,
            read: None,
        },
        Entry::Escalation {
            by: jo(),
            at: at("2026-08-26T08:11:00Z"),
            what: "Alert taken; called the patient.".to_owned(),
            note: None,
        },
        Entry::Routed {
            by: jo(),
            at: at("2026-08-26T08:12:00Z"),
            to: "duty list".to_owned(),
            why: Some("Short of breath at rest".to_owned()),
        },
        Entry::Call {
            by: okafor(),
            at: at("2026-08-26T08:14:00Z"),
            what: "Called the patient, reached.".to_owned(),
            note: Some("Speaks in sentences, used spacer, better.\nTo be seen at 11:00.".to_owned()),
        },
        Entry::Note {
            by: okafor(),
            at: at("2026-08-26T08:20:00Z"),
            text: "Peak flow 78% of best.".to_owned(),
        },
        Entry::Sent {
            by: okafor(),
            to: Some(Writer {
                name: "Leela Patel".to_owned(),
                relation: Some("daughter".to_owned()),
                who: Who::Near,
            }),
            channel: Channel::TextMessage,
            at: at("2026-08-26T08:21:00Z"),
            text: "Please come at 11:00 today.".to_owned(),
            delivery: vec![Delivery {
                state: DeliveryState::Failed,
                at: at("2026-08-26T08:22:00Z"),
                why: Some("number not in service".to_owned()),
            }],
        },
    ]
}

/// What an attacker, a long letter, and the world's scripts put into a conversation: a hundred messages.
pub fn nasty() -> Transcript {
    let mut transcript = example();
    transcript.document = Uuid::from_u128(0x0198_e0aa_1111_7000_8000_0000_0000_0003);
    transcript.patient.family = "O'Brien-<script>alert(1)</script> #emph[x]".to_owned();
    transcript.summary = "#panic(\"summary\") *not bold* \\ $x$ & </div>".to_owned();
    transcript.entries = (0..100_usize)
        .map(|number| {
            let words = NASTY_TEXTS[number % NASTY_TEXTS.len()];
            let text = format!("{number}: {words}");
            if number % 2 == 0 {
                received("<b>#x</b>", Some("]]> carer"), &text, "2026-08-25T08:58:00Z")
            } else {
                sent(jo(), &text, "2026-08-25T09:43:00Z", &[])
            }
        })
        .collect();
    transcript.entries.push(received("Long", None, &long_letter(), "2026-08-25T09:50:00Z"));
    transcript
}

/// Twenty thousand characters.
fn long_letter() -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < 20_000 {
        number += 1;
        text.push_str(&format!("word{number} "));
    }
    text.truncate(20_000);
    text
}

pub const NASTY_TEXTS: [&str; 16] = [
    "#set page(width: 1pt); #panic(\"owned\") #read(\"/etc/passwd\") #import \"@preview/x:1.0.0\"",
    "= Heading *bold* _it_ `raw` $ x^2 $ <label> @ref // comment /* more */ \\ - list + enum / term: x",
    "<script>alert('x')</script> & &amp; &#0; ]]> <!-- --> </div></body> \"quoted\" 'single'",
    "# Markdown\n\n* one\n* two\n\n> quote\n\n```\ncode\n```\n[link](http://example.test) ![x](y)",
    "\\u0000 \\n \\\\ {{handlebars}} ${shell} $(whoami) `id` %s %n ../../etc/passwd",
    "emoji 😀👍🏽👨‍👩‍👧 🇬🇧 ❤️ keycap 1️⃣ new 🫠",
    "right to left: لدي ألم في الصدر 123 abc שלום mixed (brackets) لا",
    "override \u{202e}txet neddih\u{202c} isolate \u{2067}x\u{2069} zero\u{200b}width \u{feff}bom",
    "controls \u{1}\u{8}\u{b}\u{c}\u{1b}[31m\u{7f}\u{85} tab\there",
    "combining a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306} z̷̧̛͙a̶l̸g̴o̵ q\u{20dd}",
    "हिन्दी ਪੰਜਾਬੀ ગુજરાતી বাংলা தமிழ் ไทย 日本語 中文 한국어 አማርኛ ᚠᚢᚦ 𝕏 𐍈",
    "broken Indic: \u{94d}\u{93f} \u{0ac1} ക്ക് \u{200d}\u{200c}",
    "https://example.test/a/very/long/link/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?q=1#frag",
    "two  spaces   three\n\n\n   leading and trailing   ",
    "private \u{e000}\u{f8ff} nonchar \u{fffe}\u{ffff} replacement \u{fffd} tag \u{e0041}\u{e007f}",
    "",
];

/// The words of every message, in order.
pub fn messages(transcript: &Transcript) -> Vec<&str> {
    let text = |entry| match entry {
        &Entry::Received { ref text, .. }
        | &Entry::Sent { ref text, .. }
        | &Entry::Acknowledgement { ref text, .. } => Some(text.as_str()),
        _ => None,
    };
    transcript.entries.iter().filter_map(text).collect()
}
