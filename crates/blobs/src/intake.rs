mod arrival;
mod content;
mod kind;
mod picture;
mod refusal;
mod text;
mod zip;

use std::error::Error;
use std::fs::File;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::FileState;
use futures_util::stream::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;
use tokio_util::io::ReaderStream;

pub use arrival::{Arrival, Preview, Size};
pub use kind::Kind;
pub use picture::PICTURE_PIXELS_MAX;
pub use refusal::{Reason, Refusal};

use crate::{BlobError, Draft, Drafts, Label, Scanner, Verdict};
use text::Text;

/// 10 MiB. The web client knows it too.
pub const FILE_BYTES_MAX: u64 = 10_485_760;

/// What tells a file's type is in its first bytes.
const HEAD_BYTES: usize = 8 * 1_024;

/// Bytes between memory and disk, either way.
const CHUNK_BYTES: usize = 64 * 1_024;

/// Pictures looked at at once: a large one takes some 160 MB while it is.
const PICTURES_AT_ONCE: usize = 2;

/// How long an upload waits for its verdict; after that the file is held until there is one.
const INLINE_SCAN_TIME_MAX: Duration = Duration::from_secs(4);

/// Takes files in, one part of an upload at a time. Clones share the room for pictures.
#[derive(Clone)]
pub struct Intake {
    drafts: Drafts,
    scanner: Arc<dyn Scanner>,
    pictures: Arc<Semaphore>,
}

/// Why a file did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// It may not.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Its bytes stopped coming.
    #[error("the upload was cut off: {0}")]
    Interrupted(Box<dyn Error + Send + Sync>),
    /// It could not be kept.
    #[error("{0}")]
    Failed(#[from] BlobError),
}

impl Intake {
    /// Takes in to these drafts.
    pub fn new(drafts: Drafts, scanner: Arc<dyn Scanner>) -> Self {
        Self {
            drafts,
            scanner,
            pictures: Arc::new(Semaphore::new(PICTURES_AT_ONCE)),
        }
    }

    /// Takes one file in, under the name that its sender gave it. The type its sender declared is not asked
    /// for: content and name decide. Nothing stays behind where it is refused or nobody waits for it.
    ///
    /// # Errors
    /// The file may not come in, its bytes stopped coming, or the disk failed.
    pub async fn take<S, E>(&self, name: &str, bytes: S) -> Result<Arrival, IntakeError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let name = Label::sanitise(name);
        let kind = Kind::of(&name).ok_or(Refusal::NotAllowed(Reason::Type))?;
        let (draft, file) = self.drafts.create().await?;
        let received = receive(kind, file, bytes).await?;
        if kind.is_zip() {
            self.look_inside(kind, &draft, received.head).await?;
        }
        let (size_in_pixels, preview) = match kind.picture() {
            Some(format) => {
                let size = self.measure(format, &draft).await?;
                (Some(size), self.preview(format, &draft).await)
            }
            None => (None, None),
        };
        let state = self.scan(&draft).await?;
        Ok(Arrival {
            name,
            kind,
            size: received.size,
            sha256: received.sha256,
            picture: size_in_pixels,
            state,
            draft,
            preview,
        })
    }

    async fn look_inside(
        &self,
        kind: Kind,
        draft: &Draft,
        head: Vec<u8>,
    ) -> Result<(), IntakeError> {
        let path = draft.path().to_owned();
        let inside = tokio::task::spawn_blocking(move || zip::look(&path, &head))
            .await
            .map_err(|_| BlobError::Stopped)?
            .map_err(BlobError::disk("read a draft"))?;
        let inside = inside.ok_or(Refusal::NotAllowed(Reason::Unreadable))?;
        Ok(inside.agree(kind)?)
    }

    async fn measure(
        &self,
        format: image::ImageFormat,
        draft: &Draft,
    ) -> Result<Size, IntakeError> {
        let path = draft.path().to_owned();
        let room = Arc::clone(&self.pictures).acquire_owned().await;
        let size = tokio::task::spawn_blocking(move || {
            let _room = room;
            picture::measure(&path, format)
        })
        .await
        // A decoder that panics has not read it either.
        .unwrap_or(Err(Refusal::NotAllowed(Reason::Unreadable)))?;
        Ok(size)
    }

    async fn preview(&self, format: image::ImageFormat, draft: &Draft) -> Option<Preview> {
        let path = draft.path().to_owned();
        let drafts = self.drafts.clone();
        let room = Arc::clone(&self.pictures).acquire_owned().await;
        let made = tokio::task::spawn_blocking(move || {
            let _room = room;
            picture::preview(&path, format, &drafts)
        })
        .await;
        match made {
            Ok(Ok(preview)) => Some(preview),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a picture has no preview");
                None
            }
            Err(error) => {
                tracing::warn!(%error, "a picture has no preview");
                None
            }
        }
    }

    async fn scan(&self, draft: &Draft) -> Result<FileState, IntakeError> {
        let file = tokio::fs::File::open(draft.path())
            .await
            .map_err(BlobError::disk("read a draft"))?;
        let bytes = ReaderStream::with_capacity(file, CHUNK_BYTES).boxed();
        let verdict = tokio::time::timeout(INLINE_SCAN_TIME_MAX, self.scanner.scan(bytes)).await;
        match verdict.unwrap_or(Verdict::Unavailable) {
            Verdict::Clean => Ok(FileState::Ready),
            Verdict::Infected(found) => Err(Refusal::Infected(found).into()),
            Verdict::Unavailable => Ok(FileState::Scanning),
        }
    }
}

struct Received {
    size: u64,
    sha256: [u8; 32],
    head: Vec<u8>,
}

/// Writes the bytes down as they come, and stops at the first that may not.
async fn receive<S, E>(kind: Kind, file: File, bytes: S) -> Result<Received, IntakeError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let mut bytes = pin!(bytes);
    let mut file = tokio::fs::File::from_std(file);
    file.set_max_buf_size(CHUNK_BYTES);
    let mut text = kind.is_text().then(Text::default);
    let mut hash = Sha256::new();
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let mut size = 0_u64;
    let mut is_told = false;
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|error| IntakeError::Interrupted(error.into()))?;
        size = size.saturating_add(piece.len() as u64);
        if size > FILE_BYTES_MAX {
            return Err(Refusal::TooLarge.into());
        }
        if text.as_mut().is_some_and(|text| !text.goes_on(&piece)) {
            return Err(Refusal::NotAllowed(Reason::NotText).into());
        }
        head.extend(piece.iter().take(HEAD_BYTES - head.len()));
        if !is_told && head.len() == HEAD_BYTES {
            content::agree(&head, kind)?;
            is_told = true;
        }
        hash.update(&piece);
        file.write_all(&piece)
            .await
            .map_err(BlobError::disk("write a draft"))?;
        crash::point("upload.writing");
    }
    file.flush()
        .await
        .map_err(BlobError::disk("write a draft"))?;
    if size == 0 {
        return Err(Refusal::Empty.into());
    }
    if text.is_some_and(|text| !text.may_end()) {
        return Err(Refusal::NotAllowed(Reason::NotText).into());
    }
    if !is_told {
        content::agree(&head, kind)?;
    }
    Ok(Received {
        size,
        sha256: hash.finalize().into(),
        head,
    })
}
