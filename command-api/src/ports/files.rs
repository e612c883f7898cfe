use async_trait::async_trait;
use axum::BoxError;
use axum::body::Bytes;
use domain::{ConversationId, File, FileId, MessageId, Timestamp, UserId};
use futures_util::stream::BoxStream;

use super::Unreachable;

/// The bytes of one file on their way in.
pub type FileBytes<'a> = BoxStream<'a, Result<Bytes, BoxError>>;

/// Whoever keeps uploaded files.
#[async_trait]
pub trait Files: Send + Sync + 'static {
    /// Begins the upload of one request. Dropped before it is kept, it leaves nothing behind.
    fn begin(&self, owner: UserId) -> Box<dyn Upload>;

    /// Holds files for a message: all of them, or none. A repeat for the same message is fine; no
    /// two messages ever get one file.
    async fn reserve(
        &self,
        owner: UserId,
        conversation: ConversationId,
        message: MessageId,
        files: &[FileId],
    ) -> Result<Box<dyn Reserved>, ReserveError>;

    /// Deletes a file that is in no message, if it is this person's.
    async fn delete(&self, owner: UserId, file: FileId) -> Result<Deletion, Unreachable>;

    /// What is known of a file, whoever's it is.
    async fn find(&self, file: FileId) -> Result<Option<KnownFile>, Unreachable>;

    /// A link that opens a file without further identity, for a minute from now on.
    fn link(&self, file: FileId) -> FileLink;
}

/// The files of one request, taken in one by one.
#[async_trait]
pub trait Upload: Send {
    /// Takes one file in, under the name its sender gave it.
    async fn take(&mut self, name: &str, bytes: FileBytes<'_>) -> Result<(), TakeError>;

    /// Keeps all that was taken in, or nothing. In the order in which they came.
    async fn keep(self: Box<Self>) -> Result<Vec<File>, KeepError>;
}

/// Files that are held for one attempt to send a message.
#[async_trait]
pub trait Reserved: Send {
    /// The files, in the order in which they were asked for.
    fn files(&self) -> Vec<File>;

    /// Gives them back, for the message was certainly not sent by this attempt.
    async fn release(self: Box<Self>) -> Result<(), Unreachable>;
}

/// Why a file was not taken in.
#[derive(Debug)]
pub enum TakeError {
    /// It may not.
    Refused(FileRefused),
    /// Its bytes stopped coming; this is what their stream said.
    Interrupted(BoxError),
    /// There was nowhere to put it.
    Unreachable,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefused {
    /// More than 10 MiB.
    TooLarge,
    /// No bytes at all.
    Empty,
    /// A type or content that is not taken, in a sentence.
    NotAllowed(String),
}

/// Why files were not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepError {
    /// Their owner has too much that is in no message yet.
    TooMuchUnsent,
    /// There was nowhere to put them, or nobody knows.
    Unreachable,
}

/// Why files cannot be sent; then none of them is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReserveError {
    /// The file at this place, from 0, stands in the way.
    Obstacle(usize, Obstacle),
    /// Nobody knows.
    Unreachable,
}

/// What is wrong with a file that is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// None of this id was uploaded by the sender, or it is gone.
    Unknown,
    /// Another message has it.
    InUse,
    /// The scanner found something in it.
    Refused,
    /// It is named twice.
    Repeated,
}

/// What became of a wish to delete a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Gone,
    /// There is none of this person's.
    Unknown,
    /// A message has it.
    InUse,
}

/// A file, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// The file.
    pub file: File,
    /// Who uploaded it.
    pub owner: UserId,
    /// The message that has it, or is about to.
    pub carrier: Option<(ConversationId, MessageId)>,
}

/// What opens a file for a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLink {
    /// Opens the file; text that stands in a URL as it is.
    pub original: String,
    /// Opens the small picture of it.
    pub preview: String,
    /// From then on both are refused.
    pub expires_at: Timestamp,
}
