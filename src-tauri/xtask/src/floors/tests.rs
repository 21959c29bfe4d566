use super::circle::Step;
use super::{circles, methods};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every library and program: its crate, the folder of its sources, its first file.
fn roots() -> Vec<(String, PathBuf, &'static str)> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = std::fs::read_dir(&sources).unwrap().map(|entry| entry.unwrap().path());
    let crates = folders.filter(|folder| folder.join("Cargo.toml").is_file()).map(|folder| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        (name, folder.join("src"))
    });
    let mut crates: Vec<_> = crates.chain([("shell".to_owned(), sources.join("src"))]).collect();
    crates.sort();
    let files = |(name, source): (String, PathBuf)| {
        let roots = ["lib.rs", "main.rs"].into_iter().filter(|root| source.join(root).is_file());
        roots.map(|root| (name.clone(), source.clone(), root)).collect::<Vec<_>>()
    };
    crates.into_iter().flat_map(files).collect()
}

fn text(source: &Path, file: &str) -> Option<String> {
    std::fs::read_to_string(source.join(file)).ok()
}

#[test]
fn no_crate_has_a_circle() {
    let roots = roots();
    assert!(roots.len() > 8, "the crates were not found: {roots:?}");
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (name, source, root) in &roots {
        names.entry(name).or_default().extend(methods(root, &|file| text(source, file)).unwrap());
    }
    let mut wrong = String::new();
    for (name, source, root) in &roots {
        let elsewhere =
            names.iter().filter(|(other, _)| *other != name).flat_map(|(_, names)| names.clone()).collect();
        for circle in circles(root, &|file| text(source, file), &elsewhere).unwrap() {
            wrong += &format!("a circle in {name}:\n{}", in_words(&circle));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn in_words(circle: &[Step]) -> String {
    circle.iter().map(|step| format!("  {step}\n")).collect()
}

/// The circles of a crate whose files are given as text.
fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<Step>> {
    let read = |name: &str| files.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned());
    circles("lib.rs", &read, &BTreeSet::from(["elsewhere".to_owned()])).unwrap()
}

/// The same, each as the files it goes through.
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let way = |steps: &Vec<Step>| steps.iter().map(|step| format!("{}>{} ", step.from, step.to)).collect();
    circles_of(files).iter().map(way).collect()
}

const LIB: (&str, &str) = ("lib.rs", "mod a; mod b;");

#[test]
fn two_files_that_use_each_other_are_a_circle_that_names_its_lines() {
    let files = [
        LIB,
        ("a.rs", "\nuse crate::b::B;\npub struct A(B);"),
        ("b.rs", "pub struct B;\npub fn f(_: &crate::a::A) {}"),
    ];
    assert_eq!(check(&files), ["a.rs>b.rs b.rs>a.rs "]);
    let words: String = circles_of(&files).iter().map(|circle| in_words(circle)).collect();
    assert!(words.contains("a.rs:2  crate::b::B") && words.contains("b.rs:2  crate::a::A"), "{words}");
}

#[test]
fn a_method_belongs_to_the_file_of_its_block() {
    // `b` defines a method of `A`, and `a` calls it: by `self`, by a binding's type, by a field, by its name alone.
    let b = ("b.rs", "use crate::a::A; impl A { pub fn rest(&self) {} pub fn open() -> A { A } }");
    for call in [
        "pub struct A; impl A { fn f(&self) { self.rest(); } }",
        "pub struct A; fn f(a: &A) { a.rest(); }",
        "pub struct A; struct C { a: Option<A> } impl C { fn f(&self) { if let Some(a) = &self.a { a.rest() } } }",
        "pub struct A; fn f() { let a = A::open(); }",
        "pub struct A; fn f(all: &[A]) { for each in all { each.rest(); } }",
        "pub struct A; fn f(a: &A) { println!(\"{:?}\", a.rest()); }",
        "pub struct A; impl A { fn f() { Self::open(); } }",
    ] {
        assert_eq!(check(&[LIB, ("a.rs", call), b]), ["a.rs>b.rs b.rs>a.rs "], "{call}");
    }
}

#[test]
fn a_name_that_others_have_too_is_followed_only_where_the_type_is_known() {
    let b = (
        "b.rs",
        "use crate::a::A; pub struct B; impl A { pub fn get(&self) {} pub fn elsewhere(&self) {} } impl B { pub fn rest(&self) {} }",
    );
    for call in [
        "pub struct A; fn f(map: &std::collections::HashMap<u8, u8>) { map.get(&1); }",
        "pub struct A; fn f(x: &str) { x.rest(); }",
        "pub struct A; fn f() { unknown().get(); }",
        "pub struct A; impl A { fn rest(&self) {} } fn f() { unknown().rest(); }",
        "pub struct A; fn f() { unknown().elsewhere(); }",
        "pub struct A; pub trait T { fn rest(&self); } fn f() { unknown().rest(); }",
    ] {
        assert_eq!(check(&[LIB, ("a.rs", call), b]), Vec::<String>::new(), "{call}");
    }
    assert_eq!(check(&[LIB, ("a.rs", "pub struct A; fn f(x: &A) { x.get(); }"), b]).len(), 1);
}

#[test]
fn reexports_tests_and_implemented_traits_close_no_circle() {
    let parent = ("lib.rs", "mod a; pub use a::A; pub trait T { fn t(&self); } pub mod b;");
    let a = ("a.rs", "pub struct A; impl crate::T for A { fn t(&self) {} }");
    assert_eq!(
        check(&[parent, a, ("b.rs", "use crate::A; pub fn f(a: &A) { crate::T::t(a) }")]),
        Vec::<String>::new()
    );
    let tested =
        ("a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::b::B; fn f() { crate::b::g() } }");
    let b = ("b.rs", "use crate::a::A; pub struct B(A); pub fn g() {}");
    assert_eq!(check(&[LIB, tested, b]), Vec::<String>::new());
}

#[test]
fn a_parent_that_calls_its_child_is_not_called_by_it() {
    let parent = ("lib.rs", "mod a; pub fn f() { a::g() } pub struct P;");
    assert_eq!(check(&[parent, ("a.rs", "pub fn g() {}")]), Vec::<String>::new());
    assert_eq!(check(&[parent, ("a.rs", "pub fn g() { let _ = super::P; }")]).len(), 1);
}

#[test]
fn a_function_that_bears_a_modules_name_is_not_that_module() {
    let parent = ("lib.rs", "mod a; mod b; fn a() { b::f() }");
    let files = [parent, ("a.rs", "pub fn g() {}"), ("b.rs", "use super::a::g; pub fn f() { g() }")];
    assert_eq!(check(&files), Vec::<String>::new());
}

#[test]
fn a_longer_way_round_is_found_through_reexports_and_renamed_imports() {
    let files = [
        ("lib.rs", "mod x; mod y; mod z;"),
        ("x/mod.rs", "mod inner; pub use inner::X;"),
        ("x/inner.rs", "use crate::y::{self, Y as Other}; pub struct X(Other);"),
        ("y.rs", "use crate::z; pub struct Y; fn f() { z::h() }"),
        ("z.rs", "pub fn h() { let _ = crate::x::X::new(); }"),
    ];
    assert_eq!(check(&files), ["x/inner.rs>y.rs y.rs>z.rs z.rs>x/inner.rs "]);
}
