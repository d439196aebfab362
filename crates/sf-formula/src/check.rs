//! Whether the parts of a formula fit each other. Messages are those of the platform's `labels.xml`.

use crate::functions::{Count, Function, Gives, Run};
use crate::parse::{Expr, Link, Node, Op};
use crate::value::Value;
use crate::{FormulaError, Kind, Scope, Use};

/// Sets the kinds of an expression and all its parts.
pub(crate) fn check(expr: &mut Expr, scope: &dyn Scope, place: Use) -> Result<Kind, FormulaError> {
    let at = expr.at;
    let kind = match &mut expr.node {
        Node::Literal(value) => match value {
            Value::Text(_) => Kind::Text,
            Value::Number(_) => Kind::Number,
            Value::Boolean(_) => Kind::Boolean,
            _ => Kind::Null,
        },
        Node::Field(path) => scope.field(path).map_err(|message| FormulaError::new(at, message))?,
        Node::Not(inner) => {
            check(inner, scope, place)?;
            takes("function 'NOT()'", &[Kind::Boolean], inner)?;
            Kind::Boolean
        }
        Node::Minus(inner) | Node::Plus(inner) => {
            check(inner, scope, place)?;
            takes("operator '-'", &[Kind::Number], inner)?;
            Kind::Number
        }
        Node::Call(function, args) => {
            for arg in args.iter_mut() {
                check(arg, scope, place)?;
            }
            call(function, args, at, place)?
        }
        Node::Chain(first, rest) => {
            check(first, scope, place)?;
            single(first)?;
            let mut kind = first.kind;
            for Link { op, operand, as_text } in rest {
                check(operand, scope, place)?;
                single(operand)?;
                *as_text = kind == Kind::Text || operand.kind == Kind::Text;
                kind = joined(*op, kind, operand)?;
            }
            kind
        }
    };
    expr.kind = kind;
    Ok(kind)
}

/// Picklists cannot stand where a plain value is wanted.
pub(crate) fn single(expr: &Expr) -> Result<(), FormulaError> {
    let what = match expr.kind {
        Kind::Picklist => "a picklist field. Picklist",
        Kind::MultiPicklist => "a multi-select picklist field. Multi-select picklist",
        _ => return Ok(()),
    };
    let name = match &expr.node {
        Node::Field(path) => path.as_str(),
        Node::Call(function, _) => function.name,
        _ => "",
    };
    Err(FormulaError::new(expr.at, format!("Field {name} is {what} fields are only supported in certain functions.")))
}

fn mismatch(what: &str, expected: &[Kind], found: &Expr) -> FormulaError {
    let expected: Vec<String> = expected.iter().map(Kind::to_string).collect();
    let message =
        format!("Incorrect parameter type for {what}. Expected {}, received {}", expected.join(", "), found.kind);
    FormulaError::new(found.at, message)
}

/// `NULL` fits everywhere.
fn takes(what: &str, expected: &[Kind], found: &Expr) -> Result<(), FormulaError> {
    if found.kind == Kind::Null || expected.contains(&found.kind) {
        return Ok(());
    }
    single(found)?;
    Err(mismatch(what, expected, found))
}

/// The kind of two values that must fit each other.
fn common(what: &str, kind: Kind, other: &Expr) -> Result<Kind, FormulaError> {
    single(other)?;
    match (kind, other.kind) {
        (Kind::Null, other) => Ok(other),
        (kind, Kind::Null) => Ok(kind),
        (kind, found) if kind == found => Ok(kind),
        _ => Err(mismatch(what, &[kind], other)),
    }
}

