//! The list of all conversations, by any of several orders.
//!
//! What moves while somebody pages may jump over the place that they have reached. So a walk has two
//! parts: through the order that was asked for, and then through what has happened since the walk began,
//! by the log's own order, in which nothing moves but to the end. A walk in which nothing happened has no
//! second part, and neither has one of a single page.

use axum::Json;
use axum::extract::State;
use chassis::extract::Query;
use chassis::problem::Problem;
use domain::{ConversationId, ProjectId, Status, Timestamp, UserId};
use event_store::signed;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgArguments;
use sqlx::{Postgres, query::Query as Statement};
use utoipa::{IntoParams, ToSchema};
use wire::{LogPosition, Person};

use super::conversation::{OverseenConversation, Row, overseen};
use super::overseer::Overseer;
use crate::api::Api;
use crate::cursor::Scope;
use crate::parameters::{Limit, MinPosition, Several};
use crate::routes::conversations::Sought;
use crate::routes::problems::{Any, Asked, Overseen};
use crate::sql::{checkpoint, people};

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
    /// In which this person takes part; several with commas
    #[param(value_type = String, required = false)]
    participant_id: Option<Several<UserId>>,
    /// Part of the subject or of a participant's name; case and accents do not matter
    #[param(value_type = String, required = false, max_length = 200)]
    q: Option<Sought>,
    /// Whose last activity is not before this
    #[param(value_type = String, required = false)]
    from: Option<Timestamp>,
    /// Whose last activity is before this
    #[param(value_type = String, required = false)]
    to: Option<Timestamp>,
    /// `lastActivityAt`, `createdAt`, `subject`, `status`, `messageCount` or `openReports`, with `-` before it
    /// for descending; `-lastActivityAt` unless given
    #[serde(default)]
    #[param(value_type = String, required = false)]
    sort: Sort,
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

/// An order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Sort {
    by: By,
    is_descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum By {
    LastActivityAt,
    CreatedAt,
    Subject,
    Status,
    MessageCount,
    OpenReports,
}

impl By {
    const ALL: [Self; 6] = [
        Self::LastActivityAt,
        Self::CreatedAt,
        Self::Subject,
        Self::Status,
        Self::MessageCount,
        Self::OpenReports,
    ];

    /// The word that asks for it.
    const fn as_str(self) -> &'static str {
        match self {
            Self::LastActivityAt => "lastActivityAt",
            Self::CreatedAt => "createdAt",
            Self::Subject => "subject",
            Self::Status => "status",
            Self::MessageCount => "messageCount",
            Self::OpenReports => "openReports",
        }
    }

    /// What is compared, and its type.
    const fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::LastActivityAt => ("s.last_activity_at", "timestamptz"),
            Self::CreatedAt => ("s.created_at", "timestamptz"),
            Self::Subject => ("(s.subject collate \"C\")", "text"),
            Self::Status => ("(s.status collate \"C\")", "text"),
            Self::MessageCount => ("s.messages_sent", "bigint"),
            Self::OpenReports => ("s.reports_open", "bigint"),
        }
    }

    /// The row's place in the order.
    fn key(self, row: &Row) -> String {
        match self {
            Self::LastActivityAt => row.last_activity_at.to_string(),
            Self::CreatedAt => row.created_at.to_string(),
            Self::Subject => row.subject.clone(),
            Self::Status => row.status.as_str().to_owned(),
            Self::MessageCount => row.message_count.to_string(),
            Self::OpenReports => row.open_reports.to_string(),
        }
    }
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            by: By::LastActivityAt,
            is_descending: true,
        }
    }
}

impl TryFrom<String> for Sort {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (word, is_descending) = match text.strip_prefix('-') {
            Some(word) => (word, true),
            None => (text.as_str(), false),
        };
        let by = By::ALL.into_iter().find(|by| by.as_str() == word);
        let words = By::ALL.map(By::as_str).join(", ");
        let by =
            by.ok_or_else(|| format!("must be one of {words}, with - before it or without"))?;
        Ok(Self { by, is_descending })
    }
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    /// In the order that was asked for. `began`: how far the tables were when the walk did.
    Sorted {
        began: u64,
        key: String,
        id: ConversationId,
    },
    /// In what happened since, at this position.
    Moved(u64),
}

/// A page of conversations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverseenPage {
    items: Vec<OverseenConversation>,
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

