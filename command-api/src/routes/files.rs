//! Uploaded files, until a message carries them.

pub(super) mod delete;
pub(super) mod link;
mod multipart;
pub(super) mod upload;
