//! Reports: what people complain about, and what came of it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chassis::extract::{Path, Query};
use chassis::problem::Problem;
use domain::{
    ConversationId, MessageId, Outcome, ProjectId, ReportId, ReportReason, ReportStatus, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use wire::{LogPosition, Person};

use super::overseer::Overseer;
use crate::api::Api;
use crate::cursor::Scope;
use crate::parameters::{Limit, MinPosition, Several};
use crate::routes::conversation::Fresh;
use crate::routes::problems::{Any, Asked, NotFound, Overseen};
use crate::sql::{checkpoint, people};

/// Other reports that are shown beside one.
const OTHERS_MAX: i64 = 100;

/// A report, in snake case as statements give it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all(serialize = "camelCase"))]
#[schema(rename_all = "camelCase", description = "A report.")]
pub(crate) struct Report {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: ReportId,
    /// The conversation.
    #[schema(value_type = String, format = Uuid)]
    conversation_id: ConversationId,
    /// The message.
    #[schema(value_type = String, format = Uuid)]
    message_id: MessageId,
    /// Who reported it.
    #[schema(value_type = String, format = Uuid)]
    reporter_id: UserId,
    /// `spam`, `abuse`, `confidential` or `other`.
    #[schema(value_type = String)]
    reason: ReportReason,
    /// What the reporter said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    note: Option<String>,
    /// `open`, `reviewing`, `resolved` or `dismissed`.
    #[schema(value_type = String)]
    status: ReportStatus,
    /// Counts what was done about it, from 1.
    version: u64,
    /// The message as it was when it was reported.
    #[schema(value_type = wire::Message)]
    snapshot: Value,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = Uuid, required = false)]
    assigned_to: Option<UserId>,
    /// `no-action`, `message-removed`, `participant-removed` or `conversation-closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    outcome: Option<Outcome>,
    /// What was noted, the oldest first.
    notes: Vec<ReportNote>,
    /// When it was reported.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false)]
    closed_at: Option<Timestamp>,
}

/// Something noted about a report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ReportNote {
    /// Who noted it.
    #[schema(value_type = String, format = Uuid)]
    by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What; "" once its author is erased.
    text: String,
}

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Ask {
    /// `open`, `reviewing`, `resolved`, `dismissed`; several with commas
    #[param(value_type = String, required = false)]
    status: Option<Several<ReportStatus>>,
    /// About messages of this conversation; several with commas
    #[param(value_type = String, required = false)]
    conversation_id: Option<Several<ConversationId>>,
    /// About messages in this project; several with commas
    #[param(value_type = String, required = false)]
    project_id: Option<Several<ProjectId>>,
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

/// A page of reports, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportsPage {
    items: Vec<Report>,
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

/// A report, and others on the same author.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReportFound {
    report: Report,
    /// Other reports of messages of the same author, the newest first; a hundred at most.
    others: Vec<Report>,
    people: Vec<Person>,
    /// How far the tables are.
    #[schema(value_type = String)]
    position: LogPosition,
    /// A cursor at that position, for sockets.
    #[schema(value_type = String)]
    resume: LogPosition,
}

/// `items` and `mentioned` of the reports in `page`, which has the columns of read.message_reports.
macro_rules! reported {
    () => {
        "items as (
           select r.id, r.conversation_id, (r.snapshot ->> 'id')::uuid as message_id, r.author_id,
                  r.reporter_id, r.reason, r.note, r.status, r.version, r.snapshot, r.assigned_to,
                  r.outcome, r.notes, r.created_at, r.closed_at
           from page r
         ),
         mentioned (id) as (
           select i.author_id
           from items i
           union
           select i.reporter_id
           from items i
           union
           select i.assigned_to
           from items i
           union
           select (n.note ->> 'by')::uuid
           from items i
           cross join lateral jsonb_array_elements(i.notes) as n(note)
         )"
    };
}

// $1 statuses, $2 conversations, $3 projects, $4 and $5 where the page before ended, $6 how many.
pub(super) const LIST: &str = concat!(
    "with page as (
       select r.*
       from read.message_reports r
       where ($1::text[] is null or r.status = any($1))
         and ($2::uuid[] is null or r.conversation_id = any($2))
         and ($3::uuid[] is null or r.conversation_id in (
                select c.id
                from read.conversations c
                where c.project_id = any($3)))
         and ($4::timestamptz is null or (r.created_at, r.id) < ($4, $5::uuid))
       order by r.created_at desc, r.id desc
       limit $6
     ), ",
    reported!(),
    " select
        (select coalesce(json_agg(i order by i.created_at desc, i.id desc), '[]') from items i) as items, ",
    people!(),
    ", ",
    checkpoint!(),
);

