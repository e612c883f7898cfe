//! What was signed of the log.

use axum::Json;
use axum::extract::State;
use chassis::extract::Query;
use chassis::problem::Problem;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wire::LogPosition;

use super::overseer::Overseer;
use crate::api::Api;
use crate::cursor::Scope;
use crate::routes::problems::{Any, Asked, Overseen};
use crate::routes::projects::Paged;
use crate::sql::checkpoint;

/// The root of the tree over the log at one size, signed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedCheckpoint {
    /// Counted from 1.
    number: u64,
    /// Which log.
    #[schema(value_type = String, format = Uuid)]
    log_id: Uuid,
    /// Which life of it.
    incarnation: u32,
    /// How many events it covers.
    size: u64,
    /// The root, as hex.
    root: String,
    /// When it was signed.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    /// SHA-256 of the public key, as hex.
    key_id: String,
    /// Ed25519, as hex.
    signature: String,
}

/// A page of what was signed, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckpointsPage {
    items: Vec<SignedCheckpoint>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

#[derive(Debug, Deserialize)]
struct Row {
    number: u64,
    incarnation: u32,
    size: u64,
    root: String,
    time: Timestamp,
    key_id: String,
    signature: String,
}

pub(super) const STATEMENT: &str = concat!(
    "with items as (
       select k.number, k.incarnation, k.size, encode(k.root, 'hex') as root, k.signed_at as time,
              encode(k.key_id, 'hex') as key_id, encode(k.signature, 'hex') as signature
       from log.checkpoints k
       where k.number < $1
       order by k.number desc
       limit $2
     )
     select (select coalesce(json_agg(i order by i.number desc), '[]') from items i) as items, ",
    checkpoint!(),
);

/// What was signed of the log, the newest first
#[utoipa::path(
    get,
    path = "/api/admin/messaging/audit/checkpoints",
    tag = "audit",
    operation_id = "listCheckpoints",
    params(Paged),
    responses((status = 200, description = "A page of them", body = CheckpointsPage), Any, Asked, Overseen),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    overseer: Overseer,
    Query(ask): Query<Paged>,
) -> Result<Json<CheckpointsPage>, Problem> {
    let scope = Scope::new("checkpoints", overseer.user_id, &());
    let before = match &ask.cursor {
        Some(cursor) => api.cursors.open::<i64>(&scope, cursor)?,
        None => i64::MAX,
    };
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(STATEMENT)
        .bind(before)
        .bind(ask.limit.and_one());
    let found = api.one(overseer.sight(), query).await?;
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = ask.limit.cut(&mut rows);
    let next_cursor = rows
        .last()
        .filter(|_| is_more)
        .map(|last| api.cursors.seal(&scope, &last.number))
        .transpose()?;
    let position = found.position(api.log())?;
    let log_id = api.log().log_id;
    let items = rows.into_iter().map(|row| SignedCheckpoint {
        number: row.number,
        log_id,
        incarnation: row.incarnation,
        size: row.size,
        root: row.root,
        time: row.time,
        key_id: row.key_id,
        signature: row.signature,
    });
    Ok(Json(CheckpointsPage {
        items: items.collect(),
        next_cursor,
        position,
        resume: position,
    }))
}
