//! The base classes and serving core, as they are.

use super::file::{Folder, generated, hand_owned};
use super::layout::Printed;
use crate::RenderedFile;
use crate::model::Model;
use crate::spec::FrameworkMode;
use sf_schema::Schema;

/// The serving core; in bundled mode also the base classes; and the hook for test data that people own.
pub fn render(model: &Model, _schema: &Schema) -> Vec<RenderedFile> {
    let bundled = match model.project.framework {
        FrameworkMode::Bundled => framework::bundled(),
        FrameworkMode::Package => &[],
    };
    let origin = &model.project.origin;
    let core = framework::core().iter().chain(bundled).flat_map(|file| {
        let printed = Printed { text: file.body.to_owned(), lines: Vec::new() };
        generated(model, Folder::Core, file.name, printed, origin)
    });
    let seeds =
        framework::hand_owned_seed().iter().flat_map(|file| hand_owned(model, file.name, file.body.to_owned(), origin));
    core.chain(seeds).collect()
}
