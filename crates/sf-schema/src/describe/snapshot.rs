//! Making a snapshot file from the describes of an org.

use super::wire::{DescribeSnapshot, SObjectDescribe};
use serde_json::Value;

/// Which org a snapshot shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnapshotOf {
    /// Id of the org.
    pub org_id: Option<String>,
    /// API version of the describes, for example `66.0`.
    pub api_version: Option<String>,
    /// Namespace of the org itself, if it has one.
    pub namespace: Option<String>,
}

/// A describe that is not of the documented shape.
#[derive(Debug, thiserror::Error)]
#[error("the describe of `{object}` is not as documented: {error}")]
pub struct SnapshotError {
    /// Which sObject.
    pub object: String,
    /// What is wrong.
    pub error: serde_json::Error,
}

/// The text of a snapshot file: what the schema needs of each describe, sorted by name, so that two snapshots of the same
/// org are the same bytes. `describes` are replies of the REST resource `sobjects/<name>/describe`.
///
/// # Errors
/// A describe is not of the documented shape.
pub fn snapshot(of: &SnapshotOf, describes: impl IntoIterator<Item = Value>) -> Result<String, SnapshotError> {
    let read = |describe: Value| {
        let object = describe["name"].as_str().unwrap_or("?").to_owned();
        serde_json::from_value(describe).map_err(|error| SnapshotError { object, error })
    };
    let mut sobjects: Vec<SObjectDescribe> = describes.into_iter().map(read).collect::<Result<_, _>>()?;
    for object in &mut sobjects {
        object.fields.sort_by(|a, b| a.name.cmp(&b.name));
        object.child_relationships.sort_by(|a, b| (&a.child_sobject, &a.field).cmp(&(&b.child_sobject, &b.field)));
        object.record_type_infos.sort_by(|a, b| a.developer_name.cmp(&b.developer_name));
    }
    sobjects.sort_by(|a, b| a.name.cmp(&b.name));
    let SnapshotOf { org_id, api_version, namespace } = of.clone();
    let snapshot = DescribeSnapshot { version: 1, org_id, api_version, namespace, sobjects };
    let text =
        serde_json::to_string_pretty(&snapshot).map_err(|error| SnapshotError { object: String::new(), error })?;
    Ok(text + "\n")
}
