//! A crate's modules: which file each is written in, and what its names lead to.

use super::Read;
use anyhow::Context as _;
use std::collections::BTreeMap;
use syn::visit::Visit;

/// All modules of a crate outside its tests; the first is its root.
#[derive(Default)]
pub(super) struct Tree {
    pub modules: Vec<Module>,
}

pub(super) struct Module {
    /// Relative to the crate's folder of sources.
    pub file: String,
    pub parent: usize,
    pub items: Vec<syn::Item>,
    /// A name can lead to several things: a type and a function, or one module for each system.
    pub names: BTreeMap<String, Vec<Name>>,
    /// `use path::*`.
    pub globs: Vec<Vec<String>>,
}

#[derive(Clone, PartialEq)]
pub(super) enum Name {
    Module(usize),
    /// `Value` has nothing below it: a function, a constant. A module may bear the same name.
    Type,
    Value,
    Import(Vec<String>),
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    Module(usize),
    /// Something that `module` defines, and what follows it in the path: a method, a variant.
    Item {
        module: usize,
        name: String,
        rest: Vec<String>,
    },
}

/// Reads a crate from its first file on.
pub(super) fn read(root: &str, read: Read<'_>) -> anyhow::Result<Tree> {
    let mut tree = Tree::default();
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    tree.add_file(root, folder, 0, read)?;
    Ok(tree)
}

/// Compiled for tests alone.
pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else { return attribute.path().is_ident("test") };
        let words = list.tokens.to_string();
        let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
        attribute.path().is_ident("cfg") && words.clone().any(|w| w == "test") && !words.any(|w| w == "not")
    })
}

impl Tree {
    fn add_file(&mut self, file: &str, folder: &str, parent: usize, read: Read<'_>) -> anyhow::Result<usize> {
        let text = read(file).with_context(|| format!("{file} cannot be read"))?;
        let parsed = syn::parse_file(&text).with_context(|| format!("{file} cannot be understood"))?;
        self.add(file, folder, parent, parsed.items, read)
    }

