//! What a server exposes.

use super::table;
use codegen::model::{Model, ObjectAccess, Server};
use std::collections::BTreeSet;

pub fn text(model: &Model, servers: &[&Server]) -> String {
    let sections = servers.iter().map(|server| {
        let rows: Vec<Vec<String>> = model
            .access_of(server)
            .objects
            .iter()
            .map(|(object, access)| {
                let fields = [&access.returned, &access.set, &access.used].map(list);
                [vec![object.clone(), operations(access)], fields.to_vec()].concat()
            })
            .collect();
        let head = ["OBJECT", "OPERATIONS", "RETURNED", "SET", "USED IN CONDITIONS"];
        format!("{}: {}\n{}", server.name, server.tools.join(", "), table(&head, &rows))
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn operations(access: &ObjectAccess) -> String {
    let pairs = [(access.read, "read"), (access.create, "create"), (access.edit, "edit"), (access.delete, "delete")];
    pairs.iter().filter(|(allowed, _)| *allowed).map(|(_, word)| *word).collect::<Vec<_>>().join(",")
}

fn list(fields: &BTreeSet<String>) -> String {
    if fields.is_empty() { "-".to_owned() } else { fields.iter().cloned().collect::<Vec<_>>().join(",") }
}
