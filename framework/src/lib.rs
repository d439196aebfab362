//! The Apex base classes and serving core, as files.
