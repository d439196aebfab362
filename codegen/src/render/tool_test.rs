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
use rayon::prelude::*;
use sf_schema::Schema;

/// The test classes of all tools.
pub fn render(model: &Model, schema: &Schema) -> Vec<RenderedFile> {
    model
        .tools
        .par_iter()
        .flat_map_iter(|tool| {
            let class = class(model, schema, tool);
            generated(model, Folder::Tools, &tool.test_class, class.print(), &tool.origin)
        })
        .collect()
}

/// The test class of a tool.
pub fn class(model: &Model, schema: &Schema, tool: &Tool) -> Class {
    let mut cx = TestContext::new(model, schema, tool);
    if cx.server.is_some() {
        tool.operation.render_tests(&mut cx);
        if !tool.operation.effect().writes() {
            common::reads_only(&mut cx);
        }
        cx.plan_arguments();
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
    Class {
        description: description(&cx),
        tags: vec![see(&tool.origin)],
        annotations: vec!["@IsTest".to_owned()],
        head: format!("private with sharing class {}", tool.test_class),
        constants,
        methods,
        origin: tool.origin.clone(),
    }
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