fn joined(op: Op, left: Kind, right: &Expr) -> Result<Kind, FormulaError> {
    use Kind::{Boolean, Date, DateTime, Null, Number, Text, Time};
    let what = format!("operator '{}'", op.sign());
    // A wrong left side is told at the place of the right one: the chain before it has no place of its own.
    let only = |expected: Kind| {
        if left != expected && left != Null {
            let left = Expr { kind: left, ..right.clone() };
            return Err(mismatch(&what, &[expected], &left));
        }
        takes(&what, &[expected], right).map(|()| expected)
    };
    match op {
        Op::Or | Op::And => only(Boolean),
        Op::Concat => only(Text),
        Op::Power | Op::Multiply | Op::Divide => only(Number),
        Op::Equal | Op::Unequal => common(&what, left, right).map(|_| Boolean),
        Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual => match common(&what, left, right)? {
            Boolean => Err(FormulaError::new(right.at, format!("Incorrect argument type for {what}. "))),
            _ => Ok(Boolean),
        },
        Op::Add | Op::Subtract => match (left, right.kind, op) {
            (Null, kind, _) | (kind, Null, _) => Ok(kind),
            (Number, Number, _) | (Date, Date, Op::Subtract) | (DateTime, DateTime, Op::Subtract) => Ok(Number),
            (Time, Time, Op::Subtract) => Ok(Number),
            (kind @ (Date | DateTime | Time), Number, _) | (Number, kind @ (Date | DateTime), Op::Add) => Ok(kind),
            (Text, Text, Op::Add) => Ok(Text),
            (Text, _, Op::Add) => Err(mismatch(&what, &[Text], right)),
            (Number, Date | DateTime, _) | (Date, Date, _) | (DateTime, DateTime, _) => {
                Err(mismatch(&what, &[Number], right))
            }
            (Number | Date | DateTime | Time, _, _) => Err(mismatch(&what, &[Number, Date, DateTime], right)),
            (left, _, _) => {
                let left = Expr { kind: left, ..right.clone() };
                Err(mismatch(&what, &[Number, Date, DateTime], &left))
            }
        },
    }
}

fn call(function: &Function, args: &mut [Expr], at: usize, place: Use) -> Result<Kind, FormulaError> {
    let name = function.name;
    let what = format!("function '{name}()'");
    if function.rules_only && place == Use::Field {
        return Err(FormulaError::new(at, format!("Function {name} may not be used in this type of formula")));
    }
    let most = function.takes.len();
    let (least, most) = match function.count {
        Count::Optional(optional) => (most - optional, most),
        Count::Many if function.gives == Gives::Case => (4, usize::MAX),
        Count::Many => (1, usize::MAX),
    };
    let odd = function.gives == Gives::Case && args.len() % 2 == 1;
    if args.len() < least || args.len() > most || odd {
        let expected = if odd { (args.len() - 1).max(4) } else { args.len().clamp(least, most) };
        let message =
            format!("Incorrect number of parameters for {what}. Expected {expected}, received {}", args.len());
        return Err(FormulaError::new(at, message));
    }
    if let Run::OfField(_) = function.run
        && !matches!(args[0].node, Node::Field(_))
    {
        let message = format!("Incorrect parameter for {what}. Expected field name field reference.");
        return Err(FormulaError::new(args[0].at, message));
    }
    if function.gives == Gives::Case {
        return case(&what, args, at);
    }
    for (i, arg) in args.iter().enumerate() {
        takes(&what, function.takes[i.min(function.takes.len() - 1)], arg)?;
    }
    match function.gives {
        Gives::This(kind) => Ok(kind),
        Gives::First => Ok(args[0].kind),
        Gives::CommonFrom(from) => args[from..].iter().try_fold(Kind::Null, |kind, arg| common(&what, kind, arg)),
        Gives::Case => Ok(Kind::Null),
    }
}

/// Values of the kind of the subject, results of one kind; truth values cannot be any of them.
fn case(what: &str, args: &[Expr], at: usize) -> Result<Kind, FormulaError> {
    if args.iter().any(|arg| arg.kind == Kind::Boolean) {
        return Err(FormulaError::new(at, format!("Incorrect argument type for {what}. ")));
    }
    let [subject, pairs @ .., otherwise] = args else { return Ok(Kind::Null) };
    let mut wanted = if subject.kind == Kind::Picklist { Kind::Text } else { subject.kind };
    let mut result = Kind::Null;
    if subject.kind == Kind::MultiPicklist {
        single(subject)?;
    }
    for pair in pairs.chunks_exact(2) {
        wanted = common(what, wanted, &pair[0])?;
        result = common(what, result, &pair[1])?;
    }
    common(what, result, otherwise)
}
