//! A set-up that is shown and not yet confirmed.

use super::plan::{FirstPerson, Plan};
use crate::clock::Clock;
use crate::errors::{Field, SetUpError};
use crate::shared::Name;
use crate::view::{SetUpDraft, SetUpForm};
use crate::way_in::founding::FIRST_ROLES;
use crypto::Kit;
use domain::OdsCode;
use domain::policy::PracticePolicy;
use signin::password::Password;
use signin::totp::TotpSecret;
use signin::vault::{self, UserName};
use zeroize::Zeroizing;

/// What will be made, and the authenticator that must show the right code first.
pub(crate) struct Begun {
    plan: Plan,
    totp: TotpSecret,
    /// A second place for the copies of the log; empty if it is named later.
    backup_place: String,
}

impl Begun {
    /// Checks the form and makes what is shown: kit and authenticator.
    pub fn begin(form: &SetUpForm) -> Result<(Self, SetUpDraft), SetUpError> {
        let plan = plan(form)?;
        Field::BackupPlace.check(&form.backup_place).map_err(|_| SetUpError::Field(Field::BackupPlace))?;
        let password = Password::from(form.password.clone());
        password.check(plan.manager.user_name.as_str(), &plan.policy.name).map_err(SetUpError::Weak)?;
        let totp = TotpSecret::from_bytes(*plan.manager.totp);
        let enrolment = totp
            .enrolment(&plan.policy.name, plan.manager.user_name.as_str())
            .map_err(|_| SetUpError::Field(Field::PracticeName))?;
        let draft = SetUpDraft {
            recovery_kit: plan.kit.text().to_string(),
            totp_secret: enrolment.letters.to_string(),
            totp_qr_svg: enrolment.svg.to_string(),
        };
        Ok((Self { plan, totp, backup_place: form.backup_place.trim().to_owned() }, draft))
    }

    /// Was the kit's last group typed back, and does the authenticator show the right code?
    pub fn confirm(&self, code: &str, kit_check: &str, clock: &Clock) -> Result<(), SetUpError> {
        if !self.totp.confirms(code, clock.now()) {
            return Err(SetUpError::Code);
        }
        let text = self.plan.kit.text();
        let last = text.rsplit(' ').next().unwrap_or_default();
        if kit_check.trim().eq_ignore_ascii_case(last) { Ok(()) } else { Err(SetUpError::Kit) }
    }

    /// What to make, and the second place for copies if one was named.
    pub fn into_plan(self) -> (Plan, Option<String>) {
        (self.plan, Some(self.backup_place).filter(|place| !place.is_empty()))
    }
}

fn plan(form: &SetUpForm) -> Result<Plan, SetUpError> {
    let ods: OdsCode = form.ods_code.parse().map_err(|_| SetUpError::Field(Field::OdsCode))?;
    let telephone = form.telephone.parse().map_err(|_| SetUpError::Field(Field::Telephone))?;
    let user_name =
        UserName::try_from(form.user_name.clone()).map_err(|_| SetUpError::Field(Field::UserName))?;
    let filled = |text: &str, field: Field| field.filled(text).map_err(SetUpError::Field);
    let name = filled(&form.practice_name, Field::PracticeName)?;
    let manager = filled(&form.manager_name, Field::ManagerName)?;
    let totp = Zeroizing::new(rand::random::<[u8; 20]>());
    Ok(Plan {
        policy: PracticePolicy::standard(name, ods, telephone),
        workstation: filled(&form.workstation, Field::Workstation)?,
        kind: vault::Kind::Real,
        kit: Kit::make(),
        manager: FirstPerson {
            user_name,
            name: Name { name: manager.clone(), signature: manager },
            password: Zeroizing::new(form.password.clone()),
            totp,
            roles: FIRST_ROLES.to_vec(),
        },
    })
}
