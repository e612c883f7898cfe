//! Rows as the tables hold them.

use domain::{
    MessageId, Outcome, ProjectId, ReportReason, ReportStatus, Role, Status, Timestamp, UserId,
};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::projection::rows::{Conversation, Message, Participant, Project, Report, User};

type Decoded<T> = Result<T, sqlx::Error>;

pub(super) fn conversation(row: &PgRow) -> Decoded<Conversation> {
    Ok(Conversation {
        project_id: ProjectId::new(row.try_get("project_id")?),
        subject: row.try_get("subject")?,
        subject_by: UserId::new(row.try_get("subject_by")?),
        status: word(row, "status", Status::parse)?,
        version: unsigned(row, "version")?,
        created_by: UserId::new(row.try_get("created_by")?),
        created_at: at(row, "created_at")?,
        last_seq: unsigned(row, "last_seq")?,
        last_activity_at: at(row, "last_activity_at")?,
        messages_sent: unsigned(row, "messages_sent")?,
        messages_deleted: unsigned(row, "messages_deleted")?,
        reports_open: unsigned(row, "reports_open")?,
        last_message_seq: maybe_unsigned(row, "last_message_seq")?,
        is_last_message_gone: false,
    })
}

pub(super) fn message(row: &PgRow, id: MessageId) -> Decoded<Message> {
    let deleted_by: Option<Uuid> = row.try_get("deleted_by")?;
    Ok(Message {
        is_new: false,
        id,
        ordinal: unsigned(row, "ordinal")?,
        version: unsigned(row, "version")?,
        author_id: UserId::new(row.try_get("author_id")?),
        body: row.try_get("body")?,
        reply_to_seq: maybe_unsigned(row, "reply_to_seq")?,
        sent_at: at(row, "sent_at")?,
        edited_at: maybe_at(row, "edited_at")?,
        deleted: maybe_at(row, "deleted_at")?.zip(deleted_by.map(UserId::new)),
        erased: row.try_get("erased")?,
    })
}

pub(super) fn participant(row: &PgRow) -> Decoded<Participant> {
    Ok(Participant {
        joined_seq: unsigned(row, "joined_seq")?,
        joined_at: at(row, "joined_at")?,
        left: maybe_unsigned(row, "left_seq")?.zip(maybe_at(row, "left_at")?),
        read_seq: unsigned(row, "read_seq")?,
        unread_from: maybe_unsigned(row, "unread_from")?,
        muted: row.try_get("muted")?,
        read_ordinal: unsigned(row, "read_ordinal")?,
        own_after: unsigned(row, "own_after")?,
        has_unread: row.try_get("has_unread")?,
        is_moved: false,
    })
}

pub(super) fn report(row: &PgRow) -> Decoded<Report> {
    let assigned_to: Option<Uuid> = row.try_get("assigned_to")?;
    let outcome: Option<String> = row.try_get("outcome")?;
    let Json(snapshot) = row.try_get("snapshot")?;
    let Json(notes) = row.try_get("notes")?;
    Ok(Report {
        conversation_id: domain::ConversationId::new(row.try_get("conversation_id")?),
        seq: unsigned(row, "seq")?,
        author_id: UserId::new(row.try_get("author_id")?),
        reporter_id: UserId::new(row.try_get("reporter_id")?),
        reason: word(row, "reason", ReportReason::parse)?,
        note: row.try_get("note")?,
        status: word(row, "status", ReportStatus::parse)?,
        version: unsigned(row, "version")?,
        snapshot,
        assigned_to: assigned_to.map(UserId::new),
        outcome: outcome
            .map(|text| parsed(&text, Outcome::parse))
            .transpose()?,
        notes,
        created_at: at(row, "created_at")?,
        closed_at: maybe_at(row, "closed_at")?,
    })
}

pub(super) fn user(row: &PgRow) -> Decoded<User> {
    Ok(User {
        role: word(row, "role", |text| text.parse::<Role>().ok())?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        registered_at: at(row, "registered_at")?,
        disabled: row.try_get("disabled")?,
        erased: row.try_get("erased")?,
    })
}

pub(super) fn project(row: &PgRow) -> Decoded<Project> {
    Ok(Project {
        name: row.try_get("name")?,
        created_at: at(row, "created_at")?,
    })
}

pub(super) fn unsigned(row: &PgRow, column: &str) -> Decoded<u64> {
    row.try_get::<i64, _>(column).map(i64::unsigned_abs)
}

fn maybe_unsigned(row: &PgRow, column: &str) -> Decoded<Option<u64>> {
    let number: Option<i64> = row.try_get(column)?;
    Ok(number.map(i64::unsigned_abs))
}

fn at(row: &PgRow, column: &str) -> Decoded<Timestamp> {
    row.try_get::<OffsetDateTime, _>(column).map(Into::into)
}

fn maybe_at(row: &PgRow, column: &str) -> Decoded<Option<Timestamp>> {
    let at: Option<OffsetDateTime> = row.try_get(column)?;
    Ok(at.map(Into::into))
}

fn word<T>(row: &PgRow, column: &str, parse: fn(&str) -> Option<T>) -> Decoded<T> {
    parsed(row.try_get(column)?, parse)
}

fn parsed<T>(text: &str, parse: fn(&str) -> Option<T>) -> Decoded<T> {
    parse(text).ok_or_else(|| sqlx::Error::Decode(format!("what is {text}").into()))
}
