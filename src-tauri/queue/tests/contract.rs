//! The file keeps the contract.
#![allow(clippy::unwrap_used, reason = "a test's fixture")]

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use queue::contract::Fixture;
use queue::{Home, Queue};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

struct File(TempDir, Arc<AtomicI64>);

impl File {
    fn fresh() -> Self {
        Self(TempDir::new().unwrap(), Arc::new(AtomicI64::new(1_800_000_000_000)))
    }
}

#[async_trait]
impl Fixture for File {
    async fn client(&self) -> Arc<dyn Queue> {
        let millis = self.1.clone();
        // Every third reading of this clock is behind the one before.
        let clock = move || {
            let tick = millis.fetch_add(1, Ordering::Relaxed);
            let at = if tick % 3 == 0 { tick - 10 } else { tick };
            DateTime::<Utc>::from_timestamp_millis(at).unwrap()
        };
        queue::open(&Home::Folder(self.0.path().to_owned()), Arc::new(clock)).await.unwrap()
    }

    /// The file never forgets an id.
    async fn outlast_the_dedup_window(&self) {}
}

queue::contract_suite!(File::fresh());
