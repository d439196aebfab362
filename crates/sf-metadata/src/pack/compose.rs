//! From a component's source files to its files in the package.

use super::{Package, zip};
use crate::{
    Component, SourceFile,
    components::parse,
    kinds::{Child, Kind, Layout, Part},
    xml::{Element, NAMESPACE},
};
use diag::{Diagnostic, Place, catalogue::deploy};
use std::collections::{BTreeMap, BTreeSet};

/// Adds the files of `component`. Files that source format and package share go in byte for byte; only decomposed
/// components are written anew.
pub(super) fn add(component: &Component, package: &mut Package, problems: &mut Vec<Diagnostic>) {
    match component.kind.layout {
        Layout::Decomposed(_) => recompose(component, package, problems),
        Layout::Bundle => add_bundle(component, package),
        Layout::StaticResource => add_static_resource(component, package, problems),
        Layout::Document => add_document(component, package, problems),
        Layout::Content | Layout::ContentInFolder(_) => {
            let path = component.kind.package_path(&component.member);
            for file in &component.files {
                let is_xml = file.located.part == Part::Xml;
                if is_xml {
                    check_root(component, file, problems);
                }
                insert(package, if is_xml { format!("{path}-meta.xml") } else { path.clone() }, file);
            }
        }
        Layout::WithParts(_) if component.files.len() > 1 => join(component, package, problems),
        Layout::Xml | Layout::InModel(_) | Layout::XmlInFolder(_) | Layout::FolderOf(_) | Layout::WithParts(_) => {
            for file in &component.files {
                check_root(component, file, problems);
                insert(package, component.kind.package_path(&component.member), file);
            }
        }
    }
}

fn insert(package: &mut Package, path: String, file: &SourceFile) {
    package.sources.insert(path.clone(), file.path.clone());
    package.files.insert(path, file.bytes.clone());
}

/// The root element of a file is its type's name, but for settings, whose root is `<Name>Settings`.
fn check_root(component: &Component, file: &SourceFile, problems: &mut Vec<Diagnostic>) {
    let Some(tree) = parse(file, problems) else { return };
    let expected = component.kind.name;
    let fits = if expected == "Settings" { tree.name.ends_with("Settings") } else { tree.name == expected };
    if !fits {
        let message = format!("the root element is `{}`, files of this type have `{expected}`", tree.name);
        problems.push(Diagnostic::new(&deploy::UNEXPECTED_ROOT, message).at(Place::start_of(&file.path)));
    }
}

fn add_bundle(component: &Component, package: &mut Package) {
    let base = component.kind.package_path(&component.member);
    for file in &component.files {
        if file.located.part == Part::Xml {
            insert(package, format!("{base}.{}-meta.xml", component.kind.suffix), file);
            continue;
        }
        let below = file.located.below(&file.path).unwrap_or(&file.path);
        insert(package, format!("{base}/{below}"), file);
    }
    let name = component.member.rsplit('/').next().unwrap_or_default();
    let is_main = |file: &&SourceFile| {
        let below = file.located.below(&file.path).unwrap_or_default();
        below.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') && rest.ends_with("-meta.xml"))
    };
    if let Some(main) = component.files.iter().find(is_main) {
        package.sources.insert(base, main.path.clone());
    }
}

/// `Name.document-meta.xml` and `Name.png` become `Name.png-meta.xml` and `Name.png`.
fn add_document(component: &Component, package: &mut Package, problems: &mut Vec<Diagnostic>) {
    let content = component.files.iter().find(|f| f.located.part == Part::Content);
    let extension = content.and_then(|f| f.path.rsplit('/').next()?.split_once('.'));
    let extension = extension.map(|(_, extension)| format!(".{extension}")).unwrap_or_default();
    let path = format!("{}/{}{extension}", component.kind.folder, component.member);
    for file in &component.files {
        if file.located.part == Part::Xml {
            check_root(component, file, problems);
            insert(package, format!("{path}-meta.xml"), file);
        } else {
            insert(package, path.clone(), file);
        }
    }
}