/// `sought`: what the filters leave. $1 statuses, $2 projects, $3 people, $4 text, $5 and $6 from when to when.
macro_rules! sought {
    () => {
        "named as materialized (
           select u.id
           from read.users u
           where $4::text is not null
             and strpos(u.name_folded, app.folded($4)) > 0
         ),
         sought as (
           select c.*
           from read.conversations c
           where ($1::text[] is null or c.status = any($1))
             and ($2::uuid[] is null or c.project_id = any($2))
             and ($3::uuid[] is null or exists (
                    select
                    from read.conversation_participants o
                    where o.conversation_id = c.id
                      and o.user_id = any($3)
                      and o.left_seq is null))
             and ($4::text is null
                  or strpos(c.subject_folded, app.folded($4)) > 0
                  or c.id in (
                    select o.conversation_id
                    from named n
                    join read.conversation_participants o on o.user_id = n.id
                    where o.left_seq is null))
             and ($5::timestamptz is null or c.last_activity_at >= $5)
             and ($6::timestamptz is null or c.last_activity_at < $6)
         )"
    };
}

/// The end of both statements, but for what each says besides.
const ANSWER: &str = concat!(
    overseen!(),
    " select
        (select coalesce(json_agg(i order by i.n), '[]') from items i) as items, ",
    people!(),
    ", ",
    checkpoint!(),
);

/// $7 and $8 where the page before ended, $9 how many, $10 where the walk began. `has_moved` says whether
/// something happened since.
fn sorted(sort: Sort) -> String {
    let (column, kind) = sort.by.column();
    let (order, beyond) = match sort.is_descending {
        true => ("desc", "<"),
        false => ("asc", ">"),
    };
    format!(
        "with {}, page as (
           select s.id, row_number() over (order by {column} {order}, s.id {order}) as n
           from sought s
           where $7::text is null
              or ({column}, s.id) {beyond} ($7::text::{kind}, $8::uuid)
           order by {column} {order}, s.id {order}
           limit $9
         ), {ANSWER},
         exists (
           select
           from log.events e
           where e.position > $10
             and e.position <= (select k.position from read.checkpoint k)
             and (e.aggregate_type = 'Conversation' or e.aggregate_type = 'Report')
         ) as has_moved",
        sought!()
    )
}

/// Events looked at for one page of what moved.
const TAIL: u32 = 2_000;

// $7 where the page before ended, $8 nothing, $9 how many, $10 how many events are looked at. `reached` is
// where this page ends, `has_more` whether the log goes on there.
pub(super) const MOVED: &str = concat!(
    "with ",
    sought!(),
    ", tail as materialized (
       select e.position, coalesce(e.topic, e.aggregate_id::uuid) as id
       from (
         select *
         from log.events
         where position > $7::text::bigint
           and position <= (select k.position from read.checkpoint k)
           and $8::uuid is null
         order by position
         limit $10) e
       where e.aggregate_type in ('Conversation', 'Report')
     ),
     firsts as materialized (
       select t.id, min(t.position) as at
       from tail t
       group by t.id
       order by at
       limit $9
     ),
     reached as materialized (
       select case
                when (select count(*) from firsts) = $9 then (select max(f.at) from firsts f)
                else least($7::text::bigint + $10, (select k.position from read.checkpoint k))
              end as position
     ),
     page as (
       select s.id, row_number() over (order by f.at) as n
       from firsts f
       join sought s on s.id = f.id
     ), ",
    overseen!(),
    " select
        (select coalesce(json_agg(i order by i.n), '[]') from items i) as items,
        (select r.position from reached r) as reached,
        (select r.position from reached r) < (select k.position from read.checkpoint k) as has_more, ",
    people!(),
    ", ",
    checkpoint!(),
);

/// The statements of every order.
pub(super) fn statements() -> Vec<(&'static str, String)> {
    let both = |by: By| {
        [true, false].map(|is_descending| (by.as_str(), sorted(Sort { by, is_descending })))
    };
    By::ALL.into_iter().flat_map(both).collect()
}

/// All conversations
#[utoipa::path(
    get,
    path = "/api/admin/messaging/conversations",
    tag = "oversight",
    operation_id = "overseeConversations",
    params(Ask),
    responses((status = 200, description = "A page of them", body = OverseenPage), Any, Asked, Overseen),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    overseer: Overseer,
    Query(ask): Query<Ask>,
) -> Result<Json<OverseenPage>, Problem> {
    let filters = (
        (&ask.status, &ask.project_id, &ask.participant_id),
        (&ask.q, ask.from, ask.to, ask.sort),
    );
    let scope = Scope::new("admin conversations", overseer.user_id, &filters);
    let place = match &ask.cursor {
        Some(cursor) => Some(api.cursors.open::<Place>(&scope, cursor)?),
        None => None,
    };
    api.progress.reach(ask.min_position).await?;
    let answer = match place {
        Some(Place::Moved(after)) => moved(&api, overseer, &ask, after).await?,
        Some(Place::Sorted { began, key, id }) => {
            walk(&api, overseer, &ask, Some((began, key, id))).await?
        }
        None => walk(&api, overseer, &ask, None).await?,
    };
    let next_cursor = answer
        .next
        .map(|next| api.cursors.seal(&scope, &next))
        .transpose()?;
    let shown = |row: Row| row.shown_to(overseer.user_id, false);
    Ok(Json(OverseenPage {
        items: answer.rows.into_iter().map(shown).collect(),
        next_cursor,
        people: answer.people,
        position: answer.position,
        resume: answer.position,
    }))
}

