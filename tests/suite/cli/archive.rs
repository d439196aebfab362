//! Several texts in one file, in the txtar format of the Go project: a comment, then sections that start with
//! `-- name --` (pkg.go.dev/golang.org/x/tools/txtar).

/// The comment and the sections, in order.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    pub comment: String,
    pub sections: Vec<(String, String)>,
}

impl Archive {
    pub fn parse(text: &str) -> Self {
        let mut archive = Self::default();
        for line in text.split_inclusive('\n') {
            match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
                Some(name) => archive.sections.push((name.to_owned(), String::new())),
                None => archive.sections.last_mut().map_or(&mut archive.comment, |(_, text)| text).push_str(line),
            }
        }
        archive
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(section, _)| section == name).map(|(_, text)| text.as_str())
    }

    /// The sections whose names start with `prefix`, without it.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.sections.iter().filter_map(move |(name, text)| Some((name.strip_prefix(prefix)?, text.as_str())))
    }

    /// Replaces or appends a section; an empty one is removed.
    pub fn set(&mut self, name: &str, text: &str) {
        match self.sections.iter().position(|(section, _)| section == name) {
            Some(at) if text.is_empty() => drop(self.sections.remove(at)),
            Some(at) => text.clone_into(&mut self.sections[at].1),
            None if text.is_empty() => {}
            None => self.sections.push((name.to_owned(), text.to_owned())),
        }
    }

    pub fn to_text(&self) -> String {
        let sections = self.sections.iter().map(|(name, text)| format!("-- {name} --\n{text}"));
        format!("{}{}", self.comment, sections.collect::<String>())
    }
}

#[test]
fn an_archive_reads_back() {
    let text = "what it is\n-- a --\n1\n2\n-- b/c d --\n-- e --\n--x--\n";
    let archive = Archive::parse(text);
    assert_eq!(archive.get("a"), Some("1\n2\n"));
    assert_eq!(archive.get("b/c d"), Some(""));
    assert_eq!(archive.to_text(), text);
}
