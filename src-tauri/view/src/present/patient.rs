//! Whose message it is: the banner.

use super::{Opened, Reader};
use crate::{PatientView, VerifiedView};
use domain::NhsNumber;
use domain::message::PatientDetails;

/// The banner: the index's details where they are known, else what the letters say.
pub(super) fn patient(reader: Reader<'_>, opened: Opened<'_>) -> PatientView {
    let (said, index) = (&opened.seen.patient, opened.index);
    let verified =
        opened.seen.triage.identity.map(|(how, by)| VerifiedView { how, looked: reader.looked(by) });
    PatientView {
        known: index.is_some(),
        name: either(index, said, |details| details.name.clone()),
        born: either(index, said, |details| details.born),
        gender: either(index, said, |details| details.gender),
        nhs_number: spaced(either(index, said, |details| details.nhs_number)),
        telephone: either(index, said, |details| details.telephone.clone()),
        address: either(index, said, |details| details.address.clone()),
        identity: opened.seen.identity,
        verified,
        matches_record: index.and_then(|index| said.matches(index)),
    }
}

fn either<T>(
    index: Option<&PatientDetails>,
    said: &PatientDetails,
    part: impl Fn(&PatientDetails) -> Option<T>,
) -> Option<T> {
    index.and_then(&part).or_else(|| part(said))
}

/// `999 000 0018`.
pub fn spaced(number: Option<NhsNumber>) -> Option<String> {
    number.map(NhsNumber::spaced)
}
