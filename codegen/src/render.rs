//! Model → files. One function for each kind of output, one row each in [`ALL`]. Nothing here decides what a spec means,
//! touches the disk or reads the clock.

pub mod apex;
pub mod clients;
pub mod custom_permission;
pub mod grants;
pub mod manifest;
pub mod markdown;
pub mod oauth;
mod paths;
pub mod permission_set;
pub mod review;
pub(crate) mod text;
pub mod tool_test;

use crate::RenderedFile;
use crate::model::Model;
use diag::Diagnostic;
use rayon::prelude::*;
use sf_schema::Schema;
use std::collections::BTreeSet;

/// Renders one kind of output from a valid model.
pub type Renderer = fn(&Model, &Schema) -> Vec<RenderedFile>;

/// Finds what the platform would refuse of what a renderer writes.
pub type Check = fn(&Model, &Schema) -> Vec<Diagnostic>;

/// Every renderer, but for the tests of tools, which also say what they do not prove.
pub static ALL: &[Renderer] = &[
    apex::framework::render,
    apex::tools,
    apex::endpoint::render,
    custom_permission::render,
    permission_set::render,
    oauth::render,
    clients::render,
    review::render,
    |_, _| crate::reference::schema_files(),
];

/// Every check of what is rendered.
pub static CHECKS: &[Check] = &[grants::check, |model, _| oauth::check(model)];

/// All files of the project, sorted by path, with the manifest of the generated components. Tools that no server offers
/// get none: no permission set makes them usable, so their tests would prove too little for an org to take them.
pub fn render(model: &Model, schema: &Schema) -> (Vec<RenderedFile>, Vec<Diagnostic>) {
    let others = || ALL.par_iter().flat_map_iter(|renderer| renderer(model, schema)).collect::<Vec<_>>();
    let ((mut files, mut findings), others) = rayon::join(|| tool_test::render(model, schema), others);
    files.extend(others);
    let idle: BTreeSet<&str> = model.idle_tools().map(|tool| &*tool.origin.file).collect();
    files.retain(|file| file.origin.as_ref().is_none_or(|origin| !idle.contains(&*origin.file)));
    findings.retain(|finding| finding.place.as_ref().is_none_or(|place| !idle.contains(&*place.file)));
    let (path, version) = (&model.project.manifest, model.project.api_version);
    files.push(manifest::package(files.iter().map(|file| file.path.as_str()), path, version));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    findings.par_extend(CHECKS.par_iter().flat_map_iter(|check| check(model, schema)));
    (files, findings)
}
