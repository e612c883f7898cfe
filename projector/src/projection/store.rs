//! The rows after a batch, a statement or two per table.

mod directory;
mod erasure;
mod messages;
mod reports;
mod unread;

use event_store::signed;
use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::Query;
use sqlx::{Postgres, query};
use uuid::Uuid;

use super::rows::Rows;

/// Writes what changed, those first that others refer to.
pub(super) async fn write(connection: &mut PgConnection, rows: &Rows) -> Result<(), sqlx::Error> {
    let has_new = rows.messages.values().any(|message| message.is_new);
    let has_changed = rows.messages.values().any(|message| !message.is_new);
    let has_lost_last = rows
        .conversations
        .values()
        .any(|it| it.is_last_message_gone);
    let statements = [
        (!rows.users.is_empty()).then(|| directory::users(rows)),
        (!rows.projects.is_empty()).then(|| directory::projects(rows)),
        (!rows.members.is_empty()).then(|| directory::members_gone(rows)),
        (!rows.members.is_empty()).then(|| directory::members(rows)),
        (!rows.conversations.is_empty()).then(|| conversations(rows)),
        has_new.then(|| messages::sent(rows)),
        has_changed.then(|| messages::changed(rows)),
        (!rows.files.is_empty()).then(|| messages::files(rows)),
        (!rows.file_states.is_empty()).then(|| messages::file_states(rows)),
        // After the messages: they are counted and looked through here.
        has_lost_last.then(|| last_messages(rows)),
        (!rows.participants.is_empty()).then(|| participants(rows)),
        has_new.then(|| unread::unread(rows)),
        (!rows.receipts.is_empty()).then(|| receipts(rows)),
        (!rows.reports.is_empty()).then(|| reports::reports(rows)),
    ];
    for statement in statements.into_iter().flatten() {
        statement.execute(&mut *connection).await?;
    }
    if !rows.erased.is_empty() {
        erasure::erase(connection, &rows.erased).await?;
    }
    Ok(())
}

type Statement = Query<'static, Postgres, PgArguments>;

/// A column of a multi-row statement.
fn column<R, T>(rows: impl IntoIterator<Item = R>, value: impl FnMut(R) -> T) -> Vec<T> {
    rows.into_iter().map(value).collect()
}

fn conversations(rows: &Rows) -> Statement {
    let all = || rows.conversations.values();
    query(CONVERSATIONS)
        .bind(column(rows.conversations.keys(), |id| id.uuid()))
        .bind(column(all(), |it| it.project_id.uuid()))
        .bind(column(all(), |it| it.subject.clone()))
        .bind(column(all(), |it| it.subject_by.uuid()))
        .bind(column(all(), |it| it.status.as_str()))
        .bind(column(all(), |it| signed(it.version)))
        .bind(column(all(), |it| it.created_by.uuid()))
        .bind(column(all(), |it| it.created_at.to_offset()))
        .bind(column(all(), |it| signed(it.last_seq)))
        .bind(column(all(), |it| it.last_activity_at.to_offset()))
        .bind(column(all(), |it| signed(it.messages_sent)))
        .bind(column(all(), |it| signed(it.messages_deleted)))
        .bind(column(all(), |it| signed(it.reports_open)))
        .bind(column(all(), |it| it.last_message_seq.map(signed)))
}

const CONVERSATIONS: &str = "insert into conversations (
       id, project_id, subject, subject_by, status, version, created_by, created_at, last_seq,
       last_activity_at, messages_sent, messages_deleted, reports_open, last_message_seq)
     select *
     from unnest(
       $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::bigint[], $7::uuid[],
       $8::timestamptz[], $9::bigint[], $10::timestamptz[], $11::bigint[], $12::bigint[],
       $13::bigint[], $14::bigint[])
     on conflict (id) do update set
       subject = excluded.subject,
       subject_by = excluded.subject_by,
       status = excluded.status,
       version = excluded.version,
       last_seq = excluded.last_seq,
       last_activity_at = excluded.last_activity_at,
       messages_sent = excluded.messages_sent,
       messages_deleted = excluded.messages_deleted,
       reports_open = excluded.reports_open,
       last_message_seq = excluded.last_message_seq";

