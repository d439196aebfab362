//! The Apex class of a tool: what all tools have in common, around what its operation adds.

use super::class::{Class, Constant, Method};
use super::expr::{Entry, Expr, call, raw, string};
use super::stmt::Stmt;
use super::value::authorized_constant;
use super::{literal, parameter, shape};
use crate::model::{AuthorizedValue, Budget, Literal, Operand, Tool};
use sf_schema::Schema;

/// What rendering an operation may look at.
#[derive(Clone, Copy)]
pub struct ToolContext<'a> {
    /// sObjects and fields, for labels.
    pub schema: &'a Schema,
    /// The tool.
    pub tool: &'a Tool,
}

impl ToolContext<'_> {
    /// What a person calls a record of the object: `opportunity`.
    pub fn noun(&self, object: &str) -> Expr {
        let label = self.schema.object(object).map_or(object, |object| object.label.as_str());
        string(&label.to_lowercase())
    }

    /// `throw McpToolException.notFound('account');` under `if (found.isEmpty())`.
    pub fn require_found(&self, object: &str) -> Stmt {
        let refusal = call("McpToolException.notFound", [self.noun(object)]);
        Stmt::If(call("found.isEmpty", []), vec![Stmt::Throw(refusal)])
    }
}

/// What an operation adds to the class of its tool.
#[derive(Debug, Default)]
pub struct ToolBody {
    /// Constants, such as the greatest number of rows.
    pub constants: Vec<Constant>,
    /// Expression for the most rows of any list in the result, if it has lists.
    pub max_rows: Option<String>,
    /// The statements of `run()`, with the checked `arguments` at hand.
    pub run: Vec<Stmt>,
    /// Further methods, in the order of their use.
    pub helpers: Vec<Method>,
    /// A further sentence for the class comment.
    pub remark: Option<String>,
    /// The external Id or idempotency key that a parameter fills: API name of the field, name of the parameter.
    pub key: Option<(String, String)>,
    /// Classes, by name, that are written once and then belong to people.
    pub seeds: Vec<(String, Class)>,
}

/// The class of a tool and the hand-owned classes beside it.
pub fn class(cx: &ToolContext<'_>) -> (Class, Vec<(String, Class)>) {
    let tool = cx.tool;
    let body = tool.operation.render(cx);
    let fixed = tool.authorized.iter().filter_map(|value| match &value.value {
        AuthorizedValue::Text(text) => {
            let constant = Constant::new("String", authorized_constant(&value.name), string(text));
            Some(Constant { origin: Some(value.origin.clone()), ..constant })
        }
        AuthorizedValue::Source(_) => None,
    });
    let mut methods = vec![constructor(tool, &body)];
    let declared = Stmt::Return(parameter::list(&tool.parameters));
    methods.push(Method::new("protected override List<McpProperty> parameters()", vec![declared]));
    methods.push(Method::new(
        "protected override List<McpProperty> outputs()",
        shape::statements(&tool.operation.shape()),
    ));
    methods.push(Method::new("protected override McpToolOutput run(McpArguments arguments)", body.run));
    methods.extend(body.helpers);
    let class = Class {
        description: description(tool, body.remark.as_deref()),
        tags: vec![see(&tool.origin)],
        annotations: if names_records(tool) { FIXED_IDS.map(str::to_owned).to_vec() } else { Vec::new() },
        head: format!("public with sharing class {} extends McpGuardedTool", tool.class),
        constants: fixed.chain(body.constants).collect(),
        methods,
        origin: tool.origin.clone(),
    };
    (class, body.seeds)
}

/// Why the linter's warning about Ids in code does not apply.
const FIXED_IDS: [&str; 2] =
    ["// The spec names records by their Id on purpose.", "@SuppressWarnings('PMD.AvoidHardcodingId')"];

/// Whether a constant of the tool is a record Id.
fn names_records(tool: &Tool) -> bool {
    let is_id = |operand: &Operand| match operand {
        Operand::Constant(literal) => matches!(literal, Literal::Id(_)),
        Operand::Constants(literals) => literals.iter().any(|literal| matches!(literal, Literal::Id(_))),
        _ => false,
    };
    tool.operation.conditions().iter().any(|(_, condition)| is_id(&condition.operand))
        || tool.operation.assignments().iter().any(|(_, assignment)| is_id(&assignment.operand))
}

