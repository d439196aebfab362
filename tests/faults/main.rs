//! A deploy that cannot be lost: whatever happens on the wire, to the process or in the org, what is reported is the truth,
//! and nothing is deployed twice that could have been found.

mod complaints;
mod dice;
mod engine;
mod ground;
mod keys;
mod killed;
mod package;
mod project;
mod proxy;
mod random;
mod retrieve;
mod signals;
mod taken;
mod waves;
mod wire;
