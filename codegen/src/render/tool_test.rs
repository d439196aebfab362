//! The Apex test class of every tool: it proves the tool class as a user who has the permission set of one server and
//! nothing else.
//!
//! [`fixture`] plans the records of a test; an operation adds its tests to a [`TestContext`]; what all tools share stands
//! in `common`, `reading` and `writing`.

pub mod apex;
mod argument;
pub mod builders;
pub mod common;
mod context;
pub mod fixture;
mod names;
mod pattern;
pub mod reading;
mod refusal;
pub mod writing;

pub use context::{Identity, TestContext, Wanted};
pub use names::{Noun, member};

use crate::RenderedFile;
use crate::model::{Model, Tool};
use crate::render::apex::class::Class;
use crate::render::apex::file::{Folder, generated};
use crate::render::apex::tool::see;
use diag::Diagnostic;
use diag::catalogue::apex as codes;
use rayon::prelude::*;
use sf_schema::Schema;

/// The test classes of all tools, and the tools that they never see succeed.
pub fn render(model: &Model, schema: &Schema) -> (Vec<RenderedFile>, Vec<Diagnostic>) {
    let rendered: Vec<_> = model
        .tools
        .par_iter()
        .map(|tool| {
            let (class, finding) = class(model, schema, tool);
            (generated(model, Folder::Tools, &tool.test_class, class.print(), &tool.origin), finding)
        })
        .collect();
    let (files, findings): (Vec<_>, Vec<_>) = rendered.into_iter().unzip();
    (files.into_iter().flatten().collect(), findings.into_iter().flatten().collect())
}

/// The test class of a tool, and what is to be said where none of its tests sees the tool succeed.
pub fn class(model: &Model, schema: &Schema, tool: &Tool) -> (Class, Option<Diagnostic>) {
    let mut cx = TestContext::new(model, schema, tool);
    if cx.server.is_some() {
        tool.operation.render_tests(&mut cx);
        if !tool.operation.effect().writes() {
            common::reads_only(&mut cx);
        }
        cx.plan_arguments();
        common::unarranged(&mut cx);
        common::parts(&mut cx);
        common::refusals(&mut cx);
        common::access(&mut cx);
    } else {
        cx.gaps.push("what the tool does: no server offers it, so no permission set lets anyone call it".to_owned());
        cx.plan_arguments();
    }
    common::declaration(&mut cx);
    common::permission(&mut cx);
    let constants = common::constants(&cx);
    let helpers: Vec<_> = common::helpers(&cx)
        .into_iter()
        .filter(|method| cx.server.is_some() || !method.head.contains("private"))
        .chain(builders::methods(&cx))
        .chain(std::mem::take(&mut cx.helpers))
        .collect();
    let mut methods = vec![common::set_up()];
    methods.append(&mut cx.tests);
    methods.extend(helpers);
    let finding = unproven(&cx);
    let class = Class {
        description: description(&cx),
        tags: vec![see(&tool.origin)],
        annotations: vec!["@IsTest".to_owned()],
        head: format!("private with sharing class {}", tool.test_class),
        constants,
        methods,
        origin: tool.origin.clone(),
    };
    (class, finding)
}

/// A tool that no test sees succeed, and why.
fn unproven(cx: &TestContext<'_>) -> Option<Diagnostic> {
    let works = !cx.lacks_record && !cx.lacks_argument();
    cx.server.filter(|_| !works || !cx.lacks_lists.is_empty())?;
    let tells = |gap: &&String| gap.contains("can be arranged") || gap.starts_with("no valid argument");
    let why = cx.gaps.iter().find(tells).map_or("no record can be arranged", String::as_str);
    let what = match cx.lacks_lists.as_slice() {
        lists if works => format!("a record in `{}` of `{}`", lists.join("`, `"), cx.tool.name),
        _ => format!("`{}` work on a record", cx.tool.name),
    };
    let message = format!("the generated tests never see {what}: {why}");
    let hint = "call it in a sandbox, or write a test of your own that makes the record";
    Some(Diagnostic::new(&codes::NOT_PROVEN, message).at(cx.tool.origin.place()).hint(hint))
}

fn description(cx: &TestContext<'_>) -> String {
    let who = match cx.server {
        Some(server) => format!("a user with the permission set of the server {} and nothing else", server.name),
        None => "a user without any permission".to_owned(),
    };
    let mut text = format!("Proves {} as {who}.", cx.tool.class);
    if !cx.gaps.is_empty() {
        text.push_str(&format!(" Not proven here: {}.", cx.gaps.join("; ")));
    }
    text
}
