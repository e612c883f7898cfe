//! The newest message that is not deleted, as of a sequence.
//!
//! It is nearly always among the newest events. Where all of those are deleted, one goes back in
//! strides, so that no statement takes long, however many are deleted at the end.

use domain::ConversationId;
use event_bus::LogError;
use event_store::{LogReader, signed};

/// Events looked at first, and in each stride after that.
const FIRST_STRIDE: u64 = 256;
const STRIDE: u64 = 2_048;

/// Messages looked at by one statement, so that it stays far below its time.
const LOOKED_AT_MAX: u64 = 16_384;

/// A question that is not answered yet.
#[derive(Clone, Copy)]
struct Open {
    position: u64,
    conversation: ConversationId,
    seq: u64,
    /// Everything above this is deleted.
    below: u64,
}

/// For each position the event that says the last message whole, where there is one.
pub(super) async fn messages(
    log: &LogReader,
    of: &[(u64, ConversationId, u64)],
) -> Result<Vec<(u64, u64)>, LogError> {
    let mut found = Vec::with_capacity(of.len());
    let mut stride = FIRST_STRIDE;
    let open = |&(position, conversation, seq): &(u64, ConversationId, u64)| Open {
        position,
        conversation,
        seq,
        below: seq,
    };
    let mut open: Vec<_> = of.iter().map(open).collect();
    while !open.is_empty() {
        let mut unanswered = Vec::new();
        let questions = usize::try_from(LOOKED_AT_MAX / stride)?;
        for asked in open.chunks(questions) {
            let answers = look(log, asked, stride).await?;
            let is_answered =
                |it: &&Open| answers.iter().any(|(position, _)| *position == it.position);
            unanswered.extend(asked.iter().filter(|it| !is_answered(it)).copied());
            found.extend(answers);
        }
        unanswered.retain_mut(|it| {
            it.below = it.below.saturating_sub(stride);
            it.below > 0
        });
        open = unanswered;
        stride = STRIDE;
    }
    Ok(found)
}

/// The newest event of a message says it whole, or that it is deleted: after a deletion there is
/// nothing but a restoration. `offset 0`: as for originals, only the message's id is a way in.
async fn look(log: &LogReader, asked: &[Open], stride: u64) -> Result<Vec<(u64, u64)>, LogError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "select w.position, e.position
         from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])
           as w(position, conversation, seq, below)
         cross join lateral (
           select newest.position
           from log.events sent
           cross join lateral (
             select e.position, e.event_type
             from (
               select *
               from log.events
               where message_id = sent.message_id
               order by sequence desc
               offset 0
             ) e
             where e.aggregate_type = 'Conversation'
               and e.aggregate_id = w.conversation collate \"C\"
               and e.sequence <= w.seq
             order by e.sequence desc
             limit 1
           ) newest
           where sent.aggregate_type = 'Conversation'
             and sent.aggregate_id = w.conversation collate \"C\"
             and sent.sequence <= w.below
             and sent.sequence > w.below - $5
             and sent.event_type = 'MessageSent'
             and newest.event_type <> 'MessageDeleted'
           order by sent.sequence desc
           limit 1
         ) e",
    )
    .bind(
        asked
            .iter()
            .map(|it| signed(it.position))
            .collect::<Vec<_>>(),
    )
    .bind(
        asked
            .iter()
            .map(|it| it.conversation.to_string())
            .collect::<Vec<_>>(),
    )
    .bind(asked.iter().map(|it| signed(it.seq)).collect::<Vec<_>>())
    .bind(asked.iter().map(|it| signed(it.below)).collect::<Vec<_>>())
    .bind(signed(stride))
    .fetch_all(log.pool())
    .await?;
    Ok(super::facts::places(rows))
}
