//! Asks each server as its agent, an integration user or a person: every read tool once, and what must be refused.

use super::mcp::{Answer, Mcp, ask_as_nobody};
use super::{arguments, person, settings};
use crate::connect::client_error;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use crate::targets;
use codegen::model::{Model, Server};
use codegen::spec::Flow as Kind;
use serde_json::{Value, json};
use sf_client::login::{Flow, Login, part};
use sf_client::store::SecretStore;
use sf_client::{ClientError, Org, OrgAddress};
use std::time::Instant;

/// How much of a result is shown.
const SHOWN: usize = 160;

/// What came of it.
#[derive(Debug, Default)]
pub struct Tour {
    /// Calls that were answered.
    pub answered: usize,
    /// Calls that were refused, as they must be.
    pub refused: usize,
    /// What went otherwise than it must.
    pub wrong: Vec<String>,
}

/// Asks one server. Its token is kept beside its keys. `person` is the Id of the user who logs in to a server for people.
///
/// # Errors
/// The agent cannot log in, or the org does not answer.
pub async fn visit(
    model: &Model,
    server: &Server,
    url: &str,
    keys: &dyn SecretStore,
    person: &str,
    tour: &mut Tour,
    printer: &mut Printer,
) -> Result<(), CommandError> {
    let org = log_in(server, url, keys, person).await?;
    let user = org.username().await.unwrap_or_else(|_| "an unnamed user".to_owned());
    let mut mcp = Mcp::new(&org, &server.endpoint);
    let begun = mcp.initialize().await.map_err(|error| client_error(&error))?;
    let Answer::Result(begun) = begun else {
        tour.wrong.push(format!("{}: initialize was refused: {begun:?}", server.name));
        return Ok(());
    };
    let tools = mcp.tools().await.map_err(|error| client_error(&error))?;
    let version = begun["protocolVersion"].as_str().unwrap_or("?");
    let tools = counted(tools.len(), "tool");
    printer.note(&format!("{} as {user}: MCP {version}, {tools}", server.name));
    let good = reads(model, server, &org, &mut mcp, tour, printer).await?;
    refusals(model, server, &org, &mut mcp, good, tour, printer).await
}

async fn log_in(server: &Server, url: &str, keys: &dyn SecretStore, person: &str) -> Result<Org, CommandError> {
    let failed = |message: String| CommandError {
        exit: Exit::Failed,
        message,
        hint: Some("`cargo xtask org logs` shows what was asked of the local org".to_owned()),
    };
    let get = |what: &str| {
        let name = settings::secret(&server.name, what);
        let kept = name.and_then(|name| keys.get(&name).ok().flatten());
        kept.ok_or_else(|| failed(format!("the deployment kept no {what} of {}", server.name)))
    };
    let refused = |error: ClientError| failed(format!("nobody can log in to {}: {error}", server.name));
    let client_id = get(part::CLIENT_ID)?.expose().to_owned();
    let address = OrgAddress::parse(url).map_err(|error| failed(error.to_string()))?;
    let flow = match server.login.flow {
        Kind::AuthorizationCode => {
            Flow::AccessToken(person::log_in(server, address.clone(), client_id, person).await.map_err(refused)?)
        }
        _ => Flow::ClientCredentials { client_id, client_secret: get(part::CLIENT_SECRET)? },
    };
    let org = Org::connect(targets::http()?, Login { address, flow }, targets::VERSION).await.map_err(refused)?;
    if let Some(name) = settings::secret(&server.name, "access-token") {
        keys.put(&name, &org.session().token).map_err(|error| failed(error.to_string()))?;
    }
    Ok(org)
}

