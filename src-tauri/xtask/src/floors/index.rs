//! What a crate's types are made of: their methods with the file that defines each, their fields, what functions return.

use super::tree::{Found, Tree, is_test};
use std::collections::{BTreeMap, BTreeSet};

/// A type, by the module that defines it.
pub(super) type Key = (usize, String);

/// What is known of a value's type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Ours(Key),
    /// Another crate's, or a parameter: neither it nor what its methods give has methods of ours.
    Foreign,
    /// Another crate's around something: it has no methods of ours, but may hold what has.
    Around,
    Unknown,
}

pub(super) struct Method {
    pub file: String,
    returns: Kind,
}

#[derive(Default)]
pub(super) struct Index {
    methods: BTreeMap<(Key, String), Vec<Method>>,
    /// The files that define a method of this name.
    owners: BTreeMap<String, BTreeSet<String>>,
    fields: BTreeMap<(Key, String), Kind>,
    functions: BTreeMap<Key, Kind>,
    /// Names of methods that a trait of this crate has.
    pub of_traits: BTreeSet<String>,
}

impl Index {
    pub fn of(tree: &Tree) -> Self {
        let mut index = Self::default();
        for (at, module) in tree.modules.iter().enumerate() {
            for item in &module.items {
                index.add(tree, at, item);
            }
        }
        index
    }

    fn add(&mut self, tree: &Tree, at: usize, item: &syn::Item) {
        match item {
            syn::Item::Impl(block) if !is_test(&block.attrs) && block.trait_.is_none() => {
                self.add_methods(tree, at, block);
            }
            syn::Item::Fn(function) if !is_test(&function.attrs) => {
                let returns = returned(tree, at, &function.sig, None);
                self.functions.insert((at, function.sig.ident.to_string()), returns);
            }
            syn::Item::Struct(item) => {
                for (n, field) in item.fields.iter().enumerate() {
                    let name = field.ident.as_ref().map_or_else(|| n.to_string(), ToString::to_string);
                    let kind = kind_of(tree, at, &field.ty, None);
                    self.fields.insert(((at, item.ident.to_string()), name), kind);
                }
            }
            syn::Item::Trait(item) => {
                self.of_traits.extend(item.items.iter().filter_map(|item| match item {
                    syn::TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                }));
            }
            _ => {}
        }
    }

    fn add_methods(&mut self, tree: &Tree, at: usize, block: &syn::ItemImpl) {
        let Kind::Ours(key) = kind_of(tree, at, &block.self_ty, None) else { return };
        let Some(module) = tree.module(at) else { return };
        for item in &block.items {
            let syn::ImplItem::Fn(method) = item else { continue };
            if is_test(&method.attrs) {
                continue;
            }
            let name = method.sig.ident.to_string();
            let returns = returned(tree, at, &method.sig, Some(&key));
            if method.sig.receiver().is_some() {
                self.owners.entry(name.clone()).or_default().insert(module.file.clone());
            }
            let method = Method { file: module.file.clone(), returns };
            self.methods.entry((key.clone(), name)).or_default().push(method);
        }
    }

    pub fn methods(&self, of: &Key, name: &str) -> &[Method] {
        self.methods.get(&(of.clone(), name.to_owned())).map_or(&[], Vec::as_slice)
    }

    pub fn method_names(&self) -> BTreeSet<String> {
        self.owners.keys().chain(&self.of_traits).cloned().collect()
    }

    /// The one file that defines a method of this name, if it is one.
    pub fn sole_owner(&self, name: &str) -> Option<&str> {
        let owners = self.owners.get(name)?;
        owners.first().filter(|_| owners.len() == 1).map(String::as_str)
    }

    pub fn returns(&self, of: &Key, name: &str) -> Kind {
        self.methods(of, name).first().map_or(Kind::Unknown, |method| method.returns.clone())
    }

    pub fn field(&self, of: &Key, name: &str) -> Kind {
        self.fields.get(&(of.clone(), name.to_owned())).cloned().unwrap_or(Kind::Unknown)
    }

    /// What calling a path gives: a function's result, or the type itself for `Type(…)` and `Enum::Variant(…)`.
    pub fn called(&self, found: &Found) -> Kind {
        let Found::Item { module, name, rest } = found else { return Kind::Unknown };
        let key = (*module, name.clone());
        match rest.as_slice() {
            [] => self.functions.get(&key).cloned().unwrap_or(Kind::Ours(key)),
            [method] if self.methods(&key, method).is_empty() && is_type_name(method) => Kind::Ours(key),
            [method] => self.returns(&key, method),
            _ => Kind::Unknown,
        }
    }
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

fn returned(tree: &Tree, at: usize, signature: &syn::Signature, this: Option<&Key>) -> Kind {
    match &signature.output {
        syn::ReturnType::Type(_, of) => kind_of(tree, at, of, this),
        syn::ReturnType::Default => Kind::Foreign,
    }
}

/// The type behind references and wrappers, as it is written in a module; `this` is what `Self` means there.
pub(super) fn kind_of(tree: &Tree, at: usize, of: &syn::Type, this: Option<&Key>) -> Kind {
    /// Whoever has one of these calls the methods of what is inside.
    const WRAPPERS: [&str; 11] = [
        "Arc",
        "Box",
        "Rc",
        "Option",
        "Result",
        "MutexGuard",
        "RwLockReadGuard",
        "RwLockWriteGuard",
        "Zeroizing",
        "Cow",
        "Mutex",
    ];
    match of {
        syn::Type::Reference(inner) => kind_of(tree, at, &inner.elem, this),
        syn::Type::Paren(inner) => kind_of(tree, at, &inner.elem, this),
        syn::Type::Group(inner) => kind_of(tree, at, &inner.elem, this),
        syn::Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return Kind::Unknown };
            if last.ident == "Self" {
                return this.map_or(Kind::Unknown, |key| Kind::Ours(key.clone()));
            }
            if WRAPPERS.iter().any(|wrapper| last.ident == wrapper)
                && let Some(inner) = first_argument(last)
            {
                return kind_of(tree, at, inner, this);
            }
            kind_of_path(tree, at, &path.path)
        }
        syn::Type::Slice(_) | syn::Type::Array(_) | syn::Type::Tuple(_) => Kind::Around,
        syn::Type::ImplTrait(_) | syn::Type::TraitObject(_) | syn::Type::BareFn(_) => Kind::Around,
        _ => Kind::Foreign,
    }
}

fn first_argument(segment: &syn::PathSegment) -> Option<&syn::Type> {
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

fn kind_of_path(tree: &Tree, at: usize, path: &syn::Path) -> Kind {
    let Some(Found::Item { module, name, .. }) = tree.resolve(at, &words(path)).into_iter().next() else {
        let around = path.segments.iter().any(|segment| !segment.arguments.is_none());
        return if around { Kind::Around } else { Kind::Foreign };
    };
    let alias = tree.module(module).and_then(|module| {
        module.items.iter().find_map(|item| match item {
            syn::Item::Type(alias) if alias.ident == name => Some(&alias.ty),
            _ => None,
        })
    });
    alias.map_or(Kind::Ours((module, name)), |alias| kind_of(tree, module, alias, None))
}

/// A path's names.
pub(super) fn words(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}
