//! Making exceptions and reading them.

use crate::host::{Refusal, RowResult};
use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::{Run, Stop};
use crate::value::{DmlFailure, ExceptionData, RecordObj, Value};
use apex_sema::platform::platform;
use std::fmt::Write as _;
use std::rc::Rc;

impl Interp<'_, '_> {
    pub(crate) fn exception_data(&self, message: Option<&str>, cause: Value) -> ExceptionData {
        let frames: Vec<String> = self.frames.iter().rev().map(|frame| self.shown_frame(frame)).collect();
        let stack = frames.join("\n");
        ExceptionData {
            message: message.map(Rc::from),
            cause,
            line: self.line(),
            stack: stack.into(),
            ..Default::default()
        }
    }

    /// A platform exception by full name.
    pub(crate) fn throw(&self, class: &str, message: &str) -> Stop {
        let data = self.exception_data(Some(message), Value::Null);
        self.throw_data(class, data)
    }

    pub(crate) fn throw_data(&self, class: &str, data: ExceptionData) -> Stop {
        let id = platform().find(class).map_or(0, |t| t.id);
        Stop::Exception(Value::native(id, NativeData::Exception(data)))
    }

    pub(crate) fn null_pointer(&self) -> Stop {
        self.throw("System.NullPointerException", "Attempt to de-reference a null object")
    }

    pub(crate) fn null_argument(&self) -> Stop {
        self.throw("System.NullPointerException", "Argument cannot be null.")
    }

    pub(crate) fn refuse(&self, refusal: Refusal) -> Stop {
        if refusal.gap {
            return Stop::Gap(refusal.message);
        }
        let mut data = self.exception_data(Some(&refusal.message), Value::Null);
        data.inaccessible = refusal.inaccessible;
        self.throw_data(refusal.exception, data)
    }

    /// The DmlException for the failed rows of a call.
    pub(crate) fn dml_exception(&self, verb: &str, records: &[Rc<RecordObj>], results: &[RowResult]) -> Stop {
        let mut failures = Vec::new();
        for (index, (record, result)) in records.iter().zip(results).enumerate() {
            if let Some(error) = result.errors.first() {
                failures.push(DmlFailure {
                    index,
                    object: record.object.clone(),
                    id: result.id.clone(),
                    status: error.status.clone(),
                    message: error.message.clone(),
                    fields: error.fields.clone(),
                });
            }
        }
        let mut message = format!("{verb} failed.");
        if let Some(first) = failures.first() {
            let fields: Vec<&str> = first.fields.iter().map(|f| &**f).collect();
            let with = first.id.as_ref().map_or(String::new(), |id| format!(" with id {id}"));
            let _ = write!(
                message,
                " First exception on row {}{with}; first error: {}, {}: [{}]",
                first.index,
                first.status,
                first.message,
                fields.join(", ")
            );
        }
        let mut data = self.exception_data(Some(&message), Value::Null);
        data.rows = failures;
        self.throw_data("System.DmlException", data)
    }

    /// Reads what an exception carries.
    pub(crate) fn with_exception<T>(&self, value: &Value, read: impl FnOnce(&mut ExceptionData) -> T) -> Run<T> {
        match value {
            Value::Object(instance) => match &instance.exception {
                Some(data) => Ok(read(&mut data.borrow_mut())),
                None => Err(self.null_pointer()),
            },
            Value::Native(native) => match &mut *native.data.borrow_mut() {
                NativeData::Exception(data) => Ok(read(data)),
                _ => Err(self.null_pointer()),
            },
            _ => Err(self.null_pointer()),
        }
    }

    /// `System.DmlException`, or the full name of a user exception.
    pub fn exception_type(&self, value: &Value) -> String {
        match value {
            Value::Object(instance) => self.class(instance.class).name.to_string(),
            Value::Native(native) => platform().get(native.ty).full_name(),
            _ => "System.NullPointerException".into(),
        }
    }

    /// Type, message, stack and line of an exception, for reports.
    pub fn describe_exception(&self, value: &Value) -> (String, String, String) {
        let (message, stack) =
            self.with_exception(value, |data| (data.message.clone(), data.stack.clone())).unwrap_or((None, "".into()));
        let message = message.map_or_else(|| "Script-thrown exception".to_string(), |m| m.to_string());
        (self.exception_type(value), message, stack.to_string())
    }
}
