//! One custom permission per tool: the right to call it.

use super::paths;
use super::text::one_line;
use crate::Origin;
use crate::RenderedFile;
use crate::model::{Model, Tool};
use sf_metadata::Metadata;
use sf_metadata::types::CustomPermission;
use sf_schema::Schema;
use std::collections::BTreeSet;

/// Longest label and description (Metadata API guide, `CustomPermission`; the label as for permission sets).
const LABEL: usize = 80;
const DESCRIPTION: usize = 255;

/// The custom permissions of all tools.
pub fn render(model: &Model, _: &Schema) -> Vec<RenderedFile> {
    let mut files: Vec<RenderedFile> = model.tools.iter().map(of_tool).collect();
    let mut seen = BTreeSet::new();
    for tool in model.servers.iter().flat_map(|server| &server.hand_written) {
        // One class may serve several servers, with one permission.
        if seen.insert(&tool.permission) {
            files.push(file(&tool.permission, &tool.name, &tool.title, &tool.summary, &tool.origin));
        }
    }
    files
}

fn of_tool(tool: &Tool) -> RenderedFile {
    file(&tool.permission, &tool.name, &tool.title, &tool.summary, &tool.origin)
}

fn file(permission: &str, name: &str, title: &str, summary: &str, origin: &Origin) -> RenderedFile {
    let content = CustomPermission {
        description: Some(one_line(&format!("May call the MCP tool {name}. {summary}"), DESCRIPTION)),
        is_licensed: false,
        label: one_line(&format!("MCP tool: {title}"), LABEL),
    };
    let path = paths::generated::<CustomPermission>(permission);
    RenderedFile::generated(path, content.to_xml()).from(origin.clone())
}
