//! Events that cannot be projected: their conversation is held, and everything else goes on.

use std::sync::Arc;
use std::time::Duration;

use domain::RecordedEvent;
use sqlx::postgres::PgConnection;

use crate::failure::{Failure, Poison};
use crate::projection::Projection;

/// How often an event is tried before it is poison.
const TRIES: u32 = 3;

/// The pause after the first try; it grows with each.
const PAUSE: Duration = Duration::from_millis(100);

/// Projects events that follow the checkpoint without a hole. Of those that fail together the halves
/// are tried, until the one that spoils them stands alone: the conversation that it concerns is
/// parked. One that concerns none (who is a member, who is disabled) may not be gone past.
pub(crate) async fn project_or_park(
    projection: &Projection,
    connection: &mut PgConnection,
    events: &[Arc<RecordedEvent>],
) -> Result<(), Failure> {
    let mut todo = vec![events];
    while let Some(part) = todo.pop() {
        let Err(failure) = projection.project(connection, part).await else {
            continue;
        };
        match part {
            _ if !failure.is_of_an_event() => return Err(failure),
            [event] => insist(projection, connection, event, failure).await?,
            _ => {
                let (first, rest) = part.split_at(part.len() / 2);
                todo.extend([rest, first]);
            }
        }
    }
    Ok(())
}

/// Tries an event that has failed again, and parks its conversation in the end.
async fn insist(
    projection: &Projection,
    connection: &mut PgConnection,
    event: &Arc<RecordedEvent>,
    mut failure: Failure,
) -> Result<(), Failure> {
    for tries in 1..TRIES {
        tokio::time::sleep(PAUSE * tries).await;
        failure = match projection
            .project(connection, std::slice::from_ref(event))
            .await
        {
            Ok(()) => return Ok(()),
            Err(failure) if !failure.is_of_an_event() => return Err(failure),
            Err(failure) => failure,
        };
    }
    let poison = Poison {
        position: event.position,
        name: event.event.name(),
        reason: match failure {
            Failure::Poison(poison) => poison.reason,
            other => other.to_string(),
        },
    };
    let Some(conversation) = event.conversation() else {
        return Err(poison.into());
    };
    projection.park(connection, conversation, &poison).await?;
    metrics::counter!("tidings_projector_parked_total").increment(1);
    tracing::error!(%conversation, %poison, "a conversation is parked until the tables are rebuilt");
    Ok(())
}
