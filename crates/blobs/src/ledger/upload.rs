use domain::{
    BadText, ConversationId, File, FileId, FileName, FileState, MessageId, Private, Salt,
    Timestamp, UserId, to_hex,
};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use time::OffsetDateTime;
use uuid::Uuid;

use super::LedgerError;
use crate::{Key, Label, Size, Variant};

/// The message that a file is in, or is about to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: FileId,
    /// Who uploaded it.
    pub owner: UserId,
    /// Its label.
    pub name: Label,
    /// Its size in bytes.
    pub size: u64,
    /// What it is.
    pub content_type: String,
    /// The digest of its bytes.
    pub sha256: [u8; 32],
    /// How large it is to look at, if it is a picture.
    pub picture: Option<Size>,
    /// Whether it may be opened.
    pub state: FileState,
    /// When it came.
    pub created_at: Timestamp,
    /// The message that has it; none while it is its uploader's alone.
    pub carrier: Option<Carrier>,
    pub(crate) key: Key,
    pub(crate) preview: Option<Shown>,
}

/// Where a preview is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) key: Key,
    pub(crate) size: u64,
    pub(crate) content_type: String,
}

impl Upload {
    /// The size and content type of a form of it. None where it has no preview.
    #[must_use]
    pub fn form(&self, variant: Variant) -> Option<(u64, &str)> {
        match variant {
            Variant::Original => Some((self.size, &self.content_type)),
            Variant::Preview => self
                .preview
                .as_ref()
                .map(|preview| (preview.size, preview.content_type.as_str())),
        }
    }

    /// The file as events carry it.
    ///
    /// # Errors
    /// Never for a row that this program wrote.
    pub fn as_file(&self, salt: Salt) -> Result<File, BadText> {
        Ok(File {
            id: self.id,
            name: Private::new(FileName::parse(self.name.as_str())?, salt),
            size: self.size,
            content_type: self.content_type.clone(),
            sha256: to_hex(&self.sha256),
            width: self.picture.map(|size| size.width),
            height: self.picture.map(|size| size.height),
            has_preview: self.has_preview(),
            state: self.state,
        })
    }

    /// Whether there is a small picture of it.
    #[must_use]
    pub fn has_preview(&self) -> bool {
        self.preview.is_some()
    }

    pub(crate) fn of_row(row: &PgRow) -> Result<Self, LedgerError> {
        let unreadable = LedgerError::Unreadable;
        let state: &str = row.try_get("state")?;
        let sha256: Vec<u8> = row.try_get("sha256")?;
        let created_at: OffsetDateTime = row.try_get("created_at")?;
        let pixels = |column| -> Result<Option<u32>, LedgerError> {
            let pixels: Option<i32> = row.try_get(column)?;
            pixels
                .map(|pixels| u32::try_from(pixels).map_err(|_| unreadable(column)))
                .transpose()
        };
        let picture = match (pixels("width")?, pixels("height")?) {
            (Some(width), Some(height)) => Some(Size { width, height }),
            (_, _) => None,
        };
        let conversation: Option<Uuid> = row.try_get("conversation_id")?;
        let message: Option<Uuid> = row.try_get("message_id")?;
        let name: &str = row.try_get("name")?;
        Ok(Self {
            id: FileId::new(row.try_get("id")?),
            owner: UserId::new(row.try_get("owner")?),
            name: Label::sanitise(name),
            size: bytes_of(row, "size")?,
            content_type: row.try_get("content_type")?,
            sha256: sha256.try_into().map_err(|_| unreadable("sha256"))?,
            picture,
            state: FileState::parse(state).ok_or(unreadable("state"))?,
            created_at: created_at.into(),
            carrier: conversation
                .zip(message)
                .map(|(conversation, message)| Carrier {
                    conversation: ConversationId::new(conversation),
                    message: MessageId::new(message),
                }),
            key: key_of(row, "key")?.ok_or(unreadable("key"))?,
            preview: shown(row)?,
        })
    }
}

fn shown(row: &PgRow) -> Result<Option<Shown>, LedgerError> {
    let Some(key) = key_of(row, "preview_key")? else {
        return Ok(None);
    };
    Ok(Some(Shown {
        key,
        size: bytes_of(row, "preview_size")?,
        content_type: row.try_get("preview_type")?,
    }))
}

fn bytes_of(row: &PgRow, column: &'static str) -> Result<u64, LedgerError> {
    let bytes: i64 = row.try_get(column)?;
    u64::try_from(bytes).map_err(|_| LedgerError::Unreadable(column))
}

pub(super) fn key_of(row: &PgRow, column: &'static str) -> Result<Option<Key>, LedgerError> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|text| Key::parse(text).ok_or(LedgerError::Unreadable(column)))
        .transpose()
}
