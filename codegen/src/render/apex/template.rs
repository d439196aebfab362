//! The templates of files whose shape is fixed. They hold no decisions: values come finished, an undefined one is an error.

use minijinja::{Environment, UndefinedBehavior, Value};
use std::sync::LazyLock;

/// The metadata file of a class.
pub const CLASS_META: &str = "apex/class-meta.xml";
/// The test class of an endpoint.
pub const ENDPOINT_TEST: &str = "apex/endpoint-test.cls";

static SOURCES: [(&str, &str); 2] = [
    (CLASS_META, include_str!("../../../templates/apex/class-meta.xml")),
    (ENDPOINT_TEST, include_str!("../../../templates/apex/endpoint-test.cls")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Values come escaped for their place.
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    for (name, source) in SOURCES {
        environment.add_template(name, source).expect("a test loads every template");
    }
    environment
});

/// Fills a template; the result ends with a line end.
///
/// # Panics
/// If the template and its values do not fit; a test renders each template.
pub fn render(name: &str, values: Value) -> String {
    let template = ENVIRONMENT.get_template(name).expect("template ids are constants");
    template.render(values).expect("a test renders each template") + "\n"
}
