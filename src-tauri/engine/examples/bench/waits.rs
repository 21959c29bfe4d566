//! What a person waits for at the desk with a full practice: the first page, a search, the first page after signing in.

use crate::floor::{Floor, PAGE};
use crate::measure::{Done, Times};
use crate::practice::{Practice, person};
use crate::words::SEARCHES;
use engine::testing;
use engine::view::Queue;
use signin::password::Password;
use signin::vault::Vault;
use std::time::Instant;

/// Rows on a first page.
const ROWS: u32 = 50;

/// The first page of the queue everything stands in.
pub async fn inbox(practice: &Practice, n: usize) -> Done {
    let store = testing::store(&practice.unlocked);
    let mut times = Times::default();
    for _ in 0..n {
        let begun = Instant::now();
        let page = practice.unlocked.list_queue(Queue::NeedsTriage, 0, ROWS).await?;
        let ours = begun.elapsed();
        if page.rows.len() != ROWS as usize {
            return Err("the first page is not full".into());
        }
        let begun = Instant::now();
        let mut connection = store.read().await?;
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(PAGE).fetch_all(&mut *connection).await?;
        times.push(ours, begun.elapsed());
        drop(rows);
    }
    times.print("inbox");
    Ok(())
}

/// Rare, middling and common words, and two words of which the second is unfinished.
pub async fn search(practice: &Practice, n: usize) -> Done {
    for (how_common, text) in SEARCHES {
        let mut times = Times::default();
        let expression = match text.trim_end().split_once(' ') {
            Some((first, second)) => format!("\"{first}\" \"{second}\"*"),
            None => format!("\"{}\"", text.trim_end()),
        };
        for _ in 0..n {
            let begun = Instant::now();
            let page = practice.unlocked.search(text, ROWS).await?;
            let ours = begun.elapsed();
            if page.rows.is_empty() {
                return Err(format!("nothing was found of the {how_common} word").into());
            }
            let begun = Instant::now();
            bare_search(practice, &expression).await?;
            times.push(ours, begun.elapsed());
        }
        times.print(&format!("search {how_common}"));
    }
    Ok(())
}

async fn bare_search(practice: &Practice, expression: &str) -> Done {
    let mut connection = testing::store(&practice.unlocked).read().await?;
    let query = "SELECT m.conversation, snippet(search, 1, '', '', '…', 12) FROM search
        JOIN messages m ON m.n = search.rowid WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT 50";
    let rows: Vec<(Vec<u8>, String)> =
        sqlx::query_as(query).bind(expression).fetch_all(&mut *connection).await?;
    drop(rows);
    Ok(())
}

/// From the factors accepted to the first page, and back to locked; the practice is closed afterwards.
pub async fn unlock(practice: &Practice, floor: &Floor, n: usize) -> Done {
    practice.engine.lock().await;
    floor.store.close().await;
    let mut times = Times::default();
    for _ in 0..n {
        practice.hand.advance(chrono::TimeDelta::minutes(1));
        let person = person(&practice.engine).await?;
        let vault = Vault::open(&practice.engine.folder().practice())?;
        let (notice, now) = (vault.notice()?, practice.engine.clock().now());
        let (name, code, password) = (person.user_name, person.code, Password::from(person.password));
        let signed_in =
            tokio::task::spawn_blocking(move || vault.sign_in(&name, &password, &code, now)).await??;
        let begun = Instant::now();
        let unlocked = testing::unlock(&practice.engine, signed_in, &notice).await?;
        unlocked.list_queue(Queue::NeedsTriage, 0, ROWS).await?;
        let ours = begun.elapsed();
        unlocked.lock().await;
        let begun = Instant::now();
        let store = floor.reopen().await?;
        let mut connection = store.read().await?;
        let rows: Vec<(Vec<u8>, String)> = sqlx::query_as(PAGE).fetch_all(&mut *connection).await?;
        times.push(ours, begun.elapsed());
        drop((rows, connection));
        store.close().await;
    }
    times.print("unlock");
    Ok(())
}
