//! Who stands on whom: every path and every method call of a crate, led to the file that owns what is called.

use super::index::{Index, Key, Kind, kind_of, words};
use super::std_names::is_std;
use super::tree::{Found, Module, Tree, each_import, is_test};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// For each file, the files it stands on, and the lines that make it so.
pub(super) type Graph = BTreeMap<String, BTreeMap<String, Vec<Line>>>;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub line: usize,
    pub what: String,
}

pub(super) fn all(tree: &Tree, index: &Index, elsewhere: &BTreeSet<String>) -> Graph {
    let mut graph = Graph::new();
    for (at, module) in tree.modules.iter().enumerate() {
        let (this, bound) = (None, BTreeMap::new());
        let mut reader = Reader { tree, index, elsewhere, at, module, this, bound, graph: &mut graph };
        module.items.iter().for_each(|item| reader.visit_item(item));
    }
    graph
}

struct Reader<'a> {
    tree: &'a Tree,
    index: &'a Index,
    elsewhere: &'a BTreeSet<String>,
    at: usize,
    module: &'a Module,
    /// What `Self` means here.
    this: Option<Key>,
    /// The names bound in the function being read.
    bound: BTreeMap<String, Kind>,
    graph: &'a mut Graph,
}

impl Reader<'_> {
    fn stands_on(&mut self, file: &str, line: usize, what: &str) {
        if file != self.module.file {
            let lines =
                self.graph.entry(self.module.file.clone()).or_default().entry(file.to_owned()).or_default();
            lines.push(Line { line, what: what.to_owned() });
        }
    }

    fn follow(&mut self, path: &[String], line: usize) {
        let what = path.join("::");
        if let [only] = path
            && self.bound.contains_key(only)
        {
            return;
        }
        let of_self = match (path, &self.this) {
            ([first, method, ..], Some(this)) if first == "Self" => Some((this.clone(), method.clone())),
            _ => None,
        };
        if let Some((this, method)) = of_self {
            return self.follow_method(&this, &method, line, &what);
        }
        for found in self.tree.resolve(self.at, path) {
            let Found::Item { module, name, rest } = found else { continue };
            if let Some(owner) = self.tree.module(module) {
                self.stands_on(&owner.file, line, &what);
            }
            if let Some(method) = rest.first() {
                self.follow_method(&(module, name), method, line, &what);
            }
        }
    }

    fn follow_method(&mut self, of: &Key, name: &str, line: usize, what: &str) {
        for method in self.index.methods(of, name) {
            self.stands_on(&method.file, line, what);
        }
    }

    fn follow_name(&mut self, name: &str, line: usize) {
        if is_std(name) || self.index.of_traits.contains(name) || self.elsewhere.contains(name) {
            return;
        }
        if let Some(file) = self.index.sole_owner(name) {
            self.stands_on(file, line, &format!(".{name}()"));
        }
    }

    fn call(&mut self, on: &Kind, name: &str, line: usize) {
        match on {
            Kind::Ours(key) => self.follow_method(&key.clone(), name, line, &format!(".{name}()")),
            Kind::Foreign | Kind::Around => {}
            Kind::Unknown => self.follow_name(name, line),
        }
    }

    fn kind(&self, of: &syn::Expr) -> Kind {
        match of {
            syn::Expr::Path(path) => match words(&path.path).as_slice() {
                [only] if only == "self" => self.this.clone().map_or(Kind::Unknown, Kind::Ours),
                [only] => self.bound.get(only).cloned().unwrap_or(Kind::Unknown),
                _ => Kind::Unknown,
            },
            syn::Expr::Field(field) => match (self.kind(&field.base), &field.member) {
                (Kind::Ours(key), syn::Member::Named(name)) => self.index.field(&key, &name.to_string()),
                (Kind::Ours(key), syn::Member::Unnamed(n)) => self.index.field(&key, &n.index.to_string()),
                _ => Kind::Unknown,
            },
            syn::Expr::MethodCall(call) => match self.kind(&call.receiver) {
                Kind::Ours(key) if same_value(&call.method.to_string()) => Kind::Ours(key),
                Kind::Ours(key) => self.index.returns(&key, &call.method.to_string()),
                Kind::Foreign => Kind::Foreign,
                Kind::Around | Kind::Unknown => Kind::Unknown,
            },
            syn::Expr::Call(call) => match &*call.func {
                syn::Expr::Path(path) => self.kind_of_call(&words(&path.path)),
                _ => Kind::Unknown,
            },
            syn::Expr::Struct(made) => kind_of(
                self.tree,
                self.at,
                &syn::Type::Path(syn::TypePath { qself: None, path: made.path.clone() }),
                self.this.as_ref(),
            ),
            syn::Expr::Reference(inner) => self.kind(&inner.expr),
            syn::Expr::Paren(inner) => self.kind(&inner.expr),
            syn::Expr::Try(inner) => self.kind(&inner.expr),
            syn::Expr::Await(inner) => self.kind(&inner.base),
            syn::Expr::Unary(inner) => self.kind(&inner.expr),
            syn::Expr::Lit(_) | syn::Expr::Array(_) | syn::Expr::Tuple(_) => Kind::Foreign,
            _ => Kind::Unknown,
        }
    }

    fn kind_of_call(&self, path: &[String]) -> Kind {
        if let ([first, method], Some(this)) = (path, &self.this)
            && first == "Self"
        {
            return self.index.returns(this, method);
        }
        self.tree.resolve(self.at, path).first().map_or(Kind::Unknown, |found| self.index.called(found))
    }

    fn bind(&mut self, pattern: &syn::Pat, kind: Kind) {
        match pattern {
            syn::Pat::Ident(name) => {
                self.bound.insert(name.ident.to_string(), kind);
            }
            syn::Pat::Type(typed) => {
                let kind = kind_of(self.tree, self.at, &typed.ty, self.this.as_ref());
                self.bind(&typed.pat, kind);
            }
            syn::Pat::Reference(inner) => self.bind(&inner.pat, kind),
            other => visit::visit_pat(self, other),
        }
    }

    fn function(&mut self, signature: &syn::Signature, body: Option<&syn::Block>) {
        let outer = std::mem::take(&mut self.bound);
        visit::visit_signature(self, signature);
        for input in &signature.inputs {
            if let syn::FnArg::Typed(input) = input {
                let kind = kind_of(self.tree, self.at, &input.ty, self.this.as_ref());
                self.bind(&input.pat, kind);
            }
        }
        if let Some(body) = body {
            self.visit_block(body);
        }
        self.bound = outer;
    }

    /// Inside a macro there is no syntax yet, only words: paths, and `.name(`.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let word = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(word)) => Some(word.to_string()),
            _ => None,
        };
        let mark = |at: usize, c: char| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == c);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let line = token.span().start().line;
            let after_dot = at > 0 && mark(at - 1, '.');
            at += 1;
            match token {
                TokenTree::Group(group) => self.read_tokens(group.stream()),
                TokenTree::Ident(name) if after_dot => {
                    let before = at.checked_sub(3).and_then(word).filter(|_| at < 4 || !mark(at - 4, '.'));
                    let called = matches!(tokens.get(at), Some(TokenTree::Group(group))
                        if group.delimiter() == proc_macro2::Delimiter::Parenthesis);
                    if called {
                        let on = before.map_or(Kind::Unknown, |name| self.kind_of_name(&name));
                        self.call(&on, &name.to_string(), line);
                    }
                }
                TokenTree::Ident(first) => {
                    let mut path = vec![first.to_string()];
                    while mark(at, ':') && mark(at + 1, ':') {
                        let Some(next) = word(at + 2) else { break };
                        path.push(next);
                        at += 3;
                    }
                    self.follow(&path, line);
                }
                _ => {}
            }
        }
    }

    fn kind_of_name(&self, name: &str) -> Kind {
        let this = || self.this.clone().map_or(Kind::Unknown, Kind::Ours);
        if name == "self" { this() } else { self.bound.get(name).cloned().unwrap_or(Kind::Unknown) }
    }
}

