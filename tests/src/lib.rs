//! Checks at the outer edges, as a user meets them. They stand in `suite/`; this library is empty.