fn add_static_resource(component: &Component, package: &mut Package, problems: &mut Vec<Diagnostic>) {
    let path = component.kind.package_path(&component.member);
    let mut archive = BTreeMap::new();
    let mut content_type = None;
    for file in &component.files {
        if file.located.part == Part::Xml {
            check_root(component, file, problems);
            content_type =
                parse(file, &mut Vec::new()).and_then(|tree| tree.child_text("contentType").map(str::to_owned));
            insert(package, format!("{path}-meta.xml"), file);
        } else if let Some(below) = file.located.below(&file.path) {
            archive.insert(below.to_owned(), file.bytes.clone());
        } else {
            insert(package, path.clone(), file);
        }
    }
    if archive.is_empty() {
        return;
    }
    let source = component.files.first().map_or("", |f| f.path.as_str());
    let is_zip = matches!(
        content_type.as_deref(),
        Some("application/zip" | "application/x-zip-compressed" | "application/jar" | "application/java-archive")
    );
    if !is_zip {
        let shown = content_type.unwrap_or_default();
        let message =
            format!("static resource `{}` is a directory, but its content type is `{shown}`", component.member);
        problems.push(Diagnostic::new(&deploy::STATIC_RESOURCE_TYPE, message).at(Place::start_of(source)));
    }
    match zip::write(&archive, 0) {
        Ok(bytes) => {
            package.files.insert(path, bytes.into());
        }
        Err(e) => {
            let message = format!("static resource `{}` cannot be zipped: {e}", component.member);
            problems.push(Diagnostic::new(&deploy::TOO_LARGE, message).at(Place::start_of(source)));
        }
    }
}

/// Puts the children back into their parent's file. The children of the root end up in the order of the WSDL; what is
/// inside them keeps the order of its file.
fn recompose(component: &Component, package: &mut Package, problems: &mut Vec<Diagnostic>) {
    let path = component.kind.package_path(&component.member);
    let own = component.files.iter().find(|f| f.located.part == Part::Xml);
    let mut root = match own {
        Some(file) => match parse(file, problems) {
            Some(tree) if tree.name == component.kind.name => tree,
            Some(tree) => return problems.push(wrong_root(file, &tree.name, component.kind.name)),
            None => return,
        },
        None => Element { attributes: vec![("xmlns".into(), NAMESPACE.into())], ..Element::new(component.kind.name) },
    };
    let mut inline: BTreeSet<(String, String)> =
        component.kind.children().iter().flat_map(|c| keys(&root, c)).collect();
    for file in &component.files {
        if let Part::Child(child, name) = &file.located.part
            && let Some(element) = child_element(file, child, name, problems)
        {
            if !inline.insert((child.element.to_owned(), name.to_lowercase())) {
                let message = format!("{} `{name}` also stands in the file of `{}`", child.name, component.member);
                let found = Diagnostic::new(&deploy::DUPLICATE_COMPONENT, message).at(Place::start_of(&file.path));
                problems.push(found.hint("keep one of the two"));
            }
            root.children.push(element);
        }
    }
    root.sort_children();
    let text = root.to_xml();
    for file in &component.files {
        if let Part::Child(child, name) = &file.located.part {
            let named = format!("{}:{}.{name}", child.name, component.member);
            package.sources.insert(named, file.path.clone());
            package.sources.extend(lines(&path, &text, child, name, file).into_iter().flatten());
        }
    }
    package.files.insert(path.clone(), text.into());
    // Without a file of its own it has no place: that of one child would be wrong for all others.
    if let Some(file) = own {
        package.sources.insert(path, file.path.clone());
    }
}

/// Joins files of the same component that hold other parts each, as projects with several package directories have labels.
/// A part in a target's overlay stands for the one of the same name in the package directories.
fn join(component: &Component, package: &mut Package, problems: &mut Vec<Diagnostic>) {
    let path = component.kind.package_path(&component.member);
    let overlaid: BTreeSet<_> = {
        let overlays = component.files.iter().filter(|file| file.overlay);
        let trees = overlays.filter_map(|file| parse(file, &mut Vec::new()));
        trees
            .flat_map(|tree| tree.children.iter().map(|child| part_key(component.kind, child)).collect::<Vec<_>>())
            .collect()
    };
    let mut root: Option<Element> = None;
    let mut held: BTreeMap<(String, String), &SourceFile> = BTreeMap::new();
    for file in &component.files {
        check_root(component, file, problems);
        let Some(mut tree) = parse(file, &mut Vec::new()) else { continue };
        tree.children.retain(|child| file.overlay || !overlaid.contains(&part_key(component.kind, child)));
        for part in component.kind.children() {
            for (element, name) in keys(&tree, part) {
                if let Some(other) = held.insert((element, name.clone()), file) {
                    let message = format!("{} `{name}` also stands in `{}`", part.name, other.path);
                    let found = Diagnostic::new(&deploy::DUPLICATE_COMPONENT, message).at(Place::start_of(&file.path));
                    problems.push(found.hint("keep one of the two"));
                }
            }
            let names = tree.children.iter().filter(|e| e.name == part.element).filter_map(|e| e.child_text(part.key));
            for name in names {
                package.sources.insert(format!("{}:{name}", part.name), file.path.clone());
            }
        }
        match &mut root {
            Some(root) => root.children.extend(tree.children),
            None => root = Some(tree),
        }
    }
    if let Some(mut root) = root {
        root.sort_children();
        package.files.insert(path, root.to_xml().into());
    }
}

