//! Apex: the classes of tools, the endpoints of servers, and the framework they stand on.
//!
//! An operation builds [`expr::Expr`], [`stmt::Stmt`] and [`soql::Query`] values; [`layout`] prints them as
//! prettier-plugin-apex would. Text of a spec enters the code only through [`literal`].

pub mod class;
pub mod condition;
pub mod endpoint;
pub mod expr;
pub mod field;
pub mod file;
pub mod framework;
pub mod layout;
pub mod literal;
pub mod names;
pub mod parameter;
pub mod record;
pub mod shape;
pub mod soql;
pub mod stmt;
pub mod template;
pub mod tool;
pub mod value;

use crate::RenderedFile;
use crate::model::Model;
use rayon::prelude::*;
use sf_schema::Schema;
use std::collections::BTreeSet;

/// The classes of all tools, and the hand-owned classes beside them.
pub fn tools(model: &Model, schema: &Schema) -> Vec<RenderedFile> {
    let mut files = Vec::new();
    let mut seeded = BTreeSet::new();
    let rendered: Vec<_> = model
        .tools
        .par_iter()
        .map(|tool| {
            let (class, seeds) = tool::class(&tool::ToolContext { schema, tool });
            (tool, class.print(), seeds)
        })
        .collect();
    for (tool, printed, seeds) in rendered {
        files.extend(file::generated(model, file::Folder::Tools, &tool.class, printed, &tool.origin));
        for (name, seed) in seeds {
            // Two tools may share a handler.
            if seeded.insert(name.to_lowercase()) {
                files.extend(file::hand_owned(model, &name, seed.print().text, &tool.origin));
            }
        }
    }
    files
}
