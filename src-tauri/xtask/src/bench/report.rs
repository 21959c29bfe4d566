//! One measured figure, as JSON and in the table.

use serde_json::{Value, json};

/// A figure beside its floor.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub name: String,
    pub value: f64,
    pub unit: String,
    /// The same work with nothing of ours around it, measured in the same run.
    pub floor: Option<f64>,
    /// How many times it was measured.
    pub n: u64,
}

impl Measure {
    /// Value over floor.
    pub fn ratio(&self) -> Option<f64> {
        self.floor.filter(|floor| *floor > 0.0).map(|floor| self.value / floor)
    }

    pub fn json(&self) -> String {
        json!({
            "name": self.name, "value": rounded(self.value), "unit": self.unit, "floor": self.floor.map(rounded),
            "ratio": self.ratio().map(rounded), "n": self.n,
        })
        .to_string()
    }

    /// A line that is a measure; everything else a program prints is not.
    pub fn parse(line: &str) -> Option<Self> {
        let object: Value = serde_json::from_str(line.trim()).ok()?;
        Some(Self {
            name: object.get("name")?.as_str()?.to_owned(),
            value: object.get("value")?.as_f64()?,
            unit: object.get("unit")?.as_str()?.to_owned(),
            floor: object.get("floor").and_then(Value::as_f64),
            n: object.get("n").and_then(Value::as_u64).unwrap_or(1),
        })
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// All measures, aligned.
pub fn table(measures: &[Measure]) -> String {
    let mut text =
        format!("{:<24}{:>14} {:<12}{:>14}{:>8}{:>8}\n", "name", "value", "unit", "floor", "ratio", "n");
    for measure in measures {
        let optional =
            |value: Option<f64>, digits| value.map_or("-".to_owned(), |value| format!("{value:.digits$}"));
        text += &format!(
            "{:<24}{:>14.3} {:<12}{:>14}{:>8}{:>8}\n",
            measure.name,
            measure.value,
            measure.unit,
            optional(measure.floor, 3),
            optional(measure.ratio(), 2),
            measure.n
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_survives_its_own_line() {
        let measure =
            Measure { name: "start".into(), value: 520.5, unit: "ms".into(), floor: Some(480.0), n: 20 };
        assert_eq!(Measure::parse(&measure.json()), Some(measure.clone()));
        assert!(measure.json().contains(r#""ratio":1.084"#), "{}", measure.json());
        let bare = Measure { floor: None, ..measure };
        assert_eq!(Measure::parse(&bare.json()), Some(bare));
    }

    #[test]
    fn other_output_is_no_measure() {
        for line in
            ["", "Compiling engine", "{}", r#"{"name":"x"}"#, r#"{"name":"x","value":"1","unit":"s"}"#]
        {
            assert_eq!(Measure::parse(line), None, "{line}");
        }
    }
}
