//! The orgs of the project.

use super::report;
use crate::model::Target;
use crate::rendered::Origin;
use crate::spec::load::SpecSet;
use crate::spec::{Flow, OrgClass};
use diag::Diagnostic;
use diag::catalogue::spec as codes;
use std::sync::Arc;

/// Lowers `targets.yaml`, sorted by name.
pub fn lower(set: &SpecSet, problems: &mut Vec<Diagnostic>) -> Vec<Target> {
    let Some(file) = &set.targets else { return Vec::new() };
    let mut targets = Vec::new();
    for (name, spec) in &file.spec.targets {
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') || name.is_empty() {
            let message = format!("`{name}` cannot be the name of a target");
            report(problems, &codes::BAD_NAME, file.place(spec.at), message, "use lower-case letters, digits and `-`");
        }
        let host = &spec.host;
        if spec.class.value != OrgClass::Local && !is_my_domain(&host.value) {
            let message = format!("`{host}` is not a My Domain host");
            let hint = "use `<domain>.my.salesforce.com`, or `<domain>--<sandbox>.sandbox.my.salesforce.com` for a sandbox; \
                        login.salesforce.com and test.salesforce.com do not serve every login flow";
            report(problems, &codes::BAD_VALUE, file.place(host.at), message, hint);
        }
        let sandbox_host = host.value.contains(".sandbox.");
        if (spec.class.value == OrgClass::Sandbox) != sandbox_host
            && is_my_domain(&host.value)
            && spec.class.value != OrgClass::Scratch
        {
            let message = format!("the class of `{name}` and its host do not fit each other");
            let hint = "hosts of sandboxes end in `.sandbox.my.salesforce.com`, those of other orgs do not";
            report(problems, &codes::BAD_VALUE, file.place(spec.class.at), message, hint);
        }
        let run_as = spec
            .servers
            .iter()
            .filter_map(|(server, s)| s.run_as.as_ref().map(|user| (server.clone(), user.value.clone())))
            .collect();
        targets.push(Target {
            name: name.clone(),
            class: spec.class.value,
            host: host.value.clone(),
            flow: spec.flow.as_ref().map_or(Flow::AuthorizationCode, |f| f.value),
            deploy_user: spec.deploy_user.as_ref().map(|u| u.value.clone()),
            run_as,
            origin: Origin { file: Arc::clone(&file.file), at: spec.at },
        });
    }
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    targets
}

fn is_my_domain(host: &str) -> bool {
    host.strip_suffix(".my.salesforce.com").is_some_and(|domain| {
        !domain.is_empty()
            && domain.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
    })
}
