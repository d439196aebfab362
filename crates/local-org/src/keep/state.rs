//! An org as text, and back. Only what was written by someone is kept: records, deployed files, credentials and
//! counters. Schema, compiled classes, grants and the settings of apps follow from the files again.

use super::value;
use crate::data::{Record, Store};
use crate::metadata::{self, Component, Components, Credentials, Job};
use crate::oauth::Logins;
use crate::org::{Org, Snapshot};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sf_metadata::ComponentId;
use sf_schema::Schema;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Grows when a file of the version before could be misread.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(rename = "localOrg")]
    format: u32,
    note: String,
}

/// Records of each object, oldest first: Id and fields.
type Tables = BTreeMap<String, Vec<(String, BTreeMap<String, Value>)>>;

#[derive(Serialize, Deserialize)]
struct State {
    #[serde(flatten)]
    head: Head,
    organization: String,
    administrator: String,
    counters: BTreeMap<String, u64>,
    prefixes: BTreeMap<String, String>,
    apps: Vec<KeptApp>,
    #[serde(default)]
    logins: Logins,
    components: Vec<KeptComponent>,
    #[serde(default)]
    installed: Vec<Snapshot>,
    records: Tables,
    /// Deployments that are over.
    #[serde(default)]
    deployments: Vec<Job>,
}

#[derive(Serialize, Deserialize)]
struct KeptApp {
    name: String,
    id: String,
    consumer_id: String,
    consumer_key: String,
    consumer_secret: String,
}

#[derive(Serialize, Deserialize)]
struct KeptComponent {
    kind: String,
    name: String,
    id: String,
    created_by: String,
    created: i64,
    modified_by: String,
    modified: i64,
    package: Option<String>,
    files: BTreeMap<String, Content>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Bytes { base64: String },
}

/// The text of an org.
///
/// # Errors
/// A record holds what no record can hold.
pub(super) fn write(org: &Org, deployments: Vec<Job>) -> Result<Vec<u8>, String> {
    let mut records = BTreeMap::new();
    for (object, rows) in org.store.tables() {
        let mut list = Vec::new();
        for (id, row) in rows {
            let mut fields = BTreeMap::new();
            for (field, datum) in row {
                let value =
                    value::write(datum).ok_or_else(|| format!("{object} {id} has no plain value in {field}"))?;
                fields.insert(field.to_string(), value);
            }
            list.push((id.to_string(), fields));
        }
        records.insert(object.to_string(), list);
    }
    let state = State {
        head: Head { format: FORMAT, note: format!("{}; holds keys, keep it private", crate::NOT_SALESFORCE) },
        organization: org.id.to_string(),
        administrator: org.administrator.to_string(),
        counters: org.store.counters().map(|(name, count)| (name.to_string(), count)).collect(),
        prefixes: org.prefixes.iter().map(|(object, prefix)| (object.clone(), prefix.to_string())).collect(),
        apps: org.apps.iter().map(app).collect(),
        logins: org.logins.clone(),
        components: org.components.iter().map(component).collect(),
        installed: org.installed.to_vec(),
        records,
        deployments,
    };
    serde_json::to_vec(&state).map_err(|error| error.to_string())
}

fn app(app: &crate::apps::App) -> KeptApp {
    KeptApp {
        name: app.name.clone(),
        id: app.id.to_string(),
        consumer_id: app.consumer_id.to_string(),
        consumer_key: app.consumer_key.clone(),
        consumer_secret: app.consumer_secret.expose().to_owned(),
    }
}

fn component((id, component): (&ComponentId, &Component)) -> KeptComponent {
    let content = |bytes: &Arc<[u8]>| match std::str::from_utf8(bytes) {
        Ok(text) => Content::Text(text.to_owned()),
        Err(_) => Content::Bytes { base64: STANDARD.encode(bytes) },
    };
    KeptComponent {
        kind: id.kind.clone(),
        name: id.member.clone(),
        id: component.id.to_string(),
        created_by: component.created_by.to_string(),
        created: component.created,
        modified_by: component.modified_by.to_string(),
        modified: component.modified,
        package: component.package.as_deref().map(str::to_owned),
        files: component.files.iter().map(|(path, bytes)| (path.clone(), content(bytes))).collect(),
    }
}

/// The org of a text.
///
/// # Errors
/// It is not the text of an org, or that of another version.
pub(super) fn read(bytes: &[u8]) -> Result<(Org, Vec<Job>), String> {
    let head: Head = serde_json::from_slice(bytes).map_err(|_| "it is no file of a local org".to_owned())?;
    if head.format != FORMAT {
        return Err(format!(
            "another version of the local org wrote it: its format is {}, this version reads {FORMAT}",
            head.format
        ));
    }
    let state: State = serde_json::from_slice(bytes).map_err(|error| format!("it is damaged: {error}"))?;
    let mut org = Org::new(Schema::standard());
    org.store = records(state.records, state.counters)?;
    org.id = state.organization.into();
    org.administrator = state.administrator.into();
    org.logins = state.logins;
    org.installed = Arc::new(state.installed);
    org.prefixes = state.prefixes.into_iter().map(|(object, prefix)| (object, prefix.into())).collect();
    let credentials = state.apps.into_iter().map(|app| Credentials {
        name: app.name,
        id: app.id.into(),
        consumer_id: app.consumer_id.into(),
        key: app.consumer_key,
        secret: app.consumer_secret.into(),
    });
    let mut components = Components::default();
    for kept in state.components {
        let (id, component) = kept.component()?;
        components.insert(id, component);
    }
    metadata::restore(&mut org, components, credentials.collect())?;
    Ok((org, state.deployments))
}

fn records(tables: Tables, counters: BTreeMap<String, u64>) -> Result<Store, String> {
    let mut store = Store::default();
    for (object, rows) in tables {
        let object: Arc<str> = object.into();
        for (id, fields) in rows {
            let mut record = Record::new();
            for (field, value) in fields {
                let datum = value::read(&value).ok_or_else(|| format!("it is damaged: {field} of {object} {id}"))?;
                record.insert(field.into(), datum);
            }
            store.put(&object, &id.into(), record);
        }
    }
    store.set_counters(counters);
    store.commit();
    Ok(store)
}

impl KeptComponent {
    fn component(self) -> Result<(ComponentId, Component), String> {
        let mut files = BTreeMap::new();
        for (path, content) in self.files {
            let bytes = match content {
                Content::Text(text) => text.into_bytes(),
                Content::Bytes { base64 } => {
                    STANDARD.decode(base64).map_err(|error| format!("it is damaged: {path}: {error}"))?
                }
            };
            files.insert(path, bytes.into());
        }
        let component = Component {
            id: self.id.into(),
            files,
            created_by: self.created_by.into(),
            created: self.created,
            modified_by: self.modified_by.into(),
            modified: self.modified,
            package: self.package.map(Into::into),
        };
        Ok((ComponentId::new(self.kind, self.name), component))
    }
}