/// Calls every read tool whose arguments can be made up. Gives a call that was answered.
async fn reads(
    model: &Model,
    server: &Server,
    org: &Org,
    mcp: &mut Mcp<'_>,
    tour: &mut Tour,
    printer: &mut Printer,
) -> Result<Option<(String, Value)>, CommandError> {
    let mut good = None;
    for tool in model.tools_of(server).filter(|tool| tool.annotations.read_only) {
        let arguments = match arguments::of(tool, org).await {
            Ok(arguments) => arguments,
            Err(reason) => {
                printer.note(&format!("  {} was not called: {reason}", tool.name));
                continue;
            }
        };
        let begin = Instant::now();
        let answer = mcp.call(&tool.name, &arguments).await.map_err(|error| client_error(&error))?;
        let millis = begin.elapsed().as_secs_f64() * 1000.0;
        match answer {
            Answer::Result(result) if result["isError"] != json!(true) => {
                tour.answered += 1;
                let found = short(&result["structuredContent"]);
                printer.note(&format!("  {} {arguments}: {found} ({millis:.1} ms)", tool.name));
                good = Some((tool.name.clone(), arguments));
            }
            Answer::Result(result) if arguments::are_guessed(tool) && found_nothing(&result) => {
                tour.answered += 1;
                printer.note(&format!("  {} {arguments}: there is no such record ({millis:.1} ms)", tool.name));
            }
            Answer::Result(result) => {
                let told = result["content"][0]["text"].as_str().unwrap_or("no reason");
                tour.wrong.push(format!("{} {arguments} failed: {told}", tool.name));
            }
            Answer::Refused(reason) => tour.wrong.push(format!("{} {arguments} was refused: {reason}", tool.name)),
        }
    }
    Ok(good)
}

/// Whether a tool looked, and there was no such record.
fn found_nothing(result: &Value) -> bool {
    let told = result["content"][0]["text"].as_str().unwrap_or_default();
    serde_json::from_str::<Value>(told).is_ok_and(|told| told["error"]["code"] == "not_found")
}

/// Tries what a server must not do for its agent.
async fn refusals(
    model: &Model,
    server: &Server,
    org: &Org,
    mcp: &mut Mcp<'_>,
    good: Option<(String, Value)>,
    tour: &mut Tour,
    printer: &mut Printer,
) -> Result<(), CommandError> {
    let mut attempts: Vec<(String, Result<Answer, ClientError>)> = Vec::new();
    if let Some(other) = model.tools.iter().find(|tool| !server.tools.contains(&tool.name)) {
        let what = format!("{}, a tool of another server", other.name);
        attempts.push((what, mcp.call(&other.name, &json!({})).await));
    }
    // The same call that was answered, asking for more: nothing else can be the reason of the refusal.
    if let Some((tool, mut arguments)) = good {
        arguments["fields"] = json!(["OwnerId"]);
        let what = format!("{tool} with an argument that its spec does not list");
        attempts.push((what, mcp.call(&tool, &arguments).await));
    }
    // One person holds the permission sets of all servers for people.
    let same = |other: &Server| other.login.flow == Kind::AuthorizationCode && server.login.flow == other.login.flow;
    if let Some(other) = model.servers.iter().find(|other| other.name != server.name && !same(other)) {
        let what = format!("the endpoint of {}", other.name);
        attempts.push((what, Mcp::new(org, &other.endpoint).initialize().await));
    }
    attempts.push(("a call without a token".to_owned(), ask_as_nobody(&targets::http()?, org, &server.endpoint).await));
    for (what, answer) in attempts {
        match refusal(answer.map_err(|error| client_error(&error))?) {
            Ok(reason) => {
                tour.refused += 1;
                printer.note(&format!("  refused, as it must be: {what}: {reason}"));
            }
            Err(got) => tour.wrong.push(format!("{}: {what} was not refused: {got}", server.name)),
        }
    }
    Ok(())
}

/// The reason of a refusal; what was given instead, if it was none.
fn refusal(answer: Answer) -> Result<String, String> {
    match answer {
        Answer::Refused(reason) => Ok(reason),
        Answer::Result(result) if result["isError"] == json!(true) => Ok(short(&result["content"][0]["text"])),
        Answer::Result(result) => Err(short(&result)),
    }
}

fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_is_not_there_is_told_from_other_errors() {
        let failed = |code: &str| {
            let text = json!({"error": {"code": code, "message": "m"}}).to_string();
            json!({"isError": true, "content": [{"type": "text", "text": text}]})
        };
        assert!(found_nothing(&failed("not_found")));
        assert!(!found_nothing(&failed("internal_error")) && !found_nothing(&json!({"isError": true})));
    }

    #[test]
    fn an_answer_is_no_refusal() {
        let failed = json!({"isError": true, "content": [{"type": "text", "text": "no"}]});
        assert_eq!(refusal(Answer::Result(failed)), Ok("no".to_owned()));
        assert_eq!(refusal(Answer::Refused("403".into())), Ok("403".to_owned()));
        assert!(refusal(Answer::Result(json!({"content": []}))).is_err());
        assert_eq!(short(&json!("x".repeat(500))).chars().count(), SHOWN + 1);
    }
}
