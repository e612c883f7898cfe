//! Signed checkpoints in the database, and what they are made from.

use evidence::merkle::{Frontier, leaf};
use evidence::{Checkpoint, Hash, Signed};
use sqlx::Row as _;
use sqlx::postgres::{PgPool, PgRow};
use uuid::Uuid;

use crate::row::{hash, occurred_at, position, signed};
use crate::{Failure, LogReader};

/// A row of `log.checkpoints`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Counted from 1, without holes.
    pub number: u64,
    /// The checkpoint.
    pub signed: Signed,
    /// What the next root needs of the tree at this size; as far as the row can be believed.
    pub frontier: Option<Frontier>,
}

const COLUMNS: &str =
    "number, incarnation, size, root, signed_at as occurred_at, key_id, signature, frontier";

fn stored(log_id: Uuid, row: &PgRow) -> Result<Stored, Failure> {
    let number = row.try_get::<i64, _>("number")?.unsigned_abs();
    let malformed = |_| Failure::Malformed {
        position: number,
        what: "a checkpoint has 32 bytes of root and 64 of signature".to_owned(),
    };
    let bytes = |name: &str| row.try_get::<&[u8], _>(name);
    Ok(Stored {
        number,
        signed: Signed {
            checkpoint: Checkpoint {
                log_id,
                incarnation: row.try_get::<i32, _>("incarnation")?.unsigned_abs(),
                size: row.try_get::<i64, _>("size")?.unsigned_abs(),
                root: bytes("root")?.try_into().map_err(malformed)?,
                time: occurred_at(row)?,
            },
            key_id: bytes("key_id")?.try_into().map_err(malformed)?,
            signature: bytes("signature")?.try_into().map_err(malformed)?,
        },
        frontier: Frontier::from_bytes(bytes("frontier")?),
    })
}

/// The checkpoints after a number, oldest first.
///
/// # Errors
/// The database failed.
pub async fn read(reader: &LogReader, after: u64, limit: u32) -> Result<Vec<Stored>, Failure> {
    let query = format!(
        "select {COLUMNS}
         from log.checkpoints
         where number > $1
         order by number
         limit $2"
    );
    let rows = sqlx::query(&query)
        .bind(signed(after))
        .bind(i64::from(limit))
        .fetch_all(reader.pool())
        .await?;
    let log_id = reader.log().log_id;
    rows.iter().map(|row| stored(log_id, row)).collect()
}

/// The newest checkpoint.
///
/// # Errors
/// The database failed.
pub async fn last(reader: &LogReader) -> Result<Option<Stored>, Failure> {
    let query = format!("select {COLUMNS} from log.checkpoints order by number desc limit 1");
    let row = sqlx::query(&query).fetch_optional(reader.pool()).await?;
    row.map(|row| stored(reader.log().log_id, &row)).transpose()
}

/// The checkpoint at a size, in one life of the log.
///
/// # Errors
/// The database failed.
pub async fn at(
    reader: &LogReader,
    incarnation: u32,
    size: u64,
) -> Result<Option<Stored>, Failure> {
    let query =
        format!("select {COLUMNS} from log.checkpoints where incarnation = $1 and size = $2");
    let row = sqlx::query(&query)
        .bind(i32::try_from(incarnation).unwrap_or(i32::MAX))
        .bind(signed(size))
        .fetch_optional(reader.pool())
        .await?;
    row.map(|row| stored(reader.log().log_id, &row)).transpose()
}

/// Writes a checkpoint as number `number`, which has to be the one after that which it went on
/// from. False if somebody else was faster: then nothing was written.
///
/// # Errors
/// The database failed.
pub async fn write(
    pool: &PgPool,
    number: u64,
    of: &Signed,
    frontier: &Frontier,
) -> Result<bool, Failure> {
    let Checkpoint {
        log_id: _,
        incarnation,
        size,
        root,
        time,
    } = of.checkpoint;
    // The number before has to be there: a row is never written after a hole. Of two who write the
    // same number at once, the primary key refuses one.
    let written = sqlx::query(
        "insert into log.checkpoints
           (number, incarnation, size, root, signed_at, key_id, signature, frontier)
         select $1, $2, $3, $4, $5, $6, $7, $8
         where $1 = 1 + (select coalesce(max(number), 0) from log.checkpoints)",
    )
    .bind(signed(number))
    .bind(i32::try_from(incarnation).unwrap_or(i32::MAX))
    .bind(signed(size))
    .bind(root)
    .bind(time.to_offset())
    .bind(of.key_id)
    .bind(of.signature)
    .bind(frontier.to_bytes())
    .execute(pool)
    .await;
    match written {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Positions and hashes after a position, in order: all that the tree is made from.
///
/// # Errors
/// The database failed.
pub async fn hashes(
    reader: &LogReader,
    after: u64,
    limit: u32,
) -> Result<Vec<(u64, Hash)>, Failure> {
    let rows = sqlx::query(
        "select position, hash
         from log.events
         where position > $1
         order by position
         limit $2",
    )
    .bind(signed(after))
    .bind(i64::from(limit))
    .fetch_all(reader.pool())
    .await?;
    rows.iter()
        .map(|row| {
            let position = position(row)?;
            Ok((position, hash(row, position)?))
        })
        .collect()
}

/// Rows read at once when the tree is grown.
const PAGE: u64 = 10_000;

/// Grows the tree by what the log has after it, up to `size` and no further than one page. Says
/// whether it took anything in. `tell` hears of every node that becomes whole.
///
/// # Errors
/// The database failed, or a position is missing.
pub async fn grow(
    reader: &LogReader,
    frontier: &mut Frontier,
    size: u64,
    mut tell: impl FnMut(evidence::merkle::Node, Hash),
) -> Result<bool, Failure> {
    let wanted = size.saturating_sub(frontier.size()).min(PAGE);
    let page = hashes(reader, frontier.size(), u32::try_from(wanted).unwrap_or(0)).await?;
    for (position, hash) in &page {
        let next = frontier.size() + 1;
        if *position != next {
            return Err(Failure::Malformed {
                position: next,
                what: format!("it is missing: the next one is {position}"),
            });
        }
        frontier.push_telling(leaf(*position, hash), &mut tell);
    }
    Ok(!page.is_empty())
}
