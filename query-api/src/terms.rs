//! What clients enforce too, so that nobody types what would be refused.

use serde_json::{Value, json};

use crate::parameters::LIMIT_MAX;

/// The file types that may be uploaded.
pub const FILE_TYPES: [&str; 16] = [
    "png", "jpeg", "gif", "webp", "pdf", "txt", "csv", "docx", "xlsx", "pptx", "odt", "ods", "odp",
    "zip", "mp4", "mp3",
];

/// The numbers of the interface that a client enforces too. Characters are Unicode scalar values.
#[must_use]
pub fn limits() -> Value {
    json!({
        "bodyChars": domain::BODY_CHARS_MAX,
        "subjectChars": domain::SUBJECT_CHARS_MAX,
        "nameChars": domain::NAME_CHARS_MAX,
        "reasonChars": domain::REASON_CHARS_MAX,
        "noteChars": domain::NOTE_CHARS_MAX,
        "previewChars": domain::PREVIEW_CHARS,
        "participants": domain::PARTICIPANTS_MAX,
        "files": domain::FILES_MAX,
        "fileBytes": blobs::FILE_BYTES_MAX,
        "unsentFileBytes": blobs::UNSENT_BYTES_MAX,
        "jsonBytes": chassis::extract::BODY_BYTES_MAX,
        "pageItems": LIMIT_MAX,
        "restoreSeconds": 60,
        "perMinute": {
            "sends": 300,
            "commands": 120,
            "uploads": 60,
            "searches": 60,
            "reads": 1_200,
            "socketConnects": 120,
        },
    })
}
