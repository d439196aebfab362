//! The Metadata API of the local org, called as a client calls it.

mod formulas;
mod generated;
mod in_use;
mod machine;
mod random;
mod refusals;
mod retrieving;
mod soap;
mod state;
mod world;
