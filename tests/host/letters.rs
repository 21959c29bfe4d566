//! What patients write: letters sealed as the gateway inside the application seals them. Invented, all of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::message::form::Form;
use domain::message::{Channel, Gender, Identity, Letter, PatientDetails, PersonName, ReplyRoute, Writer};
use domain::{ConversationId, GatewayId, LetterId, NhsNumber, derive_uuid};
use serde::Deserialize;

/// A patient who writes, as a test or the morning names them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Patient {
    /// Family, given, title; without it the channel carried the NHS number alone.
    pub name: Option<[String; 3]>,
    pub born: Option<NaiveDate>,
    pub man: bool,
    /// Without it one of the test range is made of the name.
    pub nhs: Option<String>,
    pub text: String,
    /// A filled-in form instead of a text.
    pub form: Option<Form>,
    pub web_form: bool,
    /// Whoever wrote for them: relation and name.
    pub writer: Option<[String; 2]>,
    /// The source does not say who wrote.
    pub unsaid: bool,
    pub telephone: Option<String>,
    pub address: Option<String>,
}

impl Patient {
    /// Somebody with a name, who writes this.
    pub fn named(name: [&str; 3], born: (i32, u32, u32), text: &str) -> Self {
        Self {
            name: Some(name.map(str::to_owned)),
            born: NaiveDate::from_ymd_opt(born.0, born.1, born.2),
            man: name[2] == "Mr",
            text: text.to_owned(),
            ..Self::default()
        }
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn number(&self) -> NhsNumber {
        let typed = self.nhs.as_ref().map(|typed| typed.parse().expect("an NHS number"));
        typed.unwrap_or_else(|| made_of(&format!("{:?}", self.name)))
    }

    /// As the practice's index has them, or the form says.
    pub fn details(&self) -> PatientDetails {
        PatientDetails {
            nhs_number: Some(self.number()),
            name: self.name.clone().map(|[family, given, title]| PersonName {
                family,
                given,
                title: Some(title),
            }),
            born: self.born,
            gender: self.name.as_ref().map(|_| if self.man { Gender::Male } else { Gender::Female }),
            telephone: self.telephone.clone(),
            address: self.address.clone(),
        }
    }

    fn words(&self) -> String {
        self.form.as_ref().map_or_else(|| self.text.clone(), Form::text)
    }

    /// What they write, received at this moment.
    pub fn letter(
        &self,
        gateway: &GatewayId,
        received_at: DateTime<Utc>,
        about: Option<ConversationId>,
    ) -> Letter {
        let id = LetterId(derive_uuid(
            "letter of a test",
            &[
                self.words().as_bytes(),
                &received_at.timestamp_millis().to_be_bytes(),
                self.number().digits().as_bytes(),
            ],
        ));
        let channel = if self.web_form { Channel::WebForm } else { Channel::NhsApp };
        let own = PatientDetails { nhs_number: Some(self.number()), ..PatientDetails::default() };
        Letter {
            id,
            channel,
            received_at,
            written_at: Some(received_at - TimeDelta::minutes(1)),
            writer: match self.writer.clone() {
                Some([relation, name]) => Writer::Other { name, relation },
                None if self.unsaid => Writer::NotSaid { name: String::new() },
                None => Writer::Patient,
            },
            identity: if self.web_form { Identity::Claimed } else { Identity::NhsLogin },
            patient: if self.web_form { self.details() } else { own },
            about: None,
            in_reply_to: about,
            reply: Some(ReplyRoute { gateway: gateway.clone(), channel, address: id.to_string() }),
            text: self.words(),
            form: self.form.clone(),
            acknowledgement: None,
        }
    }
}

/// A number of the range that is never issued.
fn made_of(name: &str) -> NhsNumber {
    let seed = derive_uuid("number of a test", &[name.as_bytes()]).as_u128();
    (0..)
        .map(|step| format!("999{:06}", (seed % 899_999 + 100_000 + step) % 1_000_000))
        .flat_map(|nine| (0..10).map(move |check| format!("{nine}{check}")))
        .find_map(|digits| digits.parse().ok())
        .expect("one in ten holds its check digit")
}
