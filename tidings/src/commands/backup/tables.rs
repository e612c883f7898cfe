//! The tables, all of one moment.

use domain::LogId;
use evidence::merkle::{Frontier, leaf};
use evidence::{Checkpoint, Hash, Signed};
use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{Connection as _, Row as _};
use uuid::Uuid;

use super::CopyError;
use super::folder::Folder;
use super::manifest::Table;
use super::source::Source;

/// What a copy does without: what is made from the log, what only speeds it up, and who is signed in.
/// Everything else in `log` and `app` goes along, whoever adds it.
const LEFT_OUT: [&str; 7] = [
    "log.epoch",
    "log.snapshots",
    "app.sessions",
    "app.exports",
    "app.followers",
    "app.parked",
    "app.parked_next",
];

/// What was there at one moment.
pub(super) struct Moment {
    pub(super) schema: i64,
    pub(super) log: LogId,
    pub(super) position: u64,
    pub(super) root: Hash,
    pub(super) checkpoint: Option<Signed>,
    pub(super) tables: Vec<Table>,
    pub(super) keys: Vec<StoredKey>,
}

/// Bytes of a file or of a preview.
pub(super) struct StoredKey {
    pub(super) key: String,
    pub(super) size: u64,
    /// What they have to be; not known of previews.
    pub(super) sha256: Option<Vec<u8>>,
}

/// Copies every table, in one transaction.
pub(super) async fn copy_out(source: &Source, folder: &Folder) -> Result<Moment, CopyError> {
    let mut connection = PgConnection::connect(&source.url).await?;
    let schema = schema(&mut connection).await?;
    if schema > migrations::newest() {
        let what = "the database's schema is newer than this program: update tidings";
        return Err(CopyError::Refused(what.to_owned()));
    }
    // Every statement of it sees what the first one sees.
    sqlx::raw_sql(
        "begin isolation level repeatable read read only;
         set local role tidings_owner;
         set local timezone = 'UTC';
         set local datestyle = 'ISO'",
    )
    .execute(&mut connection)
    .await?;
    let log = identity(&mut connection).await?;
    let mut tables = Vec::new();
    for (schema, name, columns) in listed(&mut connection).await? {
        let statement = format!("copy {} to stdout", columns_of(&schema, &name, &columns));
        let path = format!("tables/{schema}.{name}");
        let content = connection.copy_out_raw(&statement).await?;
        let (piece, rows) = folder.write(&path, content).await?;
        tables.push(Table {
            schema,
            name,
            columns,
            rows,
            piece,
        });
    }
    let moment = Moment {
        schema,
        log,
        tables,
        checkpoint: newest_signed(&mut connection, log.log_id).await?,
        keys: keys(&mut connection).await?,
        ..tree(&mut connection, schema, log).await?
    };
    sqlx::raw_sql("commit").execute(&mut connection).await?;
    connection.close().await?;
    Ok(moment)
}

/// A table and its columns, as `copy` names them.
pub fn columns_of(schema: &str, name: &str, columns: &[String]) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let columns: Vec<_> = columns.iter().map(|column| quoted(column)).collect();
    format!(
        "{}.{} ({})",
        quoted(schema),
        quoted(name),
        columns.join(", ")
    )
}

async fn schema(connection: &mut PgConnection) -> Result<i64, CopyError> {
    let is_there: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut *connection)
        .await?;
    if !is_there {
        let what = "there is no log in this database: nothing to back up";
        return Err(CopyError::Refused(what.to_owned()));
    }
    let schema = sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations");
    Ok(schema.fetch_one(connection).await?)
}

async fn identity(connection: &mut PgConnection) -> Result<LogId, CopyError> {
    let row = sqlx::query("select log_id, incarnation from log.identity")
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| {
        CopyError::Refused("there is no log in this database: nothing to back up".to_owned())
    })?;
    Ok(LogId {
        log_id: row.try_get("log_id")?,
        incarnation: row.try_get::<i32, _>("incarnation")?.unsigned_abs(),
    })
}

async fn listed(
    connection: &mut PgConnection,
) -> Result<Vec<(String, String, Vec<String>)>, CopyError> {
    let tables = sqlx::query_as(
        "select n.nspname::text, c.relname::text, (
           select array_agg(a.attname::text order by a.attnum)
           from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('log', 'app')
           and c.relkind = 'r'
           and n.nspname || '.' || c.relname <> all($1)
         order by 1 desc, 2",
    )
    .bind(LEFT_OUT.as_slice())
    .fetch_all(connection)
    .await?;
    Ok(tables)
}

/// Position and root, from the hashes.
async fn tree(connection: &mut PgConnection, schema: i64, log: LogId) -> Result<Moment, CopyError> {
    let mut frontier = Frontier::new();
    let mut rows =
        sqlx::query("select position, hash from log.events order by position").fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let position = row.try_get::<i64, _>("position")?.unsigned_abs();
        let hash: Hash = bytes(&row, "hash")?;
        if position != frontier.size() + 1 {
            let what = format!(
                "position {} is missing: run `tidings verify`",
                frontier.size() + 1
            );
            return Err(CopyError::NotWhole(what));
        }
        frontier.push(leaf(position, &hash));
    }
    Ok(Moment {
        schema,
        log,
        position: frontier.size(),
        root: frontier.root(),
        checkpoint: None,
        tables: Vec::new(),
        keys: Vec::new(),
    })
}

async fn newest_signed(
    connection: &mut PgConnection,
    log_id: Uuid,
) -> Result<Option<Signed>, CopyError> {
    let row = sqlx::query(
        "select incarnation, size, root, signed_at, key_id, signature
         from log.checkpoints
         order by number desc
         limit 1",
    )
    .fetch_optional(connection)
    .await?;
    let signed = |row: PgRow| {
        let at: sqlx::types::time::OffsetDateTime = row.try_get("signed_at")?;
        Ok(Signed {
            checkpoint: Checkpoint {
                log_id,
                incarnation: row.try_get::<i32, _>("incarnation")?.unsigned_abs(),
                size: row.try_get::<i64, _>("size")?.unsigned_abs(),
                root: bytes(&row, "root")?,
                time: at.into(),
            },
            key_id: bytes(&row, "key_id")?,
            signature: bytes(&row, "signature")?,
        })
    };
    row.map(signed).transpose()
}

async fn keys(connection: &mut PgConnection) -> Result<Vec<StoredKey>, CopyError> {
    let rows = sqlx::query(
        "select key, size, sha256 from app.uploads
         union all
         select preview_key, preview_size, null from app.uploads where preview_key is not null
         order by 1",
    )
    .fetch_all(connection)
    .await?;
    let stored = |row: &PgRow| {
        Ok(StoredKey {
            key: row.try_get("key")?,
            size: row.try_get::<i64, _>("size")?.unsigned_abs(),
            sha256: row.try_get("sha256")?,
        })
    };
    rows.iter().map(stored).collect()
}

fn bytes<const N: usize>(row: &PgRow, name: &str) -> Result<[u8; N], CopyError> {
    let bytes: &[u8] = row.try_get(name)?;
    bytes.try_into().map_err(|_| {
        let what = format!("{name} has another length: run `tidings verify`");
        CopyError::NotWhole(what)
    })
}
