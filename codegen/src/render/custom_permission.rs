//! One custom permission per tool: the right to call it.

use super::paths;
use super::text::one_line;
use crate::RenderedFile;
use crate::model::{Model, Tool};
use sf_metadata::Metadata;
use sf_metadata::types::CustomPermission;
use sf_schema::Schema;

/// Longest label and description (Metadata API guide, `CustomPermission`; the label as for permission sets).
const LABEL: usize = 80;
const DESCRIPTION: usize = 255;

/// The custom permissions of all tools.
pub fn render(model: &Model, _: &Schema) -> Vec<RenderedFile> {
    model.tools.iter().map(file).collect()
}

fn file(tool: &Tool) -> RenderedFile {
    let permission = CustomPermission {
        description: Some(one_line(&format!("May call the MCP tool {}. {}", tool.name, tool.summary), DESCRIPTION)),
        is_licensed: false,
        label: one_line(&format!("MCP tool: {}", tool.title), LABEL),
    };
    let path = paths::generated::<CustomPermission>(&tool.permission);
    RenderedFile::generated(path, permission.to_xml()).from(tool.origin.clone())
}
