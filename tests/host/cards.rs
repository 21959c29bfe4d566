//! The card reader of a test, in front of the commands about cards: a reader that can be filled and emptied, a card that
//! counts wrong PINs. What a real card does is shown in `tests/spine/card.rs`; here only its words on the screens are.

use serde_json::{Value, json};

/// The PIN of the card.
pub const PIN: &str = "274913";

#[derive(Default)]
pub struct Reader {
    /// Without it the commands go to the engine, which has no reader.
    pub there: bool,
    taken: bool,
    sign_out: bool,
    view: Value,
    owned: Vec<Value>,
}

impl Reader {
    pub fn with_card(only_signs: bool) -> Self {
        let view = json!({ "kind": "ready", "ending": "4417", "tries": 3, "passwordNeeded": only_signs });
        Self { there: true, taken: true, sign_out: false, view, owned: vec![card("2026-03-02T09:00:00Z")] }
    }

    pub fn in_trouble(why: &str) -> Self {
        Self { there: true, taken: true, view: trouble(why), ..Self::default() }
    }

    /// What the sign-in screen shows of it.
    pub fn view(&self) -> Value {
        if self.taken { self.view.clone() } else { Value::Null }
    }

    pub fn card_leaves(&mut self) {
        self.view = trouble("noCard");
    }

    /// Somebody types a PIN: what is wrong, if anything is.
    pub fn try_pin(&mut self, pin: &str) -> Option<Value> {
        if self.view["kind"] != "ready" {
            return Some(failure("card", self.view["why"].clone(), Value::Null));
        }
        if pin == PIN {
            self.view["tries"] = json!(3);
            return None;
        }
        let left = self.view["tries"].as_u64().unwrap_or(1) - 1;
        if left == 0 {
            self.view = trouble("blocked");
            return Some(failure("card", json!("blocked"), Value::Null));
        }
        self.view["tries"] = json!(left);
        Some(failure("card", json!("wrongPin"), json!(left)))
    }

    pub fn yours(&self, manages: bool, lists: &str) -> Value {
        let issuers = if self.taken { vec!["NHS Digital cards"] } else { vec![] };
        let rules = json!({ "issuers": issuers, "module": null, "signOut": self.sign_out, "lists": lists });
        json!({ "cards": self.owned, "taken": self.taken, "reader": self.view(), "rules": if manages { rules } else { Value::Null } })
    }

    pub fn enrol(&mut self, pin: &str, now: &str) -> Result<Value, Value> {
        if self.view["why"] == "unknown" {
            self.view = json!({ "kind": "ready", "ending": "4417", "tries": 3, "passwordNeeded": false });
        }
        match self.try_pin(pin) {
            Some(wrong) => Err(wrong),
            None => {
                self.owned = vec![card(now)];
                Ok(Value::Null)
            }
        }
    }

    pub fn remove(&mut self, key: &str) {
        self.owned.retain(|card| card["key"] != key);
        self.view = trouble("unknown");
    }

    pub fn rules(&mut self, issuers: &str, sign_out: bool) -> Result<Value, Value> {
        if !issuers.trim().is_empty() && !issuers.contains("BEGIN CERTIFICATE") {
            return Err(failure("card", json!("badIssuer"), Value::Null));
        }
        (self.taken, self.sign_out) = (!issuers.trim().is_empty(), sign_out);
        Ok(Value::Null)
    }
}

fn card(since: &str) -> Value {
    json!({ "key": "a1", "ending": "4417", "since": since, "passwordNeeded": false })
}

fn trouble(why: &str) -> Value {
    let without = ["noCard", "noReader", "noService", "noModule", "wrongModule", "unreadable", "several"];
    json!({ "kind": "trouble", "ending": if without.contains(&why) { Value::Null } else { json!("4417") }, "why": why })
}

/// As the shell tells it.
pub fn failure(code: &str, card: Value, tries: Value) -> Value {
    json!({ "code": code, "retry": "now", "refusal": null, "until": null, "field": null, "card": card, "securityKey": null, "tries": tries })
}
