//! The list of conversations, newest activity first.
//!
//! What moves while somebody pages jumps above the place they have reached, so going down alone
//! would miss it. A walk therefore has two parts: down from the newest to the oldest, and then up
//! again through what moved since the walk began. Upwards nothing is missed, because activity
//! only moves up. A walk in which nothing moved has no second part.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::Query;
use chassis::problem::Problem;
use domain::{ConversationId, ProjectId, Status, Timestamp};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use wire::{Conversation, LogPosition, Person};

use super::conversation::{Row, shown};
use super::problems::{Any, Asked};
use crate::api::{Api, Sight};
use crate::cursor::Scope;
use crate::parameters::{Limit, MinPosition, Several};
use crate::sql::{checkpoint, people};

/// A longer search text is no name and no subject.
const Q_CHARS_MAX: usize = 200;

/// How far the clocks of two writers may be apart, with room: what moved after a walk began may
/// carry a time this much before its beginning. The log tells then what really moved.
const SKEW_MS: i64 = 10_000;

/// Who has at most so many conversations has few: gathering them costs about a millisecond.
macro_rules! few_max {
    () => {
        "500"
    };
}

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// `active`, `closed`, `archived`; several with commas
    #[param(value_type = String, required = false)]
    status: Option<Several<Status>>,
    /// Of this project; several with commas
    #[param(value_type = String, required = false)]
    project_id: Option<Several<ProjectId>>,
    /// Part of the subject or of a participant's name; case and accents do not matter
    #[param(value_type = String, required = false, max_length = 200)]
    q: Option<Sought>,
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

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Sought(String);

impl Sought {
    /// The text.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Sought {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if text.contains('\0') {
            Err("must not contain U+0000")
        } else if text.chars().nth(Q_CHARS_MAX).is_some() {
            Err("must be at most 200 characters")
        } else {
            Ok(Self(text))
        }
    }
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    walk: Walk,
    is_down: bool,
    at: Timestamp,
    id: ConversationId,
}

/// When a walk began: how far the tables were, and the newest activity they had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    position: u64,
    newest: Timestamp,
}

/// A page of conversations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConversationsPage {
    items: Vec<Conversation>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    people: Vec<Person>,
    /// Unread messages in all conversations, whatever the filters.
    unread_total: u64,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

// Most people have few conversations: these are all gathered (`mine`), and a page is cut from them. Who
// has many mostly wants the newest ones: `newest` walks their projects by activity, some pages deep, and
// only if that gives no whole page is everything gathered.
// `named` are the people whose names match, `their` the conversations they take part in: looked up
// one by one through the index, where a mere `exists` may become a scan of all participants.
// $2 statuses, $3 projects, $4 text; $5 and $6 the place going down ($7: nothing is left there);
// $8 and $9 the place going up, $10 the position at which the walk began; $11 how many.
pub(super) const STATEMENT: &str = concat!(
    "with parts as materialized (
       select p.conversation_id
       from read.conversation_participants p
       where p.user_id = $1
         and p.left_seq is null
       order by p.conversation_id
       limit ",
    few_max!(),
    " + 1
     ),
     newest as materialized (
       select n.id, n.last_activity_at
       from app.newest_of_mine($2, $3, $5, $6, $11) n
       where $4::text is null
         and not $7
         and (select count(*) from parts) > ",
    few_max!(),
    "),
     mine as materialized (
       select p.conversation_id as id, p.subject_folded, p.last_activity_at, p.last_seq
       from read.mine p
       where p.user_id = $1
         and ($2::text[] is null or p.status = any($2))
         and ($3::uuid[] is null or p.project_id = any($3))
         and (select count(*) from newest) < $11
     ),
     named as materialized (
       select distinct o.user_id
       from read.project_members mine
       join read.project_members o on o.project_id = mine.project_id
       join read.users u on u.id = o.user_id
       where mine.user_id = $1
         and $4::text is not null
         and strpos(u.name_folded, app.folded($4::text)) > 0
     ),
     their as materialized (
       select m.id
       from mine m
       cross join lateral (
         select 1
         from read.conversation_participants o
         where o.conversation_id = m.id
           and o.left_seq is null
           and o.user_id = any(array(select n.user_id from named n))
         limit 1) o
       where exists (select from named)
     ),
     sought as materialized (
       select m.*
       from mine m
       where $4::text is null
          or strpos(m.subject_folded, app.folded($4::text)) > 0
          or m.id in (select t.id from their t)
     ),
     down as materialized (
       select d.id, 1 as part, row_number() over (order by d.last_activity_at desc, d.id desc) as nth
       from (
         select n.id, n.last_activity_at
         from newest n
         where (select count(*) from newest) >= $11
         union all
         select s.id, s.last_activity_at
         from sought s
         where not $7
           and ($5::timestamptz is null or (s.last_activity_at, s.id) < ($5, $6::uuid))) d
       order by d.last_activity_at desc, d.id desc
       limit $11
     ),
     moved as (
       select s.id, 2 as part, row_number() over (order by s.last_activity_at, s.id) as nth
       from sought s
       where (select count(*) from down) < $11
         and (s.last_activity_at, s.id) > ($8::timestamptz, $9::uuid)
         and ($7 or (s.last_activity_at, s.id) >= ($5::timestamptz, $6::uuid))
         and (
           select e.position
           from log.events e
           where e.aggregate_type = 'Conversation'
             and e.aggregate_id = s.id::text
             and e.sequence = s.last_seq) > $10::bigint
       order by s.last_activity_at, s.id
       limit $11
     ),
     page as materialized (
       select m.conversation_id as id, m.unread, m.read_seq, m.unread_from, m.muted, b.part,
              row_number() over (order by b.part, b.nth) as n
       from (
         select b.*
         from (select * from down union all select * from moved) b
         order by b.part, b.nth
         limit $11) b
       cross join lateral (
         select *
         from read.mine m
         where m.user_id = $1
           and m.conversation_id = b.id
         offset 0) m
     ), ",
    shown!(),
    " select
        (select coalesce(json_agg(i order by i.n), '[]') from items i) as items,
        (select coalesce(json_agg(p.part order by p.n), '[]') from page p) as parts,
        (select coalesce(sum(m.unread), 0)::bigint
         from read.mine m
         where m.user_id = $1
           and m.has_unread) as unread_total, ",
    people!(),
    ", ",
    checkpoint!(),
);

