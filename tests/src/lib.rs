//! Checks at the outer edges, as a user meets them.
