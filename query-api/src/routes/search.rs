//! Looking for messages.
//!
//! The newest come first, and nothing else decides the order, so a cursor is simply a place. The
//! conversations that one sees are walked from the newest activity on, in stages, until no
//! conversation that is left can have anything newer: common words are found at once, and rare
//! ones cost one look at each message that one may see.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Query;
use chassis::problem::Problem;
use domain::{ConversationId, ProjectId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use wire::{LogPosition, Message, Person};

use super::message::{Row, said};
use super::problems::{Any, Asked};
use crate::api::{Api, Look, Sight};
use crate::cursor::Scope;
use crate::failure::PAUSE;
use crate::parameters::{Limit, MinPosition, Several};
use crate::search::{Highlight, Patterns, Sought};
use crate::sql::{checkpoint, me, people};

/// How many conversations are looked at in the first stages; then all that are left.
const STAGES: [i64; 2] = [24, 400];

/// How long one search may take in all.
const SEARCH_MAX: Duration = Duration::from_secs(2);

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// Words; `"several in a row"`, `-without`, `this or that`; the last may be unfinished
    #[param(value_type = String, max_length = 300)]
    q: Sought,
    /// In this project; several with commas
    #[param(value_type = String, required = false)]
    project_id: Option<Several<ProjectId>>,
    /// In this conversation; several with commas
    #[param(value_type = String, required = false)]
    conversation_id: Option<Several<ConversationId>>,
    /// By this author; several with commas
    #[param(value_type = String, required = false)]
    author_id: Option<Several<UserId>>,
    /// Sent then or later
    #[param(value_type = String, format = DateTime, required = false)]
    from: Option<Timestamp>,
    /// Sent before
    #[param(value_type = String, format = DateTime, required = false)]
    to: Option<Timestamp>,
    /// How many at most
    #[serde(default)]
    #[param(value_type = u32, required = false, minimum = 1, maximum = 100)]
    limit: Limit,
    /// Where the page before ended: its `nextCursor`
    #[param(value_type = String, required = false)]
    cursor: Option<String>,
    /// Wait until the tables have this position, 2 s at most
    #[param(value_type = String, required = false)]
    min_position: Option<MinPosition>,
}

/// A message that was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hit {
    message: Message,
    conversation: HitConversation,
    /// Where its body has what was looked for: UTF-16 code units, the end excluded.
    #[schema(value_type = Vec<Vec<usize>>)]
    highlights: Vec<Highlight>,
}

/// Where it was said.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HitConversation {
    #[schema(value_type = String, format = Uuid)]
    id: ConversationId,
    subject: String,
    #[schema(value_type = String, format = Uuid)]
    project_id: ProjectId,
}

/// A page of what was found, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HitsPage {
    items: Vec<Hit>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

/// Where a message stands among all: when it was sent, and what decides between equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place(Timestamp, ConversationId, u64);

#[derive(Debug, Deserialize)]
struct Found {
    #[serde(flatten)]
    row: Row,
    conversation: HitConversation,
}

/// What one stage found.
#[derive(Debug, Default)]
struct Stage {
    found: Vec<Found>,
    people: BTreeMap<UserId, Person>,
    position: Option<LogPosition>,
}

// $2 projects, $3 conversations, $4 authors, $5 and $6 from and to; $7 to $10 the place before and how
// many; $11 and $12 which of the conversations; $13 to $15 the patterns of what is sought.
pub(super) const STATEMENT: &str = concat!(
    "with ",
    me!("and ($3::uuid[] is null or p.conversation_id = any($3))"),
    ", mine as materialized (
       select me.id, me.project_id, me.subject, me.last_activity_at,
              row_number() over (order by me.last_activity_at desc, me.id desc) as n
       from me
       where ($2::uuid[] is null or me.project_id = any($2))
         and ($5::timestamptz is null or me.last_activity_at >= $5)
     ),
     page as (
       select m.*
       from app.hits(
         array(select s.id from mine s where s.n > $11 and s.n <= $12),
         $13, $14, $15, $4, $5, $6, $7, $8, $9, $10) h
       join read.messages m
         on m.conversation_id = h.conversation_id
        and m.seq = h.seq
     ), ",
    said!(),
    " select
        (select coalesce(json_agg(f order by f.sent_at desc, f.conversation_id desc, f.seq desc), '[]')
         from (
           select i.*,
                  json_build_object('id', s.id, 'subject', s.subject, 'projectId', s.project_id) as conversation
           from items i
           join mine s on s.id = i.conversation_id) f) as items,
        coalesce((
           select to_json(s.last_activity_at)
           from mine s
           where s.n = $12 + 1), 'null') as next_activity, ",
    people!(),
    ", ",
    checkpoint!(),
);

