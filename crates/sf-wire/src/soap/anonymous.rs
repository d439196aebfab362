//! `executeAnonymous` of the Apex SOAP API (Apex WSDL). This project sends anonymous Apex over REST; the local org answers
//! clients that use SOAP, because only there the reply holds the debug log.

use super::{SoapError, envelope, tree};
use crate::Secret;
use serde_json::{Value, json};

/// The namespace of the Apex service.
pub const NAMESPACE: &str = "http://soap.sforce.com/2006/08/apex";

/// Reads a call: the session id, if there is one, and the text to run.
pub fn parse(text: &str) -> Result<(Option<Secret>, String), SoapError> {
    let root = tree::read(text)?;
    let session = root.pointer("/Header/SessionHeader/sessionId").and_then(Value::as_str).map(Secret::new);
    let body = root.get("Body").and_then(Value::as_object);
    let (operation, content) = body.and_then(|body| body.iter().next()).ok_or(SoapError::NoBody)?;
    if operation != "executeAnonymous" {
        return Err(SoapError::UnknownOperation(operation.clone()));
    }
    let apex = ["String", "apexcode"].iter().find_map(|name| content.get(name)?.as_str());
    apex.map(|apex| (session, apex.to_owned())).ok_or_else(|| SoapError::Argument(operation.clone(), "String".into()))
}

/// The envelope of a reply: an `ExecuteAnonymousResult` and the debug log.
pub fn reply(result: &Value, log: &str) -> String {
    let header = tree::write("DebuggingInfo", Some(NAMESPACE), &json!({"debugLog": log}));
    envelope(&header, &tree::write("executeAnonymousResponse", Some(NAMESPACE), &json!({"result": result})))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str, argument: &str) -> String {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:a=\"{NAMESPACE}\"><e:Header>\
             <a:SessionHeader><a:sessionId>00D!x</a:sessionId></a:SessionHeader></e:Header><e:Body>\
             <{operation} xmlns=\"{NAMESPACE}\"><{argument}>Integer i = 1 &lt; 2 ? 1 : 0;</{argument}></{operation}></e:Body>\
             </e:Envelope>"
        )
    }

    #[test]
    fn both_names_of_the_text_are_read() {
        for argument in ["String", "apexcode"] {
            let (session, apex) = parse(&call("executeAnonymous", argument)).unwrap();
            assert_eq!((session.unwrap().expose(), apex.as_str()), ("00D!x", "Integer i = 1 < 2 ? 1 : 0;"));
        }
        assert_eq!(
            parse(&call("executeAnonymous", "x")),
            Err(SoapError::Argument("executeAnonymous".into(), "String".into()))
        );
        assert_eq!(parse(&call("compileClasses", "x")), Err(SoapError::UnknownOperation("compileClasses".into())));
        assert!(parse("<x/>").is_err() && parse("").is_err());
    }

    #[test]
    fn a_reply_escapes_what_apex_wrote() {
        let text = reply(&json!({"compiled": true, "line": -1, "compileProblem": null}), "a < b & ]]>");
        let root = tree::read(&text).unwrap();
        assert_eq!(root.pointer("/Header/DebuggingInfo/debugLog").unwrap(), "a < b & ]]>");
        assert_eq!(root.pointer("/Body/executeAnonymousResponse/result/compiled").unwrap(), "true");
    }
}
