//! The one way into the practice's log while a practice is open.
//!
//! Nothing is appended before the log is known to be the one that was read before, and whole: in a log that was restored
//! from a copy it would land before what it follows is there again. Only `log::ingest::again` writes past this: it is what
//! makes such a log whole.

use crate::practice::unlocked::Unlocked;
use domain::{EventId, Subject};
use queue::{AppendError, Expect, QueueError, Stored};

impl Unlocked {
    /// Appends, or says that the log is not available yet: the same may be tried again.
    pub(crate) async fn append(
        &self,
        subject: &Subject,
        expected: Option<Expect>,
        id: EventId,
        bytes: &[u8],
    ) -> Result<Stored, AppendError> {
        if !self.is_log_known() {
            let why = "the log is not known to be whole yet";
            return Err(AppendError::Unavailable(QueueError::Unreachable(why.into())));
        }
        self.0.queue.append(subject, expected, id, bytes).await
    }

    /// Is it the log that was read before, as far as it was read?
    pub(crate) fn is_log_known(&self) -> bool {
        *self.0.log_known.borrow()
    }
}
