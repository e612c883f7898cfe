//! Pages of messages, by sequence.

use axum::Json;
use axum::extract::State;
use chassis::caller::Caller;
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{ConversationId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wire::{LogPosition, Message, Person};

use super::message::{Row, said};
use super::problems::{Any, Asked, NotFound};
use crate::api::{Api, Sight};
use crate::parameters::{Limit, MinPosition, Sequence};
use crate::sql::{checkpoint, me, parked, people};

/// Which messages: at most one of `before`, `after` and `around`; the newest page without them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// Those before this sequence
    #[param(value_type = u64, required = false, maximum = 9007199254740991_i64)]
    before: Option<Sequence>,
    /// Those after this sequence
    #[param(value_type = u64, required = false, maximum = 9007199254740991_i64)]
    after: Option<Sequence>,
    /// Half of the page on each side of the nearest message at or below this sequence
    #[param(value_type = u64, required = false, maximum = 9007199254740991_i64)]
    around: Option<Sequence>,
    /// How many at most
    #[serde(default)]
    #[param(value_type = u32, required = false, minimum = 1, maximum = 100)]
    limit: Limit,
    /// Wait until the tables have this position, 2 s at most
    #[param(value_type = String, required = false)]
    min_position: Option<MinPosition>,
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessagesPage {
    /// In ascending order.
    items: Vec<Message>,
    /// Whether there are messages before these.
    has_older: bool,
    /// Whether there are messages after these.
    has_newer: bool,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

/// Two runs of messages that meet at a sequence: those below it, and those from it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    at: i64,
    /// Whether to meet at the nearest message at or below instead.
    is_nearest: bool,
    older: i64,
    newer: i64,
}

impl Ask {
    pub(super) fn cut(&self) -> Result<Cut, Problem> {
        let limit = i64::from(self.limit.get());
        // No conversation comes near the end of the numbers, so cutting there changes nothing.
        let cut = |at, is_nearest, older, newer| {
            Ok(Cut {
                at,
                is_nearest,
                older,
                newer,
            })
        };
        match (self.before, self.after, self.around) {
            (None, None, None) => cut(i64::MAX, false, limit, 0),
            (Some(before), None, None) => cut(before.signed(), false, limit, 0),
            (None, Some(after), None) => cut(after.signed() + 1, false, 0, limit),
            // The nearest message itself counts among those from it on.
            (None, None, Some(around)) => cut(around.signed(), true, limit / 2, limit - limit / 2),
            (before, _, around) => {
                let extra = if around.is_some() { "around" } else { "after" };
                let other = if before.is_some() { "before" } else { "after" };
                Err(Problem::invalid_parameter(
                    extra,
                    format!("cannot go together with {other}"),
                ))
            }
        }
    }
}

// $3 where the runs meet, $4 whether at the nearest message, $5 and $6 how many on each side.
macro_rules! paged {
    () => {
        concat!(
            ", cut as (
           select case
                    when $4 then coalesce(
                      (select max(m.seq)
                       from read.messages m
                       where m.conversation_id = $2
                         and m.seq <= $3), $3)
                    else $3
                  end as at
           from me
         ),
         older as (
           select m.*
           from cut
           cross join lateral (
             select *
             from read.messages m
             where m.conversation_id = $2
               and m.seq < cut.at
             order by m.seq desc
             limit $5 + 1) m
         ),
         newer as (
           select m.*
           from cut
           cross join lateral (
             select *
             from read.messages m
             where m.conversation_id = $2
               and m.seq >= cut.at
             order by m.seq
             limit $6 + 1) m
         ),
         page as (
           (select * from older order by seq desc limit $5)
           union all
           (select * from newer order by seq limit $6)
         ), ",
            said!(),
            " select
            (select coalesce(json_agg(i order by i.seq), '[]') from items i) as items,
            (select count(*) from older) > $5 as has_older,
            (select count(*) from newer) > $6 as has_newer, ",
            parked!(),
            people!(),
            ", ",
            checkpoint!(),
            " from me"
        )
    };
}

pub(super) use paged;

pub(super) const STATEMENT: &str = concat!("with ", me!("and p.conversation_id = $2"), paged!());

/// Messages of a conversation, in ascending order
#[utoipa::path(
    get,
    path = "/api/messaging/conversations/{id}/messages",
    tag = "messages",
    operation_id = "listMessages",
    params(("id" = String, Path, description = "The conversation"), Ask),
    responses((status = 200, description = "A page of them", body = MessagesPage), Any, Asked, NotFound),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn page(
    State(api): State<Api>,
    caller: Caller,
    Path(conversation): Path<ConversationId>,
    Query(ask): Query<Ask>,
) -> Result<Json<MessagesPage>, Problem> {
    let sight = Sight::Own(caller.user_id);
    read(&api, sight, STATEMENT, caller.user_id, conversation, &ask).await
}

/// A page, by a statement that decides whether there is anything to see.
pub(super) async fn read(
    api: &Api,
    sight: Sight,
    statement: &str,
    asker: UserId,
    conversation: ConversationId,
    ask: &Ask,
) -> Result<Json<MessagesPage>, Problem> {
    let cut = ask.cut()?;
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(statement)
        .bind(asker.uuid())
        .bind(conversation.uuid())
        .bind(cut.at)
        .bind(cut.is_nearest)
        .bind(cut.older)
        .bind(cut.newer);
    let found = api
        .find(sight, query)
        .await?
        .ok_or_else(Problem::not_found)?;
    let rows: Vec<Row> = found.json("items")?;
    let position = found.position(api.log())?;
    Ok(Json(MessagesPage {
        items: rows.into_iter().map(Message::from).collect(),
        has_older: found.is("has_older")?,
        has_newer: found.is("has_newer")?,
        people: found.people()?,
        position,
        resume: position,
    }))
}
