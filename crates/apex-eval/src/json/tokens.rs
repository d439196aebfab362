//! `JSONParser`: a JSON text as a row of tokens.

use super::Json;

/// One token.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "each is the token of its name")]
pub enum Token {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    FieldName(String),
    Value(Json),
}

impl Token {
    /// The constant of `System.JSONToken`.
    pub fn name(&self) -> &'static str {
        match self {
            Token::StartObject => "START_OBJECT",
            Token::EndObject => "END_OBJECT",
            Token::StartArray => "START_ARRAY",
            Token::EndArray => "END_ARRAY",
            Token::FieldName(_) => "FIELD_NAME",
            Token::Value(Json::String(_)) => "VALUE_STRING",
            Token::Value(Json::Bool(true)) => "VALUE_TRUE",
            Token::Value(Json::Bool(false)) => "VALUE_FALSE",
            Token::Value(Json::Number(n)) if n.contains(['.', 'e', 'E']) => "VALUE_NUMBER_FLOAT",
            Token::Value(Json::Number(_)) => "VALUE_NUMBER_INT",
            Token::Value(_) => "VALUE_NULL",
        }
    }
}

/// Tokens with a position.
#[derive(Debug)]
pub struct Tokens {
    /// All tokens.
    pub all: Vec<Token>,
    /// Index of the token behind the current one; 0 before the first.
    pub next: usize,
    /// Whether the current token was cleared.
    pub cleared: bool,
}

impl Tokens {
    /// The tokens of a value.
    pub fn of(json: &Json) -> Self {
        let mut all = Vec::new();
        push(json, &mut all);
        Self { all, next: 0, cleared: false }
    }

    /// The current token.
    pub fn current(&self) -> Option<&Token> {
        if self.cleared { None } else { self.next.checked_sub(1).and_then(|i| self.all.get(i)) }
    }

    /// Goes to the next token.
    pub fn advance(&mut self) -> Option<&Token> {
        self.cleared = false;
        if self.next > self.all.len() {
            return None;
        }
        self.next += 1;
        self.all.get(self.next - 1)
    }

    /// Skips the object or array that starts at the current token.
    pub fn skip_children(&mut self) {
        if !matches!(self.current(), Some(Token::StartObject | Token::StartArray)) {
            return;
        }
        let mut depth = 1;
        while depth > 0 {
            match self.advance() {
                Some(Token::StartObject | Token::StartArray) => depth += 1,
                Some(Token::EndObject | Token::EndArray) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// The value that starts at the current token; the position moves to its end.
    pub fn value(&mut self) -> Option<Json> {
        match self.current()?.clone() {
            Token::Value(json) => Some(json),
            Token::StartArray => {
                let mut items = Vec::new();
                while *self.advance()? != Token::EndArray {
                    items.push(self.value()?);
                }
                Some(Json::Array(items))
            }
            Token::StartObject => {
                let mut members = Vec::new();
                loop {
                    match self.advance()?.clone() {
                        Token::EndObject => return Some(Json::Object(members)),
                        Token::FieldName(name) => {
                            self.advance()?;
                            members.push((name, self.value()?));
                        }
                        _ => return None,
                    }
                }
            }
            _ => None,
        }
    }

    /// The name of the member the current token belongs to.
    pub fn name(&self) -> Option<&str> {
        let at = self.next.checked_sub(1)?;
        match self.all.get(at)? {
            Token::FieldName(name) => Some(name),
            _ => match self.all.get(at.checked_sub(1)?)? {
                Token::FieldName(name) => Some(name),
                _ => None,
            },
        }
    }
}

fn push(json: &Json, all: &mut Vec<Token>) {
    match json {
        Json::Array(items) => {
            all.push(Token::StartArray);
            items.iter().for_each(|item| push(item, all));
            all.push(Token::EndArray);
        }
        Json::Object(members) => {
            all.push(Token::StartObject);
            for (key, value) in members {
                all.push(Token::FieldName(key.clone()));
                push(value, all);
            }
            all.push(Token::EndObject);
        }
        other => all.push(Token::Value(other.clone())),
    }
}
