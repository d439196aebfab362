//! Objects and fields of the project's own metadata, in source format and in the Metadata API's own format.

mod field_xml;
mod files;
mod object_xml;
mod value_sets;
mod xml;

pub(crate) use files::{SourceFile, read_package_dir, read_paths};
pub(crate) use object_xml::ObjectXml;
pub(crate) use value_sets::ValueSets;

use crate::field::Field;
use crate::sobject::{FieldSet, RecordType, compare};
use diag::catalogue::schema as codes;
use diag::{Diagnostic, Place};
use files::FileKind;
use std::collections::BTreeMap;

/// What the files of a project say, before it meets the catalogue.
#[derive(Debug, Default)]
pub(crate) struct Project {
    /// By object name in lower case.
    pub objects: BTreeMap<String, ProjectObject>,
    pub value_sets: ValueSets,
}

/// What the files say about one object.
#[derive(Debug)]
pub(crate) struct ProjectObject {
    /// As written.
    pub name: String,
    /// The object's own file, if the project has it.
    pub definition: Option<ObjectXml>,
    pub fields: Vec<ProjectField>,
    pub record_types: Vec<RecordType>,
    pub field_sets: Vec<FieldSet>,
    /// The first file that mentions the object.
    pub place: Place,
}

/// A field as its file has it.
#[derive(Debug)]
pub(crate) struct ProjectField {
    pub field: Field,
    pub place: Place,
    /// The name of the list of children at the parent, without `__r`.
    pub child_relationship: Option<String>,
    /// `deleteConstraint`, or what a master-detail relationship implies.
    pub cascade_delete: bool,
    pub restricted_delete: bool,
    /// False for a file about a standard field, which has no type: it only adds to what is known.
    pub defines: bool,
}

impl Project {
    /// Reads all files. Whatever is wrong with one file, the others still count.
    pub fn read(files: &[SourceFile], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut project = Self::default();
        for file in files {
            let document = match xml::parse(file) {
                Ok(document) => document,
                Err(diagnostic) => {
                    diagnostics.push(*diagnostic);
                    continue;
                }
            };
            let mut reader = xml::Reader { file: &file.path, document: &document, diagnostics };
            match &file.kind {
                FileKind::Object(object) => {
                    if let Some(parts) = object_xml::read(&mut reader, object) {
                        project.add_object(object, parts, reader.diagnostics);
                    }
                }
                FileKind::Field { object, field } => {
                    if let Some(read) = field_xml::read_file(&mut reader, field) {
                        project.add_field(object, read, reader.diagnostics);
                    }
                }
                FileKind::RecordType { object, name } => {
                    if let Some(record_type) = object_xml::read_record_type(&mut reader, name) {
                        let place = Place::start_of(file.path.clone());
                        project.object(object, &place).record_types.push(record_type);
                    }
                }
                FileKind::FieldSet { object, name } => {
                    if let Some(set) = object_xml::read_field_set(&mut reader, name) {
                        let place = Place::start_of(file.path.clone());
                        project.object(object, &place).field_sets.push(set);
                    }
                }
                FileKind::GlobalValueSet(name) => project.value_sets.read_global(&mut reader, name),
                FileKind::StandardValueSet(name) => project.value_sets.read_standard(&mut reader, name),
            }
        }
        for object in project.objects.values_mut() {
            object.record_types.sort_by(|a, b| compare(&a.name, &b.name));
            object.field_sets.sort_by(|a, b| compare(&a.name, &b.name));
        }
        project
    }

    fn object(&mut self, name: &str, place: &Place) -> &mut ProjectObject {
        self.objects.entry(name.to_ascii_lowercase()).or_insert_with(|| ProjectObject {
            name: name.to_owned(),
            definition: None,
            fields: Vec::new(),
            record_types: Vec::new(),
            field_sets: Vec::new(),
            place: place.clone(),
        })
    }

    fn add_object(&mut self, name: &str, parts: object_xml::Parts, diagnostics: &mut Vec<Diagnostic>) {
        let object = self.object(name, &parts.definition.place);
        match &object.definition {
            Some(first) => diagnostics.push(duplicate(name, &parts.definition.place, &first.place)),
            None => object.definition = Some(parts.definition),
        }
        object.record_types.extend(parts.record_types);
        object.field_sets.extend(parts.field_sets);
        for field in parts.fields {
            self.add_field(name, field, diagnostics);
        }
    }

    fn add_field(&mut self, object: &str, field: ProjectField, diagnostics: &mut Vec<Diagnostic>) {
        let object = self.object(object, &field.place);
        let same = object.fields.iter().find(|f| f.field.name.eq_ignore_ascii_case(&field.field.name));
        match same {
            Some(first) => {
                let name = format!("{}.{}", object.name, field.field.name);
                diagnostics.push(duplicate(&name, &field.place, &first.place));
            }
            None => object.fields.push(field),
        }
    }
}

fn duplicate(name: &str, place: &Place, first: &Place) -> Diagnostic {
    Diagnostic::new(&codes::DUPLICATE, format!("`{name}` is defined twice; the first definition is used"))
        .at(place.clone())
        .also(first.clone(), "first defined here")
        .hint("remove one of the two definitions")
}