    fn add(
        &mut self,
        file: &str,
        folder: &str,
        parent: usize,
        items: Vec<syn::Item>,
        read: Read<'_>,
    ) -> anyhow::Result<usize> {
        let at = self.modules.len();
        let (names, globs) = (BTreeMap::new(), Vec::new());
        self.modules.push(Module { file: file.to_owned(), parent, items: Vec::new(), names, globs });
        let (mut names, mut globs) = (BTreeMap::<String, Vec<Name>>::new(), Vec::new());
        let mut kept = Vec::new();
        for item in items {
            let syn::Item::Mod(module) = item else {
                kept.push(item);
                continue;
            };
            if is_test(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string();
            let child = self.add_child(file, folder, at, module, read)?;
            names.entry(name).or_default().push(Name::Module(child));
        }
        for item in &kept {
            declare(item, &mut names, &mut globs);
        }
        if let Some(module) = self.modules.get_mut(at) {
            (module.items, module.names, module.globs) = (kept, names, globs);
        }
        Ok(at)
    }

    fn add_child(
        &mut self,
        file: &str,
        folder: &str,
        parent: usize,
        module: syn::ItemMod,
        read: Read<'_>,
    ) -> anyhow::Result<usize> {
        let name = module.ident.to_string();
        let inner = join(folder, &name);
        if let Some((_, items)) = module.content {
            return self.add(file, &inner, parent, items, read);
        }
        if let Some(path) = given_path(&module.attrs) {
            let beside = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            return self.add_file(&join(beside, &path), &inner, parent, read);
        }
        let flat = format!("{inner}.rs");
        let file = if read(&flat).is_some() { flat } else { format!("{inner}/mod.rs") };
        self.add_file(&file, &inner, parent, read)
    }

    pub fn module(&self, at: usize) -> Option<&Module> {
        self.modules.get(at)
    }

    /// What a path written in a module leads to, inside this crate.
    pub fn resolve(&self, module: usize, path: &[String]) -> Vec<Found> {
        self.resolve_within(module, path, &mut Vec::new())
    }

    /// `on_the_way`: the names being looked up already, for imports can name each other in a ring.
    fn resolve_within(
        &self,
        module: usize,
        path: &[String],
        on_the_way: &mut Vec<(usize, String)>,
    ) -> Vec<Found> {
        let Some((first, rest)) = path.split_first() else { return vec![Found::Module(module)] };
        let Some(here) = self.module(module) else { return Vec::new() };
        match first.as_str() {
            "crate" => return self.resolve_within(0, rest, on_the_way),
            "self" => return self.resolve_within(module, rest, on_the_way),
            "super" => return self.resolve_within(here.parent, rest, on_the_way),
            _ => {}
        }
        let step = (module, first.clone());
        if on_the_way.contains(&step) {
            return Vec::new();
        }
        on_the_way.push(step);
        let mut found = Vec::new();
        for name in here.names.get(first).into_iter().flatten() {
            match name {
                Name::Module(child) => found.extend(self.resolve_within(*child, rest, on_the_way)),
                Name::Value if !rest.is_empty() => {}
                Name::Type | Name::Value => {
                    found.push(Found::Item { module, name: first.clone(), rest: rest.to_vec() });
                }
                Name::Import(import) => {
                    let path: Vec<_> = import.iter().chain(rest).cloned().collect();
                    found.extend(self.resolve_within(module, &path, on_the_way));
                }
            }
        }
        if found.is_empty() {
            // Where a `*` leads is not found through another.
            for glob in here.globs.iter().filter(|glob| self.leads_inside(module, glob)) {
                let path: Vec<_> = glob.iter().chain(path).cloned().collect();
                found.extend(self.resolve_within(module, &path, on_the_way));
            }
        }
        on_the_way.pop();
        found
    }

    fn leads_inside(&self, module: usize, path: &[String]) -> bool {
        let Some(first) = path.first() else { return false };
        let names = self.module(module).map(|here| &here.names);
        ["crate", "self", "super"].contains(&first.as_str())
            || names.is_some_and(|names| names.contains_key(first))
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// `#[path = "…"]`.
fn given_path(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find(|attribute| attribute.path().is_ident("path")).and_then(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
        Some(text.value())
    })
}

fn declare(item: &syn::Item, names: &mut BTreeMap<String, Vec<Name>>, globs: &mut Vec<Vec<String>>) {
    let (name, ident, attributes) = match item {
        syn::Item::Fn(item) => (Name::Value, &item.sig.ident, &item.attrs),
        syn::Item::Const(item) => (Name::Value, &item.ident, &item.attrs),
        syn::Item::Static(item) => (Name::Value, &item.ident, &item.attrs),
        syn::Item::Struct(item) => (Name::Type, &item.ident, &item.attrs),
        syn::Item::Enum(item) => (Name::Type, &item.ident, &item.attrs),
        syn::Item::Trait(item) => (Name::Type, &item.ident, &item.attrs),
        syn::Item::Type(item) => (Name::Type, &item.ident, &item.attrs),
        _ => return Imports { names, globs }.visit_item(item),
    };
    if !is_test(attributes) {
        names.entry(ident.to_string()).or_default().push(name);
        Imports { names, globs }.visit_item(item);
    }
}

/// Finds `use`, also inside functions: one scope a file is near enough.
struct Imports<'a> {
    names: &'a mut BTreeMap<String, Vec<Name>>,
    globs: &'a mut Vec<Vec<String>>,
}

impl<'a> Visit<'a> for Imports<'_> {
    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if is_test(&item.attrs) {
            return;
        }
        each_import(&item.tree, &mut Vec::new(), &mut |name, path| match name {
            Some(name) => {
                let (known, import) = (self.names.entry(name).or_default(), Name::Import(path));
                // Several functions of a file import the same.
                if !known.contains(&import) {
                    known.push(import);
                }
            }
            None => self.globs.push(path),
        });
    }
}

/// Calls `take` with each name that a `use` brings in, or none for `*`, and where it comes from.
pub(super) fn each_import(
    tree: &syn::UseTree,
    before: &mut Vec<String>,
    take: &mut dyn FnMut(Option<String>, Vec<String>),
) {
    let with = |last: &syn::Ident, before: &[String]| -> Vec<String> {
        let last = (*last != "self").then(|| last.to_string());
        before.iter().cloned().chain(last).collect()
    };
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            each_import(&path.tree, before, take);
            before.pop();
        }
        syn::UseTree::Name(name) => {
            let path = with(&name.ident, before);
            take(path.last().cloned(), path);
        }
        syn::UseTree::Rename(rename) => take(Some(rename.rename.to_string()), with(&rename.ident, before)),
        syn::UseTree::Glob(_) => take(None, before.clone()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| each_import(tree, before, take)),
    }
}
