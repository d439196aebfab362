//! Arguments to try a read tool with, made from what its spec says and what the caller can see in the org.

use codegen::model::{Parameter, ParameterKind, Tool};
use serde_json::{Map, Value, json};
use sf_client::Org;
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400;
/// How far a period reaches into the past and the future, in days.
const PERIOD: i64 = 365;

/// Arguments for the required parameters, or why there are none.
///
/// # Errors
/// A sentence: which parameter has no value to try.
pub async fn of(tool: &Tool, org: &Org) -> Result<Value, String> {
    let mut arguments = Map::new();
    let mut dates = 0;
    for parameter in tool.parameters.iter().filter(|p| p.required && p.default.is_none()) {
        let value = value(tool, parameter, &parameter.kind, org, &mut dates).await?;
        arguments.insert(parameter.name.clone(), value);
    }
    Ok(Value::Object(arguments))
}

/// Whether [`of`] makes up a text, which no record may have.
pub fn are_guessed(tool: &Tool) -> bool {
    let mut required = tool.parameters.iter().filter(|p| p.required && p.default.is_none());
    required.any(|parameter| matches!(parameter.kind, ParameterKind::Text { .. }))
}

async fn value(
    tool: &Tool,
    parameter: &Parameter,
    kind: &ParameterKind,
    org: &Org,
    dates: &mut u32,
) -> Result<Value, String> {
    let unknown = || format!("`{}` takes a value that only a person knows", parameter.name);
    Ok(match kind {
        ParameterKind::Text { pattern: Some(_), .. } | ParameterKind::Text { format: Some(_), .. } => {
            return Err(unknown());
        }
        ParameterKind::Text { min, max, .. } => Value::String(text(tool, *min as usize, *max as usize, org).await),
        ParameterKind::Integer { min, max } => json!(min.or(*max).unwrap_or(1)),
        ParameterKind::Number { min, max } => {
            let digits = min.as_ref().or(max.as_ref()).map_or("1", String::as_str);
            json!(digits.parse::<f64>().map_err(|_| unknown())?)
        }
        ParameterKind::Boolean => json!(true),
        // Two dates are a period, the first of them its begin.
        ParameterKind::Date => {
            *dates += 1;
            json!(date(now() + if *dates == 1 { -PERIOD } else { PERIOD } * DAY))
        }
        ParameterKind::Datetime => {
            *dates += 1;
            let at = now() + if *dates == 1 { -PERIOD } else { PERIOD } * DAY;
            json!(format!("{}T00:00:00Z", date(at)))
        }
        ParameterKind::Id { objects } => {
            let object = objects.first().ok_or_else(unknown)?;
            let id = first(org, "Id", object).await;
            json!(id.ok_or_else(|| format!("the agent sees no record of {object} for `{}`", parameter.name))?)
        }
        ParameterKind::Choice { values } => json!(values.first().ok_or_else(unknown)?),
        ParameterKind::List { .. } | ParameterKind::Object { .. } => return Err(unknown()),
    })
}

/// The begin of a name that the caller can see, so that searches find something.
async fn text(tool: &Tool, min: usize, max: usize, org: &Org) -> String {
    let named = tool.access.objects.iter().find(|(_, access)| access.returned.contains("Name"));
    let name = match named {
        Some((object, _)) => first(org, "Name", object).await,
        None => None,
    };
    let name = name.unwrap_or_else(|| "demo".to_owned());
    let word = name.split_whitespace().next().unwrap_or("demo");
    let chosen = if word.chars().count() < min { name.as_str() } else { word };
    let mut chosen: String = chosen.chars().take(max).collect();
    while chosen.chars().count() < min {
        chosen.push('a');
    }
    chosen
}

/// A field of the first record that the caller sees. Names of objects come from the model, which has checked them.
async fn first(org: &Org, field: &str, object: &str) -> Option<String> {
    let soql = format!("SELECT {field} FROM {object} ORDER BY {field} LIMIT 1");
    let rows: Vec<Value> = org.query("looking for something to ask about", &soql).await.ok()?;
    rows.first()?[field].as_str().map(str::to_owned)
}

/// Seconds since 1970.
fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or_default()
}

/// The day of a moment in seconds since 1970, in UTC.
fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn a_day_is_written_as_json_schema_wants_it() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(1_795_219_200), "2026-11-21");
    }
}
