//! What the screens see: instants, numbers and words already chosen from the practice's data, never a rule to apply.
//!
//! The screens format dates and choose wordings; they decide nothing. Every type here is described for TypeScript
//! and reaches the screens through `ui/src/api.gen.ts`. Instants are UTC; the screens show Europe/London.

/// A type the screens see.
macro_rules! view {
    ($($(#[$meta:meta])* $vis:vis $kind:ident $name:ident $body:tt)*) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(rename_all = "camelCase")]
        $vis $kind $name $body
    )*};
}

mod alert;
mod backups;
mod bar;
mod cards;
mod change;
mod conversation;
mod factors;
mod gate;
mod lists;
mod people;
pub mod precision;
pub mod present;
pub mod protocol;
mod roster;
pub mod safety;
mod security_keys;
pub mod shared;
pub mod summary;
mod thread;

pub use alert::{AlertBrief, AlertView, AttemptView, ContactChoice, ToldView};
pub use backups::{BackupFailing, BackupLies, BackupTrouble, BackupsView, SecondCopy, SecondPlaceView};
pub use bar::{Bar, Counts, DesktopAlerts, DrillBrief, Sync};
pub use cards::{CardRulesView, CardTrouble, CardView, EnrolledCardView, YourCards};
pub use change::Change;
pub use conversation::{
    ClaimView, ClosedView, ContactView, ConversationView, DraftView, PatientView, RouteChoice, TriageView,
    VerifiedView,
};
pub use factors::{FactorTrouble, FactorsAsked, NewFactor, Prompt, SignInWith, YourFactors};
pub use gate::{Blocked, DemoPerson, Gate, Protection, Session, SetUpDraft, SetUpForm, UseView, Waiting};
pub use lists::{FilingRow, NeedsYou, NeedsYouWhat, Page, Queue, Row};
pub use people::{Looked, Me, StaffView};
pub use roster::{
    AuthenticatorView, DeviceRow, JoinFailure, JoinForm, JoinRequest, JoinState, KitView, NewStaff,
    PersonChoice, RestoreDraft, RestoreForm, StaffRow,
};
pub use security_keys::{SecurityKeyAsked, SecurityKeyTrouble, SecurityKeyView, YourSecurityKeys};
pub use thread::{
    DeliveryView, EntryView, EntryWhat, FindingView, FormPlace, FormRow, FormView, SuspicionView,
};
