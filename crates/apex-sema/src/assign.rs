//! What may be assigned to what, and which conversion that takes.

use crate::inherit::{implements_platform, is_subclass, platform_implements};
use crate::platform::{PlatformKind, known, platform};
use crate::program::{Class, ClassKind, Const, Ex, Super, Widen};
use crate::ty::{ClassId, PlatformId, Ty};

/// Whether a value of type `from` may stand where `to` is wanted, without a cast.
pub fn assignable(classes: &[Class], from: &Ty, to: &Ty) -> bool {
    use Ty::{
        Class as C, Date, Datetime, Decimal, Double, Error, Id, Integer, List, Long, Map, Null, Object, Platform,
        Record, SObject, Set, String as Text, Void,
    };
    match (from, to) {
        (Void, _) | (_, Void) => false,
        (Error, _) | (_, Error) | (Null, _) | (_, Object) => true,
        (a, b) if a == b => true,
        (Integer, Long | Double | Decimal)
        | (Long | Decimal, Double)
        | (Long | Double, Decimal)
        | (Text, Id)
        | (Id, Text)
        | (Date, Datetime)
        | (Record(_), SObject) => true,
        (List(a), List(b)) => element(classes, a, b) || (**a == SObject && b.is_record()),
        (Map(a), Map(b)) => a.0 == b.0 && element(classes, &a.1, &b.1),
        (Set(a), Set(b)) => a == b,
        (C(a), C(b)) => is_subclass(classes, *a, *b),
        (C(a), Platform(b, wanted)) => {
            implements_platform(classes, *a, *b)
                && platform_args(classes, *a, *b).is_none_or(|args| same_args(classes, *b, &args, wanted))
        }
        (Platform(a, x), Platform(b, y)) if a == b => same_args(classes, *a, x, y),
        (Platform(a, _), Platform(b, _)) => platform_implements(*a, *b) || platform().extends(*a, *b),
        (List(a), Platform(b, args)) | (Set(a), Platform(b, args)) if *b == known().iterable => {
            args.first().is_none_or(|t| assignable(classes, a, t))
        }
        _ => false,
    }
}

/// Type arguments must be the same; what an `Iterable` gives may be named more generally.
fn same_args(classes: &[Class], of: PlatformId, from: &[Ty], to: &[Ty]) -> bool {
    let gives = |a: &Ty, b: &Ty| of == known().iterable && assignable(classes, a, b);
    let fits = |a: &Ty, b: &Ty| a == b || gives(a, b) || a.is_error() || b.is_error();
    from.is_empty() || to.is_empty() || from.iter().zip(to).all(|(a, b)| fits(a, b))
}

/// The arguments with which a user class names a platform interface, if it does so itself.
pub(crate) fn platform_args(classes: &[Class], id: ClassId, interface: PlatformId) -> Option<Vec<Ty>> {
    let mut at = id;
    // A class extends at most as many as there are.
    for _ in 0..=classes.len() {
        let class = &classes[at as usize];
        let found = class.interfaces.iter().find_map(|ty| match ty {
            Ty::Platform(id, args) if *id == interface => Some(args.to_vec()),
            _ => None,
        });
        match (found, class.superclass) {
            (Some(args), _) => return Some(args),
            (None, Super::Class(up)) => at = up,
            _ => return None,
        }
    }
    None
}

/// Lists and the values of maps take elements that could be assigned one by one.
fn element(classes: &[Class], from: &Ty, to: &Ty) -> bool {
    assignable(classes, from, to)
}

