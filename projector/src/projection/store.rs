//! The rows after a batch, a statement or two per table.

use sqlx::postgres::{PgArguments, PgConnection};
use sqlx::query::Query;
use sqlx::{Postgres, query};
use time::OffsetDateTime;
use uuid::Uuid;

use super::rows::Rows;
use super::signed;

/// Writes what changed, those first that others refer to.
pub(super) async fn write(connection: &mut PgConnection, rows: &Rows) -> Result<(), sqlx::Error> {
    let statements = [
        (!rows.users.is_empty()).then(|| users(rows)),
        (!rows.projects.is_empty()).then(|| projects(rows)),
        (!rows.members.is_empty()).then(|| members_gone(rows)),
        (!rows.members.is_empty()).then(|| members(rows)),
        (!rows.conversations.is_empty()).then(|| conversations(rows)),
        (!rows.messages.is_empty()).then(|| messages(rows)),
        // After the messages: they are counted here.
        (!rows.participants.is_empty()).then(|| participants(rows)),
        (!rows.receipts.is_empty()).then(|| receipts(rows)),
    ];
    for statement in statements.into_iter().flatten() {
        statement.execute(&mut *connection).await?;
    }
    Ok(())
}

type Statement = Query<'static, Postgres, PgArguments>;

/// A column of a multi-row statement.
fn column<R, T>(rows: impl IntoIterator<Item = R>, value: impl FnMut(R) -> T) -> Vec<T> {
    rows.into_iter().map(value).collect()
}

fn users(rows: &Rows) -> Statement {
    query(USERS)
        .bind(column(rows.users.keys(), |id| id.uuid()))
        .bind(column(rows.users.values(), |user| user.role.as_str()))
        .bind(column(rows.users.values(), |user| user.name.clone()))
        .bind(column(rows.users.values(), |user| {
            user.registered_at.to_offset()
        }))
}

const USERS: &str = "insert into users (id, role, name, registered_at)
     select *
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])";

fn projects(rows: &Rows) -> Statement {
    query(PROJECTS)
        .bind(column(rows.projects.keys(), |id| id.uuid()))
        .bind(column(rows.projects.values(), |project| {
            project.name.clone()
        }))
        .bind(column(rows.projects.values(), |project| {
            project.created_at.to_offset()
        }))
}

const PROJECTS: &str = "insert into projects (id, name, created_at)
     select *
     from unnest($1::uuid[], $2::text[], $3::timestamptz[])";

fn members_gone(rows: &Rows) -> Statement {
    query(MEMBERS_GONE)
        .bind(column(rows.members.keys(), |(project, _)| project.uuid()))
        .bind(column(rows.members.keys(), |(_, user)| user.uuid()))
}

// Those who stay or come back are written next, with the time of their last coming.
const MEMBERS_GONE: &str = "delete from project_members m
     using unnest($1::uuid[], $2::uuid[]) as changed(project_id, user_id)
     where m.project_id = changed.project_id
       and m.user_id = changed.user_id";

fn members(rows: &Rows) -> Statement {
    let there = || {
        rows.members
            .iter()
            .filter_map(|(member, since)| Some((member, (*since)?)))
    };
    query(MEMBERS)
        .bind(column(there(), |((project, _), _)| project.uuid()))
        .bind(column(there(), |((_, user), _)| user.uuid()))
        .bind(column(there(), |(_, since)| since.to_offset()))
}

const MEMBERS: &str = "insert into project_members (project_id, user_id, since)
     select *
     from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])";

fn conversations(rows: &Rows) -> Statement {
    let all = || rows.conversations.values();
    query(CONVERSATIONS)
        .bind(column(rows.conversations.keys(), |id| id.uuid()))
        .bind(column(all(), |it| it.project_id.uuid()))
        .bind(column(all(), |it| it.subject.clone()))
        .bind(column(all(), |it| it.status.as_str()))
        .bind(column(all(), |it| signed(it.version)))
        .bind(column(all(), |it| it.created_by.uuid()))
        .bind(column(all(), |it| it.created_at.to_offset()))
        .bind(column(all(), |it| signed(it.last_seq)))
        .bind(column(all(), |it| it.last_activity_at.to_offset()))
        .bind(column(all(), |it| signed(it.messages_sent)))
        .bind(column(all(), |it| it.last_message_seq.map(signed)))
}

