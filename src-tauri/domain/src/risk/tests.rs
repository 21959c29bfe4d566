use super::*;

#[test]
fn built_in_rules_load() {
    if let Err(error) = RuleSet::built_in() {
        panic!("{error}");
    }
}
