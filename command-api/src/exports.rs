//! Exports that were asked for. The exporter takes them up from here.

use domain::{EventId, ProjectId, UserId};
use sqlx::PgPool;

use crate::ports::Unreachable;

/// The table `app.exports`, for a role that may add to it (`tidings_append`).
#[derive(Clone, Debug)]
pub struct Exports(PgPool);

/// An export that somebody asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The event that says so: an export is known by its id.
    pub(crate) id: EventId,
    pub(crate) project: ProjectId,
    pub(crate) as_user: Option<UserId>,
    pub(crate) by: UserId,
}

impl Exports {
    /// Writes down to this database.
    #[must_use]
    pub const fn new(pool: PgPool) -> Self {
        Self(pool)
    }

    /// Takes an export down, once: a repeat finds it there.
    pub(crate) async fn ask_for(&self, wanted: Wanted) -> Result<(), Unreachable> {
        let asked = sqlx::query(
            "insert into app.exports (id, project_id, as_user, requested_by)
             values ($1, $2, $3, $4)
             on conflict (id) do nothing",
        )
        .bind(wanted.id.uuid())
        .bind(wanted.project.uuid())
        .bind(wanted.as_user.map(UserId::uuid))
        .bind(wanted.by.uuid())
        .execute(&self.0)
        .await;
        asked.map(|_| ()).map_err(|error| {
            tracing::warn!(%error, "an export cannot be taken down");
            Unreachable
        })
    }
}
