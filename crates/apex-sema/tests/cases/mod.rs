//! Reads the case files beside this one.
#![allow(dead_code, reason = "every test binary uses a part")]

/// One class with what the front end says about it.
pub struct Case {
    /// The file it stands in.
    pub file: String,
    /// Its name.
    pub name: String,
    /// The text of the class.
    pub text: String,
    /// Line and message of each refusal.
    pub errors: Vec<(u32, String)>,
    /// How the checker differs: `words`, `accepted`, `refused`, or not at all.
    pub differs: String,
    /// The API version of its classes, unless the newest.
    pub api_version: Option<u32>,
}

/// All cases, in order of files.
pub fn cases() -> Vec<Case> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "apex"));
    paths.sort();
    paths
        .iter()
        .flat_map(|path| read(&path.file_name().unwrap().to_string_lossy(), &std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The cases of a file beside the directory of this one.
pub fn beside(file: &str) -> Vec<Case> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    read(file, &std::fs::read_to_string(path).unwrap())
}

fn read(file: &str, text: &str) -> Vec<Case> {
    let text = text.replace("\r\n", "\n");
    let mut all = Vec::new();
    for part in format!("\n{text}").split("\n=== ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        let mut case = Case {
            file: file.into(),
            name: name.into(),
            text: String::new(),
            errors: vec![],
            differs: String::new(),
            api_version: None,
        };
        for line in body.lines() {
            if let Some(error) = line.strip_prefix("// Error: ") {
                let (line, message) = error.split_once(": ").expect("line and message");
                case.errors.push((line.parse().expect("a line"), message.into()));
            } else if let Some(how) = line.strip_prefix("// Differs: ") {
                case.differs = how.split(':').next().unwrap_or(how).into();
            } else if let Some(version) = line.strip_prefix("// Api: ") {
                case.api_version = Some(version.parse().expect("a version"));
            } else {
                case.text.push_str(line);
                case.text.push('\n');
            }
        }
        let end = case.text.trim_end().len();
        case.text.truncate(end);
        case.text.push('\n');
        all.push(case);
    }
    all
}
