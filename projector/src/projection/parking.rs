//! Conversations that are held: their events are gone past.

use event_store::signed;
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{ConversationId, RecordedEvent};
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::Tables;
use crate::failure::Poison;

/// Those of the conversations concerned that are held.
pub(super) async fn held(
    connection: &mut PgConnection,
    tables: Tables,
    events: &[Arc<RecordedEvent>],
) -> Result<BTreeSet<ConversationId>, sqlx::Error> {
    let concerned: BTreeSet<_> = events.iter().filter_map(|it| it.conversation()).collect();
    let concerned: Vec<Uuid> = concerned.into_iter().map(|id| id.uuid()).collect();
    let query = match tables {
        Tables::Live => "select conversation_id from app.parked where conversation_id = any($1)",
        Tables::Next => {
            "select conversation_id from app.parked_next where conversation_id = any($1)"
        }
    };
    let held: Vec<Uuid> = sqlx::query_scalar(query)
        .bind(concerned)
        .fetch_all(connection)
        .await?;
    Ok(held.into_iter().map(ConversationId::new).collect())
}

/// The events that concern none of those.
pub(super) fn others(
    events: &[Arc<RecordedEvent>],
    held: &BTreeSet<ConversationId>,
) -> Vec<Arc<RecordedEvent>> {
    let is_held = |event: &RecordedEvent| event.conversation().is_some_and(|id| held.contains(&id));
    events
        .iter()
        .filter(|event| !is_held(event))
        .cloned()
        .collect()
}

pub(super) async fn hold(
    connection: &mut PgConnection,
    tables: Tables,
    conversation: ConversationId,
    poison: &Poison,
) -> Result<(), sqlx::Error> {
    let query = match tables {
        Tables::Live => {
            "insert into app.parked (conversation_id, position, event, reason)
             values ($1, $2, $3, $4)"
        }
        Tables::Next => {
            "insert into app.parked_next (conversation_id, position, event, reason)
             values ($1, $2, $3, $4)"
        }
    };
    sqlx::query(query)
        .bind(conversation.uuid())
        .bind(signed(poison.position))
        .bind(poison.name)
        .bind(&poison.reason)
        .execute(connection)
        .await?;
    Ok(())
}
