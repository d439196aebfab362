//! Reads the `.sig` files.

use super::{Platform, PlatformField, PlatformKind, PlatformMethod, PlatformType};
use crate::ty::{PlatformId, Ty};
use std::collections::HashMap;
use std::sync::Arc;

/// Namespaces and the text of their types. Earlier ones win where a bare name is looked up.
pub(super) const NAMESPACES: &[(&str, &str)] = &[
    ("System", include_str!("system.sig")),
    ("Schema", include_str!("schema.sig")),
    ("Database", include_str!("database.sig")),
    ("Search", include_str!("search.sig")),
    ("Messaging", include_str!("messaging.sig")),
    ("Flow", include_str!("flow.sig")),
    ("Process", include_str!("process.sig")),
    ("Approval", include_str!("approval.sig")),
    ("EventBus", include_str!("eventbus.sig")),
    ("Cache", include_str!("cache.sig")),
    ("Dom", include_str!("dom.sig")),
    ("Invocable", include_str!("invocable.sig")),
    ("Metadata", include_str!("metadata.sig")),
    ("Auth", include_str!("auth.sig")),
];

pub(super) fn read() -> Platform {
    let mut platform = Platform { types: Vec::new(), by_name: HashMap::new() };
    let mut heads: Vec<(&str, Vec<&str>, Vec<&str>)> = Vec::new();
    for (namespace, text) in NAMESPACES {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if line.starts_with(' ') {
                if let Some((_, _, members)) = heads.last_mut() {
                    members.push(line.trim());
                }
                continue;
            }
            let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
            let name = rest.split(' ').next().unwrap_or("");
            let (bare, params) = name.split_once('<').unwrap_or((name, ""));
            let params: Vec<&str> =
                if params.is_empty() { Vec::new() } else { params.trim_end_matches('>').split(',').collect() };
            let id = PlatformId::try_from(platform.types.len()).unwrap_or(0);
            platform.by_name.insert(bare.to_ascii_lowercase(), id);
            let short = bare.split_once('.').map_or(bare, |(_, short)| short);
            platform.types.push(PlatformType {
                id,
                namespace: (*namespace).into(),
                name: short.into(),
                kind: match kind {
                    "interface" => PlatformKind::Interface,
                    "enum" => PlatformKind::Enum,
                    _ => PlatformKind::Class,
                },
                params: params.len(),
                extends: None,
                implements: Vec::new(),
                fields: Vec::new(),
                methods: Vec::new(),
                constructors: Vec::new(),
                constants: Vec::new(),
            });
            heads.push((rest, params, Vec::new()));
        }
    }
    for (i, (head, params, members)) in heads.iter().enumerate() {
        let reader = Reader { platform: &platform, params, namespace: platform.types[i].namespace.clone() };
        let mut ty = platform.types[i].clone();
        let words: Vec<&str> = head.split(' ').collect();
        for pair in words.windows(2) {
            match pair[0] {
                "extends" => {
                    let up = split(pair[1]);
                    if ty.kind == PlatformKind::Interface {
                        ty.implements.extend(up.iter().map(|t| reader.ty(t)));
                    } else {
                        ty.extends = up.first().map(|t| reader.ty(t));
                    }
                }
                "implements" => ty.implements.extend(split(pair[1]).iter().map(|t| reader.ty(t))),
                _ => {}
            }
        }
        for member in members {
            reader.member(&mut ty, member);
        }
        platform.types[i] = ty;
    }
    platform
}

struct Reader<'a> {
    platform: &'a Platform,
    params: &'a [&'a str],
    namespace: Arc<str>,
}

impl Reader<'_> {
    fn member(&self, ty: &mut PlatformType, line: &str) {
        let implemented = line.starts_with('+');
        let line = line.trim_start_matches('+');
        let is_static = line.starts_with("static ");
        let line = line.trim_start_matches("static ");
        if let Some(open) = line.find('(') {
            let head = &line[..open];
            let params = split(line[open + 1..].trim_end_matches(')')).iter().map(|p| self.ty(p)).collect();
            if head == "new" {
                let name = ty.name.clone();
                let returns = Ty::Void;
                ty.constructors.push(PlatformMethod { name, params, returns, is_static: true, implemented });
            } else if let Some((returns, name)) = head.rsplit_once(' ') {
                let returns = if returns == "void" { Ty::Void } else { self.ty(returns) };
                ty.methods.push(PlatformMethod { name: name.into(), params, returns, is_static, implemented });
            }
        } else if let Some((field, name)) = line.rsplit_once(' ') {
            ty.fields.push(PlatformField { name: name.into(), ty: self.ty(field), is_static, implemented });
        } else {
            ty.constants.push(line.into());
        }
    }

    fn ty(&self, text: &str) -> Ty {
        if let Some(i) = self.params.iter().position(|p| *p == text) {
            return Ty::Param(u8::try_from(i).unwrap_or(0));
        }
        let (name, args) = match text.split_once('<') {
            Some((name, rest)) => {
                (name, split(rest.strip_suffix('>').unwrap_or(rest)).iter().map(|a| self.ty(a)).collect())
            }
            None => (text, Vec::new()),
        };
        let first = || args.first().cloned().unwrap_or(Ty::Object);
        match name {
            "Object" => Ty::Object,
            "Boolean" | "boolean" => Ty::Boolean,
            "Integer" | "int" => Ty::Integer,
            "Long" => Ty::Long,
            "Double" => Ty::Double,
            "Decimal" => Ty::Decimal,
            "String" => Ty::String,
            "Id" => Ty::Id,
            "Date" => Ty::Date,
            "Datetime" => Ty::Datetime,
            "Time" => Ty::Time,
            "Blob" => Ty::Blob,
            "SObject" => Ty::SObject,
            "List" => Ty::list(first()),
            "Set" => Ty::set(first()),
            "Map" => Ty::map(first(), args.get(1).cloned().unwrap_or(Ty::Object)),
            _ => {
                let found = [name.to_string(), format!("System.{name}"), format!("{}.{name}", self.namespace)];
                match found.iter().find_map(|n| self.platform.find(n)) {
                    Some(t) => Ty::Platform(t.id, args.into()),
                    None if name.starts_with("SObject.") => Ty::SObject,
                    None => Ty::Record(name.into()),
                }
            }
        }
    }
}

/// Splits at commas outside angle brackets.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    if start < text.len() {
        parts.push(&text[start..]);
    }
    parts
}
