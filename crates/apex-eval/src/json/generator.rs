//! `JSONGenerator`: text written piece by piece.

use super::write::quote;

/// A JSON text in the making.
#[derive(Debug, Default)]
pub struct Generator {
    /// What is written so far.
    pub out: String,
    /// Whether to indent.
    pub pretty: bool,
    /// Open objects (`}`) and arrays (`]`), each with whether it has a member.
    open: Vec<(char, bool)>,
    after_name: bool,
    /// Whether it was closed.
    pub closed: bool,
}

impl Generator {
    /// An empty text.
    pub fn new(pretty: bool) -> Self {
        Self { pretty, ..Self::default() }
    }

    fn separate(&mut self) {
        if std::mem::take(&mut self.after_name) {
            return;
        }
        let depth = self.indent();
        if let Some((close, any)) = self.open.last_mut() {
            if *any {
                self.out.push(',');
            }
            *any = true;
            let is_array = *close == ']';
            self.rest(is_array, depth);
        }
    }

    /// Objects that are open: arrays stay on their line (Apex Developer Guide, "JSON Generator").
    pub fn indent(&self) -> usize {
        self.open.iter().filter(|(close, _)| *close == '}').count()
    }

    /// The space before a member or an end.
    fn rest(&mut self, is_array: bool, depth: usize) {
        if self.pretty && is_array {
            self.out.push(' ');
        } else if self.pretty {
            self.out.push('\n');
            self.out.push_str(&"  ".repeat(depth));
        }
    }

    /// `{` or `[`
    pub fn start(&mut self, open: char) {
        self.separate();
        self.out.push(open);
        self.open.push((if open == '{' { '}' } else { ']' }, false));
    }

    /// Closes the innermost object or array; `false` if it is of the other kind.
    pub fn end(&mut self, close: char) -> bool {
        match self.open.pop() {
            Some((expected, any)) if expected == close => {
                if any {
                    self.rest(close == ']', self.indent());
                } else if self.pretty {
                    self.out.push(' ');
                }
                self.out.push(close);
                true
            }
            _ => false,
        }
    }

    /// A member's name; `false` outside an object.
    pub fn name(&mut self, name: &str) -> bool {
        if !matches!(self.open.last(), Some(('}', _))) || self.after_name {
            return false;
        }
        self.separate();
        quote(name, &mut self.out);
        self.out.push_str(if self.pretty { " : " } else { ":" });
        self.after_name = true;
        true
    }

    /// A finished value; `false` where a name is wanted.
    pub fn raw(&mut self, json: &str) -> bool {
        if matches!(self.open.last(), Some(('}', _))) && !self.after_name {
            return false;
        }
        self.separate();
        self.out.push_str(json);
        true
    }

    /// Closes everything that is open.
    pub fn finish(&mut self) {
        while let Some((close, _)) = self.open.last().copied() {
            self.end(close);
        }
        self.closed = true;
    }
}
