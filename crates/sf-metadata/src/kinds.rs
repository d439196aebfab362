//! The table of metadata types: one row each, and what follows from it.
//!
//! A path becomes a component with [`locate()`] (source format) or [`locate_in_package`] (Metadata API format); a
//! component becomes a path with [`Kind::source_path`] and [`Kind::package_path`]. Names are kept as they stand in file
//! names; the platform percent-encodes characters such as `(` there and uses the same form in manifests.

mod locate;
mod rows;
mod rows_access;
mod rows_further;
mod rows_objects;
mod rows_ui;

pub use locate::{Located, Part, locate, locate_below, locate_in_package};

use crate::ComponentId;

/// A metadata type.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Name in manifests and, for most types, the root element of the file: `PermissionSet`.
    pub name: &'static str,
    /// Folder in the package and in source format: `permissionsets`.
    pub folder: &'static str,
    /// File name ending without the point, the same in the package and before `-meta.xml` in source format:
    /// `permissionset`. Empty for bundles, which have none.
    pub suffix: &'static str,
    /// How a component is laid out in files.
    pub layout: Layout,
}

/// How a component of a kind is laid out in files.
#[derive(Debug, PartialEq, Eq)]
pub enum Layout {
    /// One XML file. Source format adds `-meta.xml`, the package does not.
    Xml,
    /// A content file `Name.suffix` and `Name.suffix-meta.xml` beside it, in both formats.
    Content,
    /// Like `Content`, within folders that are components of the kind named here.
    ContentInFolder(&'static str),
    /// One XML file within folders that are components of the kind named here.
    XmlInFolder(&'static str),
    /// One XML file in the directory of its model, below the folder named here, and the model itself in that directory:
    /// `territory2Models/Model/rules/Rule.territory2Rule` is called `Model.Rule`.
    InModel(&'static str),
    /// A folder of another kind. Source format: `Name.suffix-meta.xml` beside the directory; package: `Name-meta.xml`.
    FolderOf(&'static str),
    /// A directory whose files go into the package as they are; with a suffix, `Name.suffix-meta.xml` lies beside it.
    Bundle,
    /// `Name.resource-meta.xml` and either a content file `Name.<extension>` or a directory, which becomes a zip.
    StaticResource,
    /// `Name.document-meta.xml` beside `Name.<extension>`, within folders.
    Document,
    /// A directory with `Name.suffix-meta.xml`; children are files of their own in source format and elements of the one
    /// file in the package.
    Decomposed(&'static [Child]),
    /// One XML file whose parts can be named in manifests (`Workflow`, `SharingRules`, `CustomLabels`).
    WithParts(&'static [Child]),
}

/// A type that lives inside the file of another type.
#[derive(Debug, PartialEq, Eq)]
pub struct Child {
    /// Name in manifests: `CustomField`. Also the root element of its own file.
    pub name: &'static str,
    /// Element in the parent's file: `fields`.
    pub element: &'static str,
    /// Directory below the parent's directory in source format; empty where children have no files of their own or lie
    /// directly beside the parent.
    pub folder: &'static str,
    /// File name ending in source format: `field`.
    pub suffix: &'static str,
    /// Element that holds the child's name, `fullName` but for translations.
    pub key: &'static str,
    /// Whether the child may be named in a manifest.
    pub addressable: bool,
}

/// Every row, by area.
pub static ALL: &[&[Kind]] =
    &[rows::KINDS, rows_access::KINDS, rows_objects::KINDS, rows_ui::KINDS, rows_further::KINDS];

/// Every kind that has files of its own at the top level of a package.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    ALL.iter().copied().flatten()
}

/// The kind called `name` in manifests. Children such as `CustomField` are found with [`find_child`].
pub fn find(name: &str) -> Option<&'static Kind> {
    all().find(|kind| kind.name == name)
}

/// The child type called `name`, with its parent.
pub fn find_child(name: &str) -> Option<(&'static Kind, &'static Child)> {
    all().find_map(|kind| kind.children().iter().find(|child| child.name == name).map(|child| (kind, child)))
}

/// Where the XML file of a component lives in source format, relative to a folder such as `main/default`. `None`: the
/// type is not in the table.
pub fn source_path(type_name: &str, member: &str) -> Option<String> {
    let of_child = || find_child(type_name).map(|(kind, child)| kind.child_source_path(child, member));
    find(type_name).map(|kind| kind.source_path(member)).or_else(of_child)
}

/// The folder that a member of a type in folders stands for, and the type of such folders: `Sales/` among reports, and what
/// lies in no folder itself, are the folder `Sales`. The folder must be looked for: without a slash it may be a report.
pub fn folder_of(kind: &Kind, member: &str) -> Option<ComponentId> {
    let of = match kind.layout {
        Layout::XmlInFolder(of) | Layout::ContentInFolder(of) => of,
        Layout::Document => "DocumentFolder",
        _ => return None,
    };
    Some(ComponentId::new(of, member.strip_suffix('/').unwrap_or(member)))
}

/// Whether a manifest may name the type `name`.
pub fn is_known(name: &str) -> bool {
    find(name).is_some() || find_child(name).is_some_and(|(_, child)| child.addressable) || name == DIGITAL_EXPERIENCE
}

/// What lies in a [`DIGITAL_EXPERIENCES`] and manifests name beside it.
pub const DIGITAL_EXPERIENCE: &str = "DigitalExperience";
/// The bundle of a site, whose views, routes and so on are components without files outside it.
pub const DIGITAL_EXPERIENCES: &str = "DigitalExperienceBundle";

/// The part of a site that a file is in: of `site/Main`, `…/site/Main/sfdc_cms__view/home/content.json` is in
/// `site/Main.sfdc_cms__view/home`. `None`: the file belongs to the bundle itself, or to none.
pub fn digital_experience(located: &Located, path: &str) -> Option<ComponentId> {
    let member = &located.member;
    let below = located.below(path).filter(|_| located.kind.name == DIGITAL_EXPERIENCES)?;
    let mut parts = below.split('/');
    let (content_type, name, _) = (parts.next()?, parts.next()?, parts.next()?);
    Some(ComponentId::new(DIGITAL_EXPERIENCE, format!("{member}.{content_type}/{name}")))
}

impl Kind {
    /// Types inside the file of this type.
    pub fn children(&self) -> &'static [Child] {
        match self.layout {
            Layout::Decomposed(children) | Layout::WithParts(children) => children,
            _ => &[],
        }
    }

    /// The child type called `name`.
    pub fn child(&self, name: &str) -> Option<&'static Child> {
        self.children().iter().find(|child| child.name == name)
    }

    /// Whether the package holds a content file and its `-meta.xml`.
    pub fn has_content(&self) -> bool {
        matches!(
            self.layout,
            Layout::Content | Layout::ContentInFolder(_) | Layout::StaticResource | Layout::Document | Layout::Bundle
        )
    }

    /// Where the XML file of component `member` lives in source format, relative to a folder such as `main/default`.
    /// For a bundle it is the directory.
    pub fn source_path(&self, member: &str) -> String {
        let Self { folder, suffix, .. } = self;
        match self.layout {
            Layout::Bundle => format!("{folder}/{member}"),
            Layout::Decomposed(_) => format!("{folder}/{member}/{member}.{suffix}-meta.xml"),
            Layout::InModel(_) => format!("{}-meta.xml", self.package_path(member)),
            _ => format!("{folder}/{member}.{suffix}-meta.xml"),
        }
    }

    /// How many directories the name of a bundle has: digital experiences are `site/Name`.
    pub(crate) fn bundle_depth(&self) -> usize {
        if self.name == DIGITAL_EXPERIENCES { 2 } else { 1 }
    }

    /// Where the content file lives in source format, for kinds whose content has a fixed name.
    pub fn content_path(&self, member: &str) -> Option<String> {
        matches!(self.layout, Layout::Content | Layout::ContentInFolder(_))
            .then(|| format!("{}/{member}.{}", self.folder, self.suffix))
    }

    /// Where the file of `child` (a component such as `X__c.F__c`) lives in source format.
    /// Parts without files of their own lie in the parent's file.
    pub fn child_source_path(&self, child: &Child, member: &str) -> String {
        let (parent, name) = member.split_once('.').unwrap_or((member, member));
        if child.suffix.is_empty() {
            return self.source_path(parent);
        }
        let directory = if child.folder.is_empty() { String::new() } else { format!("{}/", child.folder) };
        format!("{}/{parent}/{directory}{name}.{}-meta.xml", self.folder, child.suffix)
    }

    /// Where the main file of component `member` lives in the package; for a bundle, its directory.
    pub fn package_path(&self, member: &str) -> String {
        let Self { folder, suffix, .. } = self;
        match self.layout {
            Layout::Bundle => format!("{folder}/{member}"),
            Layout::FolderOf(_) => format!("{folder}/{member}-meta.xml"),
            Layout::InModel(below) => match member.split_once('.') {
                Some((model, name)) => format!("{folder}/{model}/{below}/{name}.{suffix}"),
                None => format!("{folder}/{member}/{member}.{suffix}"),
            },
            _ => format!("{folder}/{member}.{suffix}"),
        }
    }
}

/// A row whose components are one XML file.
const fn xml(name: &'static str, folder: &'static str, suffix: &'static str) -> Kind {
    Kind { name, folder, suffix, layout: Layout::Xml }
}

/// A row whose components are a content file and its `-meta.xml`.
const fn content(name: &'static str, folder: &'static str, suffix: &'static str) -> Kind {
    Kind { name, folder, suffix, layout: Layout::Content }
}

/// A row whose components are directories.
const fn bundle(name: &'static str, folder: &'static str) -> Kind {
    Kind { name, folder, suffix: "", layout: Layout::Bundle }
}

/// A child with a directory of its own below the parent, whose element in the parent is called like the directory.
const fn child(name: &'static str, folder: &'static str, suffix: &'static str) -> Child {
    Child { name, element: folder, folder, suffix, key: "fullName", addressable: true }
}

/// A child that stays inside the parent's file in both formats.
const fn part(name: &'static str, element: &'static str) -> Child {
    Child { name, element, folder: "", suffix: "", key: "fullName", addressable: true }
}

#[cfg(test)]
mod tests;
