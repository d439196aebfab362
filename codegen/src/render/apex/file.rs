//! Where Apex classes stand, and the metadata file beside each.

use super::layout::Printed;
use super::template;
use crate::model::Model;
use crate::{Origin, Ownership, RenderedFile};

/// The folders of generated classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folder {
    /// Base classes and serving core.
    Core,
    /// Endpoints of servers and their tests.
    Endpoints,
    /// Tools and their tests.
    Tools,
}

impl Folder {
    fn path(self) -> &'static str {
        match self {
            Self::Core => "force-app/main/mcp/classes/core",
            Self::Endpoints => "force-app/main/mcp/classes/endpoints",
            Self::Tools => "force-app/main/mcp/classes/tools",
        }
    }
}

const HAND_OWNED: &str = "force-app/main/default/classes";

/// A generated class and its metadata file.
pub fn generated(model: &Model, folder: Folder, name: &str, printed: Printed, origin: &Origin) -> [RenderedFile; 2] {
    let path = format!("{}/{name}.cls", folder.path());
    let mut class = RenderedFile::generated(&path, printed.text).from(origin.clone());
    class.lines = printed.lines;
    let meta = RenderedFile::generated(format!("{path}-meta.xml"), meta(model)).from(origin.clone());
    [class, meta]
}

/// A class that is written once and then belongs to people, and its metadata file.
pub fn hand_owned(model: &Model, name: &str, text: String, origin: &Origin) -> [RenderedFile; 2] {
    let path = format!("{HAND_OWNED}/{name}.cls");
    let file = |path: String, text: String| RenderedFile {
        ownership: Ownership::HandOwned,
        ..RenderedFile::generated(path, text).from(origin.clone())
    };
    [file(path.clone(), text), file(format!("{path}-meta.xml"), meta(model))]
}

fn meta(model: &Model) -> String {
    template::render(template::CLASS_META, minijinja::context! { api_version => model.project.api_version.to_string() })
}
