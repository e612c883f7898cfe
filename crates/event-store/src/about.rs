//! Everything about one conversation, in the order in which it happened: its own stream, its read
//! markers, its reports, and who looked at it.

use domain::{ConversationId, MessageId, RecordedEvent, Role, StreamKind, Timestamp, UserId};
use evidence::Record;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use crate::row::{position, recorded, signed};
use crate::{Failure, LogReader, raw};

/// How far a conversation is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// As far as the log goes.
    Now,
    /// Up to this one of its sequences.
    Sequence(u64),
    /// Up to what happened first after this moment, and without it.
    Time(Timestamp),
}

/// A moment of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its newest sequence.
    pub sequence: u64,
    /// The position of the log up to which everything had happened.
    pub position: u64,
}

/// Where a reading of all that is about a conversation has got to. It begins with the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    sequence: u64,
    position: u64,
}

/// A row about a conversation, as it is handed out.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The event.
    pub record: Record,
    /// The message that it concerns.
    pub message: Option<MessageId>,
}

/// What is known of a person at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    /// Who.
    pub id: UserId,
    /// What they were called; none once they are erased, whenever that was.
    pub name: Option<String>,
    /// What they were.
    pub role: Role,
    /// Whether they are erased by now.
    pub is_erased: bool,
}

impl LogReader {
    /// The moment of a conversation that is asked for; none if it has none such.
    ///
    /// # Errors
    /// The database failed.
    pub async fn moment(
        &self,
        conversation: ConversationId,
        as_of: AsOf,
    ) -> Result<Option<Moment>, Failure> {
        match as_of {
            AsOf::Now => {
                let head = self.head().await?;
                self.moment_at(conversation, head).await
            }
            AsOf::Sequence(sequence) => {
                let position: Option<i64> = sqlx::query_scalar(
                    "select position
                     from log.events
                     where aggregate_type = 'Conversation'
                       and aggregate_id = $1
                       and sequence = $2",
                )
                .bind(conversation.to_string())
                .bind(signed(sequence))
                .fetch_optional(self.pool())
                .await?;
                Ok(position.map(|position| Moment {
                    sequence,
                    position: position.unsigned_abs(),
                }))
            }
            AsOf::Time(time) => {
                // The clocks of two writers may differ a little, so positions are not quite in the
                // order of time. Everything before the first that is later is a state that the log
                // was in.
                let later: Option<i64> = sqlx::query_scalar(
                    "select min(position)
                     from (
                       (select position
                        from log.events
                        where aggregate_type = 'Conversation'
                          and aggregate_id = $1
                          and occurred_at > $3
                        order by sequence
                        limit 1)
                       union all
                       (select position
                        from log.events
                        where topic = $2
                          and occurred_at > $3
                        order by position
                        limit 1)) as later",
                )
                .bind(conversation.to_string())
                .bind(conversation.uuid())
                .bind(time.to_offset())
                .fetch_one(self.pool())
                .await?;
                let end = match later {
                    Some(later) => later.unsigned_abs().saturating_sub(1),
                    None => self.head().await?,
                };
                self.moment_at(conversation, end).await
            }
        }
    }

    /// The moment of a conversation at a position; none if it had not begun.
    pub(crate) async fn moment_at(
        &self,
        conversation: ConversationId,
        position: u64,
    ) -> Result<Option<Moment>, Failure> {
        let sequence: Option<i64> = sqlx::query_scalar(
            "select sequence
             from log.events
             where aggregate_type = 'Conversation'
               and aggregate_id = $1
               and position <= $2
             order by sequence desc
             limit 1",
        )
        .bind(conversation.to_string())
        .bind(signed(position))
        .fetch_optional(self.pool())
        .await?;
        Ok(sequence.map(|sequence| Moment {
            sequence: sequence.unsigned_abs(),
            position,
        }))
    }

