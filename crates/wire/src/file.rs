//! A file as people see it.

use domain::{FileId, FileState, MessageId};
use serde::Serialize;
use utoipa::ToSchema;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileInfo {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: FileId,
    /// What its owner called it: a label, never a path.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// What its content is, as a media type.
    pub content_type: String,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// An image's width in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u32, required = false)]
    pub width: Option<u32>,
    /// An image's height in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = u32, required = false)]
    pub height: Option<u32>,
    /// `ready`, `scanning` or `refused`.
    #[schema(value_type = String)]
    pub state: FileState,
    /// Where its bytes are.
    pub url: String,
    /// Where a small picture of it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub preview_url: Option<String>,
}

/// A file in the message that carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileInMessage {
    /// The file.
    pub file: FileInfo,
    /// The message.
    #[schema(value_type = String, format = Uuid)]
    pub message_id: MessageId,
    /// The message's place in the conversation.
    pub seq: u64,
}

impl From<&domain::File> for FileInfo {
    fn from(file: &domain::File) -> Self {
        let url = format!("/api/messaging/files/{}", file.id);
        Self {
            id: file.id,
            name: file.name.shown().to_owned(),
            size: file.size,
            content_type: file.content_type.clone(),
            sha256: file.sha256.clone(),
            width: file.width,
            height: file.height,
            state: file.state,
            preview_url: file.has_preview.then(|| format!("{url}/preview")),
            url,
        }
    }
}
