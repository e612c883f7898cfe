//! The schema of Tidings and the code that applies it.
//!
//! Migrations are the numbered files in `sql/`, compiled in. Each runs in a transaction of its
//! own, and two programs that migrate at once wait for each other. A merged file is never edited:
//! expand, move over, contract.
//!
//! To add one: the next numbered file in `sql/`, and its line in [`STEPS`].

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection as _, PgConnection};

/// Version, what it brings, and the SQL.
const STEPS: &[(i64, &str, &str)] = &[
    (1, "the log", include_str!("../sql/0001_log.sql")),
    (2, "accounts", include_str!("../sql/0002_app.sql")),
    (3, "the read tables", include_str!("../sql/0003_read.sql")),
    (
        4,
        "what the read tables hold",
        include_str!("../sql/0004_reading.sql"),
    ),
    (5, "uploads", include_str!("../sql/0005_uploads.sql")),
    (6, "evidence", include_str!("../sql/0006_evidence.sql")),
    (7, "exports", include_str!("../sql/0007_exports.sql")),
    (8, "search", include_str!("../sql/0008_search.sql")),
    (9, "erasure", include_str!("../sql/0009_erasure.sql")),
];

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database was migrated by a newer program.
    #[error("the database's schema is newer than this program (step {0}): update tidings")]
    Newer(i64),
    /// A merged migration was edited, or one stopped half-way.
    #[error("the database's schema is not what this program made: {0}")]
    Differs(String),
    /// The database could not be reached, or refused a statement.
    #[error("the schema could not be brought up to date: {0}")]
    Database(#[from] sqlx::Error),
}

fn migrator(up_to: i64) -> Migrator {
    let steps = STEPS.iter().filter(|(version, ..)| *version <= up_to);
    let steps = steps.map(|(version, description, sql)| {
        Migration::new(
            *version,
            Cow::Borrowed(description),
            MigrationType::Simple,
            Cow::Borrowed(sql),
            false,
        )
    });
    Migrator {
        migrations: steps.collect(),
        ..Migrator::DEFAULT
    }
}

/// Brings the schema up to date. Needs a login that may make roles and schemas.
///
/// # Errors
/// The schema is newer than this program, was changed by hand, or the database failed.
pub async fn apply(database_url: &str) -> Result<(), Failure> {
    apply_up_to(database_url, newest()).await
}

/// The newest step that this program knows.
#[must_use]
pub fn newest() -> i64 {
    STEPS
        .iter()
        .map(|(version, ..)| *version)
        .max()
        .unwrap_or(0)
}

/// The schema as it was at a step: for data of that time, which later steps then take along.
///
/// # Errors
/// As [`apply`].
pub async fn apply_up_to(database_url: &str, step: i64) -> Result<(), Failure> {
    let mut connection = PgConnection::connect(database_url).await?;
    migrator(step)
        .run_direct(&mut connection)
        .await
        .map_err(|error| match error {
            MigrateError::VersionMissing(step) => Failure::Newer(step),
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => Failure::Differs(other.to_string()),
        })?;
    sqlx::raw_sql(GRANT_ON_DATABASE)
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}

/// A rebuild makes a schema. Grants on a database are not part of a copy or a dump of it, so this
/// one is looked for each time. One after the other: of two that give it at once Postgres refuses
/// one, and many processes may start at once.
const GRANT_ON_DATABASE: &str = "
do $$ begin
  perform pg_advisory_xact_lock(3906451872240091733);
  if not has_database_privilege('tidings_owner', current_database(), 'create') then
    execute format('grant create on database %I to tidings_owner', current_database());
  end if;
end $$";

/// Makes sure that the login `role` exists with this password and may act as the program's roles.
/// For the private database, whose superuser only bootstraps.
///
/// # Errors
/// The database failed.
pub async fn grant_login(database_url: &str, role: &str, password: &str) -> Result<(), Failure> {
    let mut connection = PgConnection::connect(database_url).await?;
    // Statements that define roles take no parameters: quoted by Postgres itself.
    let statement: String = sqlx::query_scalar(
        "select format(
           'do $do$ begin
              if not exists (select from pg_roles where rolname = %L) then create role %I login; end if;
            end $do$;
            alter role %I login noinherit nosuperuser password %L;
            grant tidings_append, tidings_project, tidings_query, tidings_erase to %I',
           $1, $1, $1, $2, $1)",
    )
    .bind(role)
    .bind(password)
    .fetch_one(&mut connection)
    .await?;
    sqlx::raw_sql(&statement).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