/// The tag that leads to a spec.
pub fn see(origin: &crate::rendered::Origin) -> String {
    format!("@see {}:{}", literal::comment(&origin.file), origin.at.line)
}

fn description(tool: &Tool, remark: Option<&str>) -> String {
    const LONGEST: usize = 200;
    let sentence = tool.summary.split_inclusive(['.', '!', '?', '\n']).next().unwrap_or_default().trim();
    let what = if sentence.chars().count() <= LONGEST { sentence } else { &tool.title };
    let what = lower_first(what.trim_end_matches('.'));
    let remark = remark.map(|remark| format!(" {remark}")).unwrap_or_default();
    format!("Tool {}: {what}.{remark}", tool.name)
}

/// `Reads a record` → `reads a record`; `SLA report` stays.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

fn constructor(tool: &Tool, body: &ToolBody) -> Method {
    let mut statements = vec![
        Stmt::Assign("name".into(), raw(literal::string(&tool.name))),
        Stmt::Assign("title".into(), string(&tool.title)),
        Stmt::Assign("description".into(), string(&tool.description)),
    ];
    if !tool.aliases.is_empty() {
        statements.push(Stmt::Assign("aliases".into(), parameter::texts(&tool.aliases)));
    }
    statements.push(Stmt::Assign("permission".into(), raw(literal::string(&tool.permission))));
    statements.push(Stmt::Assign("annotations".into(), annotations(tool)));
    statements.push(Stmt::Do(budget(tool.operation.budget(), tool.operation.has_savepoint())));
    if let Some(max_rows) = &body.max_rows {
        statements.push(Stmt::Assign("maxRows".into(), raw(max_rows)));
    }
    let fields = parameter_by_field(tool, body);
    if !fields.is_empty() {
        statements.push(Stmt::Assign("parameterByField".into(), Expr::Pairs("Map<String, String>".into(), fields)));
    }
    Method::new(format!("public {}()", tool.class), statements)
}

/// The base class names the usual hints; others are spelled out.
fn annotations(tool: &Tool) -> Expr {
    let hints = tool.annotations;
    let idempotent = raw(hints.idempotent.to_string());
    match (hints.read_only, hints.destructive, hints.idempotent, hints.open_world) {
        (true, false, true, false) => call("reading", []),
        (false, false, _, false) => call("adding", [idempotent]),
        (false, true, _, false) => call("changing", [idempotent]),
        all => call("annotate", [all.0, all.1, all.2, all.3].map(|hint| raw(hint.to_string()))),
    }
}

fn budget(budget: Budget, has_savepoint: bool) -> Expr {
    let number = |n: u32| raw(n.to_string());
    let mut steps: Vec<(&str, Vec<Expr>)> = Vec::new();
    if budget.queries > 0 {
        steps.push(("queries", vec![number(budget.queries), number(budget.rows)]));
    }
    if budget.heap > 0 {
        steps.push(("heap", vec![number(budget.heap)]));
    }
    if budget.searches > 0 {
        steps.push(("searches", vec![number(budget.searches)]));
    }
    if has_savepoint {
        steps.push(("writes", vec![number(budget.dml), number(budget.dml_rows)]));
    }
    if budget.callouts > 0 {
        steps.push(("callouts", vec![number(budget.callouts)]));
    }
    let mut steps = steps.into_iter();
    let Some((name, arguments)) = steps.next() else { return call("budget.queries", [number(0), number(0)]) };
    steps.fold(call(format!("budget.{name}"), arguments), |chain, (name, arguments)| chain.then(name, arguments))
}

/// Each field that an argument fills, so that a refused write can name the parameter.
fn parameter_by_field(tool: &Tool, body: &ToolBody) -> Vec<Entry> {
    let pair = |field: &str, name: &str| Entry::new(literal::string(field), raw(literal::string(name)));
    let key = body.key.iter().map(|(field, name)| pair(field, name));
    let set = tool.operation.assignments().into_iter().filter_map(|(_, assignment)| match &assignment.operand {
        Operand::Parameter { name, .. } => Some(pair(&assignment.field.name, name).from(&assignment.origin)),
        _ => None,
    });
    key.chain(set).collect()
}
