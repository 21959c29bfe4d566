//! A loop that goes on whatever happens in it: one that panics is begun again, later each time, and is said not to be well.

use crate::practice::health::Part;
use crate::practice::unlocked::Unlocked;
use std::time::Duration;

/// How long to wait before a part that has just failed is begun again, and at most.
const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);
/// Whoever has run for so long is well again.
const WELL_AFTER: Duration = Duration::from_secs(10);

/// Runs it until it ends by itself, which it does when the practice is locked.
pub(super) async fn run<F>(unlocked: Unlocked, part: Part, begin: impl Fn(Unlocked) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let stop = unlocked.0.stop.clone();
    let (mut wait, mut failed_here) = (FIRST, false);
    loop {
        let mut running = tokio::spawn(begin(unlocked.clone()));
        let early = tokio::time::timeout(WELL_AFTER, &mut running).await;
        let ended = match early {
            Ok(ended) => ended,
            Err(_) => {
                if std::mem::take(&mut failed_here) {
                    unlocked.works(part);
                }
                wait = FIRST;
                running.await
            }
        };
        let Err(failed) = ended else { return };
        tracing::error!(?part, panicked = failed.is_panic(), "a part of the work ended and is begun again");
        failed_here = true;
        unlocked.fails(part);
        tokio::select! { () = stop.cancelled() => return, () = tokio::time::sleep(wait) => {} }
        wait = (wait * 2).min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{engine, eventually, sign_in};
    use crate::view::{DesktopAlerts, Sync};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_loop_that_panics_is_begun_again_and_meanwhile_the_bar_does_not_say_live() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path()).await;
        let desk = sign_in(&engine, "jo.marsden").await;
        let begun = Arc::new(AtomicU32::new(0));
        let counted = begun.clone();
        let begin = move |desk: Unlocked| {
            let time = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(time >= 2, "it fails twice");
                desk.0.stop.cancelled().await;
            }
        };
        desk.0.tasks.spawn(run(desk.clone(), Part::Filing, begin));
        eventually("the bar says that something fails", async || {
            let bar = desk.bar(DesktopAlerts::Untried).await.unwrap();
            matches!(bar.sync, Sync::Failing { .. }).then_some(())
        })
        .await;
        eventually("it runs again", async || (begun.load(Ordering::SeqCst) == 3).then_some(())).await;
        desk.works(Part::Filing);
        let bar = desk.bar(DesktopAlerts::Untried).await.unwrap();
        assert!(!matches!(bar.sync, Sync::Failing { .. }));
        drop(desk);
        engine.shut_down().await;
    }
}