struct Answer {
    rows: Vec<Row>,
    next: Option<Place>,
    people: Vec<Person>,
    position: LogPosition,
}

/// The next page in the order that was asked for.
async fn walk(
    api: &Api,
    overseer: Overseer,
    ask: &Ask,
    after: Option<(u64, String, ConversationId)>,
) -> Result<Answer, Problem> {
    let statement = sorted(ask.sort);
    let (key, id) = match &after {
        Some((_, key, id)) => (Some(key.clone()), Some(*id)),
        None => (None, None),
    };
    let began = after.as_ref().map(|(began, _, _)| *began);
    let query = ask
        .filter(sqlx::query(&statement))
        .bind(key)
        .bind(id.map(ConversationId::uuid))
        .bind(ask.limit.and_one())
        .bind(began.map_or(i64::MAX, signed));
    let found = api.one(overseer.sight(), query).await?;
    let mut rows: Vec<Row> = found.json("items")?;
    let is_more = ask.limit.cut(&mut rows);
    let position = found.position(api.log())?;
    let next = match rows.last() {
        Some(last) if is_more => Some(Place::Sorted {
            began: began.unwrap_or(position.position),
            key: ask.sort.by.key(last),
            id: last.id,
        }),
        Some(_) | None => match began {
            Some(began) if found.is("has_moved")? => Some(Place::Moved(began)),
            Some(_) | None => None,
        },
    };
    Ok(Answer {
        rows,
        next,
        people: found.people()?,
        position,
    })
}

/// The next page of what has happened since.
async fn moved(api: &Api, overseer: Overseer, ask: &Ask, after: u64) -> Result<Answer, Problem> {
    let query = ask
        .filter(sqlx::query(MOVED))
        .bind(after.to_string())
        .bind(None::<uuid::Uuid>)
        .bind(i64::from(ask.limit.get()))
        .bind(i64::from(TAIL));
    let found = api.one(overseer.sight(), query).await?;
    let next = match found.is("has_more")? {
        true => Some(Place::Moved(found.count("reached")?)),
        false => None,
    };
    Ok(Answer {
        rows: found.json("items")?,
        next,
        people: found.people()?,
        position: found.position(api.log())?,
    })
}

impl Ask {
    /// $1 to $6.
    fn filter<'q>(
        &self,
        query: Statement<'q, Postgres, PgArguments>,
    ) -> Statement<'q, Postgres, PgArguments> {
        let words = self.status.as_ref().map(|of| {
            let words = of.0.iter().map(|status| status.as_str().to_owned());
            words.collect::<Vec<_>>()
        });
        let projects = self
            .project_id
            .as_ref()
            .map(|of| of.0.iter().map(|id| id.uuid()).collect::<Vec<_>>());
        let people = self
            .participant_id
            .as_ref()
            .map(|of| of.0.iter().map(|id| id.uuid()).collect::<Vec<_>>());
        query
            .bind(words)
            .bind(projects)
            .bind(people)
            .bind(self.q.as_ref().map(|q| q.text().to_owned()))
            .bind(self.from.map(Timestamp::to_offset))
            .bind(self.to.map(Timestamp::to_offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(text: &str) -> Result<(&'static str, bool), String> {
        Sort::try_from(text.to_owned()).map(|sort| (sort.by.as_str(), sort.is_descending))
    }

    #[test]
    fn an_order_is_one_of_six_words_forwards_or_backwards() {
        for by in By::ALL {
            assert_eq!(sort(by.as_str()), Ok((by.as_str(), false)));
            assert_eq!(sort(&format!("-{}", by.as_str())), Ok((by.as_str(), true)));
        }
        for wrong in [
            "password",
            "id;--",
            "",
            "-",
            "--subject",
            "Subject",
            "subject,status",
        ] {
            assert!(sort(wrong).is_err(), "{wrong}");
        }
    }
}
