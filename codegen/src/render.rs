//! Model → files. One function for each kind of output, one row each in [`ALL`]; nothing touches the disk.

pub mod apex;
pub mod tool_test;

use crate::RenderedFile;
use crate::model::Model;
use sf_schema::Schema;

/// Renders one kind of output from a valid model.
pub type Renderer = fn(&Model, &Schema) -> Vec<RenderedFile>;

/// Every renderer.
pub static ALL: &[Renderer] = &[apex::framework::render, apex::tools, apex::endpoint::render, tool_test::render];

/// All files of the project, sorted by path.
pub fn render(model: &Model, schema: &Schema) -> Vec<RenderedFile> {
    let mut files: Vec<RenderedFile> = ALL.iter().flat_map(|renderer| renderer(model, schema)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