/// Methods of the standard library that give what they were called on, or a wrapper of it.
fn same_value(name: &str) -> bool {
    matches!(
        name,
        "clone"
            | "as_ref"
            | "as_mut"
            | "as_deref"
            | "to_owned"
            | "unwrap"
            | "expect"
            | "ok"
            | "ok_or"
            | "ok_or_else"
            | "map_err"
            | "lock"
            | "read"
            | "write"
            | "borrow"
            | "take"
            | "await"
            | "cloned"
            | "unwrap_or_default"
    )
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_attribute(&mut self, _: &'a syn::Attribute) {}

    fn visit_item(&mut self, item: &'a syn::Item) {
        if !attributes(item).is_some_and(is_test) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !matches!(item.vis, syn::Visibility::Inherited) {
            return;
        }
        let line = item.span().start().line;
        each_import(&item.tree, &mut Vec::new(), &mut |name, path| {
            if name.is_some() {
                self.follow(&path, line);
            }
        });
    }

    fn visit_item_impl(&mut self, block: &'a syn::ItemImpl) {
        let outer = self.this.take();
        if let Kind::Ours(key) = kind_of(self.tree, self.at, &block.self_ty, None) {
            self.this = Some(key);
        }
        visit::visit_item_impl(self, block);
        self.this = outer;
    }

    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.function(&function.sig, Some(&function.block));
    }

    fn visit_impl_item_fn(&mut self, method: &'a syn::ImplItemFn) {
        if !is_test(&method.attrs) {
            self.function(&method.sig, Some(&method.block));
        }
    }

    fn visit_trait_item_fn(&mut self, method: &'a syn::TraitItemFn) {
        self.function(&method.sig, method.default.as_ref());
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        let kind = local.init.as_ref().map_or(Kind::Unknown, |init| self.kind(&init.expr));
        if let Some(init) = &local.init {
            visit::visit_local_init(self, init);
        }
        if let syn::Pat::Type(typed) = &local.pat {
            self.visit_type(&typed.ty);
        }
        self.bind(&local.pat, kind);
    }

    fn visit_pat_ident(&mut self, name: &'a syn::PatIdent) {
        let is_item = name.ident.to_string().starts_with(char::is_uppercase);
        if is_item {
            self.follow(&[name.ident.to_string()], name.span().start().line);
        } else {
            self.bound.insert(name.ident.to_string(), Kind::Unknown);
        }
        if let Some((_, inner)) = &name.subpat {
            self.visit_pat(inner);
        }
    }

    fn visit_expr_closure(&mut self, closure: &'a syn::ExprClosure) {
        for input in &closure.inputs {
            if let syn::Pat::Type(typed) = input {
                self.visit_type(&typed.ty);
            }
            self.bind(input, Kind::Unknown);
        }
        self.visit_expr(&closure.body);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.follow(&words(path), path.span().start().line);
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        let on = self.kind(&call.receiver);
        self.call(&on, &call.method.to_string(), call.method.span().start().line);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'a syn::Macro) {
        self.read_tokens(called.tokens.clone());
    }
}

fn attributes(item: &syn::Item) -> Option<&[syn::Attribute]> {
    Some(match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => return None,
    })
}
