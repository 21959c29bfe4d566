//! Why a form about restricted records, or a briefing, cannot be taken as it is.

/// Why a form of this page cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A briefing without sections or words, or with too many.
    #[error("the briefing cannot be published")]
    Briefing,
    /// No NHS number.
    #[error("this is no NHS number")]
    Number,
    /// Half a name.
    #[error("a name has a surname and a forename")]
    Name,
    /// Nobody is named, or somebody who may not be.
    #[error("a restricted record needs named clinicians, and clinicians alone")]
    Named,
    /// The record is in the list already.
    #[error("a record is restricted twice")]
    Twice,
}

impl Unfit {
    /// Its field, as the screens name it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Briefing => "briefing",
            Self::Number => "number",
            Self::Name => "name",
            Self::Named => "named",
            Self::Twice => "twice",
        }
    }
}
