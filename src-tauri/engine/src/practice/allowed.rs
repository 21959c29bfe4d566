//! Whether the person who is signed in may: their role, what they have attested, and records that are closed to them.
//!
//! Asked next to each decision, once. A refusal is written down before it is given. Restricted records are closed here for
//! everybody the practice has not named; an open alert opens them to clinicians, as an override that is written down too.

use crate::errors::ActError;
use crate::practice::unlocked::Unlocked;
use crate::store::StoreError;
use crate::summary::Summary;
use domain::audit::{Attestation, What, same_view};
use domain::briefing::due;
use domain::conversation::{Conversation, Refusal};
use domain::message::PatientDetails;
use domain::staff::{Action, may};
use domain::{ConversationId, NhsNumber};

impl Unlocked {
    /// Whether the signed-in person's role allows this. A refusal is written down.
    pub(crate) async fn allowed(&self, action: Action, asked: &str) -> Result<(), ActError> {
        let why = match may(&self.me().roles, action) {
            false => Refusal::NotAllowed { action },
            true if !self.due().is_empty() => Refusal::NotAttested,
            true => return Ok(()),
        };
        Err(self.refused(asked, None, why).await)
    }

    /// Writes a refusal down and gives it back; if it cannot be written, that is the error.
    pub(crate) async fn refused(
        &self,
        asked: &str,
        about: Option<(ConversationId, Option<NhsNumber>)>,
        why: Refusal,
    ) -> ActError {
        let mut entry = self.entry(What::refused(asked, &why));
        if let Some((conversation, patient)) = about {
            (entry.conversation, entry.patient) = (Some(conversation), patient);
        }
        match self.witness(entry).await {
            Ok(()) => ActError::Refused(why),
            Err(error) => ActError::Store(error),
        }
    }

    /// What the signed-in person must attest before messages open.
    pub fn due(&self) -> Vec<Attestation> {
        let attested = self.0.attested.all();
        due(&self.me().roles, self.shared().briefing.version, &attested, self.0.clock.now())
    }

    /// Whether this person may open this conversation, their role apart.
    pub(crate) fn may_open(&self, state: &Conversation) -> Result<(), ActError> {
        if !self.due().is_empty() && may(&self.me().roles, Action::ReadMessages) {
            return Err(ActError::Refused(Refusal::NotAttested));
        }
        if self.restricted(&state.patient) && !self.overrides(state) {
            return Err(ActError::Refused(Refusal::Restricted));
        }
        Ok(())
    }

    /// Is this an opening of a restricted record that only the open alert allows?
    pub(crate) fn overrides(&self, state: &Conversation) -> bool {
        let open = state.alerts.iter().any(|alert| alert.resolved.is_none());
        open && may(&self.me().roles, Action::AcceptAlert) && self.restricted(&state.patient)
    }

    /// Is this row about a record that is closed to this person?
    pub(crate) fn is_closed(&self, summary: &Summary) -> bool {
        let opened_by_alert = summary.alert && may(&self.me().roles, Action::AcceptAlert);
        let patient = PatientDetails {
            nhs_number: summary.nhs_number,
            name: summary.name.clone(),
            born: summary.born,
            ..PatientDetails::default()
        };
        !opened_by_alert && self.restricted(&patient)
    }

    fn restricted(&self, patient: &PatientDetails) -> bool {
        self.shared().restrictions.closed_to(self.me().staff, patient).is_some()
    }

    /// A conversation is about to be shown. Looking at the same words again within minutes is the same view.
    pub(crate) async fn witness_view(&self, state: &Conversation, messages: u32) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let written = self.0.pen.view_of(state.id);
        if same_view(written, now, messages) {
            return Ok(());
        }
        if self.overrides(state) {
            let (rule, reason) = ("restricted".to_owned(), "A high-risk alert is open.".to_owned());
            self.witness(self.entry_about(state, What::Overrode { rule, reason })).await?;
        }
        self.witness(self.entry_about(state, What::Viewed { messages })).await?;
        self.0.pen.viewed(state.id, now, messages);
        Ok(())
    }
}