    /// How far somebody saw a conversation by a moment; none if they had taken no part in it. Who
    /// takes part sees all of it, what was said before they came included; who was taken out saw
    /// that as the last thing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seen_by(
        &self,
        conversation: ConversationId,
        user: UserId,
        by: Moment,
    ) -> Result<Option<Moment>, Failure> {
        let row = sqlx::query(
            "select e.event_type, e.sequence, e.position
             from log.events e
             where e.aggregate_type = 'Conversation'
               and e.aggregate_id = $1
               and e.sequence <= $3
               and (
                 (e.event_type in ('ParticipantAdded', 'ParticipantRemoved')
                  and e.payload ->> 'userId' = $2)
                 or (e.sequence = 1
                     and e.payload #> '{core,participants}'
                         @> jsonb_build_array(jsonb_build_object('userId', $2::text))))
             order by e.sequence desc
             limit 1",
        )
        .bind(conversation.to_string())
        .bind(user.to_string())
        .bind(signed(by.sequence))
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let event_type: &str = row.try_get("event_type")?;
        Ok(Some(match event_type {
            "ParticipantRemoved" => Moment {
                sequence: row.try_get::<i64, _>("sequence")?.unsigned_abs(),
                position: position(&row)?,
            },
            _ => by,
        }))
    }

    /// The next events about a conversation, up to a position; `place` moves on. Fewer than `limit`
    /// mean that there are no more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn about(
        &self,
        conversation: ConversationId,
        place: &mut Place,
        until: u64,
        limit: u32,
    ) -> Result<Vec<About>, Failure> {
        let rows = self.rows_about(conversation, place, until, limit).await?;
        rows.iter()
            .map(|row| {
                let message: Option<Uuid> = row.try_get("message_id")?;
                Ok(About {
                    record: raw::record(row)?,
                    message: message.map(MessageId::new),
                })
            })
            .collect()
    }

    /// As [`LogReader::about`], as this program understands them.
    ///
    /// # Errors
    /// The database failed, or holds an event that this program cannot read.
    pub async fn events_about(
        &self,
        conversation: ConversationId,
        place: &mut Place,
        until: u64,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, Failure> {
        let rows = self.rows_about(conversation, place, until, limit).await?;
        rows.iter().map(recorded).collect()
    }

    // Two ordered reads through two indexes, merged by position. Where the first has got to is told
    // by its sequence: the next page does not read again what this one has.
    async fn rows_about(
        &self,
        conversation: ConversationId,
        place: &mut Place,
        until: u64,
        limit: u32,
    ) -> Result<Vec<PgRow>, Failure> {
        let query = format!(
            "select {}, e.message_id
             from (
               (select *
                from log.events
                where aggregate_type = 'Conversation'
                  and aggregate_id = $1
                  and sequence > $3
                order by sequence
                limit $6)
               union all
               (select *
                from log.events
                where topic = $2
                  and position > $4
                order by position
                limit $6)) e
             where e.position <= $5
             order by e.position
             limit $6",
            raw::COLUMNS
        );
        let rows = sqlx::query(&query)
            .bind(conversation.to_string())
            .bind(conversation.uuid())
            .bind(signed(place.sequence))
            .bind(signed(place.position))
            .bind(signed(until))
            .bind(i64::from(limit))
            .fetch_all(self.pool())
            .await?;
        for row in &rows {
            place.position = position(row)?;
            let kind: &str = row.try_get("aggregate_type")?;
            if kind == StreamKind::Conversation.as_str() {
                place.sequence = row.try_get::<i64, _>("sequence")?.unsigned_abs();
            }
        }
        Ok(rows)
    }

    /// These people as they were at a position. Whom the log did not know then is left out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn people_at(
        &self,
        people: &[UserId],
        until: u64,
    ) -> Result<Vec<KnownPerson>, Failure> {
        let ids: Vec<_> = people.iter().map(ToString::to_string).collect();
        let rows = sqlx::query(
            "select w.id,
               (select e.payload ->> 'role'
                from log.events e
                where e.aggregate_type = 'User'
                  and e.aggregate_id = w.id collate \"C\"
                  and e.position <= $2
                  and e.event_type in ('UserRegistered', 'RoleChanged')
                order by e.sequence desc
                limit 1) as role,
               (select e.payload #>> '{name,text}'
                from log.events e
                where e.aggregate_type = 'User'
                  and e.aggregate_id = w.id collate \"C\"
                  and e.position <= $2
                  and e.event_type in ('UserRegistered', 'ProfileChanged')
                order by e.sequence desc
                limit 1) as name,
               exists (
                 select
                 from log.events e
                 where e.aggregate_type = 'User'
                   and e.aggregate_id = w.id collate \"C\"
                   and e.event_type = 'UserErased') as is_erased
             from unnest($1::text[]) as w(id)",
        )
        .bind(ids)
        .bind(signed(until))
        .fetch_all(self.pool())
        .await?;
        let mut known = Vec::new();
        for row in &rows {
            let id: &str = row.try_get("id")?;
            let role: Option<&str> = row.try_get("role")?;
            let is_erased: bool = row.try_get("is_erased")?;
            let name: Option<String> = row.try_get("name")?;
            if let (Ok(id), Some(Ok(role))) = (id.parse(), role.map(str::parse)) {
                known.push(KnownPerson {
                    id,
                    name: name.filter(|_| !is_erased),
                    role,
                    is_erased,
                });
            }
        }
        Ok(known)
    }
}