/// Messages that one sees, by their words, the newest first
#[utoipa::path(
    get,
    path = "/api/messaging/search",
    tag = "messages",
    operation_id = "searchMessages",
    params(Ask),
    responses((status = 200, description = "A page of them", body = HitsPage), Any, Asked),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn search(
    State(api): State<Api>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> Result<Json<HitsPage>, Problem> {
    let scope = Scope::new(
        "search",
        caller.user_id,
        &(
            &ask.q,
            &ask.project_id,
            &ask.conversation_id,
            &ask.author_id,
            &ask.from,
            &ask.to,
        ),
    );
    let after = match &ask.cursor {
        Some(cursor) => Some(api.cursors.open::<Place>(&scope, cursor)?),
        None => None,
    };
    api.progress.reach(ask.min_position).await?;
    let searching = async {
        let mut look = api.look(Sight::Own(caller.user_id)).await?;
        ask.newest(&api, &mut look, caller.user_id, after).await
    };
    let Stage {
        found,
        mut people,
        position,
    } = tokio::time::timeout(SEARCH_MAX, searching)
        .await
        .map_err(|_| Problem::unavailable(PAUSE))??;
    let position = position.ok_or_else(Problem::internal)?;
    let mut hits: Vec<Hit> = found.into_iter().map(|found| ask.hit(found)).collect();
    let is_more = ask.limit.cut(&mut hits);
    let last = hits.last().map(|hit| Place::of(&hit.message));
    let next_cursor = last
        .filter(|_| is_more)
        .map(|last| api.cursors.seal(&scope, &last))
        .transpose()?;
    people.retain(|id, _| hits.iter().any(|hit| hit.message.mentions(*id)));
    Ok(Json(HitsPage {
        items: hits,
        next_cursor,
        people: people.into_values().collect(),
        position,
        resume: position,
    }))
}

impl Ask {
    fn hit(&self, found: Found) -> Hit {
        let message = Message::from(found.row);
        Hit {
            highlights: self.q.find_in(&message.body).unwrap_or_default(),
            message,
            conversation: found.conversation,
        }
    }

    /// The newest messages after a place that have it: a page of them, and one more if there is one.
    async fn newest(
        &self,
        api: &Api,
        look: &mut Look,
        asker: UserId,
        after: Option<Place>,
    ) -> Result<Stage, Problem> {
        let limit = self.limit.and_one();
        let mut stage = Stage::default();
        let mut done = 0;
        // Without a word nothing is found; one empty look tells how far the tables are.
        let ends = if self.q.is_nothing() {
            vec![0]
        } else {
            STAGES.into_iter().chain([i64::MAX - 1]).collect()
        };
        for end in ends {
            let row = look.one(self.bound(asker, after, limit, done, end)).await?;
            done = end;
            stage.found.extend(row.json::<Vec<Found>>("items")?);
            stage
                .people
                .extend(row.people()?.into_iter().map(|p| (p.id, p)));
            stage.position = Some(row.position(api.log())?);
            stage
                .found
                .sort_by_key(|found| std::cmp::Reverse(found.row.place()));
            stage
                .found
                .truncate(usize::try_from(limit).unwrap_or_default());
            let next: Option<Timestamp> = row.json("next_activity")?;
            let is_full = stage.found.len() as u64 == limit.unsigned_abs();
            let oldest = stage.found.last().map(|found| found.row.place().0);
            match (next, oldest) {
                (None, _) => break,
                (Some(next), Some(oldest)) if is_full && oldest > next => break,
                (Some(_), _) => {}
            }
        }
        Ok(stage)
    }

    fn bound(
        &self,
        asker: UserId,
        after: Option<Place>,
        limit: i64,
        begin: i64,
        end: i64,
    ) -> sqlx::query::Query<'static, sqlx::Postgres, sqlx::postgres::PgArguments> {
        let at: Option<OffsetDateTime> = after.map(|place| place.0.to_offset());
        let Patterns {
            ways,
            having_all,
            having_none,
        } = self.q.patterns();
        sqlx::query(STATEMENT)
            .bind(asker.uuid())
            .bind(ids(self.project_id.as_ref(), |id| id.uuid()))
            .bind(ids(self.conversation_id.as_ref(), |id| id.uuid()))
            .bind(ids(self.author_id.as_ref(), |id| id.uuid()))
            .bind(self.from.map(|at| at.to_offset()))
            .bind(self.to.map(|at| at.to_offset()))
            .bind(at)
            .bind(after.map(|place| place.1.uuid()))
            .bind(after.map(|place| i64::try_from(place.2).unwrap_or(i64::MAX)))
            .bind(limit)
            .bind(begin)
            .bind(end)
            .bind(ways)
            .bind(having_all)
            .bind(having_none)
    }
}

fn ids<T: Copy>(of: Option<&Several<T>>, id: impl Fn(T) -> Uuid) -> Option<Vec<Uuid>> {
    of.map(|of| of.0.iter().map(|one| id(*one)).collect())
}

impl Place {
    fn of(message: &Message) -> Self {
        Self(message.sent_at, message.conversation_id, message.seq)
    }
}

impl Row {
    fn place(&self) -> Place {
        Place(self.sent_at, self.conversation_id, self.seq)
    }
}

/// Whom a message names.
trait Mentions {
    fn mentions(&self, id: UserId) -> bool;
}

impl Mentions for Message {
    fn mentions(&self, id: UserId) -> bool {
        self.author_id == id
            || self
                .reply_to
                .as_ref()
                .is_some_and(|reply| reply.author_id == id)
    }
}
