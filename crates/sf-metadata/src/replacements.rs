//! `replacements` of the project file: texts that take the place of others when the project is packed (Salesforce DX
//! Developer Guide, "Replace Strings in Code Before Deploying or Packaging").
//!
//! Which files are meant is read as the CLI does (`source-deploy-retrieve`, `replacements.ts`): a `filename` is the end of a
//! path, and a `glob` matches below any folder. What the two programs could read differently in a glob is refused.
//!
//! What a variable or a file holds goes in as it is. Two things are stricter than in the CLI, because whoever can change the
//! project file could bring a machine's secrets into an org with them: a file must lie in the project, and variables with
//! which this tool logs in cannot be named.

use crate::project::{PROJECT_FILE, normalize};
use diag::{Diagnostic, Place, catalogue::deploy};
use globset::{GlobBuilder, GlobMatcher};
use regex::{NoExpand, Regex};
use serde::Deserialize;
use std::path::Path;

/// One entry, as the project file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Replacement {
    filename: Option<String>,
    glob: Option<String>,
    string_to_replace: Option<String>,
    regex_to_replace: Option<String>,
    replace_with_env: Option<String>,
    replace_with_file: Option<String>,
    replace_when_env: Vec<When>,
    allow_unset_env_variable: bool,
}

impl Replacement {
    /// What it may put in, as far as that is known here: the value of a variable, or what a file of the project in `root`
    /// holds.
    ///
    /// # Errors
    /// Where it would come from, if that is not there.
    pub fn brings(&self, root: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<String, &str> {
        match (&self.replace_with_env, &self.replace_with_file) {
            (Some(name), _) => env(name).filter(|value| !value.is_empty()).ok_or(name),
            (None, Some(path)) => content(root, path).map_err(|_| path.as_str()),
            (None, None) => Ok(String::new()),
        }
    }
}

/// A variable that must have a value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    env: String,
    value: String,
}

/// How the names of variables end with which one logs in, after `SF_<TARGET>`.
const LOGIN: [&str; 7] = [
    "_ACCESS_TOKEN",
    "_AUTH_URL",
    "_PRIVATE_KEY",
    "_REFRESH_TOKEN",
    "_CLIENT_SECRET",
    "_INSTALLATION_KEY",
    "_CLIENT_ID",
];

/// Which files a replacement is for.
#[derive(Debug)]
enum Files {
    /// Those whose path ends so.
    Ending(String),
    /// Those that match.
    Matching(GlobMatcher),
}

impl Files {
    fn of(row: &Replacement) -> Result<Self, String> {
        match (&row.filename, &row.glob) {
            (Some(name), None) => Ok(Self::Ending(checked(name)?.to_owned())),
            (None, Some(glob)) => matching(checked(glob)?).map(Self::Matching),
            _ => Err("it needs either `filename` or `glob`".to_owned()),
        }
    }

    fn hold(&self, path: &str) -> bool {
        match self {
            Self::Ending(end) => format!("/{path}").ends_with(end),
            Self::Matching(glob) => glob.is_match(path),
        }
    }
}

/// A path or glob as the CLI understands it: with `/`, and from wherever it likes.
fn checked(pattern: &str) -> Result<&str, String> {
    match pattern {
        "" => Err("an empty path or glob matches nothing".to_owned()),
        _ if pattern.contains('\\') => {
            Err(format!("write `{}`: only `/` stands between folders", pattern.replace('\\', "/")))
        }
        _ if pattern.starts_with("./") => {
            Err(format!("write `{}`: `sf` finds nothing below `./`", pattern.trim_start_matches("./")))
        }
        _ => Ok(pattern),
    }
}

