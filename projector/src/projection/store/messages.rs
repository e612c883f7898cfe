//! What was said, and the files with it.

use event_store::signed;
use sqlx::query;

use super::{Statement, column};
use crate::projection::rows::{Message, MessageFile, Place, Rows};

fn those(rows: &Rows, is_new: bool) -> impl Iterator<Item = (&Place, &Message)> {
    rows.messages
        .iter()
        .filter(move |(_, message)| message.is_new == is_new)
}

pub(super) fn sent(rows: &Rows) -> Statement {
    let all = || those(rows, true);
    query(SENT)
        .bind(column(all(), |((conversation, _), _)| conversation.uuid()))
        .bind(column(all(), |((_, seq), _)| signed(*seq)))
        .bind(column(all(), |(_, it)| it.id.uuid()))
        .bind(column(all(), |(_, it)| signed(it.ordinal)))
        .bind(column(all(), |(_, it)| signed(it.version)))
        .bind(column(all(), |(_, it)| it.author_id.uuid()))
        .bind(column(all(), |(_, it)| it.body.clone()))
        .bind(column(all(), |(_, it)| words::spaced(&it.body)))
        .bind(column(all(), |(_, it)| it.reply_to_seq.map(signed)))
        .bind(column(all(), |(_, it)| it.sent_at.to_offset()))
        .bind(column(all(), |(_, it)| {
            it.edited_at.map(|at| at.to_offset())
        }))
        .bind(column(all(), |(_, it)| {
            it.deleted.map(|(at, _)| at.to_offset())
        }))
        .bind(column(all(), |(_, it)| it.deleted.map(|(_, by)| by.uuid())))
        .bind(column(all(), |(_, it)| it.erased))
}

const SENT: &str = "insert into messages (
       conversation_id, seq, id, ordinal, version, author_id, body, words, reply_to_seq, sent_at,
       edited_at, deleted_at, deleted_by, erased)
     select *
     from unnest(
       $1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::uuid[], $7::text[],
       $8::text[], $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[],
       $13::uuid[], $14::boolean[])";

pub(super) fn changed(rows: &Rows) -> Statement {
    let all = || those(rows, false);
    query(CHANGED)
        .bind(column(all(), |((conversation, _), _)| conversation.uuid()))
        .bind(column(all(), |((_, seq), _)| signed(*seq)))
        .bind(column(all(), |(_, it)| signed(it.version)))
        .bind(column(all(), |(_, it)| it.body.clone()))
        .bind(column(all(), |(_, it)| words::spaced(&it.body)))
        .bind(column(all(), |(_, it)| {
            it.edited_at.map(|at| at.to_offset())
        }))
        .bind(column(all(), |(_, it)| {
            it.deleted.map(|(at, _)| at.to_offset())
        }))
        .bind(column(all(), |(_, it)| it.deleted.map(|(_, by)| by.uuid())))
        .bind(column(all(), |(_, it)| it.erased))
}

const CHANGED: &str = "update messages m set
       version = changed.version,
       body = changed.body,
       words = changed.words,
       edited_at = changed.edited_at,
       deleted_at = changed.deleted_at,
       deleted_by = changed.deleted_by,
       erased = changed.erased
     from unnest(
       $1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[],
       $7::timestamptz[], $8::uuid[], $9::boolean[]
     ) as changed(
       conversation_id, seq, version, body, words, edited_at, deleted_at, deleted_by, erased)
     where m.conversation_id = changed.conversation_id
       and m.seq = changed.seq";

pub(super) fn files(rows: &Rows) -> Statement {
    let all = || rows.files.values();
    let pixels = |count: Option<u32>| count.map(i64::from);
    query(FILES)
        .bind(column(rows.files.keys(), |id| id.uuid()))
        .bind(column(all(), |MessageFile { message, .. }| {
            message.0.uuid()
        }))
        .bind(column(all(), |MessageFile { message, .. }| {
            signed(message.1)
        }))
        .bind(column(all(), |it| it.place))
        .bind(column(all(), |it| it.file.name.shown().to_owned()))
        .bind(column(all(), |it| signed(it.file.size)))
        .bind(column(all(), |it| it.file.content_type.clone()))
        .bind(column(all(), |it| it.file.sha256.clone()))
        .bind(column(all(), |it| pixels(it.file.width)))
        .bind(column(all(), |it| pixels(it.file.height)))
        .bind(column(all(), |it| it.file.has_preview))
        .bind(column(all(), |it| it.file.state.as_str()))
}

const FILES: &str = "insert into message_files (
       id, conversation_id, seq, place, name, size, content_type, sha256, width, height,
       has_preview, state)
     select *
     from unnest(
       $1::uuid[], $2::uuid[], $3::bigint[], $4::integer[], $5::text[], $6::bigint[], $7::text[],
       $8::text[], $9::bigint[], $10::bigint[], $11::boolean[], $12::text[])";

pub(super) fn file_states(rows: &Rows) -> Statement {
    query(FILE_STATES)
        .bind(column(rows.file_states.keys(), |id| id.uuid()))
        .bind(column(rows.file_states.values(), |state| state.as_str()))
}

const FILE_STATES: &str = "update message_files f
     set state = changed.state
     from unnest($1::uuid[], $2::text[]) as changed(id, state)
     where f.id = changed.id";
