//! What a statement found: one row, whose columns are numbers and JSON.

use chassis::problem::Problem;
use domain::{LogId, Role, UserId};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use uuid::Uuid;
use wire::{LogPosition, Person};

use crate::failure::failed;

/// The row of an answer.
#[derive(Debug)]
pub(crate) struct Found(PgRow);

/// Of read.checkpoint.
#[derive(Deserialize)]
struct Checkpoint {
    log_id: Uuid,
    incarnation: u32,
    position: u64,
}

/// A person as statements give them.
#[derive(Debug, Deserialize)]
pub(crate) struct PersonRow {
    id: UserId,
    name: Option<String>,
    role: Role,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            role: row.role,
            online: None,
        }
    }
}

impl Found {
    pub(crate) const fn new(row: PgRow) -> Self {
        Self(row)
    }

    /// A column that holds JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, Problem> {
        let Json(value) = self.0.try_get(column).map_err(|error| failed(&error))?;
        Ok(value)
    }

    /// A column that holds a count.
    pub(crate) fn count(&self, column: &str) -> Result<u64, Problem> {
        let count: i64 = self.0.try_get(column).map_err(|error| failed(&error))?;
        Ok(count.unsigned_abs())
    }

    /// A column that holds a claim.
    pub(crate) fn is(&self, column: &str) -> Result<bool, Problem> {
        self.0.try_get(column).map_err(|error| failed(&error))
    }

    /// Whether the answer is about a conversation that is held back. Statements that are about
    /// none have no such column.
    pub(crate) fn is_parked(&self) -> bool {
        self.0.try_get("is_parked").unwrap_or_default()
    }

    /// Everyone the answer mentions.
    pub(crate) fn people(&self) -> Result<Vec<Person>, Problem> {
        let people: Vec<PersonRow> = self.json("people")?;
        Ok(people.into_iter().map(Person::from).collect())
    }

    /// How far the tables were; before the first batch, at the beginning of this log.
    pub(crate) fn position(&self, log: LogId) -> Result<LogPosition, Problem> {
        let checkpoint: Option<Checkpoint> = self.json("checkpoint")?;
        Ok(checkpoint.map_or(LogPosition::new(log, 0), |checkpoint| {
            let log = LogId {
                log_id: checkpoint.log_id,
                incarnation: checkpoint.incarnation,
            };
            LogPosition::new(log, checkpoint.position)
        }))
    }
}
