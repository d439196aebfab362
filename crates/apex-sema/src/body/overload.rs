//! Which of several methods of a name a call means: the one that is the nearest for each argument.

use super::{BodyCx, Val};
use crate::assign::distance;
use crate::platform::known;
use crate::ty::Ty;
use apex_syntax::ast::Span;

/// Any `Iterable` passes for any other where it is an argument.
fn both_iterable(a: &Ty, b: &Ty) -> bool {
    let is_iterable = |ty: &Ty| matches!(ty, Ty::Platform(id, _) if *id == known().iterable);
    is_iterable(a) && is_iterable(b)
}

impl BodyCx<'_, '_> {
    /// The best candidate for these arguments.
    pub fn pick(&self, candidates: &[Vec<Ty>], vals: &[Val]) -> Option<usize> {
        self.pick_from(candidates, vals, false)
    }

    /// The same; only the elements of collections take a Decimal for a Double.
    pub fn pick_from(&self, candidates: &[Vec<Ty>], vals: &[Val], in_collection: bool) -> Option<usize> {
        self.nearest(candidates, vals, in_collection).map(|(chosen, _)| chosen)
    }

    /// Reports a call that means another method as well: one that is as near, or nearer for one of the arguments.
    pub fn ambiguous(&mut self, candidates: &[Vec<Ty>], vals: &[Val], name: &str, at: Span) -> bool {
        let known = !vals.iter().any(|val| val.ty.is_error());
        let found = known && self.nearest(candidates, vals, false).is_some_and(|(_, ambiguous)| ambiguous);
        if found {
            let shown = self.c.show_list(&Self::types(vals));
            self.error(at, format!("Ambiguous method signature: void {name}({shown})"));
        }
        found
    }

    /// The best candidate, and whether another is as good. As the front end does, each is compared only with the best
    /// of those before it.
    fn nearest(&self, candidates: &[Vec<Ty>], vals: &[Val], in_collection: bool) -> Option<(usize, bool)> {
        let fitting = self.fitting(candidates, vals, in_collection);
        if let Some((exact, _)) = fitting.iter().find(|(i, _)| is_exact(&candidates[*i], vals)) {
            return Some((*exact, false));
        }
        let (mut best, mut ambiguous) = (fitting.first()?, false);
        for other in &fitting[1..] {
            if candidates[other.0] == candidates[best.0] {
                continue;
            }
            match (no_farther(&other.1, &best.1), no_farther(&best.1, &other.1)) {
                (true, false) => (best, ambiguous) = (other, false),
                (false, true) => {}
                _ => ambiguous = true,
            }
        }
        Some((best.0, ambiguous))
    }

    /// The candidates that take these arguments, with how far each argument is from its parameter.
    fn fitting(&self, candidates: &[Vec<Ty>], vals: &[Val], in_collection: bool) -> Vec<(usize, Vec<u32>)> {
        let costs = |params: &Vec<Ty>| -> Option<Vec<u32>> {
            let pairs = || params.iter().zip(vals);
            (params.len() == vals.len()).then(|| pairs().map(|(p, v)| self.far(v, p, in_collection)).collect())?
        };
        candidates.iter().enumerate().filter_map(|(i, params)| Some((i, costs(params)?))).collect()
    }

    /// How far an argument is from a parameter that takes it. A query that stands for one record is one step farther than
    /// the record itself.
    fn far(&self, val: &Val, param: &Ty, in_collection: bool) -> Option<u32> {
        let classes = &self.c.classes;
        if let (Some(_), Ty::List(element)) = (self.single_argument(val, param), &val.ty) {
            return Some(1 + distance(classes, element, param));
        }
        let narrows = !in_collection && *param == Ty::Double && val.ty == Ty::Decimal;
        let fits = self.takes(&val.ty, param) && !narrows || !in_collection && both_iterable(param, &val.ty);
        fits.then(|| distance(classes, &val.ty, param))
    }
}

/// Whether the parameters are just what the arguments are.
fn is_exact(params: &[Ty], vals: &[Val]) -> bool {
    params.iter().zip(vals).all(|(param, val)| *param == val.ty)
}

/// Whether no argument is farther from its parameter in `a` than in `b`.
fn no_farther(a: &[u32], b: &[u32]) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b)
}