// $2 how many others.
pub(super) const ONE: &str = concat!(
    "with one as (
       select r.*
       from read.message_reports r
       where r.id = $1
     ),
     page as (
       select *
       from one
       union all
       (select r.*
        from read.message_reports r
        where r.author_id = (select o.author_id from one o)
          and r.id <> $1
        order by r.created_at desc, r.id desc
        limit $2)
     ), ",
    reported!(),
    " select
        (select to_json(i) from items i where i.id = $1) as report,
        (select coalesce(json_agg(i order by i.created_at desc, i.id desc), '[]')
         from items i
         where i.id <> $1) as others, ",
    people!(),
    ", ",
    checkpoint!(),
    " from one",
);

/// Reports, the newest first
#[utoipa::path(
    get,
    path = "/api/admin/messaging/reports",
    tag = "oversight",
    operation_id = "listReports",
    params(Ask),
    responses((status = 200, description = "A page of them", body = ReportsPage), Any, Asked, Overseen),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn list(
    State(api): State<Api>,
    overseer: Overseer,
    Query(ask): Query<Ask>,
) -> Result<Json<ReportsPage>, Problem> {
    let filters = (&ask.status, &ask.conversation_id, &ask.project_id);
    let scope = Scope::new("reports", overseer.user_id, &filters);
    let after = match &ask.cursor {
        Some(cursor) => Some(api.cursors.open::<(Timestamp, ReportId)>(&scope, cursor)?),
        None => None,
    };
    api.progress.reach(ask.min_position).await?;
    let statuses = ask.status.as_ref().map(|of| {
        of.0.iter()
            .map(|status| status.as_str())
            .collect::<Vec<_>>()
    });
    let conversations = ask
        .conversation_id
        .as_ref()
        .map(|of| of.0.iter().map(|id| id.uuid()).collect::<Vec<_>>());
    let projects = ask
        .project_id
        .as_ref()
        .map(|of| of.0.iter().map(|id| id.uuid()).collect::<Vec<_>>());
    let query = sqlx::query(LIST)
        .bind(statuses)
        .bind(conversations)
        .bind(projects)
        .bind(after.map(|after| after.0.to_offset()))
        .bind(after.map(|after| after.1.uuid()))
        .bind(ask.limit.and_one());
    let found = api.one(overseer.sight(), query).await?;
    let mut items: Vec<Report> = found.json("items")?;
    let is_more = ask.limit.cut(&mut items);
    let next_cursor = items
        .last()
        .filter(|_| is_more)
        .map(|last| api.cursors.seal(&scope, &(last.created_at, last.id)))
        .transpose()?;
    let position = found.position(api.log())?;
    Ok(Json(ReportsPage {
        items,
        next_cursor,
        people: found.people()?,
        position,
        resume: position,
    }))
}

/// A report, and others on the same author
#[utoipa::path(
    get,
    path = "/api/admin/messaging/reports/{rid}",
    tag = "oversight",
    operation_id = "showReport",
    params(("rid" = String, Path, description = "The report"), Fresh),
    responses(
        (status = 200, description = "The report", body = ReportFound,
         headers(("ETag" = String, description = "Its version, for If-Match"))),
        Any, Asked, Overseen, NotFound,
    ),
    security(("bearer" = []), ("session" = [])),
)]
pub(crate) async fn show(
    State(api): State<Api>,
    overseer: Overseer,
    Path(id): Path<ReportId>,
    Query(ask): Query<Fresh>,
) -> Result<Response, Problem> {
    api.progress.reach(ask.min_position).await?;
    let query = sqlx::query(ONE).bind(id.uuid()).bind(OTHERS_MAX);
    let found = api.find(overseer.sight(), query).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let report: Report = found.json("report")?;
    let position = found.position(api.log())?;
    let etag = format!("\"{}\"", report.version);
    let etag = HeaderValue::try_from(etag).map_err(|_| Problem::internal())?;
    let body = ReportFound {
        report,
        others: found.json("others")?,
        people: found.people()?,
        position,
        resume: position,
    };
    Ok(([(header::ETAG, etag)], Json(body)).into_response())
}
