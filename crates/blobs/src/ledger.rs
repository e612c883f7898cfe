mod record;
mod reserve;
mod sweep;
mod upload;

use domain::{FileId, FileState, UserId};
use sqlx::PgPool;
use uuid::Uuid;

pub use record::UNSENT_BYTES_MAX;
pub use reserve::{Obstacle, Reservation, ReserveError};
pub use upload::{Carrier, Upload};

pub(crate) use record::{Arrived, Entry};
pub(crate) use sweep::Taken;

/// What is known of uploaded files, and which message carries each: the table `app.uploads`. Clones share
/// the connections, whose role decides what may be done.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) pool: PgPool,
}

/// Why the ledger could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Postgres did not answer as it should.
    #[error("the uploads cannot be read: {0}")]
    Postgres(#[from] sqlx::Error),
    /// A row holds what this program does not write.
    #[error("an upload cannot be read: {0}")]
    Unreadable(&'static str),
}

/// What became of a request to delete an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    Removed(Taken),
    Unknown,
    InUse,
}

impl Ledger {
    /// The ledger as the pool's role may use it: `tidings_append` writes, `tidings_query` reads,
    /// `tidings_project` sweeps and judges, `tidings_erase` erases.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// A file, whoever's it is: who may have it is decided by whoever asks.
    pub async fn find(&self, id: FileId) -> Result<Option<Upload>, LedgerError> {
        let row = sqlx::query("select * from app.uploads where id = $1")
            .bind(id.uuid())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(Upload::of_row).transpose()
    }

    /// Takes out a file that is in no message.
    pub(crate) async fn delete_unsent(
        &self,
        owner: UserId,
        id: FileId,
    ) -> Result<Removal, LedgerError> {
        let taken = sqlx::query(
            "delete from app.uploads where id = $1 and owner = $2 and message_id is null
             returning key, preview_key",
        )
        .bind(id.uuid())
        .bind(owner.uuid())
        .fetch_optional(&self.pool)
        .await?;
        if let Some(row) = taken {
            return Ok(Removal::Removed(Taken::of_row(&row)?));
        }
        let carried: Option<Option<Uuid>> =
            sqlx::query_scalar("select message_id from app.uploads where id = $1 and owner = $2")
                .bind(id.uuid())
                .bind(owner.uuid())
                .fetch_optional(&self.pool)
                .await?;
        Ok(match carried.flatten() {
            Some(_) => Removal::InUse,
            None => Removal::Unknown,
        })
    }

    /// Files that wait for a verdict, oldest first.
    pub async fn scanning(&self, rows_max: u32) -> Result<Vec<Upload>, LedgerError> {
        let rows = sqlx::query(
            "select * from app.uploads where state = 'scanning' order by created_at, id limit $1",
        )
        .bind(i64::from(rows_max))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(Upload::of_row).collect()
    }

    /// Writes a verdict down, if the file is still where it was when it was read: in no message, or in that
    /// one. False where a message has taken it meanwhile, which then has to hear of the verdict first: read
    /// it again.
    pub async fn settle(&self, read: &Upload, state: FileState) -> Result<bool, LedgerError> {
        let settled = sqlx::query(
            "update app.uploads set state = $2
             where id = $1 and message_id is not distinct from $3
               and conversation_id is not distinct from $4",
        )
        .bind(read.id.uuid())
        .bind(state.as_str())
        .bind(read.carrier.map(|carrier| carrier.message.uuid()))
        .bind(read.carrier.map(|carrier| carrier.conversation.uuid()))
        .execute(&self.pool)
        .await?;
        Ok(settled.rows_affected() > 0)
    }
}