/// What a child of the root is known by: its element and, of a part, its name.
fn part_key(kind: &Kind, child: &Element) -> (String, String) {
    let part = kind.children().iter().find(|part| part.element == child.name);
    let name = part.and_then(|part| child.child_text(part.key)).unwrap_or_default();
    (child.name.clone(), name.to_lowercase())
}

/// The lines of a child in its parent's file, with the lines of its own file behind them.
fn lines(path: &str, composed: &str, child: &Child, name: &str, file: &SourceFile) -> Option<BTreeMap<String, String>> {
    let parent = roxmltree::Document::parse(composed).ok()?;
    let source = std::str::from_utf8(&file.bytes).ok()?;
    let source = roxmltree::Document::parse(source.strip_prefix('\u{feff}').unwrap_or(source)).ok()?;
    let row = |document: &roxmltree::Document<'_>, at: usize| document.text_pos_at(at).row;
    let is_named = |node: &roxmltree::Node<'_, '_>| {
        let key = node.children().find(|n| n.has_tag_name((NAMESPACE, child.key)));
        node.has_tag_name((NAMESPACE, child.element)) && key.and_then(|k| k.text()) == Some(name)
    };
    let owner = parent.root_element().children().find(is_named)?;
    let own = source.root_element();
    let mut found = BTreeMap::new();
    let mut add = |line: u32, behind: u32| {
        found.insert(format!("{path}:{line}"), format!("{}:{behind}", file.path));
    };
    for line in row(&parent, owner.range().start)..=row(&parent, owner.range().end) {
        add(line, row(&source, own.range().start));
    }
    // Elements of one name keep their order.
    for name in owner.children().filter(|n| n.is_element()).map(|n| n.tag_name().name()).collect::<BTreeSet<_>>() {
        let named = |n: &roxmltree::Node<'_, '_>| n.is_element() && n.tag_name().name() == name;
        for (here, there) in owner.children().filter(named).zip(own.children().filter(named)) {
            let (first, behind) = (row(&parent, here.range().start), row(&source, there.range().start));
            let last = row(&source, there.range().end);
            for line in first..=row(&parent, here.range().end) {
                add(line, (behind + line - first).min(last));
            }
        }
    }
    Some(found)
}

/// The children of type `child` that a parent's file holds itself.
fn keys(root: &Element, child: &Child) -> Vec<(String, String)> {
    let of_type = root.children.iter().filter(|e| e.name == child.element);
    of_type.filter_map(|e| Some((child.element.to_owned(), e.child_text(child.key)?.to_lowercase()))).collect()
}

fn child_element(file: &SourceFile, child: &Child, name: &str, problems: &mut Vec<Diagnostic>) -> Option<Element> {
    let mut tree = parse(file, problems)?;
    if tree.name != child.name {
        problems.push(wrong_root(file, &tree.name, child.name));
        return None;
    }
    match tree.child_text(child.key) {
        Some(inside) if inside != name => {
            let message = format!("`{}` is `{inside}`, the file is called `{name}`", child.key);
            let found = Diagnostic::new(&deploy::NAME_MISMATCH, message).at(Place::start_of(&file.path));
            // What no file can be called is no advice.
            let hint = match inside.bytes().all(|b| b.is_ascii_alphanumeric() || b"_%-".contains(&b)) {
                true => format!("rename the file to `{inside}.{}-meta.xml`", child.suffix),
                false => format!("write `{name}` there, or give the file a name that the API can have"),
            };
            problems.push(found.hint(hint));
            return None;
        }
        Some(_) => {}
        None => tree.children.insert(0, Element::leaf(child.key, name)),
    }
    tree.name = child.element.to_owned();
    // The parent declares the metadata namespace; only declarations that values need stay.
    tree.attributes.retain(|(key, _)| key != "xmlns");
    Some(tree)
}

fn wrong_root(file: &SourceFile, found: &str, expected: &str) -> Diagnostic {
    let message = format!("the root element is `{found}`, expected `{expected}`");
    let mut diagnostic = Diagnostic::new(&deploy::UNEXPECTED_ROOT, message).at(Place::start_of(&file.path));
    diagnostic.severity = diag::Severity::Error;
    diagnostic
}
