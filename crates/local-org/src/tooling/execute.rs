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

/// What became of a text.
pub(super) struct Executed {
    /// Line, column and text of a compile error.
    problem: Option<(i64, i64, String)>,
    /// Text and stack of an exception.
    exception: Option<(String, String)>,
    /// What `System.debug` wrote.
    pub log: Vec<String>,
}

impl Executed {
    /// `ExecuteAnonymousResult`
    pub(super) fn result(&self) -> Value {
        json!({
            "line": self.problem.as_ref().map_or(-1, |(line, _, _)| *line),
            "column": self.problem.as_ref().map_or(-1, |(_, column, _)| *column),
            "compiled": self.problem.is_none(),
            "success": self.problem.is_none() && self.exception.is_none(),
            "compileProblem": self.problem.as_ref().map(|(_, _, message)| message),
            "exceptionMessage": self.exception.as_ref().map(|(message, _)| message),
            "exceptionStackTrace": self.exception.as_ref().map(|(_, stack)| stack),
        })
    }
}

/// `GET …/tooling/executeAnonymous?anonymousBody=…`
pub(super) fn answer(call: &Call<'_>) -> Answer {
    call.allow(&["GET"])?;
    let pairs = Pairs::of_query(call.request);
    Ok(reply::ok(&execute(call, pairs.need("anonymousBody")?)?.result()))
}

/// A stack in which the text stands for itself.
fn anonymous(stack: &str) -> String {
    stack.replace("Class.AnonymousBlock.run: ", "AnonymousBlock: ")
}

/// Compiles and runs a text as the caller.
pub(super) fn execute(call: &Call<'_>, body: &str) -> Result<Executed, Fault> {
    let grants = call.with_org(|org| org.rights(&call.caller.user, call.world.now())).grants;
    if !grants.all && !grants.user.contains("authorapex") {
        return Err(Fault::new(StatusCode::FORBIDDEN, "INSUFFICIENT_ACCESS", "Author Apex is required"));
    }
    let (sources, catalog) = call.with_org(|org| (Arc::clone(&org.sources), Arc::clone(&org.catalog)));
    let mut sources: Vec<Source> = sources.to_vec();
    let own = sources.len();
    sources.push(Source::new("AnonymousBlock.cls", format!("{HEAD}{body}\n}} }}")));
    let program = match compile(&sources, &catalog) {
        Ok(program) => program,
        Err(errors) => {
            let error = errors.iter().find(|e| e.file == own).or_else(|| errors.first());
            let problem = error.map_or((1, 1, String::new()), |e| {
                // Behind the text stands nothing of the caller's.
                let last = body.lines().count().max(1);
                if e.span.line as usize > last {
                    let column = body.lines().last().map_or(0, |line| line.chars().count()) + 1;
                    let message = e.message.replace("'}'", "'<EOF>'");
                    return (i64::try_from(last).unwrap_or(1), i64::try_from(column).unwrap_or(1), message);
                }
                let shift = if e.span.line == 1 { i64::try_from(HEAD.len()).unwrap_or(0) } else { 0 };
                (i64::from(e.span.line), (i64::from(e.span.col) - shift).max(1), e.message.clone())
            });
            return Ok(Executed { problem: Some(problem), exception: None, log: Vec::new() });
        }
    };
    let class = program.class("AnonymousBlock").ok_or_else(|| Fault::gap("this anonymous block"))?;
    let at = MethodRef { class: class.id, index: 0 };
    let mut log = Vec::new();
    let outcome = call.transaction(|session| {
        let ended = {
            let mut interp = Interp::new(&program, session);
            interp.call_static(at, Vec::new()).map(|_| ()).map_err(|stop| match stop {
                Stop::Exception(value) => {
                    let (exception, message, stack) = interp.describe_exception(&value);
                    Ok((format!("{exception}: {message}"), anonymous(&stack)))
                }
                Stop::Limit(message) => {
                    Ok((format!("System.LimitException: {message}"), anonymous(&interp.where_stopped())))
                }
                Stop::Gap(message) => Err(Fault::gap(message)),
                Stop::NullChain => Err(Fault::gap("a null chain that left its expression")),
            })
        };
        log.clone_from(&session.log);
        ended
    });
    match outcome {
        Ok(()) => Ok(Executed { problem: None, exception: None, log }),
        Err(Ok(exception)) => Ok(Executed { problem: None, exception: Some(exception), log }),
        Err(Err(fault)) => Err(fault),
    }
}
