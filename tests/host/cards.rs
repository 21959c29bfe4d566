//! The card reader of a test, in front of the commands about cards: a reader that can be filled and emptied, a card that
//! counts wrong PINs. What a real card does is shown in `tests/spine/card.rs`; here only its words on the screens are.

use crate::practice::{PASSWORD, Practice};
use domain::staff::Role;
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
    fn try_pin(&mut self, pin: &str) -> Option<Value> {
        if self.view["kind"] != "ready" {
            return Some(refused(&self.view["why"], Value::Null));
        }
        if pin == PIN {
            self.view["tries"] = json!(3);
            return None;
        }
        let left = self.view["tries"].as_u64().unwrap_or(1) - 1;
        if left == 0 {
            self.view = trouble("blocked");
            return Some(refused(&json!("blocked"), Value::Null));
        }
        self.view["tries"] = json!(left);
        Some(refused(&json!("wrongPin"), json!(left)))
    }

    fn yours(&self, manages: bool, lists: &str) -> Value {
        let issuers = if self.taken { vec!["NHS Digital cards"] } else { vec![] };
        let rules = json!({ "issuers": issuers, "module": null, "signOut": self.sign_out, "lists": lists });
        json!({ "cards": self.owned, "taken": self.taken, "reader": self.view(), "rules": if manages { rules } else { Value::Null } })
    }

    fn enrol(&mut self, pin: &str, now: &str) -> Result<Value, Value> {
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

    fn remove(&mut self, key: &str) -> Result<Value, Value> {
        self.owned.retain(|card| card["key"] != key);
        self.view = trouble("unknown");
        Ok(Value::Null)
    }

    fn rules(&mut self, issuers: &str, sign_out: bool) -> Result<Value, Value> {
        if !issuers.trim().is_empty() && !issuers.contains("BEGIN CERTIFICATE") {
            return Err(refused(&json!("badIssuer"), Value::Null));
        }
        (self.taken, self.sign_out) = (!issuers.trim().is_empty(), sign_out);
        Ok(Value::Null)
    }
}

fn card(since: &str) -> Value {
    json!({ "key": "a1", "ending": "4417", "since": since, "passwordNeeded": false })
}

fn trouble(why: &str) -> Value {
    let without = [
        "noCard",
        "noReader",
        "noService",
        "noModule",
        "wrongModule",
        "notAnswering",
        "unreadable",
        "several",
    ];
    json!({ "kind": "trouble", "ending": if without.contains(&why) { Value::Null } else { json!("4417") }, "why": why })
}

/// What was asked of the card, if it was; without a reader it is the engine's to answer.
pub async fn answer(practice: &Practice, command: &str, arguments: &Value) -> Option<Result<Value, Value>> {
    let asked = match command {
        "sign_in" => &arguments["by"],
        "add_factor" => &arguments["factor"],
        _ => arguments,
    };
    let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    let of_a_card = text("with") == "card" || text("factor") == "card" || command == "set_card_rules";
    if !of_a_card {
        return None;
    }
    let mistyped = asked["password"].as_str().is_some_and(|password| password != PASSWORD);
    let now = practice.time.now().to_rfc3339();
    let tried = {
        let mut reader = practice.reader.lock().expect("no panic");
        match command {
            _ if !reader.there => return None,
            "sign_in" => reader.try_pin(&text("pin")).map_or(Ok(Value::Null), Err),
            "add_factor" if mistyped => wrong_password(),
            "add_factor" => reader.enrol(&text("pin"), &now),
            "remove_factor" => reader.remove(&text("key")),
            _ => reader.rules(&text("issuers"), asked["signOut"] == json!(true)),
        }
    };
    Some(match (command, tried) {
        ("sign_in", Ok(_)) if mistyped => wrong_password(),
        ("sign_in", Ok(_)) => practice.sign_in_behind("jo.marsden").await,
        (_, tried) => tried,
    })
}

/// One's own, with the card that is in this reader.
pub async fn yours(practice: &Practice, mut answered: Value) -> Value {
    let manages = practice.unlocked().await.me().roles.contains(&Role::Manager);
    let lists = practice.root.join("desk/practice/revocation-lists").display().to_string();
    let reader = practice.reader.lock().expect("no panic");
    if reader.there {
        answered["card"] = reader.yours(manages, &lists);
    }
    answered
}

fn wrong_password() -> Result<Value, Value> {
    Err(failure("wrongCredentials", Value::Null))
}

fn refused(why: &Value, left: Value) -> Value {
    failure("factor", json!({ "factor": "card", "why": why, "left": left }))
}

/// As the shell tells it.
fn failure(code: &str, factor: Value) -> Value {
    json!({ "code": code, "retry": "now", "refusal": null, "until": null, "field": null, "factor": factor })
}
