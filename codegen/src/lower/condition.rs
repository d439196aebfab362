//! Conditions, record scopes, order and limits.

use super::literal::{Want, read};
use super::types::{Family, fitting_operators, kind_fits, operator_problem, source_fits, takes_days, takes_list};
use super::{Lowering, Use};
use crate::model::{AuthorizedValue, Condition, ConditionSource, Literal, Operand, ParameterKind, Path};
use crate::spec::{AuthorizedSource, ConditionSpec, Operator, RecordsSpec, Text};
use crate::yaml::{Located, Scalar, Short};
use diag::catalogue::{exposure as codes, spec as spec_codes};
use sf_schema::{Certainty, Field, FieldType, SObject};

/// Most constants of one condition.
const MOST_VALUES: usize = 200;
/// Most days before or after today: a hundred years, which no date field leaves.
const MOST_DAYS: i64 = 36_500;
const DAYS_HINT: &str = "use 0 to 36500 days; a parameter says so with `min` and `max`";

impl<'a> Lowering<'a> {
    /// Every condition on records of `object`: of the scopes, of `records`, of `always` and of `where`, in that order.
    pub fn all_conditions(
        &mut self,
        object: &'a SObject,
        records: Option<&Located<Short<RecordsSpec>>>,
        always: &[Located<ConditionSpec>],
        conditions: &[Located<ConditionSpec>],
    ) -> Vec<Condition> {
        let mut all = self.scope_conditions(object);
        all.extend(records.and_then(|records| self.records(object, records)));
        all.extend(always.iter().filter_map(|spec| self.condition(object, spec, ConditionSource::Always)));
        all.extend(conditions.iter().filter_map(|spec| self.condition(object, spec, ConditionSource::Where)));
        all
    }

    /// The conditions that the tool's scopes put on records of `object`.
    pub(super) fn scope_conditions(&mut self, object: &'a SObject) -> Vec<Condition> {
        let own = std::sync::Arc::clone(&self.file);
        let mut all = Vec::new();
        for (file, specs) in self.scopes.conditions(&object.name) {
            self.file = file;
            self.in_scope = true;
            all.extend(specs.iter().filter_map(|spec| self.condition(object, spec, ConditionSource::Scope)));
        }
        self.file = own;
        self.in_scope = false;
        all
    }

    fn records(&mut self, object: &'a SObject, spec: &Located<Short<RecordsSpec>>) -> Option<Condition> {
        let origin = self.origin(spec.at);
        let source = ConditionSource::Records;
        match (spec.word.as_deref(), &spec.related_to) {
            (Some("all"), _) => None,
            (Some("owned"), _) if !object.has_owner() => {
                let message = format!("records of `{}` have no owner", object.name);
                self.report(
                    &codes::TYPE_MISMATCH,
                    spec.at,
                    message,
                    "use `all`, or `relatedTo` with a path to the owner of the parent",
                );
                None
            }
            (Some("owned"), _) => {
                let path = self.path(object, "OwnerId", spec.at, Use::Used)?;
                Some(Condition { path, op: Operator::Eq, operand: Operand::RunningUser, source, origin })
            }
            (None, Some(related)) => {
                let path = self.path(object, &related.field.value, related.field.at, Use::Used)?;
                let parameter = self.parameter(&related.param)?;
                self.require(&related.param, parameter);
                if !path.field.filterable {
                    let message = format!("`{path}` cannot be used in a condition (describe: not filterable)");
                    self.report(&codes::NOT_SUPPORTED_BY_FIELD, related.field.at, message, "use another lookup");
                    return None;
                }
                let fits = matches!(parameter.kind, ParameterKind::Id { .. })
                    && kind_fits(&parameter.kind, Family::Id, path.owner(), &path.field);
                if !fits || Family::of(&path.field) != Some(Family::Id) {
                    let message = format!("`{}` cannot be compared with the parameter `{}`", path, parameter.name);
                    self.report(
                        &codes::TYPE_MISMATCH,
                        related.param.at,
                        message,
                        "use an `id` parameter of the sObject that the lookup points to",
                    );
                    return None;
                }
                let operand = Operand::Parameter { name: parameter.name.clone(), always: true };
                Some(Condition { path, op: Operator::Eq, operand, source, origin })
            }
            _ => {
                let message = "`records` is `all`, `owned`, or a mapping with `relatedTo`";
                self.report(&spec_codes::NOT_ALLOWED, spec.at, message, "use one of these");
                None
            }
        }
    }

