//! Logical functions, and those about the record being saved.

use super::{ANY, BOOLEAN, Count, Function, Gives, Lazy, MULTI, OfField, PICKLIST, Run, TEXT, VALUE, plain};
use crate::eval::compare_equal;
use crate::{Kind, Value};

const fn lazy(name: &'static str, takes: &'static [super::Kinds], count: Count, gives: Gives, run: Lazy) -> Function {
    Function { name, takes, count, gives, rules_only: false, run: Run::Lazy(run) }
}

pub(super) const FUNCTIONS: &[Function] = &[
    lazy("IF", &[BOOLEAN, VALUE, VALUE], Count::Optional(0), Gives::CommonFrom(1), Lazy::If),
    lazy("AND", &[BOOLEAN], Count::Many, Gives::This(Kind::Boolean), Lazy::And),
    lazy("OR", &[BOOLEAN], Count::Many, Gives::This(Kind::Boolean), Lazy::Or),
    // Every argument is worked out first, as the platform's own engine does: an error in any of them is one of the whole.
    Function {
        gives: Gives::Case,
        count: Count::Many,
        ..plain("CASE", &[ANY], Kind::Null, |_, args| {
            let [subject, pairs @ .., otherwise] = args else { return Ok(Value::Null) };
            let found = pairs
                .chunks_exact(2)
                .find(|pair| compare_equal(subject, &pair[0], matches!(pair[0], Value::Text(_))) == Some(true));
            Ok(found.map_or(otherwise, |pair| &pair[1]).clone())
        })
    },
    plain("ISBLANK", &[ANY], Kind::Boolean, |_, args| Ok(args[0].is_blank().into())),
    // A text is never null, a blank one neither. The check has put an empty text in the place of a blank one.
    plain("ISNULL", &[ANY], Kind::Boolean, |_, args| Ok((args[0] == Value::Null).into())),
    Function {
        gives: Gives::CommonFrom(0),
        ..plain("BLANKVALUE", &[VALUE, VALUE], Kind::Null, |_, args| {
            Ok(if args[0].is_blank() { args[1].clone() } else { args[0].clone() })
        })
    },
    Function {
        gives: Gives::CommonFrom(0),
        ..plain("NULLVALUE", &[VALUE, VALUE], Kind::Null, |_, args| {
            Ok(if args[0] == Value::Null { args[1].clone() } else { args[0].clone() })
        })
    },
    plain("ISPICKVAL", &[PICKLIST, TEXT], Kind::Boolean, |_, args| {
        Ok((args[0].text().unwrap_or_default() == args[1].text().unwrap_or_default()).into())
    }),
    plain("INCLUDES", &[MULTI, TEXT], Kind::Boolean, |_, args| {
        let wanted = args[1].text();
        Ok(args[0].text().is_some_and(|all| all.split(';').any(|one| Some(one.trim()) == wanted)).into())
    }),
    plain("PICKLISTCOUNT", &[MULTI], Kind::Number, |_, args| {
        let count = args[0].text().map_or(0, |all| all.split(';').count());
        Ok(i64::try_from(count).unwrap_or(i64::MAX).into())
    }),
    Function { rules_only: true, ..plain("ISNEW", &[], Kind::Boolean, |record, _| Ok(record.is_new().into())) },
    Function {
        name: "ISCHANGED",
        takes: &[ANY],
        count: Count::Optional(0),
        gives: Gives::This(Kind::Boolean),
        rules_only: true,
        run: Run::OfField(OfField::IsChanged),
    },
    Function {
        name: "PRIORVALUE",
        takes: &[ANY],
        count: Count::Optional(0),
        gives: Gives::First,
        rules_only: true,
        run: Run::OfField(OfField::PriorValue),
    },
];
