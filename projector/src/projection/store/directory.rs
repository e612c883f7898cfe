//! Who there is, and in which projects.

use sqlx::query;

use super::{Statement, column};
use crate::projection::rows::Rows;

pub(super) fn users(rows: &Rows) -> Statement {
    let all = || rows.users.values();
    query(USERS)
        .bind(column(rows.users.keys(), |id| id.uuid()))
        .bind(column(all(), |user| user.role.as_str()))
        .bind(column(all(), |user| user.name.clone()))
        .bind(column(all(), |user| user.email.clone()))
        .bind(column(all(), |user| user.registered_at.to_offset()))
        .bind(column(all(), |user| user.disabled))
        .bind(column(all(), |user| user.erased))
}

const USERS: &str = "insert into users (id, role, name, email, registered_at, disabled, erased)
     select *
     from unnest(
       $1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[],
       $7::boolean[])
     on conflict (id) do update set
       role = excluded.role,
       name = excluded.name,
       email = excluded.email,
       disabled = excluded.disabled,
       erased = excluded.erased";

pub(super) fn projects(rows: &Rows) -> Statement {
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
     from unnest($1::uuid[], $2::text[], $3::timestamptz[])
     on conflict (id) do update set
       name = excluded.name";

pub(super) fn members_gone(rows: &Rows) -> Statement {
    query(MEMBERS_GONE)
        .bind(column(rows.members.keys(), |(project, _)| project.uuid()))
        .bind(column(rows.members.keys(), |(_, user)| user.uuid()))
}

// Those who stay or come back are written next, with the time of their last coming.
const MEMBERS_GONE: &str = "delete from project_members m
     using unnest($1::uuid[], $2::uuid[]) as changed(project_id, user_id)
     where m.project_id = changed.project_id
       and m.user_id = changed.user_id";

pub(super) fn members(rows: &Rows) -> Statement {
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
