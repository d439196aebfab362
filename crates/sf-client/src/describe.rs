//! Describes of sObjects, as the REST resource `sobjects/<name>/describe` replies.

use crate::{ClientError, Org};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Longest API name that is asked for.
const LONGEST_NAME: usize = 80;

/// Most objects of one snapshot; a bound on what a mistake can ask for.
const MOST: usize = 500;

impl Org {
    /// The describe of one sObject; `None` if the org, as this user sees it, has none of that name.
    pub async fn describe(&self, name: &str) -> Result<Option<Value>, ClientError> {
        let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if !first || name.len() > LONGEST_NAME || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(ClientError::Setting(format!("`{}` is no API name of an object", name.escape_debug())));
        }
        let path = self.data_path(&format!("sobjects/{name}/describe"));
        match self.get(&format!("describing {name}"), &path).await {
            Ok(described) => Ok(Some(described)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The describes of `names` and of what they lead to by the relationships that `follow` accepts, by name in lower
    /// case; and which of `names` the org does not have.
    pub async fn describe_all(
        &self,
        names: impl IntoIterator<Item = String>,
        follow: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Described, ClientError> {
        let named: Vec<String> = names.into_iter().collect();
        let mut waiting = named.clone();
        let mut asked = BTreeSet::new();
        let mut found = Described::default();
        while let Some(name) = waiting.pop() {
            if !asked.insert(name.to_ascii_lowercase()) {
                continue;
            }
            if asked.len() > MOST {
                return Err(ClientError::Setting(format!("more than {MOST} objects would be described; name fewer")));
            }
            match self.describe(&name).await? {
                Some(described) => {
                    waiting.extend(neighbours(&described, follow));
                    found.objects.insert(name.to_ascii_lowercase(), described);
                }
                // A relationship of that name may lead to objects that nobody means.
                None if named.contains(&name) => found.missing.push(name),
                None => {}
            }
        }
        found.missing.sort();
        Ok(found)
    }
}

/// What [`Org::describe_all`] found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Described {
    /// Describes by name in lower case.
    pub objects: BTreeMap<String, Value>,
    /// Names that were asked for and that the org does not have, or does not show to this user.
    pub missing: Vec<String>,
}

/// Objects behind the relationships with a name that `follow` accepts.
fn neighbours(described: &Value, follow: &dyn Fn(&str) -> bool) -> Vec<String> {
    let wanted = |entry: &&Value| entry["relationshipName"].as_str().is_some_and(follow);
    let list = |key: &str| described[key].as_array().into_iter().flatten();
    let parents = list("fields").filter(wanted).flat_map(|field| field["referenceTo"].as_array().into_iter().flatten());
    let children = list("childRelationships").filter(wanted).map(|child| &child["childSObject"]);
    parents.chain(children).filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_server::{Answer, TestServer};
    use serde_json::json;

    async fn server() -> (TestServer, Org) {
        let server = TestServer::start(|request| match request.path.as_str() {
            "/services/oauth2/token" => Answer::json(200, json!({"access_token": "t", "instance_url": ""})),
            "/services/data" => Answer::json(200, json!([{"version": "66.0", "url": "/", "label": "x"}])),
            path if path.ends_with("/sobjects/Visit__c/describe") => Answer::json(
                200,
                json!({"name": "Visit__c", "fields": [
                    {"name": "Site__c", "relationshipName": "Site__r", "referenceTo": ["Site__c"]},
                    {"name": "OwnerId", "relationshipName": "Owner", "referenceTo": ["User", "Group"]}]}),
            ),
            path if path.ends_with("/sobjects/Site__c/describe") => Answer::json(
                200,
                json!({"name": "Site__c", "fields": [], "childRelationships":
                    [{"relationshipName": "Visits__r", "childSObject": "Visit__c"}, {"relationshipName": null},
                        {"relationshipName": "Hidden__r", "childSObject": "Hidden__c"}]}),
            ),
            _ => Answer::json(404, json!([{"errorCode": "NOT_FOUND", "message": "no"}])),
        })
        .await;
        let org = server.org().await;
        (server, org)
    }

    #[tokio::test]
    async fn relationships_that_are_used_are_followed() {
        let (server, org) = server().await;
        let names = ["Visit__c".to_owned(), "Nothing__c".to_owned()];
        let found = org.describe_all(names, &|name| name.ends_with("__r")).await.unwrap();
        assert_eq!(found.objects.keys().collect::<Vec<_>>(), ["site__c", "visit__c"]);
        assert_eq!(found.missing, ["Nothing__c"]);
        assert_eq!(server.count("GET", "/describe"), 4, "every object is asked for once");
    }

    #[tokio::test]
    async fn a_name_cannot_lead_to_another_address() {
        let (server, org) = server().await;
        for name in ["", "../limits", "A/../../x", "A?x", "1A", "A B", "Ä"] {
            assert!(matches!(org.describe(name).await, Err(ClientError::Setting(_))), "{name}");
        }
        assert_eq!(server.count("GET", "/describe"), 0);
    }
}
