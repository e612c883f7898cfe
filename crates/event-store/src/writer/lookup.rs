//! What the log already knows of the commands: keys that were used, messages that exist.

use std::collections::HashMap;

use domain::{ConversationId, MessageId, RecordedEvent, UserId};
use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::Pending;
use crate::row::{COLUMNS, recorded};
use crate::{Failure, load};

/// A key that was used: for which request, and what it did.
#[derive(Debug)]
pub(super) struct KeyUse {
    pub(super) digest: Vec<u8>,
    pub(super) events: Vec<RecordedEvent>,
}

/// What was found for a batch.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) keys: HashMap<(UserId, String), KeyUse>,
    /// The first event of each message and its newest two, in order.
    pub(super) messages: HashMap<(ConversationId, MessageId), Vec<RecordedEvent>>,
}

/// Looks up all keys and all messages that a batch names, in one query each.
pub(super) async fn look_up(
    connection: &mut PgConnection,
    batch: &[Pending],
) -> Result<Found, Failure> {
    let mut found = Found::default();
    let named: Vec<_> = batch
        .iter()
        .flat_map(|p| p.command().messages_named())
        .collect();
    if !named.is_empty() {
        found.messages = load::messages(connection, &named, None).await?;
    }
    let (users, keys): (Vec<Uuid>, Vec<&str>) = batch
        .iter()
        .filter_map(|p| {
            Some((
                p.submission.by.uuid(),
                p.submission.key.as_ref()?.key.as_str(),
            ))
        })
        .unzip();
    if !keys.is_empty() {
        found.keys = used(connection, users, keys).await?;
    }
    Ok(found)
}

async fn used(
    connection: &mut PgConnection,
    users: Vec<Uuid>,
    keys: Vec<&str>,
) -> Result<HashMap<(UserId, String), KeyUse>, Failure> {
    let query = format!(
        "select distinct k.user_id, k.key, k.digest, {COLUMNS}
         from unnest($1::uuid[], $2::text[]) as w(user_id, key)
         cross join lateral (
           select *
           from log.keys
           where user_id = w.user_id
             and key = w.key collate \"C\"
           offset 0
         ) k
         left join log.events e
           on e.position >= k.position
          and e.position < k.position + k.count
         order by e.position"
    );
    let rows = sqlx::query(&query)
        .bind(users)
        .bind(keys)
        .fetch_all(connection)
        .await?;
    let mut uses = HashMap::new();
    for row in &rows {
        let name = (UserId::new(row.try_get("user_id")?), row.try_get("key")?);
        let digest = row.try_get("digest")?;
        let events = Vec::new();
        let used = uses.entry(name).or_insert(KeyUse { digest, events });
        if row.try_get::<Option<i64>, _>("position")?.is_some() {
            used.events.push(recorded(row)?);
        }
    }
    Ok(uses)
}
