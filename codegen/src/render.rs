//! Model → files. One function for each kind of output, one row each in [`ALL`]. Nothing here decides what a spec means,
//! touches the disk or reads the clock.

pub mod apex;
pub mod clients;
pub mod custom_permission;
pub mod grants;
pub mod manifest;
mod markdown;
pub mod oauth;
mod paths;
pub mod permission_set;
pub mod review;
mod text;

use crate::RenderedFile;
use crate::model::Model;
use diag::Diagnostic;
use sf_schema::Schema;

/// Renders one kind of output from a valid model, and reports what the platform would refuse.
pub type Renderer = fn(&Model, &Schema) -> (Vec<RenderedFile>, Vec<Diagnostic>);

/// Every renderer.
pub static ALL: &[Renderer] = &[
    |model, schema| (apex::framework::render(model, schema), Vec::new()),
    |model, schema| (apex::tools(model, schema), Vec::new()),
    |model, schema| (apex::endpoint::render(model, schema), Vec::new()),
    |model, schema| (custom_permission::render(model, schema), Vec::new()),
    |model, schema| (permission_set::render(model, schema), grants::check(model, schema)),
    |model, schema| (oauth::render(model, schema), oauth::check(model)),
    |model, schema| (clients::render(model, schema), Vec::new()),
    |model, schema| (review::render(model, schema), Vec::new()),
    |_, _| (crate::reference::schema_files(), Vec::new()),
];

/// All files of the project, sorted by path, with the manifest of the generated components.
pub fn render(model: &Model, schema: &Schema) -> (Vec<RenderedFile>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for renderer in ALL {
        let (rendered, found) = renderer(model, schema);
        files.extend(rendered);
        problems.extend(found);
    }
    let package = manifest::package(files.iter().map(|file| file.path.as_str()), model.project.api_version);
    files.push(package);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, problems)
}
