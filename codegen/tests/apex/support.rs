//! From spec texts to rendered files, and a look at their syntax tree.

use codegen::model::Model;
use codegen::render::apex;
use codegen::spec::load::{SourceText, load};
use codegen::{RenderedFile, lower};
use sf_schema::Schema;
use std::path::{Path, PathBuf};
use tree_sitter::{Node, Parser, Tree};

/// `codegen/tests`.
pub fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The project whose specs use every option, and its object metadata.
pub fn every_option() -> (Vec<SourceText>, Schema) {
    let root = here().join("specs/every-option");
    let (sources, problems) = codegen::spec::load::read(&root);
    assert!(problems.is_empty(), "{problems:?}");
    (sources, schema(&root))
}

/// Standard objects and those of a project.
pub fn schema(root: &Path) -> Schema {
    let (schema, problems) = Schema::builder().catalogue().project_dir(root, "force-app").build();
    assert!(!diag::has_errors(&problems), "{problems:?}");
    schema
}

/// The Apex files of a project, sorted by path.
pub fn render(sources: &[SourceText], schema: &Schema) -> Vec<RenderedFile> {
    let model = model(sources, schema);
    let mut files = apex::tools(&model, schema);
    files.extend(apex::endpoint::render(&model, schema));
    files.extend(apex::framework::render(&model, schema));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// What specs without an error mean.
pub fn model(sources: &[SourceText], schema: &Schema) -> Model {
    let (set, mut problems) = load(sources);
    let (model, found) = lower::lower(&set, schema, &|_| Err(std::io::Error::other("no files here")));
    problems.extend(found);
    let errors: Vec<String> = problems
        .iter()
        .filter(|p| diag::has_errors(std::slice::from_ref(*p)))
        .map(|p| format!("{} at {:?}", p.message, p.place))
        .collect();
    model.unwrap_or_else(|| panic!("{}", errors.join("\n")))
}

/// The text of a file.
pub fn text(file: &RenderedFile) -> &str {
    std::str::from_utf8(&file.bytes).expect("Apex is UTF-8")
}

/// The file of a class.
pub fn class<'f>(files: &'f [RenderedFile], name: &str) -> &'f RenderedFile {
    let end = format!("/{name}.cls");
    files.iter().find(|file| file.path.ends_with(&end)).unwrap_or_else(|| panic!("no class {name}"))
}

/// The syntax tree of a class.
pub fn tree(source: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_sfapex::apex::LANGUAGE.into()).expect("the grammar fits the library");
    // The grammar does not know the clause in SOSL.
    let known = match source.contains("FIND :") {
        true => source.replace("            WITH USER_MODE\n        ];", "        ];"),
        false => source.to_owned(),
    };
    parser.parse(&known, None).expect("no limit is set")
}

/// Parses a class and asserts that it has no syntax error and holds one type, after its comment.
pub fn parse(path: &str, source: &str) {
    let tree = tree(source);
    let root = tree.root_node();
    if let Some(node) = first_error(root) {
        panic!("{path}:{}: syntax error\n{source}", node.start_position().row + 1);
    }
    let mut cursor = root.walk();
    let kinds: Vec<&str> = root.children(&mut cursor).map(|node| node.kind()).collect();
    let (last, comments) = kinds.split_last().expect("a file is not empty");
    assert!(comments.iter().all(|kind| kind.ends_with("comment")), "{path}: {kinds:?}\n{source}");
    assert!(last.ends_with("_declaration"), "{path}: {kinds:?}\n{source}");
}

fn first_error(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_error() || node.is_missing() {
        return Some(node);
    }
    if !node.has_error() {
        return None;
    }
    let mut cursor = node.walk();
    let children: Vec<Node<'_>> = node.children(&mut cursor).collect();
    children.into_iter().find_map(first_error)
}
