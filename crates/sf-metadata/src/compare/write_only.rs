//! Values that go into an org and never come out of it.

use crate::xml::Element;

/// Elements that a retrieve leaves out, or gives back as [`PLACEHOLDER`]. Of `AuthProvider` the Metadata API guide says so
/// (API 30.0 and later); legacy credentials keep their secrets encrypted, and retrieved files lack them.
const WRITE_ONLY: [(&str, &str); 8] = [
    ("AuthProvider", "consumerSecret"),
    ("ExternalDataSource", "oauthRefreshToken"),
    ("ExternalDataSource", "oauthToken"),
    ("ExternalDataSource", "password"),
    ("NamedCredential", "awsAccessSecret"),
    ("NamedCredential", "oauthRefreshToken"),
    ("NamedCredential", "oauthToken"),
    ("NamedCredential", "password"),
];

/// What an org gives back in place of the secret of an authentication provider.
const PLACEHOLDER: &str = "Placeholder_Value";

/// Takes out of a component what an org that holds it would not show. Tells whether there was anything.
pub fn hide(kind: &str, tree: &mut Element) -> bool {
    let before = tree.clone();
    for (_, name) in WRITE_ONLY.iter().filter(|(of, _)| *of == kind) {
        match kind {
            "AuthProvider" => {
                tree.children.iter_mut().filter(|e| e.name == *name).for_each(|e| e.text = PLACEHOLDER.into())
            }
            _ => tree.children.retain(|child| child.name != *name),
        }
    }
    *tree != before
}

/// The elements of `ours` that the org holds and does not show, or does not hold.
pub(super) fn hidden<'a>(
    kind: &str,
    ours: &'a Element,
    theirs: &'a Element,
) -> impl Iterator<Item = &'static str> + 'a {
    let of_kind = WRITE_ONLY.iter().filter(move |(of, _)| *of == kind).map(|(_, name)| *name).collect::<Vec<_>>();
    let has = |name: &str| value(ours, name).is_some_and(|text| text != PLACEHOLDER) && !shows(theirs, name);
    of_kind.into_iter().filter(move |name| has(name))
}

/// Both versions without what cannot be compared.
pub(super) fn left_out(kind: &str, ours: &Element, theirs: &Element) -> (Element, Element) {
    let (mut a, mut b) = (ours.clone(), theirs.clone());
    for (_, name) in WRITE_ONLY.iter().filter(|(of, name)| *of == kind && !shows(theirs, name)) {
        a.children.retain(|child| child.name != *name);
        b.children.retain(|child| child.name != *name);
    }
    (a, b)
}

/// Whether the org tells the value.
fn shows(theirs: &Element, name: &str) -> bool {
    value(theirs, name).is_some_and(|text| text != PLACEHOLDER)
}

fn value<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.child_text(name).map(str::trim).filter(|text| !text.is_empty())
}
