//! A file that a message carries: what is known of it, not its bytes.

use serde::{Deserialize, Serialize};

use crate::{FileId, FileName, Private};

/// How many files a message carries at most.
pub const FILES_MAX: usize = 5;

/// Whether a file may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileState {
    /// It may.
    Ready,
    /// Not yet: it waits for the scanner.
    Scanning,
    /// Never: the scanner found something.
    Refused,
}

impl FileState {
    /// The word in tables and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Scanning => "scanning",
            Self::Refused => "refused",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ready, Self::Scanning, Self::Refused]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A file as events carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Which file.
    pub id: FileId,
    /// What its owner called it.
    pub name: Private<FileName>,
    /// Its size in bytes.
    pub size: u64,
    /// What its content is, as a media type.
    pub content_type: String,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// An image's width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// An image's height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Whether there is a small picture of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_preview: bool,
    /// Whether it may be read.
    pub state: FileState,
}
