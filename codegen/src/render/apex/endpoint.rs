//! The REST endpoint of a server, and its test.

use super::class::{Class, Constant, Method};
use super::expr::{Entry, Expr, call, new, raw, string};
use super::file::{Folder, generated};
use super::layout::{Printed, print};
use super::literal;
use super::stmt::Stmt;
use super::template;
use super::tool::see;
use crate::RenderedFile;
use crate::model::{Model, Server};
use sf_schema::Schema;

/// The endpoint and its test of each server.
pub fn render(model: &Model, _schema: &Schema) -> Vec<RenderedFile> {
    let files = model.servers.iter().flat_map(|server| {
        let endpoint = endpoint(model, server).print();
        let test = Printed { text: test(model, server), lines: Vec::new() };
        generated(model, Folder::Endpoints, &server.endpoint_class, endpoint, &server.origin)
            .into_iter()
            .chain(generated(model, Folder::Endpoints, &server.endpoint_test_class, test, &server.origin))
    });
    files.collect()
}

fn endpoint(model: &Model, server: &Server) -> Class {
    let post = Method {
        comment: None,
        annotations: vec!["@HttpPost".into()],
        head: "global static void post()".into(),
        body: vec![Stmt::Do(
            call("server", []).then("handle", [raw("System.RestContext.request"), raw("System.RestContext.response")]),
        )],
        origin: None,
    };
    let core = model
        .tools_of(server)
        .fold(new("McpServingCore", [raw("info")]), |core, tool| core.then("register", [new(&tool.class, [])]));
    let core = server.hand_written.iter().fold(core, |core, tool| {
        let method = if tool.writes { "register" } else { "registerReading" };
        core.then(method, [new(&tool.class, []), raw(literal::string(&tool.permission))])
    });
    let body = vec![Stmt::Declare("McpServerInfo".into(), "info".into(), info(server)), Stmt::Return(core)];
    Class {
        description: format!("The MCP server {}: POST /services/apexrest{}.", server.name, server.endpoint),
        tags: vec![see(&server.origin)],
        annotations: vec![format!("@RestResource(urlMapping='{}')", server.endpoint)],
        head: format!("global with sharing class {}", server.endpoint_class),
        constants: vec![Constant::new("String", "INSTRUCTIONS", string(&server.description))],
        methods: vec![post, Method::new("private static McpServingCore server()", body)],
        origin: server.origin.clone(),
    }
}

/// The title ends with the environment, which the org itself tells: the same class is deployed to every org.
fn info(server: &Server) -> Expr {
    let title = call("McpEnvironment.titleOf", [string(&server.title)]);
    let info = new("McpServerInfo", [raw(literal::string(&server.name)), title, raw(literal::string(&server.version))])
        .then("withInstructions", [raw("INSTRUCTIONS")]);
    if server.allowed_origins.is_empty() {
        return info;
    }
    let origins = server.allowed_origins.iter().map(|origin| Entry::item(raw(literal::string(origin)))).collect();
    info.then("withAllowedOrigins", [Expr::Items("Set<String>".into(), origins)])
}

fn test(model: &Model, server: &Server) -> String {
    let generated: Vec<&str> = model.tools_of(server).map(|tool| tool.name.as_str()).collect();
    let by_hand = server.hand_written.iter().map(|tool| tool.name.as_str());
    let mut all: Vec<&str> = generated.iter().copied().chain(by_hand).collect();
    all.sort_unstable();
    let list = |names: &[&str]| {
        let items = names.iter().map(|name| Entry::item(raw(literal::string(name))));
        Expr::Items("List<String>".into(), items.collect())
    };
    let constant = |class: &str, name: &str, value: Expr| {
        let constant = Constant::new(class, name, value);
        print(&super::layout::indent(constant.doc(&server.origin))).text
    };
    let sets = vec![Entry::item(raw(literal::string(&server.permission_set)))];
    let mut constants = vec![
        constant("String", "SERVER_NAME", raw(literal::string(&server.name))),
        constant("String", "SERVER_TITLE", string(&server.title)),
        constant("String", "PROFILE", string(&model.project.test_profile)),
        constant("List<String>", "PERMISSION_SETS", Expr::Items("List<String>".into(), sets)),
        constant("List<String>", "TOOLS", list(&all)),
    ];
    // What a hand-written tool does with an argument that it does not know, only its class says.
    let mut checked = "TOOLS";
    if !server.hand_written.is_empty() {
        checked = "GENERATED_TOOLS";
        constants.push(constant("List<String>", checked, list(&generated)));
    }
    let description =
        format!("Proves that the server {} answers, and shows each caller only what the caller may run.", server.name);
    template::render(
        template::ENDPOINT_TEST,
        minijinja::context! {
            comment => literal::apex_doc(&description, &[see(&server.origin)], 0).join("\n"),
            class => &server.endpoint_test_class,
            endpoint => &server.endpoint_class,
            constants => constants.join("\n    "),
            checked => checked,
        },
    )
}
