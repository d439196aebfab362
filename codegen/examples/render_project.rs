//! Renders the project in a directory into another one, without plan, lock or policy checks: for looking at output and
//! running outside checkers over it.
//!
//! `cargo run -p codegen --example render_project -- PROJECT OUT`

use codegen::{lower, render, spec};
use sf_schema::Schema;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(project), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: render_project PROJECT OUT".into());
    };
    let (sources, mut problems) = spec::load::read(&project);
    let (set, found) = spec::load::load(&sources);
    problems.extend(found);
    let (schema, found) = Schema::builder().catalogue().project_dir(&project, "force-app").build();
    problems.extend(found);
    let read = |path: &str| std::fs::read_to_string(project.join(path));
    let (model, found) = lower::lower(&set, &schema, &read);
    problems.extend(found);
    let Some(model) = model.filter(|_| !diag::has_errors(&problems)) else {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("{:?} {} at {:?}", problem.code.id, problem.message, problem.place))
            .collect();
        return Err(lines.join("\n").into());
    };
    for file in render::render(&model, &schema).0 {
        let path = out.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, &file.bytes)?;
    }
    Ok(())
}
