//! What a batch has changed, written at its end: what the queue confirmed first, then the letters admitted behind it.

use super::gathered::Gathered;
use crate::errors::IngestError;
use crate::log::admit;
use crate::practice::standing::Standing;
use crate::practice::unlocked::Unlocked;
use crate::store::events::{self, Incoming};
use crate::store::search::{self, Words};
use crate::store::{StoreError, conversations, keys, letters, outbox, records};
use crate::view::Change;
use domain::Subject;
use domain::alert::Alert;
use queue::Seq;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap};

/// Writes what was gathered; returns what to tell once it is committed.
pub(super) async fn write(
    mut gathered: Gathered,
    unlocked: &Unlocked,
    connection: &mut SqliteConnection,
    cursor: Seq,
) -> Result<Vec<Change>, IngestError> {
    let kept: Vec<Incoming<'_>> =
        gathered.kept.iter().map(|(message, hash)| Incoming::of(message, *hash)).collect();
    events::keep(&mut *connection, &kept).await?;
    if gathered.shared {
        let settings_changed = unlocked.reload_shared(&mut *connection).await?;
        if settings_changed {
            refresh_open(&mut gathered, &mut *connection).await?;
        }
    }
    keep_words(&mut gathered.words, &mut *connection).await?;
    refresh_patients(&mut gathered, &mut *connection).await?;
    // What the queue confirmed is seen afresh before letters are put behind it.
    for id in &gathered.touched {
        if let Some(standing) = gathered.known.get_mut(id) {
            standing.see();
        }
    }
    let letters = std::mem::take(&mut gathered.letters);
    let mut told = admit::letters(unlocked, &mut *connection, &mut gathered, &letters).await?;
    told.extend(admit::overlooked(unlocked, &mut gathered)?);
    told.extend(heard_of(&gathered));
    letters::keep(&mut *connection, &gathered.sealed).await?;
    let touched = std::mem::take(&mut gathered.touched);
    let standings: Vec<Standing> = touched.iter().filter_map(|id| gathered.known.remove(id)).collect();
    outbox::confirmed(&mut *connection, &gathered.confirmed).await?;
    outbox::put(&mut *connection, standings.iter().flat_map(Standing::fresh)).await?;
    unlocked.project(&mut *connection, &standings).await?;
    keys::set(&mut *connection, "cursor", &cursor.0.to_string()).await?;
    if !touched.is_empty() {
        told.insert(0, Change::Conversations { ids: touched.into_iter().collect() });
    }
    told.append(&mut gathered.told);
    told.push(Change::Bar);
    Ok(told)
}

/// Alerts that another workstation raised, and that are still somebody's business.
fn heard_of(gathered: &Gathered) -> Vec<Change> {
    let open = |id, letter| {
        let alert = gathered.standing(id).and_then(|standing| standing.seen.alert(letter));
        alert.is_some_and(Alert::is_open)
    };
    let heard = gathered.alerts.iter().copied().filter(|(id, letter)| open(*id, *letter));
    heard.map(|(conversation, letter)| Change::Alert { conversation, letter, raised: true }).collect()
}

/// What search finds, also under the names by which the index knows these patients.
async fn keep_words(words: &mut [Words], connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let numbers = words.iter().filter_map(|words| words.number).collect();
    let known = records::patients(&mut *connection, &numbers).await?;
    for words in &mut *words {
        if let Some(patient) = words.number.and_then(|number| known.get(&number)) {
            words.known_as(&patient.details);
        }
    }
    search::keep(connection, words).await
}

/// Rows show clocks, which follow the settings: whatever is open is shown anew.
async fn refresh_open(gathered: &mut Gathered, connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let open = conversations::open(&mut *connection).await?;
    let subjects: Vec<Subject> = open.iter().map(|id| Subject::conversation(*id)).collect();
    gathered.learn(connection, subjects.iter()).await?;
    gathered.touched.extend(open);
    Ok(())
}

/// Rows show what the index says of a patient, and search finds it: conversations about those it changed are shown anew.
async fn refresh_patients(
    gathered: &mut Gathered,
    connection: &mut SqliteConnection,
) -> Result<(), StoreError> {
    let changed = std::mem::take(&mut gathered.patients);
    let known = records::patients(&mut *connection, &changed).await?;
    let (mut about, mut renamed) = (BTreeMap::new(), HashMap::new());
    for number in changed {
        for id in conversations::about(&mut *connection, number).await? {
            about.insert(id, Subject::conversation(id));
            renamed.extend(known.get(&number).map(|patient| (id, patient.details.clone())));
        }
    }
    search::rename(&mut *connection, &renamed).await?;
    gathered.learn(connection, about.values()).await?;
    gathered.touched.extend(about.keys());
    Ok(())
}
