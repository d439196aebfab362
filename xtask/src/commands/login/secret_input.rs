//! Where a secret comes from: a file or standard input, an environment variable, a prompt. Never an argument.

use crate::error::CommandError;
use crate::targets::Target;
use sf_client::Secret;
use sf_client::store::{EnvironmentStore, SecretName, SecretStore};
use std::io::{IsTerminal, Read};
use std::path::Path;

/// Longest secret that is read, in bytes: a private key has less than 4 KB.
const MOST: u64 = 64 * 1024;

/// What is looked for.
pub struct Source<'a> {
    /// Whose.
    pub target: &'a Target,
    /// Which, as variables call it.
    pub what: &'static str,
    /// The same in words.
    pub name: &'a str,
    /// File that was named; `-` is standard input.
    pub file: Option<&'a Path>,
    /// Whether a person is asked, and its absence is an error.
    pub required: bool,
}

/// The variable that may hold the secret.
pub fn name(target: &Target, what: &str) -> String {
    SecretName::new(&target.name, what).map(|name| EnvironmentStore::variable(&name)).unwrap_or_default()
}

/// What the variable holds.
pub fn variable(target: &Target, what: &str) -> Option<Secret> {
    EnvironmentStore::default().get(&SecretName::new(&target.name, what)?).ok().flatten()
}

/// Reads the secret.
pub fn read(source: &Source<'_>) -> Result<Option<Secret>, CommandError> {
    let Source { target, what, name, file, required } = source;
    if let Some(path) = file {
        return from_file(path, name).map(Some);
    }
    if let Some(secret) = variable(target, what) {
        return Ok(Some(secret));
    }
    if !required {
        return Ok(None);
    }
    // A key has many lines and cannot be typed in.
    if *what != sf_client::login::part::PRIVATE_KEY && std::io::stdin().is_terminal() {
        let typed = rpassword::prompt_password(format!("{name} (not shown): "))
            .map_err(|error| CommandError::internal(format!("the terminal cannot be read: {error}")))?;
        return not_empty(typed, name).map(Some);
    }
    Err(CommandError::missing(
        format!("the {name} is not known"),
        format!("give a file with it to `--secret-file`, `-` for standard input, or set {}", self::name(target, what)),
    ))
}

/// Reads a secret from a file, or standard input.
pub fn from_file(path: &Path, name: &str) -> Result<Secret, CommandError> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(MOST).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text))
    };
    read.map_err(|error| {
        let message = format!("the {name} in `{}` cannot be read: {error}", path.display());
        CommandError::missing(message, "give a text file, or `-` for standard input, to `--secret-file`")
    })?;
    not_empty(text, name)
}

fn not_empty(text: String, name: &str) -> Result<Secret, CommandError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(CommandError::missing(
            format!("the {name} is empty"),
            "check the file, the pipe or what was typed in",
        ));
    }
    Ok(Secret::new(text))
}
