//! Which of several methods of a name a call means.

use super::{BodyCx, Val};
use crate::assign::distance;
use crate::platform::{PlatformKind, known, platform};
use crate::program::ClassKind;
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
        let classes = &self.c.classes;
        let narrows = |p: &Ty, v: &Val| !in_collection && *p == Ty::Double && v.ty == Ty::Decimal;
        let mut best: Option<(u32, usize)> = None;
        for (i, params) in candidates.iter().enumerate() {
            if params.len() != vals.len() {
                continue;
            }
            let fits = |(p, v): (&Ty, &Val)| {
                self.takes(&v.ty, p) && !narrows(p, v)
                    || !in_collection && both_iterable(p, &v.ty)
                    || self.single(v, p).is_some()
            };
            if !params.iter().zip(vals).all(fits) {
                continue;
            }
            let cost = params.iter().zip(vals).map(|(p, v)| distance(classes, &v.ty, p)).sum();
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, i));
            }
        }
        best.map(|(_, i)| i)
    }

    /// Reports a call whose `null` fits several methods.
    pub fn check_ambiguity(&mut self, candidates: &[Vec<Ty>], chosen: usize, vals: &[Val], name: &str, at: Span) {
        let classes = &self.c.classes;
        let cost = |params: &Vec<Ty>| -> u32 {
            let known = params.iter().zip(vals).filter(|(_, v)| v.ty != Ty::Null);
            known.map(|(p, v)| distance(classes, &v.ty, p)).sum()
        };
        let fits =
            |params: &Vec<Ty>| params.len() == vals.len() && params.iter().zip(vals).all(|(p, v)| self.takes(&v.ty, p));
        let least = cost(&candidates[chosen]);
        // Only methods that differ in what the null is for are rivals.
        let differs =
            |p: &Vec<Ty>| p.iter().zip(&candidates[chosen]).zip(vals).any(|((a, b), v)| v.ty == Ty::Null && a != b);
        let rival = |(i, p): (usize, &Vec<Ty>)| i != chosen && fits(p) && cost(p) == least && differs(p);
        if candidates.iter().enumerate().any(rival) {
            let shown = self.c.show_list(&Self::types(vals));
            self.error(at, format!("Ambiguous method signature: void {name}({shown})"));
        }
    }

    /// Reports a call of a user method that fits another as well: for one argument the one is nearer, for another the
    /// other; or both are interfaces that the argument implements.
    pub fn check_user_ambiguity(&mut self, candidates: &[Vec<Ty>], chosen: usize, vals: &[Val], name: &str, at: Span) {
        let classes = &self.c.classes;
        // Both wide numbers are as far from a narrow one.
        let far = |from: &Ty, to: &Ty| match (from, to) {
            (Ty::Integer | Ty::Long, Ty::Double) => distance(classes, from, &Ty::Decimal),
            _ => distance(classes, from, to),
        };
        let interface = |ty: &Ty| matches!(ty, Ty::Class(id) if self.c.class(*id).kind == ClassKind::Interface);
        let fits =
            |params: &Vec<Ty>| params.len() == vals.len() && params.iter().zip(vals).all(|(p, v)| self.takes(&v.ty, p));
        // An interface of the platform is no rival of a type that implements it.
        let of_platform = |(p, v): (&Ty, &Val)| {
            *p != v.ty && matches!(p, Ty::Platform(id, _) if platform().get(*id).kind == PlatformKind::Interface)
        };
        let apart = |params: &Vec<Ty>| !params.iter().zip(vals).any(of_platform);
        let rival = |other: &Vec<Ty>| {
            let mut arguments = vals.iter().zip(&candidates[chosen]).zip(other).filter(|((v, _), _)| v.ty != Ty::Null);
            arguments.any(|((v, mine), theirs)| {
                let both = mine != theirs && interface(mine) && interface(theirs) && v.ty != *mine && v.ty != *theirs;
                both || far(&v.ty, theirs) < far(&v.ty, mine)
            })
        };
        // A list of other elements is as near to a list as to an `Iterable` of the same.
        let iterable = |list: &Ty, other: &Ty| match (list, other) {
            (Ty::List(of), Ty::Platform(id, args)) => *id == known().iterable && args.first() == Some(&**of),
            _ => false,
        };
        let both_iterable = |other: &Vec<Ty>| {
            let mut arguments = vals.iter().zip(&candidates[chosen]).zip(other);
            arguments.any(|((v, mine), theirs)| {
                v.ty != *mine && v.ty != *theirs && (iterable(mine, theirs) || iterable(theirs, mine))
            })
        };
        let twice = candidates.iter().enumerate().any(|(i, other)| i != chosen && fits(other) && both_iterable(other));
        if twice
            || apart(&candidates[chosen])
                && candidates
                    .iter()
                    .enumerate()
                    .any(|(i, other)| i != chosen && fits(other) && apart(other) && rival(other))
        {
            let shown = self.c.show_list(&Self::types(vals));
            self.error(at, format!("Ambiguous method signature: void {name}({shown})"));
        } else {
            self.check_ambiguity(candidates, chosen, vals, name, at);
        }
    }
}
