//! No circles: inside a crate a file calls only what stands below it, methods included.
//!
//! The sources are read, never compiled. A file stands on another when a path in it leads there (re-exports are
//! followed to the file that defines the thing) or when it calls a method that a block `impl Type` there defines. For a
//! call `x.method(…)` the receiver's type decides where it can be told (`self`, typed bindings, fields, what functions
//! return); else the name does, if one file alone in the crate has it and neither the standard library, a trait here nor
//! another crate of ours.
//! Deliberately absent: tests, implementations of traits, and re-exports, which call nothing.
//! `tree` finds the modules, `index` what they define, `calls` who stands on whom, `circle` the way round.

mod calls;
mod circle;
mod index;
mod std_names;
mod tests;
mod tree;

use circle::Step;
use std::collections::BTreeSet;

/// Gives the text of a file of a crate's sources, or nothing where there is none.
type Read<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The ways round in one crate, each a list of steps that ends where it began. `root` is the crate's first file;
/// `elsewhere` names the methods of other crates.
fn circles(root: &str, read: Read<'_>, elsewhere: &BTreeSet<String>) -> anyhow::Result<Vec<Vec<Step>>> {
    let tree = tree::read(root, read)?;
    let index = index::Index::of(&tree);
    Ok(circle::find(&calls::all(&tree, &index, elsewhere)))
}

/// The names of the methods that a crate defines.
fn methods(root: &str, read: Read<'_>) -> anyhow::Result<BTreeSet<String>> {
    Ok(index::Index::of(&tree::read(root, read)?).method_names())
}
