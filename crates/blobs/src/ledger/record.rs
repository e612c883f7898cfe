use domain::{FileId, UserId};

use super::{Ledger, LedgerError, Upload};
use crate::{Arrival, Key};

/// What one person may have uploaded and not sent: 1 GiB.
pub const UNSENT_BYTES_MAX: u64 = 1 << 30;

/// A file that is about to be known: what it is, and where its bytes were put.
pub(crate) struct Entry<'a> {
    pub(crate) id: FileId,
    pub(crate) key: &'a Key,
    pub(crate) preview_key: Option<&'a Key>,
    pub(crate) preview: Option<(u64, &'static str)>,
    pub(crate) arrival: &'a Arrived,
}

/// What an arrival says of its file, apart from the bytes.
pub(crate) struct Arrived {
    name: String,
    size: i64,
    content_type: &'static str,
    sha256: Vec<u8>,
    width: Option<i32>,
    height: Option<i32>,
    state: &'static str,
}

impl Arrived {
    pub(crate) fn of(arrival: &Arrival) -> Self {
        // Both fit: no picture of 40 million pixels is wider.
        let pixels = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
        Self {
            name: arrival.name.as_str().to_owned(),
            size: i64::try_from(arrival.size).unwrap_or(i64::MAX),
            content_type: arrival.kind.content_type(),
            sha256: arrival.sha256.to_vec(),
            width: arrival.picture.map(|size| pixels(size.width)),
            height: arrival.picture.map(|size| pixels(size.height)),
            state: arrival.state.as_str(),
        }
    }
}

impl Ledger {
    /// Writes all of them down, or none: None where the owner would have too much that is not sent. Exact
    /// however many come at once.
    pub(crate) async fn record(
        &self,
        owner: UserId,
        entries: &[Entry<'_>],
    ) -> Result<Option<Vec<Upload>>, LedgerError> {
        macro_rules! column {
            ($entry:ident => $value:expr) => {
                entries.iter().map(|$entry| $value).collect::<Vec<_>>()
            };
        }
        let ids = column!(entry => entry.id.uuid());
        let is_recorded: bool = sqlx::query_scalar(
            "select app.record_uploads($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(owner.uuid())
        .bind(i64::try_from(UNSENT_BYTES_MAX).unwrap_or(i64::MAX))
        .bind(&ids)
        .bind(column!(entry => entry.key.as_str()))
        .bind(column!(entry => entry.preview_key.map(Key::as_str)))
        .bind(column!(entry => entry.preview.and_then(|(size, _)| i64::try_from(size).ok())))
        .bind(column!(entry => entry.preview.map(|(_, content_type)| content_type)))
        .bind(column!(entry => entry.arrival.name.as_str()))
        .bind(column!(entry => entry.arrival.size))
        .bind(column!(entry => entry.arrival.content_type))
        .bind(column!(entry => entry.arrival.sha256.as_slice()))
        .bind(column!(entry => entry.arrival.width))
        .bind(column!(entry => entry.arrival.height))
        .bind(column!(entry => entry.arrival.state))
        .fetch_one(&self.pool)
        .await?;
        if !is_recorded {
            return Ok(None);
        }
        self.in_order(&ids).await.map(Some)
    }

    /// The rows of these ids, in their order.
    pub(super) async fn in_order(&self, ids: &[uuid::Uuid]) -> Result<Vec<Upload>, LedgerError> {
        let rows = sqlx::query(
            "select u.* from unnest($1::uuid[]) with ordinality as a(id, n)
             join app.uploads u on u.id = a.id order by a.n",
        )
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(Upload::of_row).collect()
    }
}
