//! Specs as written: one Rust type per kind of spec file, every value with its position.
//!
//! Nothing here knows whether a name exists or a value makes sense; that is decided when a [`SpecSet`] is lowered to
//! a [`crate::model::Model`]. The JSON Schema of each kind, `docs/spec.md` and the shape check all come from these
//! types, so they cannot disagree.

mod assignment;
mod condition;
mod field;
mod hand_written;
pub mod load;
mod login;
mod overrides;
mod parameter;
mod project;
mod run_as;
pub mod schema;
mod scope;
mod server;
mod targets;
mod tool;

pub use assignment::AssignmentSpec;
pub use condition::{ConditionSpec, Operator, RecordsSpec, RelatedToSpec};
pub use field::{FieldSpec, Mask, PiiSpec};
pub use hand_written::{Effect, HandWrittenSpec};
pub use login::{AppKind, Flow, LoginSpec};
pub use overrides::{FieldOverrideSpec, ObjectOverrideSpec, OverridesSpec};
pub use parameter::{Format, ParameterSpec, ParameterType};
pub use project::{FrameworkMode, ProjectSpec, ProxySpec};
pub use run_as::{GrantSpec, RunAsSpec};
pub use scope::{ExcludedSpec, ScopeAccess, ScopeObjectSpec, ScopeSpec};
pub use server::{ApprovalSpec, AuditSink, AuditSpec, ExpectedCallsSpec, ReviewerSpec, ServerSpec};
pub use targets::{OrgClass, TargetServerSpec, TargetSpec, TargetsSpec};
pub use tool::{AnnotationsSpec, AuthorizedSource, AuthorizedSpec, ToolSpec};

use crate::yaml::Located;

/// A text with its position.
pub type Text = Located<String>;
