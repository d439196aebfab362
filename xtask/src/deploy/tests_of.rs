//! Which classes of a project are tests, and whether those exist that a person names.

use super::project::Prepared;
use crate::connect::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use apex_syntax::ast::{Member, Modifier, TypeDecl, Unit};
use codegen::yaml::nearest;
use sf_metadata::{ComponentSet, kinds::Part};

/// Names of the Apex classes that hold test methods, sorted. A class that cannot be parsed is none; the org will say
/// what is wrong with it.
pub fn test_classes(set: &ComponentSet) -> Vec<String> {
    let classes = set.iter().filter(|component| component.kind.name == "ApexClass");
    let tests = classes.filter(|component| {
        let body = component.files.iter().find(|file| file.located.part == Part::Content);
        body.and_then(|file| std::str::from_utf8(&file.bytes).ok()).is_some_and(is_test)
    });
    tests.map(|component| component.member.clone()).collect()
}

/// Refuses tests that are classes neither of the project nor of the org, before anything is sent.
///
/// # Errors
/// The refusal. An org that does not tell its classes to this user is no reason for one.
pub async fn must_exist(named: &[String], prepared: &Prepared, connection: &Connection) -> Result<(), CommandError> {
    let own = |name: &str| {
        let classes = prepared.set.iter().filter(|component| component.kind.name == "ApexClass");
        classes.into_iter().any(|class| class.member.eq_ignore_ascii_case(name))
    };
    let others: Vec<&str> = named.iter().map(String::as_str).filter(|name| !own(name)).collect();
    if others.is_empty() {
        return Ok(());
    }
    let there = match connection.org.classes(&others).await {
        Err(error) if error.status().is_some() => return Ok(()),
        there => there.map_err(|error| client_error(&error))?,
    };
    let Some(missing) = others.into_iter().find(|name| !there.iter().any(|class| class.eq_ignore_ascii_case(name)))
    else {
        return Ok(());
    };
    let hint = match nearest(missing, prepared.tests.iter().map(String::as_str)) {
        Some(best) => format!("did you mean `{best}`?"),
        None => "check the name; a class of a package is written `namespace.Class`".to_owned(),
    };
    let message = format!("--tests: `{missing}` is a class neither of the project nor of the org; nothing was sent");
    Err(CommandError { exit: Exit::Preflight, message, hint: Some(hint) })
}

fn is_test(source: &str) -> bool {
    // Most classes do not mention the word, and parsing is what takes time.
    let mentions =
        |word: &str| source.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    if !mentions("istest") && !mentions("testmethod") {
        return false;
    }
    matches!(apex_syntax::parse_unit(source), Ok(Unit::Type(class)) if has_test_method(&class))
}

fn has_test_method(class: &TypeDecl) -> bool {
    class.members.iter().any(|member| match member {
        Member::Method(method) => {
            method.modifiers.has(Modifier::TestMethod) || method.modifiers.annotation("IsTest").is_some()
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_test;

    #[test]
    fn a_test_class_has_test_methods() {
        assert!(is_test("@isTest private class A { @IsTest static void works() {} }"));
        assert!(is_test("@isTest private class A { static testMethod void works() {} }"));
        for other in [
            "public class A { void isTest() {} }",
            "/* @isTest */ public class A { void run() {} }",
            "@isTest public class Data { public static void make() {} }",
            "@isTest class Broken {",
            "public class A {}",
        ] {
            assert!(!is_test(other), "{other}");
        }
    }
}
