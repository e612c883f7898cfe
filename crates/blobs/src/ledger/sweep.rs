use domain::UserId;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::upload::key_of;
use super::{Ledger, LedgerError};
use crate::Key;

/// What is left of a file whose row is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) key: Key,
    pub(crate) preview_key: Option<Key>,
}

impl Taken {
    pub(crate) fn of_row(row: &PgRow) -> Result<Self, LedgerError> {
        Ok(Self {
            key: key_of(row, "key")?.ok_or(LedgerError::Unreadable("key"))?,
            preview_key: key_of(row, "preview_key")?,
        })
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        let keys = std::iter::once(&self.key).chain(&self.preview_key);
        keys.cloned().collect()
    }
}

impl Ledger {
    /// Takes out files that nobody sent within a day, so many of each sort at a time. A reserved one is
    /// taken only where the log, which nobody else appends to meanwhile, does not have its message.
    pub(crate) async fn take_swept(&self, rows_max: u32) -> Result<Vec<Taken>, LedgerError> {
        let rows = sqlx::query("select * from app.take_swept_uploads($1)")
            .bind(i32::try_from(rows_max).unwrap_or(i32::MAX))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(Taken::of_row).collect()
    }

    /// Some of what a person uploaded, sent or not.
    pub(crate) async fn of_owner(
        &self,
        owner: UserId,
        rows_max: u32,
    ) -> Result<Vec<Taken>, LedgerError> {
        let rows = sqlx::query(
            "select key, preview_key from app.uploads where owner = $1 order by id limit $2",
        )
        .bind(owner.uuid())
        .bind(i64::from(rows_max))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(Taken::of_row).collect()
    }

    /// Takes out the rows of these keys.
    pub(crate) async fn forget(&self, keys: &[&str]) -> Result<(), LedgerError> {
        sqlx::query("delete from app.uploads where key = any($1)")
            .bind(keys)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Which of these keys no row names.
    pub(crate) async fn strange(&self, keys: &[&str]) -> Result<Vec<Key>, LedgerError> {
        let rows = sqlx::query(
            "select a.key from unnest($1::text[]) as a(key)
             where not exists (select from app.uploads u where u.key = a.key)
               and not exists (select from app.uploads u where u.preview_key = a.key)",
        )
        .bind(keys)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let key: &str = row.try_get("key")?;
                Key::parse(key).ok_or(LedgerError::Unreadable("key"))
            })
            .collect()
    }
}
