//! The Apex test class of every tool.

mod argument;
mod fixture;
mod pattern;
