//! Why reading the log stopped; it is begun again after a moment.

use crate::errors::IngestError;
use crate::store::StoreError;
use queue::QueueError;

/// By whom.
pub(super) enum Stopped {
    Queue(QueueError),
    Ingest(IngestError),
}

impl From<QueueError> for Stopped {
    fn from(error: QueueError) -> Self {
        Self::Queue(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Ingest(error.into())
    }
}

impl From<IngestError> for Stopped {
    fn from(error: IngestError) -> Self {
        Self::Ingest(error)
    }
}