    fn condition(
        &mut self,
        object: &'a SObject,
        spec: &Located<ConditionSpec>,
        source: ConditionSource,
    ) -> Option<Condition> {
        let path = self.path(object, &spec.field.value, spec.field.at, Use::Used)?;
        let origin = self.origin(spec.at);
        let op = spec.op.value;
        let shown = path.to_string();
        if !path.field.filterable {
            let message = format!("`{shown}` cannot be used in a condition (describe: not filterable)");
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, spec.field.at, message, "filter by another field");
            return None;
        }
        let Some(family) = Family::of(&path.field) else {
            let message = format!("fields of the type of `{shown}` cannot be compared");
            let parts = matches!(path.field.data_type, FieldType::Address | FieldType::Location);
            let hint = if parts { "filter by one of its parts, or another field" } else { "filter by another field" };
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, spec.field.at, message, hint);
            return None;
        };
        if let Some(problem) = operator_problem(op, family, &path.field) {
            let what =
                if path.field.picklist().is_some() && family == Family::Text { "picklist" } else { family.name() };
            let message = format!("`{}` {problem}, and `{shown}` is a {what}", op.word());
            let hint = format!("use one of {}", fitting_operators(family, &path.field));
            self.report(&codes::TYPE_MISMATCH, spec.op.at, message, hint);
            return None;
        }
        let operand = match &spec.authorized {
            Some(name) if source == ConditionSource::Scope => self.scope_operand(&path, family, name)?,
            _ => self.operand(&path, family, spec)?,
        };
        if source != ConditionSource::Where && matches!(operand, Operand::Parameter { .. }) {
            let at = spec.param.as_ref().map_or(spec.at, |p| p.at);
            let message = "a fixed condition compares with a constant or an authorized value, never with a parameter";
            self.report(&codes::FIXED_CONDITION, at, message, "move it to `where`, or use `records: { relatedTo: … }`");
            return None;
        }
        if let Some(reason) = never_met(&path, op, &operand) {
            let message = format!("no record meets this condition: {reason}");
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, spec.at, message, "remove the condition");
        }
        Some(Condition { path, op, operand, source, origin })
    }

    /// What a condition of a scope names as authorized. The tool's own authorized values do not count: their author is
    /// the one whom the scope restricts.
    fn scope_operand(&mut self, path: &Path, family: Family, name: &Text) -> Option<Operand> {
        if name.value == "userId" && source_fits(AuthorizedSource::UserId, family, path.owner(), &path.field) {
            return Some(Operand::RunningUser);
        }
        let message = format!("a scope cannot compare `{path}` with the authorized value `{name}`");
        let hint = "compare with a constant, or a lookup to a user with `authorized: userId`, the running user";
        self.report(&codes::FIXED_CONDITION, name.at, message, hint);
        None
    }

    fn operand(&mut self, path: &Path, family: Family, spec: &Located<ConditionSpec>) -> Option<Operand> {
        let op = spec.op.value;
        let given = [spec.param.is_some(), spec.authorized.is_some(), spec.constant.is_some(), !spec.values.is_empty()];
        let count = given.iter().filter(|g| **g).count();
        if matches!(op, Operator::IsNull | Operator::NotNull) {
            if count > 0 {
                self.report(
                    &spec_codes::EXCLUSIVE_KEYS,
                    spec.at,
                    "`isNull` and `notNull` compare with nothing",
                    "remove the value",
                );
                return None;
            }
            return Some(Operand::None);
        }
        if count != 1 {
            let message = "a condition needs exactly one of `param`, `authorized`, `value` and `values`";
            self.report(&spec_codes::EXCLUSIVE_KEYS, spec.at, message, "keep one of them");
            return None;
        }
        if let Some(name) = &spec.param {
            return self.parameter_operand(path, family, op, name);
        }
        if let Some(name) = &spec.authorized {
            return self.authorized_operand(path.owner(), &path.field, family, name, takes_days(op) || takes_list(op));
        }
        if takes_list(op) != spec.constant.is_none() {
            let hint = if takes_list(op) { "use `values: […]`" } else { "use `value: …`" };
            self.report(&spec_codes::EXCLUSIVE_KEYS, spec.at, "the operator and the kind of value do not fit", hint);
            return None;
        }
        if spec.values.len() > MOST_VALUES {
            let message = format!("{} constants are too many for one condition", spec.values.len());
            self.report(&spec_codes::BAD_VALUE, spec.at, message, format!("list at most {MOST_VALUES}"));
            return None;
        }
        let want = family.want();
        match &spec.constant {
            Some(value) if takes_days(op) => self.days(op, value).map(Operand::Constant),
            Some(value) => self.constant(&path.field, want, value).map(Operand::Constant),
            None => {
                let values: Vec<_> = spec.values.iter().filter_map(|v| self.constant(&path.field, want, v)).collect();
                (values.len() == spec.values.len()).then_some(Operand::Constants(values))
            }
        }
    }

    /// A number of days before or after today.
    fn days(&mut self, op: Operator, value: &Located<Scalar>) -> Option<Literal> {
        let Scalar::Int(days) = value.value else {
            let message = format!("`{}` is not a number of days, which `{}` needs", value.value, op.word());
            self.report(&codes::TYPE_MISMATCH, value.at, message, "write a whole number, for example `value: 90`");
            return None;
        };
        if !(0..=MOST_DAYS).contains(&days) {
            self.report(&spec_codes::BAD_VALUE, value.at, "the number of days makes no sense", DAYS_HINT);
        }
        read(&value.value, Want::Integer)
    }

    fn parameter_operand(&mut self, path: &Path, family: Family, op: Operator, name: &Text) -> Option<Operand> {
        let parameter = self.parameter(name)?;
        self.refuse_empty(name, parameter);
        let fits = match &parameter.kind {
            ParameterKind::Integer { min, max } if takes_days(op) => {
                let bounded = min.is_some_and(|min| min >= 0) && max.is_some_and(|max| max <= MOST_DAYS);
                if !bounded {
                    let message = format!("`{name}` is a number of days without bounds that make sense");
                    self.report(&spec_codes::BAD_VALUE, name.at, message, DAYS_HINT);
                }
                true
            }
            _ if takes_days(op) => false,
            ParameterKind::List { item, .. } => takes_list(op) && kind_fits(item, family, path.owner(), &path.field),
            kind => !takes_list(op) && kind_fits(kind, family, path.owner(), &path.field),
        };
        if !fits {
            let wanted = if takes_days(op) {
                "an `integer` parameter (a number of days)".to_owned()
            } else if takes_list(op) {
                format!("an `array` of values for a {}", family.name())
            } else {
                format!("a value for a {}", family.name())
            };
            let message =
                format!("the parameter `{name}` is of type `{}`, and `{path}` needs {wanted}", parameter.kind.word());
            self.report(&codes::TYPE_MISMATCH, name.at, message, "change the type of the parameter, or the operator");
            return None;
        }
        self.check_choices(&path.field, &parameter.kind, name.at, false);
        Some(Operand::Parameter { name: parameter.name.clone(), always: parameter.is_always_there() })
    }

    /// An authorized value for a field.
    pub(super) fn authorized_operand(
        &mut self,
        owner: &str,
        field: &Field,
        family: Family,
        name: &Text,
        refused: bool,
    ) -> Option<Operand> {
        let value = self.authorized_value(name)?;
        let fits = match &value.value {
            AuthorizedValue::Source(source) => source_fits(*source, family, owner, field),
            AuthorizedValue::Text(_) => family == Family::Text,
        };
        if !fits || refused {
            let message = format!("the authorized value `{name}` does not fit `{}`, a {}", field.name, family.name());
            self.report(&codes::TYPE_MISMATCH, name.at, message, "use another authorized value or field");
            return None;
        }
        Some(Operand::Authorized(value.name.clone()))
    }

    /// A constant for a field.
    pub(super) fn constant(&mut self, field: &Field, want: Want, value: &Located<Scalar>) -> Option<Literal> {
        let Some(literal) = read(&value.value, want) else {
            let message = format!("`{}` is not {}, which `{}` needs", value.value, want.name(), field.name);
            self.report(&codes::TYPE_MISMATCH, value.at, message, "write the constant in that form");
            return None;
        };
        match &literal {
            Literal::Text(text) => self.check_value(field, text, value.at, false),
            Literal::Id(id) => self.warn_of_id(field, id, value.at),
            _ => {}
        }
        Some(literal)
    }
}

/// Why no record that a query finds meets the condition, if none does.
fn never_met(path: &Path, op: Operator, operand: &Operand) -> Option<String> {
    let field = &path.field;
    // A parent may be missing, and then none of its fields has a value.
    if !path.steps.is_empty() {
        return None;
    }
    let known = field.flags_certainty == Certainty::Known || field.required_on_create;
    let always_filled = !field.nillable && known;
    if op == Operator::IsNull && always_filled {
        return Some(format!("`{path}` is never empty"));
    }
    let deleted = matches!(
        (op, operand),
        (Operator::Eq, Operand::Constant(Literal::Boolean(true)))
            | (Operator::Ne, Operand::Constant(Literal::Boolean(false)))
    );
    (field.name == "IsDeleted" && deleted).then(|| "queries leave deleted records out".to_owned())
}
