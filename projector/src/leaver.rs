//! Who may not take part any longer is taken out.
//!
//! The leaver follows the log. Somebody who left a project, was disabled or erased, or is an auditor
//! now, leaves conversations one by one, each by an event in the name of whoever made it so. Which
//! ones, the read tables say, as soon as they are as far as the event: who was brought in just before
//! is among them. A permission may be a minute old when it is used, so whoever is brought in after
//! they had to go is noticed too. Everything may be done twice: the conversation decides.

mod causes;

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use chassis::operator::Gate;
use domain::{Command, ConversationCommand, ConversationId, Metadata, UserId};
use event_bus::{Batch, Follower, Hints};
use event_store::{LogReader, Submission, SubmitError, Writer};
use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::postgres::PgPool;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
use crate::leader::{Lease, Terms};
use crate::log::Reading;
use crate::place::Place;
use causes::Causes;

/// The most events looked at together.
const BATCH_MAX: usize = 1_000;

/// After so many events that concern nobody the place is kept all the same.
const UNKEPT_MAX: u64 = 1_000;

/// How many endings are on their way to the log at once.
const ENDINGS_MAX: usize = 64;

/// The pause before the tables are asked again how far they are.
const TABLES_PAUSE: Duration = Duration::from_millis(50);

/// The pause after a failure.
const PAUSE: Duration = Duration::from_millis(500);

/// Where conversations hear that somebody may not take part any longer.
pub trait EndsPart: Send + Sync + 'static {
    /// Ends the person's part, in the name of `by`. That there is nothing to end is no failure.
    fn end_part(
        &self,
        conversation: ConversationId,
        user_id: UserId,
        by: UserId,
    ) -> impl Future<Output = Result<(), event_store::Failure>> + Send;
}

impl EndsPart for Writer {
    async fn end_part(
        &self,
        conversation: ConversationId,
        user_id: UserId,
        by: UserId,
    ) -> Result<(), event_store::Failure> {
        let command = ConversationCommand::EndPart { user_id };
        let submission = Submission {
            by,
            command: Command::Conversation(conversation, command),
            key: None,
            metadata: Metadata::new(),
        };
        match self.submit(submission).await {
            Ok(_) => Ok(()),
            Err(SubmitError::Unavailable(failure)) => Err(failure),
            Err(refused @ (SubmitError::Refused(_) | SubmitError::KeyReused)) => {
                tracing::debug!(%conversation, %user_id, %refused, "no part was ended");
                Ok(())
            }
        }
    }
}

/// Takes people out of conversations.
#[derive(Debug)]
pub struct Leaver<E> {
    follower: Follower<Reading>,
    desk: Desk<E>,
    terms: Terms,
}

/// Where it is found out who has to go, and said.
#[derive(Debug)]
struct Desk<E> {
    place: Place,
    pool: PgPool,
    conversations: E,
}

impl<E: EndsPart> Leaver<E> {
    /// A leaver that reads the tables through `pool`, which acts as `tidings_project`.
    #[must_use]
    pub fn new(pool: PgPool, log: LogReader, hints: Hints, conversations: E) -> Self {
        Self {
            desk: Desk {
                place: Place::of("leaver", log.log()),
                pool,
                conversations,
            },
            follower: Follower::new(Reading(log), hints, 0),
            terms: Terms::default(),
        }
    }

    /// Runs until it is told to stop. The gate says why nobody is taken out, while nobody can be.
    pub async fn run(mut self, gate: Gate, stop: CancellationToken) {
        let pool = self.desk.pool.clone();
        let work = async {
            loop {
                gate.open();
                let lease = Lease::wait(&pool, "leaver", self.terms).await;
                tokio::select! {
                    () = lease.lost() => tracing::warn!("the leaver lost its lead"),
                    () = self.keep_up(&gate) => {}
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Follows, and begins anew after each failure.
    async fn keep_up(&mut self, gate: &Gate) {
        let mut told = None;
        loop {
            let Err(failure) = self.follow(gate).await;
            if let Failure::Moved = failure {
                continue;
            }
            let reason = failure.to_string();
            if told.as_ref() != Some(&reason) {
                tracing::error!(error = %failure, "nobody can be taken out, trying again");
            }
            gate.close(reason.clone());
            told = Some(reason);
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn follow(&mut self, gate: &Gate) -> Result<Infallible, Failure> {
        let mut kept = self.desk.place.load(&self.desk.pool).await?;
        self.follower.seek(kept);
        loop {
            gate.open();
            let batch = self.follower.next(BATCH_MAX).await?;
            let is_idle = !self.desk.end_parts(&batch).await?;
            if is_idle && batch.position() - kept < UNKEPT_MAX {
                continue;
            }
            let desk = &self.desk;
            desk.place.keep(&desk.pool, kept, batch.position()).await?;
            kept = batch.position();
        }
    }
}

impl<E: EndsPart> Desk<E> {
    /// Whether the batch concerned anybody.
    async fn end_parts(&self, batch: &Batch) -> Result<bool, Failure> {
        let causes = Causes::among(&batch.events);
        let Some(position) = causes.position() else {
            return Ok(false);
        };
        self.tables_at(position).await?;
        let parts = causes.parts(&self.pool).await?;
        let ended = u64::try_from(parts.len()).unwrap_or(u64::MAX);
        futures_util::stream::iter(parts)
            .map(|part| {
                self.conversations
                    .end_part(part.conversation, part.user, part.by)
            })
            .buffer_unordered(ENDINGS_MAX)
            .try_collect::<()>()
            .await?;
        metrics::counter!("tidings_leaver_parts_total").increment(ended);
        Ok(true)
    }

    /// Waits until the tables have a position. Should they stand still, the projector says why.
    async fn tables_at(&self, position: u64) -> Result<(), Failure> {
        while self.place.tables(&self.pool).await? < position {
            tokio::time::sleep(TABLES_PAUSE).await;
        }
        Ok(())
    }
}
