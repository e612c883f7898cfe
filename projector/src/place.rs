//! How far a follower is that writes no tables.

use domain::LogId;
use event_store::signed;
use sqlx::postgres::PgPool;

use crate::failure::Failure;

/// A row of `app.followers`. It moves by compare-and-set, so of two that follow at once one hears
/// that it is not alone.
#[derive(Debug)]
pub(crate) struct Place {
    name: &'static str,
    log: LogId,
}

impl Place {
    pub(crate) const fn of(name: &'static str, log: LogId) -> Self {
        Self { name, log }
    }

    /// The position up to which the work is done. For another log, or another life of it, it begins
    /// anew: what was done already is done again, and changes nothing.
    pub(crate) async fn load(&self, pool: &PgPool) -> Result<u64, Failure> {
        let position: i64 = sqlx::query_scalar(LOAD)
            .bind(self.name)
            .bind(self.log.log_id)
            .bind(self.incarnation())
            .fetch_one(pool)
            .await?;
        Ok(position.unsigned_abs())
    }

    pub(crate) async fn keep(&self, pool: &PgPool, from: u64, to: u64) -> Result<(), Failure> {
        let kept = sqlx::query(KEEP)
            .bind(self.name)
            .bind(self.log.log_id)
            .bind(self.incarnation())
            .bind(signed(from))
            .bind(signed(to))
            .execute(pool)
            .await?;
        match kept.rows_affected() {
            0 => Err(Failure::Moved),
            _ => Ok(()),
        }
    }

    /// How far the read tables are.
    pub(crate) async fn tables(&self, pool: &PgPool) -> Result<u64, Failure> {
        let position: Option<i64> = sqlx::query_scalar(TABLES)
            .bind(self.log.log_id)
            .bind(self.incarnation())
            .fetch_optional(pool)
            .await?;
        Ok(position.unwrap_or(0).unsigned_abs())
    }

    fn incarnation(&self) -> i32 {
        i32::try_from(self.log.incarnation).unwrap_or(i32::MAX)
    }
}

const LOAD: &str = "insert into app.followers as f (name, log_id, incarnation, position)
     values ($1, $2, $3, 0)
     on conflict (name) do update set
       log_id = excluded.log_id,
       incarnation = excluded.incarnation,
       position = case
         when (f.log_id, f.incarnation) = (excluded.log_id, excluded.incarnation) then f.position
         else 0
       end
     returning position";

const KEEP: &str = "update app.followers
     set position = $5
     where name = $1
       and log_id = $2
       and incarnation = $3
       and position = $4";

const TABLES: &str = "select position
     from read.checkpoint
     where log_id = $1
       and incarnation = $2";
