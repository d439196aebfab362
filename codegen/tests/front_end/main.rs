//! Properties of the way from spec files to the model: nothing panics, the order of files does not matter, every stage
//! agrees with the one before.

mod examples;
mod hostile;
mod input;
mod large;
mod order;
mod shape;
