//! Where files come in: one node with its folder and database.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use blobs::{
    Arrival, Blobs, Carrier, Files, Intake, IntakeError, Ledger, NoScan, Refusal, Scanner, Upload,
};
use bytes::Bytes;
use domain::{ConversationId, MessageId, UserId};
use futures_util::stream;
use uuid::Uuid;

use crate::database::Database;
use crate::samples;

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("tidings-files-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) async fn blobs(&self) -> Blobs {
        let url = format!("file:{}", self.0.display());
        Blobs::open(&url, &self.0, []).await.unwrap()
    }

    /// Every file in it, at whatever depth.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Takes in without a database.
pub(crate) struct Desk {
    pub(crate) folder: Folder,
    pub(crate) intake: Intake,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::scanning(Arc::new(NoScan)).await
    }

    pub(crate) async fn scanning(scanner: Arc<dyn Scanner>) -> Self {
        let folder = Folder::new();
        let intake = Intake::new(folder.blobs().await.drafts().clone(), scanner);
        Self { folder, intake }
    }

    pub(crate) async fn take(&self, name: &str, bytes: &[u8]) -> Result<Arrival, Refusal> {
        take(&self.intake, name, bytes).await
    }
}

/// In pieces as a socket gives them.
pub(crate) async fn take(intake: &Intake, name: &str, bytes: &[u8]) -> Result<Arrival, Refusal> {
    let pieces: Vec<Result<Bytes, Infallible>> = bytes
        .chunks(10_007)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    match intake.take(name, stream::iter(pieces)).await {
        Ok(arrival) => Ok(arrival),
        Err(IntakeError::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("{name}: {error}"),
    }
}

/// A node with everything, whose roles are those of its services.
pub(crate) struct Node {
    pub(crate) database: Database,
    pub(crate) folder: Folder,
    pub(crate) intake: Intake,
    /// As command-api has them.
    pub(crate) files: Files,
    /// As the sweeper has them.
    pub(crate) sweeper: Files,
}

impl Node {
    pub(crate) async fn new() -> Self {
        let folder = Folder::new();
        let blobs = folder.blobs().await;
        Self::over(blobs, folder).await
    }

    pub(crate) async fn over(blobs: Blobs, folder: Folder) -> Self {
        let database = Database::new().await;
        let append = Ledger::new(database.pool("tidings_append").await);
        let project = Ledger::new(database.pool("tidings_project").await);
        Self {
            intake: Intake::new(blobs.drafts().clone(), Arc::new(NoScan)),
            files: Files::new(blobs.clone(), append),
            sweeper: Files::new(blobs, project),
            database,
            folder,
        }
    }

    /// Uploads some texts.
    pub(crate) async fn upload(&self, owner: UserId, count: usize) -> Vec<Upload> {
        let mut arrivals = Vec::new();
        for n in 0..count {
            let text = format!("text {n}");
            let arrival = take(&self.intake, "a.txt", text.as_bytes()).await.unwrap();
            arrivals.push(arrival);
        }
        self.files.keep(owner, arrivals).await.unwrap()
    }

    /// Uploads a picture, which has a preview.
    pub(crate) async fn upload_picture(&self, owner: UserId) -> Upload {
        let arrival = take(&self.intake, "a.png", &samples::png(8, 8)).await;
        let kept = self.files.keep(owner, vec![arrival.unwrap()]).await;
        kept.unwrap().remove(0)
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.files.ledger()
    }

    /// Waits until nothing is on its way: every blob has its row, every draft is gone.
    pub(crate) async fn files_come_to_rest(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let files = self.folder.files().len() as i64;
            let rows = self.database.count("app.uploads").await;
            let previews = self
                .database
                .count("app.uploads where preview_key is not null")
                .await;
            if files == rows + previews {
                return;
            }
            assert!(Instant::now() < deadline, "{files} files of {rows} rows");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Makes every row a day and an hour older.
    pub(crate) async fn a_day_passes(&self) {
        self.database
            .alter(
                "update app.uploads set created_at = created_at - interval '25 hours',
                 reserved_at = reserved_at - interval '25 hours'",
            )
            .await;
    }

    /// Appends the event of a message, as the writer does.
    pub(crate) async fn append(&self, carrier: Carrier) {
        sqlx::query(
            "select log.append(
               array['Conversation'], array[$1], array[1::bigint], array['MessageSent'], array['2'],
               array['{}'], array['{}'], array[gen_random_uuid()], array[null::uuid], array[$2],
               array[now()], array[sha256('x')],
               array[]::uuid[], array[]::text[], array[]::bytea[], array[]::int[], array[]::int[], false,
               (select epoch from log.epoch where one))",
        )
        .bind(carrier.conversation.to_string())
        .bind(carrier.message.uuid())
        .execute(&self.ledger_pool().await)
        .await
        .unwrap();
    }

    async fn ledger_pool(&self) -> sqlx::PgPool {
        self.database.pool("tidings_append").await
    }
}

pub(crate) fn somebody() -> UserId {
    UserId::new(Uuid::now_v7())
}

pub(crate) fn some_message() -> Carrier {
    Carrier {
        conversation: ConversationId::new(Uuid::now_v7()),
        message: MessageId::new(Uuid::now_v7()),
    }
}