/// Whether `(to) from` may succeed at run time. A subclass that is not seen from here may implement an interface, and of
/// what a platform type is made is looked at when the cast runs.
pub(crate) fn castable(classes: &[Class], from: &Ty, to: &Ty) -> bool {
    use Ty::{Error, List, Map, Object, Platform};
    if assignable(classes, from, to) || assignable(classes, to, from) {
        return *from != Ty::Void;
    }
    let is_interface = |ty: &Ty| match ty {
        Ty::Class(id) => classes[*id as usize].kind == ClassKind::Interface,
        Platform(id, _) => platform().get(*id).kind == PlatformKind::Interface,
        _ => false,
    };
    match (from, to) {
        (Ty::Void, _) | (_, Ty::Void) => false,
        (Error, _) | (_, Error) | (Object, _) => true,
        (from, to) if is_interface(from) || is_interface(to) => true,
        // A parent that may be of several objects has the type Name, and is one of them.
        (Ty::Record(name), Ty::Record(_)) if &**name == "Name" => true,
        // Sets, and the keys of maps, are never of another type than they were made with.
        (List(a), List(b)) => castable(classes, a, b),
        (Map(a), Map(b)) => a.0 == b.0 && castable(classes, &a.1, &b.1),
        (a, b) => a.is_number() && b.is_number(),
    }
}

/// Wraps `value` in the conversion from `from` to `to`; the pair must be assignable.
pub(crate) fn convert(value: Ex, from: &Ty, to: &Ty) -> Ex {
    let widen = match (from, to) {
        (Ty::Integer, Ty::Long) => Widen::Long,
        (Ty::Integer | Ty::Long | Ty::Decimal, Ty::Double) => Widen::Double,
        (Ty::Integer | Ty::Long | Ty::Double, Ty::Decimal) => Widen::Decimal,
        (Ty::String, Ty::Id) => Widen::Id,
        (Ty::Id, Ty::String) => Widen::String,
        (Ty::Date, Ty::Datetime) => Widen::Datetime,
        _ => return value,
    };
    match (widen, value) {
        (Widen::Long, Ex::Const(Const::Integer(i))) => Ex::Const(Const::Long(i.into())),
        (Widen::Double, Ex::Const(Const::Integer(i))) => Ex::Const(Const::Double(i.into())),
        (_, value) => Ex::Convert(widen, Box::new(value)),
    }
}

/// How far `from` is from `to`, which takes it: 0 for the same type; used to choose between overloads. Seen of Salesforce's
/// front end, which compares and never adds: only the order of what is taken instead of one type means something.
pub(crate) fn distance(classes: &[Class], from: &Ty, to: &Ty) -> u32 {
    use Ty::{
        Class as C, Date, Datetime, Decimal, Double, Id, Integer, List, Long, Map, Null, Object, Platform, Set,
        String as Text,
    };
    match (from, to) {
        (Null, _) => 0,
        (a, b) if a == b => 0,
        // Of what collections are is all that tells them apart from others.
        (List(_) | Set(_) | Map(_), Object) => 100,
        (C(_), Object) => 40,
        (_, Object) => 50,
        (Integer, Long) | (Long, Double) | (Decimal, Double) | (Double, Decimal) => 1,
        (Integer, Double) | (Long, Decimal) => 2,
        (Integer, Decimal) => 3,
        (Text, Id) | (Id, Text) | (Date, Datetime) => 1,
        (C(a), Platform(b, wanted)) if !wanted.is_empty() => {
            let own = platform_args(classes, *a, *b).unwrap_or_default();
            1 + own.iter().zip(&**wanted).map(|(own, wanted)| distance(classes, own, wanted)).sum::<u32>()
        }
        (C(a), C(_) | Platform(..)) => steps_up(classes, *a, to).unwrap_or(1),
        (List(a), List(b)) => distance(classes, a, b),
        (List(a) | Set(a), Platform(_, b)) => b.first().map_or(0, |b| distance(classes, a, b)),
        _ => 1,
    }
}

/// How many steps up the classes that a class extends another is.
fn steps_up(classes: &[Class], class: ClassId, to: &Ty) -> Option<u32> {
    let (mut at, mut steps) = (class, 1);
    loop {
        match classes[at as usize].superclass {
            Super::Class(up) if *to == Ty::Class(up) => return Some(steps),
            Super::Class(up) => (at, steps) = (up, steps + 1),
            Super::Platform(up) if *to == Ty::platform(up) => return Some(steps),
            _ => return None,
        }
    }
}
