//! sObjects and their fields: bundled catalogue, project metadata, org describe.
