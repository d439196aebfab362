//! Code of managed packages that are not installed: what needs it is left out, and the rest compiles.

use apex_sema::catalog::Catalog;
use apex_sema::platform::platform;
use apex_sema::{CompileError, ErrorKind, Program, Source, UNSUPPORTED, compile};
use sf_schema::namespace;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Code that compiles, and what was left out for it.
#[derive(Debug)]
pub(crate) struct Rest {
    /// The sources of the program.
    pub sources: Vec<Source>,
    /// The program.
    pub program: Program,
    /// Classes and triggers that need a package.
    pub left_out: Vec<LeftOut>,
}

/// A class or trigger that is not part of the program.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// Its file and text.
    pub source: Source,
    /// Why, at the first place that needs what is not here.
    pub error: CompileError,
}

/// Compiles what needs no package that is missing. `namespaces` are those that other metadata names, in lower case.
///
/// # Errors
/// What would not compile with any package either, with the sources that it is about.
pub(crate) fn compile_rest(
    mut sources: Vec<Source>,
    catalog: &Arc<Catalog>,
    mut namespaces: BTreeSet<String>,
) -> Result<Rest, (Vec<Source>, Vec<CompileError>)> {
    let mut left_out: Vec<LeftOut> = Vec::new();
    loop {
        let errors = match compile(&sources, catalog) {
            Ok(program) => return Ok(Rest { sources, program, left_out }),
            Err(errors) => errors,
        };
        if left_out.is_empty() {
            let texts = sources.iter().flat_map(|source| words(&source.text));
            namespaces.extend(texts.filter_map(namespace).map(str::to_ascii_lowercase));
            let of_types = errors.iter().filter_map(|error| package_of_type(&error.message, &sources));
            namespaces.extend(of_types.map(str::to_ascii_lowercase).collect::<Vec<_>>());
        }
        let gone: BTreeSet<String> = left_out.iter().map(|out| name(&out.source)).collect();
        let mut out: BTreeMap<usize, CompileError> = BTreeMap::new();
        for error in errors.iter().filter(|error| error.kind == ErrorKind::Compile) {
            if let Some(why) = reason(&error.message, &namespaces, &gone) {
                let message = format!("{UNSUPPORTED}{why}, so this is left out ({})", error.message);
                let error = CompileError { kind: ErrorKind::Unsupported, message, ..error.clone() };
                out.entry(error.file).or_insert(error);
            }
        }
        if out.is_empty() {
            return Err((sources, errors));
        }
        let stays = |(index, source): (usize, Source)| match out.remove(&index) {
            Some(error) => {
                left_out.push(LeftOut { source, error });
                None
            }
            None => Some(source),
        };
        sources = sources.into_iter().enumerate().filter_map(stays).collect();
    }
}

/// What is missing, if an error is about a package or about a class that was left out for one.
fn reason(message: &str, namespaces: &BTreeSet<String>, gone: &BTreeSet<String>) -> Option<String> {
    let package = |name: &str| format!("the package {name} is not installed here");
    if let Some(found) = words(message).find_map(namespace) {
        return Some(package(found));
    }
    let named = |head: &str| message.strip_prefix(head).map(|name| name.split('.').next().unwrap_or(name));
    let first = named("Invalid type: ").or_else(|| named("Variable does not exist: "));
    if let Some(first) = first.filter(|first| namespaces.contains(&first.to_ascii_lowercase())) {
        return Some(package(first));
    }
    let class = words(message).find(|word| gone.contains(&word.to_ascii_lowercase()))?;
    Some(format!("{class} needs a package that is not installed here"))
}

/// The namespace of the managed package that an error of a compilation is about, if it names one.
pub fn package_in<'m>(message: &'m str, sources: &[Source]) -> Option<&'m str> {
    package_of_type(message, sources).or_else(|| words(message).find_map(namespace))
}

/// The package that a type names which is not known: `ns` of `ns.Api`, if no class and nothing of the platform has that name.
fn package_of_type<'m>(message: &'m str, sources: &[Source]) -> Option<&'m str> {
    let (first, _) = message.strip_prefix("Invalid type: ")?.split_once('.')?;
    let ours = sources.iter().any(|source| name(source) == first.to_ascii_lowercase());
    let platforms = platform().is_namespace(first) || platform().find(&format!("System.{first}")).is_some();
    (!ours && !platforms && words(first).eq([first])).then_some(first)
}

/// The name of a class or trigger by its file, in lower case.
fn name(source: &Source) -> String {
    let file = source.path.rsplit(['/', '\\']).next().unwrap_or(&source.path);
    file.rsplit_once('.').map_or(file, |(name, _)| name).to_ascii_lowercase()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use apex_sema::catalog::FromSchema;
    use sf_schema::Schema;

    fn compiled(texts: &[(&str, &str)], namespaces: &[&str]) -> Result<(Vec<String>, Vec<String>), Vec<String>> {
        let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
        let sources = texts.iter().map(|(path, text)| Source::new(*path, *text)).collect();
        let namespaces = namespaces.iter().map(|&name| name.to_owned()).collect();
        match compile_rest(sources, &catalog, namespaces) {
            Ok(rest) => Ok((
                rest.sources.iter().map(name).collect(),
                rest.left_out.iter().map(|out| format!("{}: {}", name(&out.source), out.error.message)).collect(),
            )),
            Err((_, errors)) => Err(errors.into_iter().map(|error| error.message).collect()),
        }
    }

    #[test]
    fn classes_of_a_package_that_is_missing_are_left_out_with_what_needs_them() {
        let (kept, left_out) = compiled(
            &[
                ("A.cls", "public class A { public ns.Api x; void f() { ns.Api.call(); } }"),
                ("B.cls", "public class B { void f() { ns__Ext__c e = [SELECT ns__F__c FROM ns__Ext__c]; } }"),
                ("C.cls", "public class C { void f() { A a = new A(); } }"),
                ("D.cls", "public class D { void f() { dlrs.Rollups.run(); } }"),
                ("T.trigger", "trigger T on ns__Ext__c (before insert) {}"),
                ("Z.cls", "public class Z { void f() { Integer i = 1; } }"),
            ],
            &["dlrs"],
        )
        .unwrap();
        assert_eq!(kept, ["z"]);
        let starts: Vec<String> =
            left_out.iter().map(|line| line.split(", so").next().unwrap_or_default().to_owned()).collect();
        let missing = |class: &str, package: &str| {
            format!("{class}: not supported by the local org: the package {package} is not installed here")
        };
        let expected = [
            missing("a", "ns"),
            missing("b", "ns"),
            missing("d", "dlrs"),
            missing("t", "ns"),
            "c: not supported by the local org: A needs a package that is not installed here".to_owned(),
        ];
        assert_eq!(starts, expected);
    }

    #[test]
    fn mistakes_are_no_packages() {
        for (text, message) in [
            ("public class A { void f() { acount.Owner.run(); } }", "Variable does not exist: acount"),
            ("public class A { A.Inner x; }", "Invalid type: A.Inner"),
            ("public class A { Database.Batch x; }", "Invalid type: Database.Batch"),
            ("public class A { Widget x; }", "Invalid type: Widget"),
            ("public class A { Widget__c x; }", "Invalid type: Widget__c"),
        ] {
            assert_eq!(compiled(&[("A.cls", text)], &[]), Err(vec![message.to_owned()]));
        }
        let both = [("A.cls", "public class A { ns.Api x; }"), ("B.cls", "public class B { Widget y; }")];
        assert_eq!(compiled(&both, &[]), Err(vec!["Invalid type: Widget".to_owned()]));
    }
}
