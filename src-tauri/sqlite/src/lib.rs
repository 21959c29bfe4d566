//! SQLite with SQLCipher, as sqlx calls it: a newer library under the version that sqlx asks for.
//!
//! Every database of Duty Desk goes through it. It adds nothing and changes nothing; the store asserts at every open what
//! it stands on.

pub use newer::*;
