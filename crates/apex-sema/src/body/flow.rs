//! Blocks and loops: scopes, reachability.

use super::BodyCx;
use crate::program::St;
use apex_syntax::ast::{Block, Stmt, StmtKind};

impl BodyCx<'_, '_> {
    /// Statements of one block, and whether control can reach its end.
    pub fn statements(&mut self, stmts: &[Stmt]) -> (Vec<St>, bool) {
        let mut code = Vec::with_capacity(stmts.len());
        let mut completes = true;
        let mut reported = false;
        for stmt in stmts {
            if !completes && !reported && !matches!(stmt.kind, StmtKind::Empty) {
                let at = match &stmt.kind {
                    StmtKind::Local { vars, .. } => vars.first().map_or(stmt.span, |(name, _)| name.span),
                    _ => stmt.span,
                };
                self.error(at, "Unreachable statement");
                reported = true;
            }
            let reaches_end = self.statement(stmt, &mut code);
            completes = completes && reaches_end;
        }
        (code, completes)
    }

    /// A block with its own scope.
    pub fn block(&mut self, block: &Block) -> (Vec<St>, bool) {
        self.scoped(|cx| cx.statements(&block.stmts))
    }

    /// One statement with its own scope, as the body of `if` and loops.
    pub fn nested(&mut self, stmt: &Stmt) -> (Vec<St>, bool) {
        if let StmtKind::Block(block) = &stmt.kind {
            return self.block(block);
        }
        self.scoped(|cx| {
            let mut code = Vec::new();
            let completes = cx.statement(stmt, &mut code);
            (code, completes)
        })
    }

    pub fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let vars = self.vars.len();
        let result = inside(self);
        self.vars.truncate(vars);
        result
    }

    pub fn looped(&mut self, body: &Stmt) -> Vec<St> {
        self.loops += 1;
        let (code, _) = self.nested(body);
        self.loops -= 1;
        code
    }
}
