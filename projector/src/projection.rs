//! One batch of events, one transaction.

mod fold;
mod load;
mod parking;
mod rows;
mod store;

use event_store::signed;
use std::sync::Arc;

use domain::{ConversationId, LogId, RecordedEvent};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Postgres, Transaction};

use crate::failure::{Failure, Poison};
use fold::Fold;

/// Which generation of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tables {
    /// Those that queries read.
    Live,
    /// Those that a rebuild fills.
    Next,
}

impl Tables {
    const fn schema(self) -> &'static str {
        match self {
            Self::Live => "read",
            Self::Next => "read_next",
        }
    }
}

/// Writes one generation of the tables. The statements name them without a schema: the transaction's
/// `search_path` says which generation is meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projection {
    log: LogId,
    tables: Tables,
}

impl Projection {
    pub(crate) const fn new(log: LogId, tables: Tables) -> Self {
        Self { log, tables }
    }

    /// How far the tables are. Empty ones are begun.
    pub(crate) async fn checkpoint(&self, connection: &mut PgConnection) -> Result<u64, Failure> {
        let mut transaction = connection.begin().await?;
        self.choose(&mut transaction).await?;
        sqlx::query(BEGIN)
            .bind(self.log.log_id)
            .bind(self.incarnation())
            .execute(&mut *transaction)
            .await?;
        let (log_id, position): (uuid::Uuid, i64) = sqlx::query_as(CHECKPOINT)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        if log_id != self.log.log_id {
            return Err(Failure::OtherLog);
        }
        Ok(position.unsigned_abs())
    }

    /// Projects events that follow the checkpoint without a hole, and moves it, in one transaction.
    pub(crate) async fn project(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<RecordedEvent>],
    ) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else {
            return Ok(());
        };
        let mut transaction = connection.begin().await?;
        self.advance(&mut transaction, first.position, last.position)
            .await?;
        let held = parking::held(&mut transaction, self.tables, events).await?;
        let events = parking::others(events, &held);
        let mut fold = Fold::begin(load::touched(&mut transaction, &events).await?);
        for event in &events {
            fold.apply(event)?;
        }
        store::write(&mut transaction, &fold.finish()).await?;
        crash::point("projector.in_transaction");
        self.finish(transaction).await
    }

    /// Goes past an event that cannot be projected: what it concerns is held from there on.
    pub(crate) async fn park(
        &self,
        connection: &mut PgConnection,
        conversation: ConversationId,
        poison: &Poison,
    ) -> Result<(), Failure> {
        let mut transaction = connection.begin().await?;
        self.advance(&mut transaction, poison.position, poison.position)
            .await?;
        parking::hold(&mut transaction, self.tables, conversation, poison).await?;
        self.finish(transaction).await
    }

    /// Moves the checkpoint. First, so that of two projectors the second waits here, finds the
    /// checkpoint moved, and has touched nothing.
    async fn advance(
        &self,
        connection: &mut PgConnection,
        first: u64,
        last: u64,
    ) -> Result<(), Failure> {
        self.choose(connection).await?;
        let moved = sqlx::query(MOVE)
            .bind(self.log.log_id)
            .bind(self.incarnation())
            .bind(signed(first - 1))
            .bind(signed(last))
            .execute(connection)
            .await?;
        if moved.rows_affected() == 0 {
            return Err(Failure::Moved);
        }
        Ok(())
    }

    async fn finish(&self, mut transaction: Transaction<'_, Postgres>) -> Result<(), Failure> {
        if self.tables == Tables::Live {
            sqlx::query(ANNOUNCE).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn choose(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        sqlx::query(CHOOSE)
            .bind(self.tables.schema())
            .execute(connection)
            .await?;
        Ok(())
    }

    fn incarnation(&self) -> i32 {
        i32::try_from(self.log.incarnation).unwrap_or(i32::MAX)
    }
}

const CHOOSE: &str = "select set_config('search_path', $1, true)";

const BEGIN: &str = "insert into checkpoint (log_id, incarnation, position)
     values ($1, $2, 0)
     on conflict (one) do nothing";

const CHECKPOINT: &str = "select log_id, position from checkpoint";

// A log that was restored together with its tables goes on under a new incarnation.
const MOVE: &str = "update checkpoint
     set position = $4, incarnation = $2
     where log_id = $1
       and position = $3";

const ANNOUNCE: &str = "select pg_notify('tidings_read', '')";
