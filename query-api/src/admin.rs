//! What admins and auditors see beyond what a participant sees: a conversation as it was, everything
//! that is about it, and whether the log is intact.

pub(crate) mod past;
pub(crate) mod told;
pub(crate) mod verification;
