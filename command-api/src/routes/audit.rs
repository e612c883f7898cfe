//! What admins and auditors look at, and so leaves a trace first.

pub(super) mod exports;
pub(super) mod reveal;
