//! What a recovery kit opens: whose practice it is, before anything is changed.

use super::error::{RestoreError, failed_at};
use crate::clock::Clock;
use crate::folder::DataFolder;
use crate::log::chain::{Chain, Records};
use crate::practice::keyring::Keyring;
use crate::practice::roster::KitCheck;
use crate::view::{AuthenticatorView, DeviceRow, PersonChoice, RestoreDraft};
use crypto::{Directory, Epoch, EpochSecret, Keys, Kit};
use domain::StaffId;
use domain::staff::{Action, may};
use queue::{Home, OpenError, Queue};
use signin::password::Password;
use signin::totp::TotpSecret;
use signin::vault::UserName;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The log itself, or a copy of it (a folder of copies: the newest) put where the practice is being made.
pub(super) async fn open_log(
    folder: &DataFolder,
    place: &str,
    clock: &Clock,
) -> Result<(Arc<dyn Queue>, Option<Home>), RestoreError> {
    let (there, making) = (Home::named(place), folder.make_anew().map_err(failed_at)?);
    let (home, log) = if there.has_log() {
        (there.clone(), Some(there))
    } else {
        let own = Home::Folder(making.join("queue"));
        let named = Path::new(place);
        let newest = queue::file::newest_copy(named).unwrap_or_else(|| named.to_owned());
        queue::restore(&newest, &own).await.map_err(|_| RestoreError::NoLog)?;
        (own, None)
    };
    let queue = queue::open(&home, Arc::new(clock.clone())).await.map_err(|error| match error {
        OpenError::Elsewhere(_) => RestoreError::NotLocal,
        OpenError::Missing | OpenError::Newer | OpenError::Queue(_) => RestoreError::NoLog,
    })?;
    Ok((queue, log))
}

/// What the kit opens.
pub(super) async fn show(
    queue: &dyn Queue,
    kit: &Kit,
    user_name: &UserName,
    password: &str,
) -> Result<(RestoreDraft, Zeroizing<[u8; 20]>), RestoreError> {
    let mut chain = Chain::unpinned();
    chain.read_on(queue).await.map_err(|_| RestoreError::NoLog)?;
    let directory = chain.directory.as_ref().ok_or(RestoreError::NoLog)?;
    let records = open_with_kit(&chain, directory, kit)?;
    let practice = records.policy.as_ref().map(|policy| policy.name.clone()).unwrap_or_default();
    let typed = Password::from(password.to_owned());
    typed.check(user_name.as_str(), &practice).map_err(RestoreError::Weak)?;
    let totp = Zeroizing::new(rand::random::<[u8; 20]>());
    let enrolment = TotpSecret::from_bytes(*totp)
        .enrolment(&practice, user_name.as_str())
        .map_err(|_| RestoreError::Failed)?;
    let name = |staff: &StaffId| records.names.people.get(staff).map(|name| name.name.clone());
    let draft = RestoreDraft {
        practice,
        devices: directory
            .devices()
            .map(|(id, _)| DeviceRow {
                id,
                name: records.names.devices.get(&id).cloned().unwrap_or_default(),
                this: false,
                current: true,
            })
            .collect(),
        people: directory
            .people()
            .filter(|(_, person)| may(person.roles(), Action::ManageStaff))
            .map(|(id, person)| PersonChoice {
                id,
                name: name(&id).unwrap_or_default(),
                roles: person.roles().to_vec(),
            })
            .collect(),
        authenticator: AuthenticatorView {
            totp_secret: enrolment.letters.to_string(),
            totp_qr_svg: enrolment.svg.to_string(),
        },
    };
    Ok((draft, totp))
}

/// Policy and names, if the kit is this practice's.
pub(super) fn open_with_kit(
    chain: &Chain,
    directory: &Directory,
    kit: &Kit,
) -> Result<Records, RestoreError> {
    let keys = kit.keys();
    if *directory.kit() != keys.public() {
        return Err(RestoreError::Kit(KitCheck::AnotherKit));
    }
    let epochs = epochs_of(directory, &keys)?;
    Ok(chain.records(&Keyring::new(keys, epochs)))
}

/// Every epoch, opened with the kit.
pub(super) fn epochs_of(
    directory: &Directory,
    kit: &Keys,
) -> Result<Vec<(Epoch, EpochSecret)>, RestoreError> {
    let open = |epoch: Epoch| Ok((epoch, directory.open_epoch_with_kit(epoch, &kit.seal)?));
    let opened: Result<Vec<_>, crypto::OpenError> = directory.epochs().map(open).collect();
    opened.map_err(|_| RestoreError::Kit(KitCheck::AnotherKit))
}
