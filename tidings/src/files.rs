//! Uploaded files, for the commands: what comes in is kept by the blobs.

use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use blobs::{
    Arrival, Blobs, Carrier, Deleted, Files, Intake, IntakeError, Ledger, Links, Obstacle, Refusal,
    Reservation, ReserveError, Upload, Variant,
};
use chassis::config::Checked;
use command_api::{Deletion, FileBytes, FileLink, FileRefused, KnownFile, TakeError, Unreachable};
use domain::{ConversationId, File, FileId, MessageId, SALT_BYTES, Salt, Timestamp, UserId};
use sqlx::postgres::PgPool;

use crate::trouble::Trouble;

/// Where drafts of files lie that go to S3, in the data folder.
const DRAFTS: &str = "drafts";

/// The files of this process.
#[derive(Clone)]
pub struct Uploads {
    files: Files,
    intake: Intake,
    links: Links,
}

impl Uploads {
    /// Opens the place of the bytes; the rows go through `pool`, of the append role.
    pub async fn open(settings: &Checked, pool: PgPool) -> Result<Self, Trouble> {
        let wrong = |error: &dyn std::fmt::Display| Trouble::Other(error.to_string());
        let scratch = settings.data().join(DRAFTS);
        let blobs = Blobs::open(&settings.files_url(), &scratch, std::env::vars()).await;
        let blobs = blobs.map_err(|error| wrong(&error))?;
        let scanner = blobs::scanner(settings.settings().scan.as_deref());
        let scanner = scanner.map_err(|error| wrong(&error))?;
        Ok(Self {
            intake: Intake::new(blobs.drafts().clone(), scanner),
            files: Files::new(blobs, Ledger::new(pool)),
            links: Links::new(settings.secret()?.links_key()),
        })
    }

    /// Their bytes and their rows.
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// The same bytes, with the rows read through another pool.
    pub fn through(&self, pool: PgPool) -> Files {
        Files::new(self.files.blobs().clone(), Ledger::new(pool))
    }

    /// What takes new ones in.
    pub const fn intake(&self) -> &Intake {
        &self.intake
    }
}

#[async_trait]
impl command_api::Files for Uploads {
    fn begin(&self, owner: UserId) -> Box<dyn command_api::Upload> {
        Box::new(Arriving {
            files: self.files.clone(),
            intake: self.intake.clone(),
            owner,
            arrivals: Vec::new(),
        })
    }

    async fn reserve(
        &self,
        owner: UserId,
        conversation: ConversationId,
        message: MessageId,
        files: &[FileId],
    ) -> Result<Box<dyn command_api::Reserved>, command_api::ReserveError> {
        let carrier = Carrier {
            conversation,
            message,
        };
        let ledger = self.files.ledger();
        let reserved = ledger.reserve(owner, carrier, files).await;
        let reservation = reserved.map_err(not_reserved)?;
        let files = reservation
            .files()
            .iter()
            .map(file)
            .collect::<Result<_, _>>();
        Ok(Box::new(Held {
            files: files.map_err(|Unreachable| command_api::ReserveError::Unreachable)?,
            reservation,
            owner: self.files.clone(),
        }))
    }

    async fn delete(&self, owner: UserId, file: FileId) -> Result<Deletion, Unreachable> {
        match self.files.delete(owner, file).await {
            Ok(Deleted::Gone) => Ok(Deletion::Gone),
            Ok(Deleted::Unknown) => Ok(Deletion::Unknown),
            Ok(Deleted::InUse) => Ok(Deletion::InUse),
            Err(error) => Err(unreachable(&error)),
        }
    }

    async fn find(&self, id: FileId) -> Result<Option<KnownFile>, Unreachable> {
        let found = self.files.ledger().find(id).await;
        let Some(upload) = found.map_err(|error| unreachable(&error))? else {
            return Ok(None);
        };
        Ok(Some(KnownFile {
            file: file(&upload)?,
            owner: upload.owner,
            carrier: upload
                .carrier
                .map(|carrier| (carrier.conversation, carrier.message)),
        }))
    }

    fn link(&self, file: FileId) -> FileLink {
        let now = now();
        let original = self.links.make(file, Variant::Original, now);
        FileLink {
            original: original.signature,
            preview: self.links.make(file, Variant::Preview, now).signature,
            expires_at: original.expires_at,
        }
    }
}

/// The files of one request. Those that arrived go away with it.
struct Arriving {
    files: Files,
    intake: Intake,
    owner: UserId,
    arrivals: Vec<Arrival>,
}

#[async_trait]
impl command_api::Upload for Arriving {
    async fn take(&mut self, name: &str, bytes: FileBytes<'_>) -> Result<(), TakeError> {
        let arrival = self.intake.take(name, bytes).await.map_err(not_taken)?;
        self.arrivals.push(arrival);
        Ok(())
    }

    async fn keep(self: Box<Self>) -> Result<Vec<File>, command_api::KeepError> {
        let kept = self.files.keep(self.owner, self.arrivals).await;
        let uploads = kept.map_err(|error| match error {
            blobs::KeepError::TooMuchUnsent => command_api::KeepError::TooMuchUnsent,
            blobs::KeepError::Blobs(_) | blobs::KeepError::Ledger(_) => {
                unreachable(&error);
                command_api::KeepError::Unreachable
            }
        })?;
        let files = uploads.iter().map(file).collect::<Result<_, _>>();
        files.map_err(|Unreachable| command_api::KeepError::Unreachable)
    }
}

/// The files of one attempt to send a message.
struct Held {
    files: Vec<File>,
    reservation: Reservation,
    owner: Files,
}

#[async_trait]
impl command_api::Reserved for Held {
    fn files(&self) -> Vec<File> {
        self.files.clone()
    }

    async fn release(self: Box<Self>) -> Result<(), Unreachable> {
        let released = self.owner.ledger().release(self.reservation).await;
        released.map_err(|error| unreachable(&error))
    }
}

fn not_reserved(error: ReserveError) -> command_api::ReserveError {
    match error {
        ReserveError::Obstacle { index, obstacle } => command_api::ReserveError::Obstacle(
            index,
            match obstacle {
                Obstacle::Unknown => command_api::Obstacle::Unknown,
                Obstacle::InUse => command_api::Obstacle::InUse,
                Obstacle::Refused => command_api::Obstacle::Refused,
                Obstacle::Repeated => command_api::Obstacle::Repeated,
            },
        ),
        ReserveError::Failed(error) => {
            unreachable(&error);
            command_api::ReserveError::Unreachable
        }
    }
}

fn not_taken(error: IntakeError) -> TakeError {
    match error {
        IntakeError::Refused(Refusal::TooLarge) => TakeError::Refused(FileRefused::TooLarge),
        IntakeError::Refused(Refusal::Empty) => TakeError::Refused(FileRefused::Empty),
        IntakeError::Refused(
            refusal @ (Refusal::NotAllowed(_) | Refusal::TooManyPixels | Refusal::Infected(_)),
        ) => TakeError::Refused(FileRefused::NotAllowed(refusal.to_string())),
        IntakeError::Interrupted(error) => TakeError::Interrupted(error),
        IntakeError::Failed(error) => {
            unreachable(&error);
            TakeError::Unreachable
        }
    }
}

/// The file as events carry it, its name with a salt of its own.
fn file(upload: &Upload) -> Result<File, Unreachable> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|error| unreachable(&error))?;
    let file = upload.as_file(Salt(salt));
    file.map_err(|error| unreachable(&error))
}

fn unreachable(error: &dyn std::fmt::Display) -> Unreachable {
    tracing::warn!(%error, "a file could not be kept or found");
    Unreachable
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