/// The conversations that one takes part in, newest activity first
#[utoipa::path(
    get,
    path = "/api/messaging/conversations",
    tag = "conversations",
    operation_id = "listConversations",
    params(Ask),
    responses((status = 200, description = "A page of them", body = ConversationsPage), Any, Asked),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> Result<Json<ConversationsPage>, Problem> {
    let scope = Scope::new(
        "conversations",
        caller.user_id,
        &(&ask.status, &ask.project_id, &ask.q),
    );
    let place = match &ask.cursor {
        Some(cursor) => Some(api.cursors.open::<Place>(&scope, cursor)?),
        None => None,
    };
    api.progress.reach(ask.min_position).await?;

    let statuses = ask
        .status
        .as_ref()
        .map(|of| of.0.iter().map(|s| s.as_str()).collect::<Vec<_>>());
    let projects = ask
        .project_id
        .as_ref()
        .map(|of| of.0.iter().map(|p| p.uuid()).collect::<Vec<_>>());
    let down = place.filter(|place| place.is_down).map(Place::key);
    let up = place.map(Place::key_up);
    let query = sqlx::query(STATEMENT)
        .bind(caller.user_id.uuid())
        .bind(statuses)
        .bind(projects)
        .bind(ask.q.as_ref().map(|q| q.0.as_str()))
        .bind(down.map(|key| key.0))
        .bind(down.map(|key| key.1))
        .bind(place.is_some_and(|place| !place.is_down))
        .bind(up.map(|key| key.0))
        .bind(up.map(|key| key.1))
        .bind(place.map(|place| i64::try_from(place.walk.position).unwrap_or(i64::MAX)))
        .bind(ask.limit.and_one());
    let found = api.one(Sight::Own(caller.user_id), query).await?;

    let position = found.position(api.log())?;
    let mut rows: Vec<Row> = found.json("items")?;
    let parts: Vec<u8> = found.json("parts")?;
    let is_more = ask.limit.cut(&mut rows);
    let next_cursor = match (
        rows.first(),
        rows.last(),
        parts.get(rows.len().saturating_sub(1)),
    ) {
        (Some(first), Some(last), Some(part)) if is_more => {
            let began = Walk {
                position: position.position,
                newest: first.last_activity_at,
            };
            let next = Place {
                walk: place.map_or(began, |place| place.walk),
                is_down: *part == 1,
                at: last.last_activity_at,
                id: last.id,
            };
            Some(api.cursors.seal(&scope, &next)?)
        }
        _ => None,
    };
    Ok(Json(ConversationsPage {
        items: rows
            .into_iter()
            .map(|row| row.seen_by(caller.user_id))
            .collect(),
        next_cursor,
        people: found.people()?,
        unread_total: found.count("unread_total")?,
        position,
        resume: position,
    }))
}

impl Place {
    fn key(self) -> (OffsetDateTime, Uuid) {
        (self.at.to_offset(), self.id.uuid())
    }

    /// Where the way up goes on, or begins.
    fn key_up(self) -> (OffsetDateTime, Uuid) {
        if self.is_down {
            let begin = Timestamp::from_millis(self.walk.newest.millis() - SKEW_MS);
            (begin.to_offset(), Uuid::nil())
        } else {
            self.key()
        }
    }
}
