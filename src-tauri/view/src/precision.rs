//! How often what was found was a danger: by category, by rule, by reader, as clinicians judged.

use domain::LetterId;
use domain::conversation::{FoundBy, Judged};
use domain::risk::Category;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

view! {
    /// How often one kind of finding was right.
    pub struct PrecisionRow {
        pub of: Measured,
        /// Alerts that ended.
        pub alerts: u32,
        /// Of these, no danger.
        pub alerts_wrong: u32,
        /// Checks that were reviewed, answered or closed.
        pub checks: u32,
        /// Of these, no danger.
        pub checks_wrong: u32,
        /// Texts to be looked at again, by their numbers.
        pub look_again: Vec<LetterId>,
    }
}

/// What is measured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Measured {
    Category { category: Category },
    FoundBy { by: FoundBy },
}

/// The rows, categories first, of what was found at least once.
pub fn precision(judged: &[Judged]) -> Vec<PrecisionRow> {
    let mut rows: BTreeMap<Measured, PrecisionRow> = BTreeMap::new();
    for one in judged {
        let category = Measured::Category { category: one.category };
        let found_by = one.found_by.iter().map(|by| Measured::FoundBy { by: by.clone() });
        for of in std::iter::once(category).chain(found_by) {
            let row = rows.entry(of.clone()).or_insert_with(|| PrecisionRow {
                of,
                alerts: 0,
                alerts_wrong: 0,
                checks: 0,
                checks_wrong: 0,
                look_again: vec![],
            });
            count(row, one);
        }
    }
    rows.into_values().collect()
}

fn count(row: &mut PrecisionRow, one: &Judged) {
    let wrong = u32::from(one.no_danger.is_some());
    if one.alert {
        row.alerts += 1;
        row.alerts_wrong += wrong;
    } else {
        row.checks += 1;
        row.checks_wrong += wrong;
    }
    if one.no_danger.is_some_and(|judged| judged.look_again) {
        row.look_again.push(one.letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::alert::{NoDanger, WhyNoDanger};
    use uuid::Uuid;

    #[test]
    fn each_verdict_counts_for_its_category_and_for_whatever_found_it() {
        let judged = |number, alert, by: &[FoundBy], why: Option<(WhyNoDanger, bool)>| Judged {
            letter: LetterId(Uuid::from_u128(number)),
            alert,
            category: Category::ChestPain,
            found_by: by.to_vec(),
            no_danger: why.map(|(why, look_again)| NoDanger { why, look_again }),
        };
        let rule = |rule: &str| FoundBy::Rule { rule: rule.to_owned() };
        let reader = FoundBy::Reader { version: "1-3f0c9a2e".to_owned() };
        let rows = precision(&[
            judged(1, true, &[rule("CV-02"), rule("CV-03")], Some((WhyNoDanger::Past, true))),
            judged(2, true, &[rule("CV-02")], None),
            judged(3, false, std::slice::from_ref(&reader), Some((WhyNoDanger::Denied, false))),
        ]);
        let of = |measured: Measured| {
            let row = rows.iter().find(|row| row.of == measured).unwrap();
            (row.alerts, row.alerts_wrong, row.checks, row.checks_wrong, row.look_again.len())
        };
        assert_eq!(of(Measured::Category { category: Category::ChestPain }), (2, 1, 1, 1, 1));
        assert_eq!(of(Measured::FoundBy { by: rule("CV-02") }), (2, 1, 0, 0, 1));
        assert_eq!(of(Measured::FoundBy { by: rule("CV-03") }), (1, 1, 0, 0, 1));
        assert_eq!(of(Measured::FoundBy { by: reader }), (0, 0, 1, 1, 0));
        assert_eq!(rows.len(), 4);
    }
}
