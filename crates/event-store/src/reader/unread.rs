//! What is unread to somebody, counted from the log alone.

use domain::{ConversationId, StreamKind, UserId};
use sqlx::Row as _;

use super::LogReader;
use crate::Failure;
use crate::row::signed;

/// A reader of a conversation at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The conversation.
    pub conversation: ConversationId,
    /// The reader: what they said themselves is not unread to them.
    pub reader: UserId,
    /// Messages above this sequence count; [`domain::Mine::unread_above`].
    pub above: u64,
    /// As of this position of the log.
    pub position: u64,
}

impl LogReader {
    /// How many messages are unread to each of these readers, in the order given: those that others
    /// sent, less those of them that are deleted.
    ///
    /// Deletions and restorations of a message take turns, so it is enough to count them. They come
    /// after their message, so what counts lies above `above` altogether.
    ///
    /// # Errors
    /// As [`LogReader::read`].
    pub async fn unread(&self, of: &[Unread]) -> Result<Vec<u64>, Failure> {
        let query = format!(
            "select coalesce(e.count, 0) as count
             from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) with ordinality
               as w(conversation, reader, above, position, n)
             cross join lateral (
               select sum(case e.event_type when 'MessageDeleted' then -1 else 1 end) as count
               from log.events e
               where e.aggregate_type = '{}'
                 and e.aggregate_id = w.conversation collate \"C\"
                 and e.sequence > w.above
                 and e.position <= w.position
                 and case e.event_type
                   when 'MessageSent' then e.payload->>'by' <> w.reader
                   when 'MessageDeleted' then
                     e.payload->>'authorId' <> w.reader
                     and (e.payload->>'seq')::bigint > w.above
                   when 'MessageRestored' then
                     e.payload#>>'{{message,authorId}}' <> w.reader
                     and (e.payload#>>'{{message,seq}}')::bigint > w.above
                   else false
                 end
             ) e
             order by w.n",
            StreamKind::Conversation.as_str()
        );
        let text = |id: &dyn std::fmt::Display| id.to_string();
        let rows = sqlx::query(&query)
            .bind(
                of.iter()
                    .map(|it| text(&it.conversation))
                    .collect::<Vec<_>>(),
            )
            .bind(of.iter().map(|it| text(&it.reader)).collect::<Vec<_>>())
            .bind(of.iter().map(|it| signed(it.above)).collect::<Vec<_>>())
            .bind(of.iter().map(|it| signed(it.position)).collect::<Vec<_>>())
            .fetch_all(self.pool())
            .await?;
        rows.iter()
            .map(|row| Ok(row.try_get::<i64, _>("count")?.unsigned_abs()))
            .collect()
    }
}