/// A glob as `minimatch` reads it, below any folder.
fn matching(glob: &str) -> Result<GlobMatcher, String> {
    let kind = |c: &char| "!@+?*".contains(*c);
    if let Some(kind) = glob.split('(').rev().skip(1).find_map(|before| before.chars().last().filter(kind)) {
        return Err(format!(
            "`{kind}(…)` in a glob is not understood here; write `{{a,b}}` for `@(a|b)`, and a replacement of its own for each further glob or `filename`"
        ));
    }
    if glob.contains("[[") || glob.contains("[]") || glob.contains("[!]") || glob.contains("[^]") {
        return Err("a set of characters in a glob holds nothing but characters and ranges here: `[a-z]`".to_owned());
    }
    for inside in glob.split('{').skip(1) {
        let inside = inside.split('}').next().unwrap_or_default();
        if inside.contains("..") || !inside.contains(',') {
            return Err(format!("`{{{inside}}}` in a glob is not understood here; list what is meant: `{{a,b}}`"));
        }
    }
    let below = glob.trim_start_matches('/');
    let is_anywhere = below == "**" || below.starts_with("**/");
    let pattern = if is_anywhere { below.to_owned() } else { format!("**/{below}") };
    let glob = GlobBuilder::new(&pattern).literal_separator(true).empty_alternates(true).build();
    Ok(glob.map_err(|error| error.to_string())?.compile_matcher())
}

/// A replacement that is to be made.
#[derive(Debug)]
pub(crate) struct Ready {
    /// Which entry it is, from 1.
    number: usize,
    /// Its files, as the project file names them.
    shown: String,
    files: Files,
    find: Regex,
    with: String,
}

