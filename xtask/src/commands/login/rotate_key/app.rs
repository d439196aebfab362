//! The external client app of a login, and the certificate that it knows.

use crate::connect::client_error;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use sf_client::Org;
use sf_client::deploy::{Deployment, Timing, Verdict, follow, start};
use sf_metadata::types::ExtlClntAppGlobalOauthSettings;
use sf_metadata::xml::Element;
use sf_metadata::{ApiVersion, Manifest, Metadata, Package, kinds, pack};
use sf_wire::deploy::DeployOptions;
use sf_wire::soap::{RetrieveRequest, TypeMembers, Unpackaged};
use std::collections::BTreeMap;
use std::time::Duration;

/// Longest wait for a retrieve, and for a deployment of one component.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The global OAuth settings of an app, as the org holds them.
#[derive(Debug)]
pub struct Settings {
    /// Name of the component.
    pub name: String,
    tree: Element,
}

impl Settings {
    /// The settings of the app with this consumer key. `None`: the org shows this user no external client app that is
    /// certain to be it. Another app's certificate must never be replaced.
    pub async fn find(org: &Org, consumer_key: &str) -> Result<Option<Self>, CommandError> {
        let version = ApiVersion::new(org.version()).to_string();
        let kind = ExtlClntAppGlobalOauthSettings::ROOT;
        let listed = org.listed(kind, &version).await.map_err(|error| client_error(&error))?;
        if listed.is_empty() {
            return Ok(None);
        }
        let members = listed.into_iter().map(|component| component.full_name).collect();
        let request = RetrieveRequest {
            api_version: version.clone(),
            single_package: true,
            unpackaged: Unpackaged { types: vec![TypeMembers { members, name: kind.to_owned() }], version },
        };
        let result = org.retrieve(request, PATIENCE, &mut |_| {}).await.map_err(|error| client_error(&error))?;
        let files = result.zip().and_then(|zip| pack::unzip(&zip).ok()).unwrap_or_default();
        for (path, bytes) in files {
            let name = path.strip_suffix(".ecaGlblOauth").and_then(|path| path.rsplit('/').next());
            let tree = std::str::from_utf8(&bytes).ok().and_then(|text| Element::parse(text).ok());
            let (Some(name), Some(tree)) = (name, tree) else { continue };
            let told = match tree.child_text("consumerKey").map(str::trim).filter(|key| !key.is_empty()) {
                Some(key) => key == consumer_key,
                None => {
                    let app = tree.child_text("externalClientApplication").unwrap_or_default();
                    org.app_credentials(app).await.is_ok_and(|found| found.key.expose() == consumer_key)
                }
            };
            if told {
                return Ok(Some(Self { name: name.to_owned(), tree }));
            }
        }
        Ok(None)
    }

    /// The certificate that the org hands out with them.
    pub fn certificate(&self) -> Option<&str> {
        self.tree.child_text("certificate").filter(|pem| !pem.trim().is_empty())
    }

    /// Deploys the settings with another certificate and nothing else changed. The consumer key is left out: an org keeps
    /// the one it made, and clients go on with it.
    pub async fn deploy(&self, org: &Org, certificate: &str) -> Result<(), CommandError> {
        let kind = ExtlClntAppGlobalOauthSettings::ROOT;
        let mut tree = self.tree.clone();
        tree.children.retain(|child| !["consumerKey", "consumerSecret", "certificate"].contains(&child.name.as_str()));
        for child in &mut tree.children {
            if child.name.starts_with("shouldRotate") {
                "false".clone_into(&mut child.text);
            }
        }
        tree.children.push(Element::leaf("certificate", certificate.trim()));
        tree.sort_children();
        let mut manifest = Manifest::new(ApiVersion::new(org.version()));
        manifest.insert(kind, &self.name);
        let path = kinds::find(kind).map(|kind| kind.package_path(&self.name)).unwrap_or_default();
        let files = [("package.xml".to_owned(), manifest.to_xml().into()), (path, tree.to_xml().into())];
        let package = Package { manifest, files: files.into(), sources: BTreeMap::new(), warnings: Vec::new() };
        let deployment = Deployment::Package {
            zip: package.to_zip().map_err(CommandError::preflight)?.into(),
            options: DeployOptions::default(),
            components: 1,
        };
        let timing = Timing { patience: PATIENCE, ..Timing::default() };
        let failed = |message: String| CommandError { exit: Exit::Failed, message, hint: None };
        // The same certificate deployed once more changes nothing, so nothing is remembered.
        let id = start(org, &deployment, &mut (), &timing, &mut |_| {}).await;
        let id = id.map_err(|error| failed(error.to_string()))?;
        let outcome = follow(org, &id, &timing, &mut |_| {}).await.map_err(|error| client_error(&error))?;
        if outcome.verdict == Verdict::Succeeded {
            return Ok(());
        }
        let details = &outcome.result.details.component_failures;
        let reason = details.iter().find_map(|failure| failure.problem.clone());
        let reason = reason.or(outcome.result.error_message).unwrap_or_else(|| format!("{:?}", outcome.verdict));
        Err(failed(format!("deployment {id} of the app's certificate did not succeed: {reason}")))
    }
}
