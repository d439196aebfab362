//! Values that no plan may show. Plans stand in logs of pipelines and in pull requests.
//!
//! A value that may be a secret is covered before two versions are compared: equal values stay equal, and what is said
//! about them cannot hold them.

use crate::{kinds, xml::Element};
use sha2::{Digest, Sha256};

/// What is in the name of an element that may hold a secret (elements of type string of the metadata WSDL, API 66.0).
const SECRET: [&str; 11] = [
    "password",
    "passphrase",
    "secret",
    "token",
    "certificate",
    "privatekey",
    "accesskey",
    "apikey",
    "sharedkey",
    "signingkey",
    "encryptionkey",
];

/// How the names of those end that only say something about it: `authTokenEndpointUrl`, `refreshTokenPolicy`.
const ABOUT: [&str; 19] = [
    "apex",
    "audience",
    "audiences",
    "endpoint",
    "issuer",
    "length",
    "lifetime",
    "list",
    "map",
    "message",
    "method",
    "name",
    "page",
    "period",
    "policy",
    "template",
    "type",
    "unit",
    "url",
];

/// Parameters of credentials whose values are no secrets (`NamedCredentialParamType`, `ExternalCredentialParamType`); those
/// of headers, for one, are.
const OPEN_PARAMETERS: [&str; 7] = [
    "AuthProtocolVariant",
    "AuthProviderUrl",
    "Authentication",
    "AwsStsPrincipal",
    "NamedPrincipal",
    "PerUserPrincipal",
    "Url",
];

/// Stands before and after what takes the place of a covered value. XML cannot hold it.
const COVER: char = '\u{1}';

/// What is said instead of a value.
const NOT_SHOWN: &str = "(not shown)";

/// Which values of a component are covered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Secrets {
    kind: &'static str,
    /// All of them.
    everything: bool,
    /// Those of a record of a custom metadata type that only its package may read.
    values: bool,
}

impl Secrets {
    pub(super) fn of(kind: &str, versions: [&Option<Element>; 2], replaced: bool) -> Self {
        let mut known = versions.into_iter().flatten();
        let is_protected = known.any(|record| record.child_text("protected").is_some_and(|text| text.trim() == "true"));
        let kind = kinds::find(kind).map_or("", |kind| kind.name);
        Self { kind, everything: replaced, values: is_protected }
    }

    /// The element with what may be a secret covered.
    pub(super) fn covered(&self, element: &Element) -> Element {
        let covered = |child: &Element| match child.children.is_empty() {
            true if self.may_be_secret(element, child) => Element { text: cover(&child.text), ..child.clone() },
            _ => self.covered(child),
        };
        Element { children: element.children.iter().map(covered).collect(), ..element.clone() }
    }

    fn may_be_secret(&self, parent: &Element, leaf: &Element) -> bool {
        match (self.kind, leaf.name.as_str()) {
            // No secret, and what a reviewer must see.
            _ if matches!(leaf.text.trim(), "" | "true" | "false") => false,
            _ if self.everything => true,
            ("CustomMetadata", "value") => {
                self.values || parent.child_text("field").is_some_and(|field| is_secret(field.trim_end_matches("__c")))
            }
            ("NamedCredential" | "ExternalCredential", "parameterValue") => {
                parent.child_text("parameterType").is_none_or(|kind| !OPEN_PARAMETERS.contains(&kind.trim()))
            }
            ("ExternalDataSource", "customConfiguration") => true,
            (_, name) => is_secret(name),
        }
    }
}

/// Whether what is called so may be a secret.
fn is_secret(name: &str) -> bool {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    SECRET.iter().any(|word| bare.contains(word)) && !ABOUT.iter().any(|ending| bare.ends_with(ending))
}

fn cover(text: &str) -> String {
    let hash: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{COVER}{}{COVER}", &hash[..16])
}

/// Lines about covered values.
pub(super) fn shown(lines: Vec<String>) -> Vec<String> {
    let mut shown: Vec<String> = lines.iter().map(|line| without_covers(line)).collect();
    shown.dedup();
    shown
}

fn without_covers(line: &str) -> String {
    // What stands between two covers, and what stands outside.
    let parts = line.split(COVER).enumerate();
    let text: String = parts.map(|(at, part)| if at % 2 == 1 { NOT_SHOWN } else { part }).collect();
    let both = format!("`{NOT_SHOWN}` becomes `{NOT_SHOWN}`");
    text.replace(&both, &format!("another value {NOT_SHOWN}"))
        .replace(&format!("`{NOT_SHOWN}`"), &format!("a value {NOT_SHOWN}"))
}

#[cfg(test)]
mod tests {
    use crate::{ComponentId, compare::Contents, compare::differences};