const CONVERSATIONS: &str = "insert into conversations (
       id, project_id, subject, status, version, created_by, created_at, last_seq, last_activity_at,
       messages_sent, last_message_seq)
     select *
     from unnest(
       $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::uuid[], $7::timestamptz[],
       $8::bigint[], $9::timestamptz[], $10::bigint[], $11::bigint[])
     on conflict (id) do update set
       subject = excluded.subject,
       status = excluded.status,
       version = excluded.version,
       last_seq = excluded.last_seq,
       last_activity_at = excluded.last_activity_at,
       messages_sent = excluded.messages_sent,
       last_message_seq = excluded.last_message_seq";

fn messages(rows: &Rows) -> Statement {
    let all = || rows.messages.iter();
    query(MESSAGES)
        .bind(column(all(), |it| it.conversation_id.uuid()))
        .bind(column(all(), |it| signed(it.seq)))
        .bind(column(all(), |it| it.id.uuid()))
        .bind(column(all(), |it| signed(it.ordinal)))
        .bind(column(all(), |it| it.author_id.uuid()))
        .bind(column(all(), |it| it.body.clone()))
        .bind(column(all(), |it| it.reply_to_seq.map(signed)))
        .bind(column(all(), |it| it.sent_at.to_offset()))
}

const MESSAGES: &str = "insert into messages (
       conversation_id, seq, id, ordinal, version, author_id, body, reply_to_seq, sent_at)
     select conversation_id, seq, id, ordinal, 1, author_id, body, reply_to_seq, sent_at
     from unnest(
       $1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::bigint[],
       $8::timestamptz[]
     ) as sent(conversation_id, seq, id, ordinal, author_id, body, reply_to_seq, sent_at)";

fn participants(rows: &Rows) -> Statement {
    let all = || rows.participants.values();
    let left_at = |at: domain::Timestamp| -> OffsetDateTime { at.to_offset() };
    query(PARTICIPANTS)
        .bind(column(rows.participants.keys(), |(conversation, _)| {
            conversation.uuid()
        }))
        .bind(column(rows.participants.keys(), |(_, user)| user.uuid()))
        .bind(column(all(), |it| signed(it.joined_seq)))
        .bind(column(all(), |it| it.joined_at.to_offset()))
        .bind(column(all(), |it| it.left.map(|(seq, _)| signed(seq))))
        .bind(column(all(), |it| it.left.map(|(_, at)| left_at(at))))
        .bind(column(all(), |it| signed(it.read_seq)))
        .bind(column(all(), |it| signed(it.own)))
        .bind(column(all(), |it| signed(it.counted_from)))
}

// Of one's own messages, those that the mark passed since it stood at `counted_from` are taken off.
const PARTICIPANTS: &str = "insert into conversation_participants (
       conversation_id, user_id, joined_seq, joined_at, left_seq, left_at, read_seq, read_ordinal, own_after)
     select
       p.conversation_id, p.user_id, p.joined_seq, p.joined_at, p.left_seq, p.left_at, p.read_seq,
       coalesce((
         select m.ordinal
         from messages m
         where m.conversation_id = p.conversation_id
           and m.seq <= p.read_seq
         order by m.seq desc
         limit 1), 0),
       p.own - (
         select count(*)
         from messages m
         where m.conversation_id = p.conversation_id
           and m.author_id = p.user_id
           and m.seq > p.counted_from
           and m.seq <= p.read_seq)
     from unnest(
       $1::uuid[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::timestamptz[],
       $7::bigint[], $8::bigint[], $9::bigint[]
     ) as p(
       conversation_id, user_id, joined_seq, joined_at, left_seq, left_at, read_seq, own, counted_from)
     on conflict (conversation_id, user_id) do update set
       joined_seq = excluded.joined_seq,
       joined_at = excluded.joined_at,
       left_seq = excluded.left_seq,
       left_at = excluded.left_at,
       read_seq = excluded.read_seq,
       read_ordinal = excluded.read_ordinal,
       own_after = excluded.own_after";

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
