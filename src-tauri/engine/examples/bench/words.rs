//! Invented letters, always the same: numbers that are never issued, names nobody bears, the words of a surgery's inbox.
//!
//! Most words are common, as in any language; some are made of syllables, so that an index has a long tail to carry.
//! Four markers stand in a known share of the letters, for search: rare, middling, common, and a two-word phrase.

use chrono::{DateTime, TimeDelta, Utc};
use domain::message::{Channel, Identity, Letter, PatientDetails, PersonName, ReplyRoute, Writer};
use domain::{GatewayId, LetterId, derive_uuid};

/// What people search for, by how often it stands in a letter.
pub const SEARCHES: [(&str, &str); 4] = [
    ("rare", "quibblewort "),
    ("middling", "referral "),
    ("common", "appointment "),
    ("prefix", "repeat prescr"),
];

/// The words of a letter that is an alert.
pub const DANGEROUS: &str = "I have had crushing chest pain since this morning and I am sweating. It is getting worse, what should I do?";

const COMMON: &str = "the my please could you have and for to with about this week on at was from they said a it \
    is in of me when would like but not sure if there any time today tomorrow surgery reception nurse doctor \
    letter form tablets cream collect pharmacy results test phone call message thank yesterday since last month \
    knee elbow shoulder sore better still need ask change address work note school travel vaccine review";
const SYLLABLES: [&str; 24] = [
    "za", "por", "quel", "im", "dra", "vo", "nix", "tul", "fe", "bri", "mok", "sha", "lun", "gor", "wex",
    "pli", "jun", "ost", "kar", "yel", "hib", "cru", "tav", "ven",
];

/// Numbers in a fixed order that look like none (SplitMix64).
pub struct Dice(u64);

impl Dice {
    /// A fixed beginning.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len())).copied().unwrap_or("it")
    }

    fn made_up(&mut self) -> String {
        (0..3).map(|_| self.pick(&SYLLABLES)).collect()
    }
}

/// Writes letters.
pub struct Writing {
    dice: Dice,
    common: Vec<&'static str>,
    gateway: GatewayId,
    now: DateTime<Utc>,
    written: u64,
}

impl Writing {
    /// Begins; the same seed writes the same letters.
    pub fn new(seed: u64, gateway: GatewayId, now: DateTime<Utc>) -> Self {
        let common = COMMON.split_whitespace().collect();
        Self { dice: Dice::new(seed), common, gateway, now, written: seed << 32 }
    }

    /// The words of a letter: 400 characters in the median.
    pub fn text(&mut self) -> String {
        let length = 100 + self.dice.below(300) + self.dice.below(300);
        let mut text = String::from("Hello, I am writing about my appointment");
        for (one_in, marker) in [(2_500, "quibblewort"), (50, "referral"), (10, "repeat prescription")] {
            if self.dice.below(one_in) == 0 {
                text.push_str(" and the ");
                text.push_str(marker);
            }
        }
        while text.len() < length {
            text.push_str(if self.dice.below(12) == 0 { ". I " } else { " " });
            if self.dice.below(12) == 0 {
                text.push_str(&self.dice.made_up());
            } else {
                text.push_str(self.dice.pick(&self.common));
            }
        }
        text.push('.');
        text
    }

    /// A letter from the next patient.
    pub fn letter(&mut self) -> Letter {
        let text = self.text();
        self.letter_saying(text)
    }

    /// A letter from the next patient, with these words.
    pub fn letter_saying(&mut self, text: String) -> Letter {
        self.written += 1;
        let id = LetterId(derive_uuid("measured letter", &[&self.written.to_be_bytes()]));
        let received_at = self.now - TimeDelta::minutes(self.dice.below(5 * 24 * 60) as i64);
        let name = PersonName { family: self.dice.made_up(), given: self.dice.made_up(), title: None };
        Letter {
            id,
            channel: Channel::NhsApp,
            received_at,
            written_at: Some(received_at),
            writer: Writer::Patient,
            identity: Identity::NhsLogin,
            patient: PatientDetails {
                nhs_number: number(self.written),
                name: Some(name),
                ..PatientDetails::default()
            },
            about: None,
            in_reply_to: None,
            reply: Some(ReplyRoute {
                gateway: self.gateway.clone(),
                channel: Channel::NhsApp,
                address: id.to_string(),
            }),
            text,
            form: None,
            acknowledgement: None,
        }
    }
}

/// A number that is never issued; a few have no check digit that fits, and their letters come without one.
fn number(n: u64) -> Option<domain::NhsNumber> {
    let body = 999_000_000 + n % 1_000_000;
    (0..10).find_map(|check| format!("{body}{check}").parse().ok())
}
