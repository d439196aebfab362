//! `targets`: the orgs of the project, and who is logged in where.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::table::Table;
use crate::targets::{self, Target};
use codegen::spec::{Flow, OrgClass};
use local_org::NOT_SALESFORCE;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

/// What is known about a login without using it.
struct Login {
    method: Option<&'static str>,
    /// Where it is kept, or what is wrong with it.
    place: String,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let rows: Vec<(Target, Login)> =
            targets::all(&root)?.into_iter().map(|target| (target.clone(), login_of(&target))).collect();
        if self.json {
            let list: Vec<_> = rows.iter().map(|(target, login)| as_json(target, login)).collect();
            printer.data(&format!("{:#}\n", json!({ "version": 1, "targets": list })));
        } else if rows.is_empty() {
            let entry = "{ class: sandbox, host: acme--dev.sandbox.my.salesforce.com }";
            printer.note(&format!(
                "`targets.yaml` names no org; write `kind: targets`, `version: 1` and `targets:` with an entry such as \
                 `dev: {entry}` there"
            ));
        } else {
            let mut table = Table::new(["target", "class", "host", "flow", "logged in", "kept in"].map(str::to_owned));
            for (target, login) in &rows {
                let kind = if target.class == OrgClass::Local { NOT_SALESFORCE } else { class(target.class) };
                let cells = [&target.name, kind, &target.address.authority(), flow(target.flow)];
                let cells = cells.into_iter().map(str::to_owned);
                table.row(cells.chain([login.method.unwrap_or("no").to_owned(), login.place.clone()]).collect());
            }
            printer.data(&table.to_string());
        }
        Ok(Exit::Ok)
    }
}

fn login_of(target: &Target) -> Login {
    match targets::found_login(target) {
        Ok(Some(found)) => Login { method: Some(found.login.method()), place: found.place },
        Ok(None) => Login { method: None, place: String::new() },
        Err(error) => Login { method: None, place: error.to_string() },
    }
}

fn as_json(target: &Target, login: &Login) -> serde_json::Value {
    json!({
        "name": target.name,
        "class": class(target.class),
        "note": (target.class == OrgClass::Local).then_some(NOT_SALESFORCE),
        "address": target.address.to_string(),
        "flow": flow(target.flow),
        "deployUser": target.deploy_user,
        "loggedIn": login.method.is_some(),
        "method": login.method,
        "keptIn": Some(&login.place).filter(|place| !place.is_empty()),
    })
}

fn class(class: OrgClass) -> &'static str {
    match class {
        OrgClass::Sandbox => "sandbox",
        OrgClass::Scratch => "scratch",
        OrgClass::Developer => "developer",
        OrgClass::Production => "production",
        OrgClass::Local => "local",
    }
}

fn flow(flow: Flow) -> &'static str {
    match flow {
        Flow::AuthorizationCode => "authorizationCode",
        Flow::ClientCredentials => "clientCredentials",
        Flow::JwtBearer => "jwtBearer",
    }
}
