//! A demonstration practice in a folder that goes away, with somebody signed in and a clock moved by hand.

use crate::measure::Done;
use crate::words::Writing;
use chrono::{DateTime, Utc};
use engine::clock::HandOfClock;
use engine::view::{DemoPerson, Gate};
use engine::{Clock, Engine, GatewayGrant, Options, Unlocked, testing};
use std::time::{Duration, Instant};

/// The letters every demonstration begins with.
const FIRST_LETTERS: i64 = 8;
/// Works the desk.
pub const PERSON: &str = "jo.marsden";

/// A practice at work.
pub struct Practice {
    pub engine: Engine,
    pub unlocked: Unlocked,
    pub hand: HandOfClock,
    pub grant: GatewayGrant,
    pub folder: tempfile::TempDir,
}

impl Practice {
    /// Makes it, signs in, and waits until its first letters are in and everything is confirmed.
    pub async fn open() -> Done<Self> {
        let folder = tempfile::tempdir()?;
        let morning: DateTime<Utc> = "2026-03-10T10:00:00Z".parse()?;
        let (clock, hand) = Clock::by_hand(morning);
        let options = Options { folder: folder.path().join("data"), clock, demonstration: true };
        let engine = Engine::start(options).await?;
        let person = person(&engine).await?;
        let unlocked = engine.sign_in(&person.user_name, &person.password, &person.code).await?;
        let grant = engine.gateway_grant()?.ok_or("no gateway here")?;
        let practice = Self { engine, unlocked, hand, grant, folder };
        practice.settle(FIRST_LETTERS).await?;
        Ok(practice)
    }

    /// Waits until so many conversations stand and nothing waits for the queue.
    pub async fn settle(&self, conversations: i64) -> Done {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let known = self.count().await?;
            if known.0 >= conversations && known.1 == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("the practice did not come to rest".into())
    }

    /// How many conversations stand, and how many events wait.
    pub async fn count(&self) -> Done<(i64, i64)> {
        let mut connection = testing::store(&self.unlocked).read().await?;
        let query = "SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM outbox)";
        Ok(sqlx::query_as(query).fetch_one(&mut *connection).await?)
    }

    /// Letters to this practice.
    pub fn writing(&self, seed: u64) -> Writing {
        Writing::new(seed, self.grant.id.clone(), self.engine.clock().now())
    }

    /// Locks and lets go of everything.
    pub async fn close(self) {
        self.engine.shut_down().await;
    }
}

/// What signs the person of the measurements in now.
pub async fn person(engine: &Engine) -> Done<DemoPerson> {
    let Gate::SignIn { demonstration: Some(people), .. } = engine.gate().await else {
        return Err("the demonstration does not stand before sign-in".into());
    };
    people.into_iter().find(|person| person.user_name == PERSON).ok_or_else(|| "nobody to sign in".into())
}
