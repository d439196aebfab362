//! The one place that prints.

mod typed;

use crate::error::CommandError;
use crate::outcome::counted;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use diag::Diagnostic;
use diag::render::visible;
use std::io::{self, Stderr, Stdout, Write};
use std::sync::{Arc, Mutex, PoisonError};
pub use typed::name_project;
use typed::typed;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Writes to standard output and standard error. A closed pipe is no error; other data that cannot be written makes the
/// command fail at its end ([`Printer::unwritten`]).
pub struct Printer {
    color: Color,
    out: AutoStream<Stdout>,
    err: AutoStream<Stderr>,
    shown: Vec<Diagnostic>,
    /// How many more findings are printed; all, if there is no number.
    brief: Option<usize>,
    reported: bool,
    unwritten: Option<io::Error>,
    heard: Option<Heard>,
}

/// Findings that are printed where as little as possible is; each takes up to four lines.
const BRIEF: usize = 3;

/// What a printer printed that no stream got.
#[derive(Debug, Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    /// All of it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const RED: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const BOLD: Style = Style::new().bold();

/// Findings for people, with commands as they have to be typed.
pub fn text(diagnostics: &[Diagnostic]) -> String {
    typed(&diag::render::text(diagnostics)).into_owned()
}

impl Printer {
    /// A printer for this process.
    pub fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self {
            color,
            out: AutoStream::new(std::io::stdout(), choice),
            err: AutoStream::new(std::io::stderr(), choice),
            shown: Vec::new(),
            brief: None,
            reported: false,
            unwritten: None,
            heard: None,
        }
    }

    /// For tests: everything goes to `heard`.
    pub fn to(heard: Heard) -> Self {
        Self { heard: Some(heard), ..Self::new(Color::Never) }
    }

    fn out(&mut self) -> &mut dyn Write {
        match &mut self.heard {
            Some(heard) => heard,
            None => &mut self.out,
        }
    }

    fn err(&mut self) -> &mut dyn Write {
        match &mut self.heard {
            Some(heard) => heard,
            None => &mut self.err,
        }
    }

    /// When it uses colours.
    pub fn color(&self) -> Color {
        self.color
    }

    /// Prints data, as it is, to standard output.
    pub fn data(&mut self, text: &str) {
        let written = self.out().write_all(text.as_bytes()).and_then(|()| self.out().flush());
        self.note_unwritten(written);
    }

    /// Why data could not be written to standard output, if so: a full disk, say, behind a redirection.
    pub fn unwritten(&mut self) -> Option<io::Error> {
        self.unwritten.take()
    }

    fn note_unwritten(&mut self, written: io::Result<()>) {
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.unwritten.get_or_insert(error);
        }
    }

    /// Prints a unified diff to standard output.
    pub fn diff(&mut self, diff: &str) {
        for line in diff.lines() {
            let style = match line.as_bytes() {
                [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => BOLD,
                [b'-', ..] => RED,
                [b'+', ..] => GREEN,
                _ => Style::new(),
            };
            let written = writeln!(self.out(), "{style}{}{style:#}", visible(line));
            self.note_unwritten(written);
        }
    }

    /// Prints findings for people to standard error.
    pub fn findings(&mut self, diagnostics: &[Diagnostic]) {
        let shown = self.brief.map_or(diagnostics.len(), |left| left.min(diagnostics.len()));
        let _ = self.err().write_all(text(&diagnostics[..shown]).as_bytes());
        if let Some(left) = &mut self.brief {
            *left -= shown;
        }
        match diagnostics.len() - shown {
            0 => {}
            more => self.note(&format!("and {} more; --report writes them all", counted(more, "finding"))),
        }
        self.shown.extend_from_slice(diagnostics);
    }

    /// From here on no more than a few findings are printed.
    pub fn be_brief(&mut self) {
        self.brief = Some(BRIEF);
    }

    /// The reports of the command are written.
    pub fn mark_reported(&mut self) {
        self.reported = true;
    }

    /// Whether the reports of the command are written.
    pub fn is_reported(&self) -> bool {
        self.reported
    }

    /// The findings that were printed for people, for reports.
    pub fn shown(&self) -> &[Diagnostic] {
        &self.shown
    }

    /// Prints workflow commands, which are escaped already, to standard error: standard output may carry data.
    pub fn annotations(&mut self, commands: &str) {
        let _ = self.err().write_all(commands.as_bytes());
    }

    /// Prints a line about what happened to standard error.
    pub fn note(&mut self, text: &str) {
        let _ = writeln!(self.err(), "{}", visible(&typed(text)));
    }

    /// Prints a line that announces a stage to standard error.
    pub fn stage(&mut self, text: &str) {
        let _ = writeln!(self.err(), "{BOLD}==> {}{BOLD:#}", visible(&typed(text)));
    }

    /// Prints a good ending to standard error.
    pub fn success(&mut self, text: &str) {
        let _ = writeln!(self.err(), "{GREEN}{}{GREEN:#}", visible(&typed(text)));
    }

    /// Prints a bad ending to standard error.
    pub fn failure(&mut self, text: &str) {
        let _ = writeln!(self.err(), "{RED}{}{RED:#}", visible(&typed(text)));
    }

    /// Prints an error and what repairs it to standard error.
    pub fn error(&mut self, error: &CommandError) {
        let message = typed(&error.message);
        let mut lines = message.trim().lines();
        let _ = writeln!(self.err(), "{RED}error{RED:#}: {}", visible(lines.next().unwrap_or_default()));
        // The bar tells lines of a message from ours, whoever wrote it.
        for line in lines {
            let _ = writeln!(self.err(), "    | {}", visible(line));
        }
        if let Some(hint) = &error.hint {
            let _ = writeln!(self.err(), "    {YELLOW}fix{YELLOW:#}: {}", visible(&typed(hint)));
        }
    }
}
