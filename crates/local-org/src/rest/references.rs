//! `@{reference.path}` in composite requests: values out of the replies of earlier parts.

use crate::http::Fault;
use serde_json::{Map, Value};

/// A value with every reference replaced.
pub(super) fn resolve(value: &Value, known: &Map<String, Value>) -> Result<Value, Fault> {
    Ok(match value {
        Value::String(text) => Value::String(in_text(text, known)?),
        Value::Array(items) => Value::Array(items.iter().map(|v| resolve(v, known)).collect::<Result<_, _>>()?),
        Value::Object(members) => {
            let pair = |(name, v): (&String, &Value)| Ok((name.clone(), resolve(v, known)?));
            Value::Object(members.iter().map(pair).collect::<Result<_, Fault>>()?)
        }
        other => other.clone(),
    })
}

fn in_text(text: &str, known: &Map<String, Value>) -> Result<String, Fault> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("@{") {
        let (before, behind) = rest.split_at(start);
        let Some(end) = behind.find('}') else { break };
        out.push_str(before);
        out.push_str(&find(&behind[2..end], known)?);
        rest = &behind[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn find(path: &str, known: &Map<String, Value>) -> Result<String, Fault> {
    let invalid = || {
        let reference = path.split('.').next().unwrap_or_default();
        let message = format!("Invalid reference specified. No value for {path} found in {reference}.");
        Fault::bad("PROCESSING_HALTED", message)
    };
    let mut steps = path.split('.');
    let mut at = steps.next().and_then(|reference| known.get(reference)).ok_or_else(invalid)?;
    for step in steps {
        let (name, indices) = step.split_once('[').map_or((step, ""), |(name, rest)| (name, rest));
        if !name.is_empty() {
            at = at.get(name).ok_or_else(invalid)?;
        }
        for index in indices.split('[').filter(|part| !part.is_empty()) {
            let index: usize = index.trim_end_matches(']').parse().map_err(|_| invalid())?;
            at = at.get(index).ok_or_else(invalid)?;
        }
    }
    match at {
        Value::String(text) => Ok(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(invalid()),
        scalar => Ok(scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_followed_through_objects_and_lists() {
        let Value::Object(known) = json!({"a": {"id": "001", "records": [{"Id": "x"}, {"n": 2}]}}) else { return };
        let text = |t: &str| resolve(&json!(t), &known).map(|v| v.as_str().unwrap_or_default().to_owned());
        assert_eq!(text("/x/@{a.id}/y").unwrap(), "/x/001/y");
        assert_eq!(text("@{a.records[0].Id}-@{a.records[1].n}").unwrap(), "x-2");
        assert_eq!(text("@{").unwrap(), "@{");
        assert!(text("@{b.id}").is_err() && text("@{a.records}").is_err() && text("@{a.records[9].Id}").is_err());
    }
}