impl Ready {
    /// The replacements to make, given the variables of the environment.
    pub(crate) fn all(
        rows: &[Replacement],
        root: &Path,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Vec<Self>, Vec<Diagnostic>> {
        let mut ready = Vec::new();
        let mut problems = Vec::new();
        let applies = |row: &Replacement| row.replace_when_env.iter().all(|w| env(&w.env).as_ref() == Some(&w.value));
        for (row, number) in rows.iter().zip(1..) {
            match Self::new(number, row, root, env) {
                _ if !applies(row) => {}
                Ok(one) => ready.push(one),
                Err(what) => {
                    let message = format!("replacement {number} in `{PROJECT_FILE}`: {what}");
                    problems.push(Diagnostic::new(&deploy::PROJECT_FILE, message).at(Place::start_of(PROJECT_FILE)));
                }
            }
        }
        if problems.is_empty() { Ok(ready) } else { Err(problems) }
    }

    fn new(
        number: usize,
        row: &Replacement,
        root: &Path,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let files = Files::of(row)?;
        let shown = row.filename.iter().chain(&row.glob).cloned().collect();
        let find = match (&row.string_to_replace, &row.regex_to_replace) {
            (Some(text), None) if !text.is_empty() => Regex::new(&regex::escape(text)),
            (None, Some(text)) if !text.is_empty() => Regex::new(text),
            _ => return Err("it needs either `stringToReplace` or `regexToReplace`".to_owned()),
        };
        let find = find.map_err(|error| format!("`regexToReplace` cannot be read here: {error}"))?;
        let with = match (&row.replace_with_env, &row.replace_with_file) {
            (Some(name), None) => variable(name, row.allow_unset_env_variable, env)?,
            (None, Some(path)) => content(root, path)?,
            _ => return Err("it needs either `replaceWithEnv` or `replaceWithFile`".to_owned()),
        };
        Ok(Self { number, shown, files, find, with })
    }

    /// Says that it has changed nothing.
    pub(crate) fn unused(&self) -> Diagnostic {
        let Self { number, shown, .. } = self;
        let message =
            format!("replacement {number} in `{PROJECT_FILE}` changes nothing: no file of `{shown}` holds its text");
        Diagnostic::new(&deploy::REPLACEMENT_UNUSED, message)
            .at(Place::start_of(PROJECT_FILE))
            .hint("correct the path or the text; the files go into the org as they are")
    }

    /// The text of a file with what takes the place of others; `None` if nothing does.
    pub(crate) fn apply(&self, path: &str, text: &str) -> Option<String> {
        let found = self.files.hold(path) && self.find.is_match(text);
        found.then(|| self.find.replace_all(text, NoExpand(&self.with)).into_owned())
    }
}

fn variable(name: &str, may_be_unset: bool, env: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let upper = name.to_ascii_uppercase();
    if upper.starts_with("SF_") && LOGIN.iter().any(|ending| upper.ends_with(ending)) {
        return Err(format!("{name} is a variable with which one logs in; it must not get into an org"));
    }
    match env(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ if may_be_unset => Ok(String::new()),
        _ => Err(format!("the variable {name} is not set; set it, or add `allowUnsetEnvVariable`")),
    }
}

fn content(root: &Path, path: &str) -> Result<String, String> {
    let inside = normalize(path).ok_or_else(|| format!("`{path}` leads out of the project"))?;
    let whole = root.join(&inside);
    let is_inside =
        whole.canonicalize().ok().zip(root.canonicalize().ok()).is_some_and(|(file, root)| file.starts_with(root));
    let text = std::fs::read_to_string(&whole).map_err(|error| format!("`{path}` cannot be read: {error}"))?;
    match text.trim() {
        _ if !is_inside => Err(format!("`{path}` leads out of the project")),
        "" => Err(format!("`{path}` is empty")),
        text => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(rows: &str, path: &str, text: &str) -> Result<String, String> {
        let root = tempfile::tempdir().expect("a directory");
        std::fs::write(root.path().join("with.txt"), "from $1 file\n").expect("written");
        let rows: Vec<Replacement> = serde_json::from_str(rows).map_err(|error| error.to_string())?;
        let env = |name: &str| match name {
            "URL" => Some("https://a.example/$0".to_owned()),
            "STAGE" => Some("uat".to_owned()),
            "SF_UAT_PRIVATE_KEY" => Some("canary".to_owned()),
            _ => None,
        };
        let ready = Ready::all(&rows, root.path(), &env).map_err(|problems| problems[0].message.clone())?;
        let apply = |text: String, one: &Ready| one.apply(path, &text).unwrap_or(text);
        Ok(ready.iter().fold(text.to_owned(), apply))
    }

    #[test]
    fn texts_are_replaced_as_the_guide_says() {
        let class = "force-app/main/classes/A.cls";
        let by_env =
            r#"[{"filename":"force-app/main/classes/A.cls","stringToReplace":"__URL.__","replaceWithEnv":"URL"}]"#;
        assert_eq!(
            made(by_env, class, "__URL.__ __URL.__ __URLx__"),
            Ok("https://a.example/$0 https://a.example/$0 __URLx__".into())
        );
        assert_eq!(made(by_env, "force-app/main/classes/B.cls", "__URL.__"), Ok("__URL.__".into()));
        let by_file = r#"[{"glob":"**/classes/*.cls","regexToReplace":"<([a-z]+)>","replaceWithFile":"with.txt"}]"#;
        assert_eq!(made(by_file, class, "<a> <B> <c>"), Ok("from $1 file <B> from $1 file".into()));
        let when = |value: &str| {
            format!(
                r#"[{{"filename":"{class}","stringToReplace":"x","replaceWithEnv":"URL","replaceWhenEnv":[{{"env":"STAGE","value":"{value}"}}]}}]"#
            )
        };
        assert_eq!(made(&when("prod"), class, "x"), Ok("x".into()));
        assert_eq!(made(&when("uat"), class, "x"), Ok("https://a.example/$0".into()));
        let unset = r#"[{"glob":"**","stringToReplace":"x","replaceWithEnv":"NONE","allowUnsetEnvVariable":true}]"#;
        assert_eq!(made(unset, class, "axb"), Ok("ab".into()));
    }

    #[test]
    fn files_are_named_as_for_the_cli() {
        let made = |key: &str, files: &str, path: &str| {
            let row = format!(r#"[{{"{key}":"{files}","stringToReplace":"x","replaceWithEnv":"URL"}}]"#);
            made(&row, path, "x").map(|text| text != "x")
        };
        let class = "force-app/main/default/classes/Kk.cls";
        for (glob, is_meant) in [
            ("Kk.cls", true),
            ("classes/Kk.cls", true),
            ("/classes/K?.cls", true),
            ("default/*", false),
            ("default/**", true),
            ("**", true),
            ("**/classes/K{k,}.cls", true),
            ("**/classes/Kk{,.cls}", true),
            ("{Aa,Kk}.cls", true),
            ("**/classes/[!x]k.cls", true),
            ("**/classes/[^K]k.cls", false),
            ("k.cls", false),
            ("**/kk.cls", false),
        ] {
            assert_eq!(made("glob", glob, class), Ok(is_meant), "{glob}");
        }
        for (end, is_meant) in
            [(class, true), ("classes/Kk.cls", true), ("k.cls", true), ("Kk.cl", false), ("*.cls", false)]
        {
            assert_eq!(made("filename", end, class), Ok(is_meant), "{end}");
        }
        for (glob, part) in [
            ("**/!(*Test).cls", "`!(…)`"),
            ("**/@(Kk|Xx).cls", "`{a,b}`"),
            ("**/+(K|k)k.cls", "`+(…)`"),
            ("**/?(K)k.cls", "`?(…)`"),
            ("**/*(K)k.cls", "`*(…)`"),
            ("**/{a..z}k.cls", "list what is meant"),
            ("**/{Kk}.cls", "list what is meant"),
            ("**/[[:alpha:]]k.cls", "a set of characters"),
            ("**/[k.cls", "unclosed"),
            ("**\\\\Kk.cls", "write `**/Kk.cls`"),
            ("./force-app/**", "write `force-app/**`"),
            ("", "matches nothing"),
        ] {
            let refused = made("glob", glob, class).unwrap_err();
            assert!(refused.contains(part), "{glob}: {refused}");
        }
        assert!(made("filename", "./force-app/A.cls", class).unwrap_err().contains("write `force-app/A.cls`"));
    }

    #[test]
    fn what_is_brought_in_is_known_where_its_source_is() {
        let root = tempfile::tempdir().expect("a directory");
        std::fs::write(root.path().join("key.txt"), "first\nsecond\n").expect("written");
        let env = |name: &str| (name == "PW").then(|| "canary".to_owned());
        let brought = |row: &str| {
            let row = format!("{{\"filename\":\"a\",\"stringToReplace\":\"x\",{row}}}");
            let row: Replacement = serde_json::from_str(&row).expect("a row");
            row.brings(root.path(), &env).map_err(str::to_owned)
        };
        assert_eq!(brought(r#""replaceWithEnv":"PW""#), Ok("canary".to_owned()));
        assert_eq!(brought(r#""replaceWithFile":"./key.txt""#), Ok("first\nsecond".to_owned()));
        assert_eq!(brought(r#""replaceWithEnv":"NONE""#), Err("NONE".to_owned()));
        assert_eq!(brought(r#""replaceWithFile":"none.txt""#), Err("none.txt".to_owned()));
    }

    #[test]
    fn what_cannot_be_replaced_is_refused() {
        for (row, part) in [
            (r#""replaceWithEnv":"NONE""#, "NONE is not set"),
            (r#""replaceWithFile":"none.txt""#, "cannot be read"),
            (r#""replaceWithFile":"../other""#, "leads out of the project"),
            (r#""replaceWithEnv":"SF_UAT_PRIVATE_KEY""#, "with which one logs in"),
            (r#""replaceWithEnv":"URL","regexToReplace":"y""#, "either `stringToReplace`"),
            (r#""replaceWithEnv":"URL","glob":"**""#, "either `filename`"),
            (r#""replaceWith":"URL""#, "unknown field"),
            (r#""replaceWithEnv":"URL","replaceWithFile":"with.txt""#, "either `replaceWithEnv`"),
        ] {
            let rows = format!(r#"[{{"filename":"a","stringToReplace":"x",{row}}}]"#);
            let refused = made(&rows, "a", "x").unwrap_err();
            assert!(refused.contains(part) && !refused.contains("canary"), "{part}: {refused}");
        }
    }
}
