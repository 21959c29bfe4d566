//! `cargo xtask run | test | bench | ui-types`.
fn main() {}
