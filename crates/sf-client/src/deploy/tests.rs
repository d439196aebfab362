mod faults;
mod following;
mod remembering;
mod starting;
mod world;
