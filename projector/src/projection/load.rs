//! The rows that a batch will touch, as they are.

mod decode;
mod touched;

use event_store::signed;
use std::sync::Arc;

use domain::{ConversationId, MessageId, ProjectId, RecordedEvent, ReportId, UserId};
use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::rows::Rows;
use decode::{conversation, message, participant, project, report, unsigned, user};
use touched::Touched;

/// Loads, in a query per table, what the events are folded onto. Rows that the events make are not
/// there yet.
pub(super) async fn touched(
    connection: &mut PgConnection,
    events: &[Arc<RecordedEvent>],
) -> Result<Rows, sqlx::Error> {
    let touched = Touched::by(events);
    let mut rows = Rows::default();
    let ids = touched.conversations.iter().map(|id| id.uuid());
    for row in all(connection, CONVERSATIONS, ids).await? {
        let id = ConversationId::new(row.try_get("id")?);
        rows.conversations.insert(id, conversation(&row)?);
    }
    let ids = touched.users.iter().map(|id| id.uuid());
    for row in all(connection, USERS, ids).await? {
        rows.users
            .insert(UserId::new(row.try_get("id")?), user(&row)?);
    }
    let ids = touched.projects.iter().map(|id| id.uuid());
    for row in all(connection, PROJECTS, ids).await? {
        rows.projects
            .insert(ProjectId::new(row.try_get("id")?), project(&row)?);
    }
    let ids = touched.reports.iter().map(|id| id.uuid());
    for row in all(connection, REPORTS, ids).await? {
        rows.reports
            .insert(ReportId::new(row.try_get("id")?), report(&row)?);
    }
    let ids = touched.speakers.iter().map(|id| id.uuid());
    for row in all(connection, SILENCED, ids).await? {
        rows.silenced.insert(UserId::new(row.try_get("id")?));
    }
    if !touched.parts.is_empty() {
        let (ids, users): (Vec<Uuid>, Vec<Uuid>) = touched
            .parts
            .iter()
            .map(|(id, user)| (id.uuid(), user.uuid()))
            .unzip();
        let query = sqlx::query(PARTICIPANTS).bind(ids).bind(users);
        for row in query.fetch_all(&mut *connection).await? {
            let id = ConversationId::new(row.try_get("conversation_id")?);
            let user = UserId::new(row.try_get("user_id")?);
            rows.participants.insert((id, user), participant(&row)?);
        }
    }
    if !touched.messages.is_empty() {
        let (ids, seqs): (Vec<Uuid>, Vec<i64>) = touched
            .messages
            .iter()
            .map(|(id, seq)| (id.uuid(), signed(*seq)))
            .unzip();
        let query = sqlx::query(MESSAGES).bind(ids).bind(seqs);
        for row in query.fetch_all(&mut *connection).await? {
            let id = ConversationId::new(row.try_get("conversation_id")?);
            let message_id = MessageId::new(row.try_get("id")?);
            let place = (id, unsigned(&row, "seq")?);
            rows.messages.insert(place, message(&row, message_id)?);
        }
    }
    Ok(rows)
}

async fn all(
    connection: &mut PgConnection,
    query: &'static str,
    ids: impl Iterator<Item = Uuid>,
) -> Result<Vec<sqlx::postgres::PgRow>, sqlx::Error> {
    let ids: Vec<Uuid> = ids.collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query(query).bind(ids).fetch_all(connection).await
}

const CONVERSATIONS: &str =
    "select id, project_id, subject, subject_by, status, version, created_by, created_at, last_seq,
       last_activity_at, messages_sent, messages_deleted, reports_open, last_message_seq
     from conversations
     where id = any($1)";

const USERS: &str = "select id, role, name, email, registered_at, disabled, erased
     from users
     where id = any($1)";

const PROJECTS: &str = "select id, name, created_at
     from projects
     where id = any($1)";

const REPORTS: &str =
    "select id, conversation_id, seq, author_id, reporter_id, reason, note, status, version,
       snapshot, assigned_to, outcome, notes, created_at, closed_at
     from message_reports
     where id = any($1)";

const SILENCED: &str = "select id
     from users
     where id = any($1)
       and erased";

const PARTICIPANTS: &str =
    "select p.conversation_id, p.user_id, p.joined_seq, p.joined_at, p.left_seq, p.left_at,
       p.read_seq, p.unread_from, p.muted, p.read_ordinal, p.own_after, p.has_unread
     from unnest($1::uuid[], $2::uuid[]) as touched(conversation_id, user_id)
     join conversation_participants p using (conversation_id, user_id)";

const MESSAGES: &str =
    "select m.conversation_id, m.seq, m.id, m.ordinal, m.version, m.author_id, m.body, m.reply_to_seq,
       m.sent_at, m.edited_at, m.deleted_at, m.deleted_by, m.erased
     from unnest($1::uuid[], $2::bigint[]) as touched(conversation_id, seq)
     join messages m using (conversation_id, seq)";
