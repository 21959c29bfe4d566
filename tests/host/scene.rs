//! A scene: what a test or a person asks for in the address, as a practice that stands there.
//!
//! `?as=jo.marsden&scene=alert,offline` opens the morning with Jo signed in, a danger on its way and the log unplugged.

use crate::cards::Reader;
use crate::practice::{PASSWORD, Practice};
use crate::templates::{Kind, Templates};
use crate::time::{Time, start};
use crate::{audit, beside, deeds, faults, morning};
use chrono::TimeDelta;
use domain::Subject;
use engine::restricted::RestrictedRecord;
use engine::view::{DesktopAlerts, Gate, Waiting};
use signin::security_key::KeyError;
use std::collections::BTreeMap;
use std::path::Path;

pub struct Wish(BTreeMap<String, String>);

impl Wish {
    /// Reads an address's query.
    pub fn read(query: &str) -> Self {
        let pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (name.to_owned(), value.replace("%2C", ","))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn has(&self, scene: &str) -> bool {
        self.get("scene").is_some_and(|scenes| scenes.split(',').any(|one| one == scene))
    }

    fn template(&self) -> Kind {
        if self.has("setup") {
            Kind::Bare
        } else if self.has("empty") || self.get("blocked").is_some() {
            Kind::Empty
        } else {
            Kind::Morning
        }
    }
}

pub async fn open(templates: &Templates, root: &Path, folder: &Path, wish: &Wish) -> Practice {
    templates.copy(root, wish.template(), folder).await.expect("the template is copied");
    let time = Time::at(start() - TimeDelta::seconds(30));
    let alerts = if wish.has("noalerts") { DesktopAlerts::NoDaemon } else { DesktopAlerts::Working };
    let mut practice = Practice::open(folder, time.clone(), alerts).await;
    practice.real = wish.has("real");
    practice.blocked = wish.get("blocked").map(str::to_owned);
    devices(&practice, wish).await;
    before(&practice, wish).await;
    if let Some(user) = wish.get("as") {
        practice.sign_in(user).await;
        signed_in(&practice, wish).await;
    }
    time.go_to(start());
    if wish.get("stopped").is_none() {
        time.flow();
    }
    practice.quiet().await;
    practice
}

async fn devices(practice: &Practice, wish: &Wish) {
    if let Some(why) = wish.get("trouble") {
        *practice.reader.lock().expect("no panic") = Reader::in_trouble(why);
    } else if wish.has("card") {
        *practice.reader.lock().expect("no panic") = Reader::with_card(wish.has("signonly"));
    }
    if wish.has("key")
        || wish.has("keysystem")
        || (wish.get("keytrouble").is_some() && wish.get("as").is_none())
    {
        practice.sign_in("jo.marsden").await;
        practice.keys.at_once(true);
        let new = serde_json::json!({ "factor": "securityKey", "password": PASSWORD, "pin": doubles::security_keys::PIN, "name": "Blue key" });
        let form = serde_json::json!({ "factor": new });
        practice.desk.call("add_factor", form).await.expect("the key is added");
        practice.keys.at_once(false);
        practice.lock().await;
        practice.time.pass(TimeDelta::seconds(31));
    }
    if wish.has("keysystem") {
        practice.keys.by_system();
    }
    if let Some(why) = wish.get("keytrouble") {
        practice.keys.fails(key_error(why));
    }
}

/// What happens before the screens are looked at, with nobody signed in.
async fn before(practice: &Practice, wish: &Wish) {
    if wish.has("bell") {
        practice.sign_in("jo.marsden").await;
        deeds::alarm(practice, None).await;
        let queue = practice.engine().await.queue().expect("a log");
        practice
            .until("the bell rings", async || {
                queue.last(&Subject::bell()).await.expect("the log is read").is_some()
            })
            .await;
        practice.lock().await;
        practice.time.pass(TimeDelta::seconds(31));
        waits(practice, |waiting| matches!(waiting, Waiting::Alert { .. })).await;
    }
    if wish.has("nobody") {
        practice.sign_in("jo.marsden").await;
        practice.lock().await;
        practice.time.pass(TimeDelta::seconds(31));
        deeds::through_the_door(practice, "9990000085", "Which day can I collect my tablets this week?")
            .await;
        practice.time.pass(TimeDelta::seconds(70));
        waits(practice, |waiting| matches!(waiting, Waiting::NobodySignedIn { .. })).await;
    }
    if wish.has("unusual") {
        audit::unusual(practice).await;
    }
    if wish.has("tampered") {
        audit::seen_beside(practice).await;
    }
    if wish.has("lockedout") {
        let engine = practice.engine().await;
        for _ in 0..12 {
            let tried = engine.sign_in("priya.nair", "wrong wrong wrong", "000000").await;
            if matches!(
                tried,
                Err(engine::SignInFailure::Factors(signin::vault::SignInError::LockedOut { .. }))
            ) {
                break;
            }
            practice.time.pass(TimeDelta::seconds(1));
        }
    }
}

/// Waits until the sign-in screen says what waits.
async fn waits(practice: &Practice, is_so: impl Fn(Waiting) -> bool) {
    practice
        .until("the sign-in screen says what waits", async || {
            let gate = practice.engine().await.gate().await;
            matches!(gate, Gate::SignIn { waiting, .. } if is_so(waiting))
        })
        .await;
}

/// What happens once somebody is signed in.
async fn signed_in(practice: &Practice, wish: &Wish) {
    if wish.has("restricted") {
        restrict_wood(practice, wish).await;
    }
    if wish.has("crowd") {
        practice.quiet().await;
        faults::crowd(practice).await;
    }
    if wish.has("undeliverable") {
        practice.desk.shut_doors().await;
    }
    if wish.has("offline") {
        practice.quiet().await;
        faults::offline(practice, true).await;
    }
    if wish.has("planned") {
        deeds::lunch(practice).await;
        deeds::plan(practice).await;
    }
    if wish.has("register") {
        deeds::safety(practice, domain::safety::Command::BeginRegister).await;
    }
    if wish.has("drill") {
        deeds::safety(practice, domain::safety::Command::StartDrill).await;
    }
    if wish.has("tampered") {
        audit::tamper(practice).await;
    }
    if wish.has("asks") {
        // Whoever is not heard for half a minute has gone.
        practice.time.go_to(start());
        deeds::asks(practice).await;
    }
    if wish.has("alert") {
        practice.quiet().await;
        practice.time.go_to(start());
        deeds::alarm(practice, None).await;
    }
}

/// The manager says at the other workstation that Mrs Wood is a relative of Jo's.
async fn restrict_wood(practice: &Practice, wish: &Wish) {
    let mut other = practice.beside().await;
    let carol = other.as_mut().expect("it runs").sign_in("carol.whitby").await;
    beside::idle(&carol).await;
    let wood = RestrictedRecord {
        nhs_number: "999 000 0042".to_owned(),
        family: "Wood".to_owned(),
        given: "Margaret".to_owned(),
        born: None,
        own: false,
        ..morning::jos_own_record(&carol).await
    };
    carol.publish_restrictions(vec![morning::jos_own_record(&carol).await, wood]).await.expect("published");
    beside::idle(&carol).await;
    drop((carol, other));
    practice.quiet().await;
    assert!(wish.get("as").is_some(), "somebody looks");
}

fn key_error(why: &str) -> KeyError {
    match why {
        "notHere" => KeyError::NotHere,
        "notAllowed" => KeyError::NotAllowed,
        "noKey" => KeyError::NoKey,
        "wrongKey" => KeyError::WrongKey,
        "noSecret" => KeyError::NoSecret,
        "noPin" => KeyError::NoPin,
        "pinLength" => KeyError::PinLength,
        "unplug" => KeyError::Unplug,
        "blocked" => KeyError::Blocked,
        "removed" => KeyError::Removed,
        "timedOut" => KeyError::TimedOut,
        "notItsKey" => KeyError::NotItsKey,
        "failed" => KeyError::Failed,
        other => panic!("{other} is no trouble with a key"),
    }
}
