//! Complaints.

use event_store::signed;
use serde_json::Value;
use sqlx::query;
use sqlx::types::Json;

use super::{Statement, column};
use crate::projection::rows::Rows;

pub(super) fn reports(rows: &Rows) -> Statement {
    let all = || rows.reports.values();
    query(REPORTS)
        .bind(column(rows.reports.keys(), |id| id.uuid()))
        .bind(column(all(), |it| it.conversation_id.uuid()))
        .bind(column(all(), |it| signed(it.seq)))
        .bind(column(all(), |it| it.author_id.uuid()))
        .bind(column(all(), |it| it.reporter_id.uuid()))
        .bind(column(all(), |it| it.reason.as_str()))
        .bind(column(all(), |it| it.note.clone()))
        .bind(column(all(), |it| it.status.as_str()))
        .bind(column(all(), |it| signed(it.version)))
        .bind(column(all(), |it| Json(it.snapshot.clone())))
        .bind(column(all(), |it| it.assigned_to.map(|user| user.uuid())))
        .bind(column(all(), |it| it.outcome.map(domain::Outcome::as_str)))
        .bind(column(all(), |it| Json(Value::Array(it.notes.clone()))))
        .bind(column(all(), |it| it.created_at.to_offset()))
        .bind(column(all(), |it| it.closed_at.map(|at| at.to_offset())))
}

const REPORTS: &str = "insert into message_reports (
       id, conversation_id, seq, author_id, reporter_id, reason, note, status, version, snapshot,
       assigned_to, outcome, notes, created_at, closed_at)
     select *
     from unnest(
       $1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[],
       $8::text[], $9::bigint[], $10::jsonb[], $11::uuid[], $12::text[], $13::jsonb[],
       $14::timestamptz[], $15::timestamptz[])
     on conflict (id) do update set
       status = excluded.status,
       version = excluded.version,
       assigned_to = excluded.assigned_to,
       outcome = excluded.outcome,
       notes = excluded.notes,
       closed_at = excluded.closed_at";
