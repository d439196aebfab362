//! The target `local`, which `targets.yaml` does not name: every project can be tried in the local org as it is.

use crate::connect::local::NAME;
use codegen::model::{Model, Target};
use codegen::render::oauth;
use codegen::spec::{Flow, OrgClass};
use codegen::{Origin, RenderedFile};
use sf_metadata::kinds::locate;
use sf_metadata::{SourceFile, SourceTree};
use sf_schema::Schema;
use std::sync::Arc;

/// Gives the model a target for the local org, and the tree the policies of apps that belong to it: the same files that
/// `generate` writes for a target of `targets.yaml`. They are written nowhere, since the local org forgets them anyway.
pub(super) fn add(model: &mut Model, tree: &mut SourceTree) {
    let run_as = model.servers.iter().filter(|server| server.login.flow == Flow::ClientCredentials);
    let local = Target {
        name: NAME.to_owned(),
        class: OrgClass::Local,
        host: "localhost".to_owned(),
        flow: Flow::ClientCredentials,
        deploy_user: None,
        run_as: run_as.map(|server| (server.name.clone(), user_of(&server.name))).collect(),
        origin: Origin { file: Arc::from("targets.yaml"), at: Default::default() },
    };
    let others = std::mem::replace(&mut model.targets, vec![local]);
    let directory = format!("targets/{NAME}");
    let files = oauth::render(model, &Schema::standard());
    tree.files.extend(files.into_iter().filter_map(|file| source(file, &directory)));
    tree.files.sort_by(|a, b| a.path.cmp(&b.path));
    model.targets.extend(others);
    model.targets.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Username of the integration user of a server; no mail reaches it.
fn user_of(server: &str) -> String {
    format!("mcp.{server}@local.example.com")
}

fn source(file: RenderedFile, directory: &str) -> Option<SourceFile> {
    file.path.strip_prefix(directory)?.strip_prefix('/')?;
    let located = locate(&file.path)?;
    Some(SourceFile {
        path: file.path,
        located,
        bytes: file.bytes.into(),
        directory: directory.to_owned(),
        replaced: false,
        overlay: true,
    })
}