    /// What is said of two versions of a component, the org's with `OLDCANARY` and ours with `NEWCANARY` for `@`.
    fn said(kind: &str, xml: &str, replaced: bool) -> String {
        let row = crate::kinds::find(kind).expect("a kind");
        let contents = |value: &str| {
            let text = format!("<{kind}>{}</{kind}>", xml.replace('@', value));
            Contents::of(&[(row.package_path("A"), text.into_bytes().into())].into())
        };
        let id = ComponentId::new(kind, "A");
        let (ours, theirs) = (contents("NEWCANARY"), contents("OLDCANARY"));
        let lines = differences(&id, ours.get(&id).expect("ours"), theirs.get(&id).expect("theirs"), replaced);
        assert!(differences(&id, ours.get(&id).expect("ours"), ours.get(&id).expect("ours"), replaced).is_empty());
        lines.join("; ")
    }

    #[test]
    fn what_may_be_a_secret_differs_and_is_not_shown() {
        let parameter = |kind: &str| {
            format!(
                "<namedCredentialParameters><parameterName>P</parameterName><parameterType>{kind}</parameterType><parameterValue>@</parameterValue></namedCredentialParameters>"
            )
        };
        let record = |protected: &str, field: &str| {
            format!(
                "<label>L</label><protected>{protected}</protected><values><field>{field}</field><value>@</value></values>"
            )
        };
        for (kind, xml) in [
            ("AuthProvider", "<consumerSecret>@</consumerSecret>".to_owned()),
            ("NamedCredential", "<password>@</password>".to_owned()),
            ("NamedCredential", "<oauthRefreshToken>x@</oauthRefreshToken>".to_owned()),
            ("NamedCredential", "<awsAccessKey>@</awsAccessKey>".to_owned()),
            ("NamedCredential", parameter("HttpHeader")),
            (
                "ExternalDataSource",
                "<customConfiguration>{&quot;key&quot;:&quot;@&quot;}</customConfiguration>".to_owned(),
            ),
            ("ConnectedApp", "<oauthConfig><certificate>-----\n@</certificate></oauthConfig>".to_owned()),
            (
                "Network",
                "<networkAuthApiSettings><recaptchaSecretKey>@</recaptchaSecretKey></networkAuthApiSettings>"
                    .to_owned(),
            ),
            ("CustomMetadata", record("true", "Host__c")),
            ("CustomMetadata", record("false", "Api_Key__c")),
        ] {
            let said = said(kind, &xml, false);
            assert!(said.ends_with("another value (not shown)"), "{kind} {xml}: {said}");
        }
        assert_eq!(said("NamedCredential", "<password>@</password>", false), "password: another value (not shown)");
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        let parameter = "<namedCredentialParameters><parameterName>P</parameterName><parameterType>Url</parameterType><parameterValue>@</parameterValue></namedCredentialParameters>";
        let record =
            "<label>L</label><protected>false</protected><values><field>Host__c</field><value>@</value></values>";
        for (kind, xml) in [
            ("NamedCredential", parameter),
            ("NamedCredential", "<authTokenEndpointUrl>@</authTokenEndpointUrl>"),
            ("AuthProvider", "<tokenUrl>@</tokenUrl>"),
            ("ConnectedApp", "<oauthPolicy><refreshTokenPolicy>@</refreshTokenPolicy></oauthPolicy>"),
            ("CustomMetadata", record),
        ] {
            assert!(said(kind, xml, false).ends_with("`OLDCANARY` becomes `NEWCANARY`"), "{kind} {xml}");
        }
    }

    #[test]
    fn nothing_is_shown_of_what_replacements_put_something_into() {
        let endpoint = "<endpoint>https://x.example/@</endpoint><label>L</label>";
        assert_eq!(said("NamedCredential", endpoint, true), "endpoint: another value (not shown)");
        let list = "<callbackUrl>https://@.example\nhttps://b.example</callbackUrl>";
        let app = format!("<oauthConfig>{list}</oauthConfig>");
        let keyed = "<members><publicGroup>@</publicGroup></members><x><name>@</name><on>true</on></x><x><name>b</name><on>true</on></x>";
        for (kind, xml) in [("ConnectedApp", app.as_str()), ("Group", keyed), ("PermissionSet", keyed)] {
            let said = said(kind, xml, true);
            assert!(!said.is_empty() && !said.contains("CANARY"), "{said}");
        }
        assert!(
            said("Group", keyed, true).contains("x: (not shown) (on `true`) is new; x: (not shown) (on `true`) goes")
        );
    }

    #[test]
    fn what_only_one_side_has_is_not_shown_either() {
        let id = ComponentId::new("NamedCredential", "A");
        let contents = |inner: &str| {
            let text = format!("<NamedCredential><label>L</label>{inner}</NamedCredential>");
            Contents::of(&[("namedCredentials/A.namedCredential".to_owned(), text.into_bytes().into())].into())
        };
        let (with, without) = (contents("<awsAccessKey>CANARY</awsAccessKey>"), contents(""));
        let differ =
            |a: &Contents, b: &Contents| differences(&id, a.get(&id).expect("a"), b.get(&id).expect("b"), false);
        assert_eq!(differ(&with, &without), ["awsAccessKey: nothing becomes a value (not shown)"]);
        assert_eq!(differ(&without, &with), ["awsAccessKey: a value (not shown) becomes nothing"]);
    }
}
