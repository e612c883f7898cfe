//! Snapshots: written behind the writer's back, so that a start needs few events.

use std::sync::Arc;

use domain::StreamId;
use sqlx::postgres::PgPool;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::load::Stream;
use crate::row::signed;

/// Events between two snapshots of a stream.
const EVERY: u64 = 200;
/// Snapshots that may wait. What finds no place is offered again with the next event.
const QUEUE_MAX: usize = 256;

/// The task that writes them.
pub(super) struct Snapshots {
    queue: mpsc::Sender<(StreamId, Stream, i64)>,
    task: JoinHandle<()>,
}

impl Snapshots {
    pub(super) fn start(pool: PgPool) -> Self {
        let (queue, mut waiting) = mpsc::channel::<(StreamId, Stream, i64)>(QUEUE_MAX);
        let task = tokio::spawn(async move {
            while let Some((id, stream, epoch)) = waiting.recv().await {
                if let Err(error) = write(&pool, id, &stream, epoch).await {
                    tracing::warn!(%error, stream = %id, "a snapshot was not written");
                }
            }
        });
        Self { queue, task }
    }

    /// Takes a snapshot of a stream that has moved far enough since its last one. It is written only
    /// while the log is of this epoch: later, its words may have been erased.
    pub(super) fn offer(&self, id: StreamId, stream: &mut Stream, epoch: i64) {
        if stream.sequence < stream.snapshot + EVERY {
            return;
        }
        let copy = Stream {
            state: Arc::clone(&stream.state),
            ..*stream
        };
        if self.queue.try_send((id, copy, epoch)).is_ok() {
            stream.snapshot = stream.sequence;
        }
    }

    pub(super) async fn finish(self) {
        drop(self.queue);
        let _ = self.task.await;
    }
}

async fn write(
    pool: &PgPool,
    id: StreamId,
    stream: &Stream,
    epoch: i64,
) -> Result<(), crate::Failure> {
    sqlx::query(
        "insert into log.snapshots
           (aggregate_type, aggregate_id, sequence, shape, state, hash, occurred_at)
         select $1, $2, $3, $4, $5, $6, $7
         where log.hold_epoch($8)
         on conflict (aggregate_type, aggregate_id) do update
         set sequence = excluded.sequence,
             shape = excluded.shape,
             state = excluded.state,
             hash = excluded.hash,
             occurred_at = excluded.occurred_at
         where log.snapshots.sequence < excluded.sequence
            or log.snapshots.shape <> excluded.shape",
    )
    .bind(id.kind().as_str())
    .bind(id.id())
    .bind(signed(stream.sequence))
    .bind(domain::State::SHAPE)
    .bind(stream.state.to_snapshot()?)
    .bind(stream.hash.as_slice())
    .bind(stream.at.to_offset())
    .bind(epoch)
    .execute(pool)
    .await?;
    Ok(())
}
