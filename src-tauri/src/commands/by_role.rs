//! Every command the screens can send, sent by every role, held against one table.
//!
//! The names are taken from the generated bindings, so that a command without a row here fails; so does a row without a
//! command, and a permission file that says something else. What a role may do stands in `domain::staff`: this shows
//! that the engine asks it, whoever sends the command. Who is refused is refused for their role and for nothing else.

mod send;
mod table;

use super::all;
use domain::ConversationId;
use domain::staff::{Action, Role};
use engine::view::{Gate, Queue};
use engine::{Clock, Engine, Options, Unlocked, testing};
use send::{refused, send};
use specta_typescript::Typescript;
use std::collections::BTreeSet;
use std::time::Duration;
use table::Need::{Act, May, Nobody, SignedIn};
use table::{ACTS, TABLE, acts};

/// The names in the bindings, in the order of the file.
fn bound() -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.ts");
    crate::bindings().export(Typescript::default(), &file).unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    let calls = text.split("__TAURI_INVOKE<").skip(1);
    let name =
        |call: &str| call.split("(\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let commands = calls.filter_map(name).collect();
    let union = text.split("export type Command = ").nth(1).unwrap().split("\n\n").next().unwrap();
    let union = union.split("export type").next().unwrap();
    let kinds = union.split("{ kind: \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    (commands, kinds.collect())
}

fn names<T>(table: &[(&str, T)]) -> BTreeSet<String> {
    table.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn every_command_of_the_bindings_has_its_row_and_every_row_its_command() {
    let _ = all();
    let (commands, kinds) = bound();
    assert_eq!(names(&TABLE), commands, "left: rows; right: commands the screens can send");
    assert_eq!(TABLE.len(), commands.len(), "a row is there twice");
    assert_eq!(names(&ACTS), kinds, "left: rows; right: commands on a conversation");
    let samples: BTreeSet<String> = acts().iter().map(|command| command.kind().to_owned()).collect();
    assert_eq!(samples, kinds, "left: samples; right: commands on a conversation");
}

#[test]
fn the_window_is_permitted_exactly_the_commands_of_the_table() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/permissions/desk.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let lists = text.lines().filter_map(|line| line.strip_prefix("commands.allow = "));
    let mut permitted = vec![];
    for list in lists {
        permitted.extend(serde_json::from_str::<Vec<String>>(list).unwrap());
    }
    let count = permitted.len();
    assert_eq!(permitted.into_iter().collect::<BTreeSet<_>>(), names(&TABLE));
    assert_eq!(count, TABLE.len(), "a command is permitted twice");
}

async fn sign_in(engine: &Engine, role: Role) -> Unlocked {
    let Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else {
        panic!("nobody stands before sign-in");
    };
    let user = format!("{role:?}").to_lowercase();
    let person = people.into_iter().find(|person| person.user_name == user).unwrap();
    engine.sign_in(&user, &person.password, &person.code).await.unwrap()
}

/// A conversation of the demonstration, once a letter is admitted.
async fn a_conversation(desk: &Unlocked) -> ConversationId {
    for _ in 0..400 {
        let page = desk.list_queue(Queue::NeedsTriage, 0, 10).await.unwrap();
        if let Some(row) = page.rows.last() {
            return row.id;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no letter was admitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_gets_what_the_table_says_from_every_command_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::system();
    testing::one_of_each_role(folder.path(), &clock).await.unwrap();
    let options = Options { folder: folder.path().to_owned(), clock, demonstration: false };
    let engine = Engine::start(options).await.unwrap();
    let mut known = None;
    for role in Role::ALL {
        let desk = sign_in(&engine, role).await;
        let id = match known {
            Some(id) => id,
            None => a_conversation(&desk).await,
        };
        known = Some(id);
        assert_eq!(desk.me().roles, [role]);
        for to in desk.due() {
            desk.attest(to).await.unwrap();
        }
        walk(&engine, &desk, role, id).await;
        drop(desk);
        engine.lock().await;
    }
    engine.shut_down().await;
}

async fn walk(engine: &Engine, desk: &Unlocked, role: Role, id: ConversationId) {
    for (name, need) in TABLE {
        let expected = match need {
            Nobody | SignedIn => None,
            May(action) => (!role.may(action)).then_some(action),
            Act => continue,
        };
        assert_eq!(send(name, engine, desk, id).await, expected, "{role:?} sends {name}");
    }
    for command in acts() {
        let kind = command.kind();
        let (_, needed) = ACTS.into_iter().find(|(name, _)| *name == kind).unwrap();
        assert_eq!(command.needs(), needed, "{kind}");
        let outcome = desk.act_and_show(id, command).await;
        let allowed = role.may(needed) && role.may(Action::ReadMessages);
        assert_eq!(refused(outcome).is_none(), allowed, "{role:?} does {kind}");
    }
}