/// Where the newest message was deleted, the newest that is left.
fn last_messages(rows: &Rows) -> Statement {
    let gone = rows
        .conversations
        .iter()
        .filter(|(_, it)| it.is_last_message_gone);
    query(LAST_MESSAGES).bind(column(gone, |(id, _)| id.uuid()))
}

const LAST_MESSAGES: &str = "update conversations c
     set last_message_seq = (
       select m.seq
       from messages m
       where m.conversation_id = c.id
         and m.deleted_at is null
       order by m.seq desc
       limit 1)
     where c.id = any($1)";

fn participants(rows: &Rows) -> Statement {
    let all = || rows.participants.values();
    query(PARTICIPANTS)
        .bind(column(rows.participants.keys(), |(conversation, _)| {
            conversation.uuid()
        }))
        .bind(column(rows.participants.keys(), |(_, user)| user.uuid()))
        .bind(column(all(), |it| signed(it.joined_seq)))
        .bind(column(all(), |it| it.joined_at.to_offset()))
        .bind(column(all(), |it| it.left.map(|(seq, _)| signed(seq))))
        .bind(column(all(), |it| it.left.map(|(_, at)| at.to_offset())))
        .bind(column(all(), |it| signed(it.read_seq)))
        .bind(column(all(), |it| it.unread_from.map(signed)))
        .bind(column(all(), |it| it.muted))
        .bind(column(all(), |it| signed(it.read_ordinal)))
        .bind(column(all(), |it| signed(it.own_after)))
        .bind(column(all(), |it| it.has_unread))
        .bind(column(all(), |it| it.is_moved))
}

// Whose mark moved is counted anew, from what is in the tables now: an ordinal and a count, both
// from an index alone.
const PARTICIPANTS: &str = "insert into conversation_participants (
       conversation_id, user_id, joined_seq, joined_at, left_seq, left_at, read_seq, unread_from,
       muted, read_ordinal, own_after, has_unread)
     select
       p.conversation_id, p.user_id, p.joined_seq, p.joined_at, p.left_seq, p.left_at, p.read_seq,
       p.unread_from, p.muted,
       case
         when p.is_moved then coalesce((
           select m.ordinal
           from messages m
           where m.conversation_id = p.conversation_id
             and m.seq <= coalesce(p.unread_from - 1, p.read_seq)
           order by m.seq desc
           limit 1), 0)
         else p.read_ordinal
       end,
       case
         when p.is_moved then (
           select count(*)
           from messages m
           where m.conversation_id = p.conversation_id
             and m.author_id = p.user_id
             and m.seq > coalesce(p.unread_from - 1, p.read_seq))
         else p.own_after
       end,
       case
         when p.is_moved then p.left_seq is null and exists (
           select
           from messages m
           where m.conversation_id = p.conversation_id
             and m.author_id <> p.user_id
             and m.seq > coalesce(p.unread_from - 1, p.read_seq))
         else p.has_unread
       end
     from unnest(
       $1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::timestamptz[],
       $7::bigint[], $8::bigint[], $9::boolean[], $10::bigint[], $11::bigint[], $12::boolean[],
       $13::boolean[]
     ) as p(
       conversation_id, user_id, joined_seq, joined_at, left_seq, left_at, read_seq, unread_from,
       muted, read_ordinal, own_after, has_unread, is_moved)
     on conflict (conversation_id, user_id) do update set
       joined_seq = excluded.joined_seq,
       joined_at = excluded.joined_at,
       left_seq = excluded.left_seq,
       left_at = excluded.left_at,
       read_seq = excluded.read_seq,
       unread_from = excluded.unread_from,
       muted = excluded.muted,
       read_ordinal = excluded.read_ordinal,
       own_after = excluded.own_after,
       has_unread = excluded.has_unread";

fn receipts(rows: &Rows) -> Statement {
    let all = || rows.receipts.iter();
    let conversations: Vec<Uuid> = column(all(), |it| it.part.0.uuid());
    query(RECEIPTS)
        .bind(conversations)
        .bind(column(all(), |it| it.part.1.uuid()))
        .bind(column(all(), |it| signed(it.after_seq)))
        .bind(column(all(), |it| signed(it.up_to_seq)))
        .bind(column(all(), |it| it.read_at.to_offset()))
}

const RECEIPTS: &str =
    "insert into message_read_receipts (conversation_id, user_id, after_seq, up_to_seq, read_at)
     select *
     from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[])";
