//! `executeAnonymous`. The text becomes the body of a method of a class that nobody else sees.

use crate::http::{Answer, Fault, Pairs, reply};
use crate::rest::Call;
use apex_eval::{Interp, Stop};
use apex_sema::program::MethodRef;
use apex_sema::{Source, compile};
use http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// Stands before the text, on its first line.
const HEAD: &str = "public with sharing class AnonymousBlock { public static void run() { ";

/// `GET …/tooling/executeAnonymous?anonymousBody=…`
pub(super) fn answer(call: &Call<'_>) -> Answer {
    call.allow(&["GET"])?;
    let pairs = Pairs::of_query(call.request);
    let body = pairs.need("anonymousBody")?;
    let grants = call.with_org(|org| org.rights(&call.caller.user)).grants;
    if !grants.all && !grants.user.contains("authorapex") {
        return Err(Fault::new(StatusCode::FORBIDDEN, "INSUFFICIENT_ACCESS", "Author Apex is required"));
    }
    let (sources, catalog) = call.with_org(|org| (Arc::clone(&org.sources), Arc::clone(&org.catalog)));
    let mut sources: Vec<Source> = sources.to_vec();
    let own = sources.len();
    sources.push(Source { path: "AnonymousBlock.cls".into(), text: format!("{HEAD}{body}\n}} }}") });
    let program = match compile(&sources, &catalog) {
        Ok(program) => program,
        Err(errors) => {
            let error = errors.iter().find(|e| e.file == own).or_else(|| errors.first());
            let problem = error.map_or((1, 1, ""), |e| {
                let shift = if e.span.line == 1 { i64::try_from(HEAD.len()).unwrap_or(0) } else { 0 };
                (i64::from(e.span.line), (i64::from(e.span.col) - shift).max(1), e.message.as_str())
            });
            return Ok(reply::ok(&result(Some(problem), None)));
        }
    };
    let class = program.class("AnonymousBlock").ok_or_else(|| Fault::gap("this anonymous block"))?;
    let at = MethodRef { class: class.id, index: 0 };
    let outcome = call.transaction(|session| {
        let mut interp = Interp::new(&program, session);
        let ended = interp.call_static(at, Vec::new());
        ended.map(|_| ()).map_err(|stop| match stop {
            Stop::Exception(value) => {
                let (exception, message, stack) = interp.describe_exception(&value);
                Ok((format!("{exception}: {message}"), stack))
            }
            Stop::Limit(message) => Ok((format!("System.LimitException: {message}"), interp.where_stopped())),
            Stop::Gap(message) => Err(Fault::gap(message)),
            Stop::NullChain => Err(Fault::gap("a null chain that left its expression")),
        })
    });
    match outcome {
        Ok(()) => Ok(reply::ok(&result(None, None))),
        Err(Ok((message, stack))) => Ok(reply::ok(&result(None, Some((&message, &stack))))),
        Err(Err(fault)) => Err(fault),
    }
}

/// `ExecuteAnonymousResult`: line, column and text of a compile error, or text and stack of an exception.
fn result(problem: Option<(i64, i64, &str)>, exception: Option<(&str, &str)>) -> Value {
    json!({
        "line": problem.map_or(-1, |(line, _, _)| line),
        "column": problem.map_or(-1, |(_, column, _)| column),
        "compiled": problem.is_none(),
        "success": problem.is_none() && exception.is_none(),
        "compileProblem": problem.map(|(_, _, message)| message),
        "exceptionMessage": exception.map(|(message, _)| message),
        "exceptionStackTrace": exception.map(|(_, stack)| stack),
    })
}
