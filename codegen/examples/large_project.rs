//! Writes a synthetic project for measurements: `cargo run -p codegen --example large_project -- DIRECTORY TOOLS`.

#[path = "../benches/project.rs"]
mod project;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(directory), Some(tools)) = (arguments.next(), arguments.next()) else {
        return Err("give a directory and a number of tools".into());
    };
    project::write(directory.as_ref(), tools.parse()?);
    Ok(())
}
