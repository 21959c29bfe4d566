//! The practice's settings as a screen reads and changes them: one pair for all of them.
//!
//! A setting is a field of `PracticePolicy` and needs nothing here, but for the folders for the record, which are looked
//! at first. Whoever changes some sends what was shown and what was chosen; what differs is put on what is in force by
//! then, so that two managers undo nothing of each other's. A value that cannot be is named by its field. How the policy
//! travels stands in `publish`.

use crate::errors::SettingsError;
use crate::practice::unlocked::Unlocked;
use domain::policy::PracticePolicy;
use domain::staff::{Action, may};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The settings in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub policy: PracticePolicy,
    /// May I change them?
    pub may_change: bool,
}

/// The settings as somebody typed them: not looked at yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Typed(#[cfg_attr(feature = "specta", specta(type = PracticePolicy))] Map<String, Value>);

impl Unlocked {
    /// What is in force.
    pub fn settings(&self) -> Settings {
        let policy = self.shared().policy.clone();
        Settings { policy, may_change: may(&self.me().roles, Action::ChangePolicy) }
    }

    /// Puts in force what is chosen otherwise than it was shown.
    pub async fn publish_settings(&self, shown: &PracticePolicy, chosen: Typed) -> Result<(), SettingsError> {
        self.allowed(Action::ChangePolicy, "publishSettings").await?;
        let policy = changed(&self.shared().policy, shown, chosen)?;
        if let Some(filing) = policy.filing.as_ref().filter(|_| policy.filing != self.shared().policy.filing)
        {
            self.claim_filing_place(filing).await?;
        }
        Ok(self.publish_policy(&policy).await?)
    }
}

/// What is in force now, with every setting that is chosen otherwise than it was shown. One that is left out stays.
fn changed(
    now: &PracticePolicy,
    shown: &PracticePolicy,
    Typed(chosen): Typed,
) -> Result<PracticePolicy, SettingsError> {
    let (shown, mut result) = (settings(shown), settings(now));
    for (name, value) in chosen {
        if value != *shown.get(&name).unwrap_or(&Value::Null) {
            result.insert(name, value);
        }
    }
    let policy: PracticePolicy = serde_path_to_error::deserialize(Value::Object(result))
        .map_err(|error| SettingsError::Bad(error.path().to_string()))?;
    policy.checked().map_err(|bad| SettingsError::Bad(bad.setting().to_owned()))
}

fn settings(policy: &PracticePolicy) -> Map<String, Value> {
    match serde_json::to_value(policy) {
        Ok(Value::Object(settings)) => settings,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::OnCall;
    use serde_json::json;

    fn policy() -> PracticePolicy {
        let (ods, telephone) = ("A81001".parse().unwrap(), "01632 960140".parse().unwrap());
        PracticePolicy::standard("Hollin Lane Surgery", ods, telephone)
    }

    fn typed(changes: Value) -> Typed {
        let mut all = settings(&policy());
        all.extend(changes.as_object().unwrap().clone());
        Typed(all)
    }

    #[test]
    fn what_was_chosen_goes_onto_what_somebody_else_has_put_in_force_meanwhile() {
        let shown = policy();
        let now = PracticePolicy { claim_minutes: 20, ..policy() };
        let chosen = typed(json!({"sessionHours": 8}));
        let after = changed(&now, &shown, chosen).unwrap();
        assert_eq!(after, PracticePolicy { claim_minutes: 20, session_hours: 8, ..policy() });
        let some = Typed(json!({"sessionHours": 8}).as_object().unwrap().clone());
        assert_eq!(changed(&now, &shown, some).unwrap(), after, "what is left out stays");
    }

    #[test]
    fn a_setting_that_may_be_missing_is_put_and_taken_away() {
        let named = json!({"onCall": {"name": "Dr N Okafor", "telephone": "07700 900200"}});
        let with = changed(&policy(), &policy(), typed(named)).unwrap();
        let telephone = "07700 900200".parse().unwrap();
        assert_eq!(with.on_call, Some(OnCall { name: "Dr N Okafor".to_owned(), telephone }));
        assert_eq!(changed(&with, &with, typed(json!({"onCall": null}))).unwrap(), policy());
        assert_eq!(changed(&with, &with, typed(json!({}))).unwrap(), with);
    }

    #[test]
    fn a_value_that_cannot_be_is_named_by_its_field() {
        for (change, setting) in [
            (json!({"onCall": {"name": "Dr N Okafor", "telephone": "ring me"}}), "onCall.telephone"),
            (json!({"onCall": {"name": " ", "telephone": "07700 900200"}}), "onCall.name"),
            (json!({"telephone": "ring me"}), "telephone"),
            (json!({"ods": "?"}), "ods"),
            (json!({"claimMinutes": 0}), "claimMinutes"),
            (json!({"claimMinutes": "soon"}), "claimMinutes"),
            (
                json!({"serviceLevels": {"administrativeDays": 2, "reviewDays": 9, "lookMinutes": 60}}),
                "serviceLevels.reviewDays",
            ),
            (
                json!({"closures": [{"date": "2026-13-01", "reason": "Flood", "extent": {"kind": "allDay"}}]}),
                "closures[0].date",
            ),
        ] {
            match changed(&policy(), &policy(), typed(change)) {
                Err(SettingsError::Bad(named)) => assert_eq!(named, setting),
                other => panic!("{setting}: {other:?}"),
            }
        }
    }
}
