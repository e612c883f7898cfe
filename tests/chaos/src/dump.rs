//! What the system holds when all is over, in files that the check reads.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection};

const TABLES: [&str; 10] = [
    "users",
    "projects",
    "project_members",
    "conversations",
    "messages",
    "message_files",
    "conversation_participants",
    "message_read_receipts",
    "message_reports",
    "checkpoint",
];

const EVENTS: &str = "select (to_jsonb(e) || jsonb_build_object('hash', encode(hash, 'hex')))::text
     from log.events e
     order by position";

const KEYS: &str = "select jsonb_build_object(
       'user_id', user_id, 'key', key, 'position', position, 'count', count)::text
     from log.keys";

const UPLOADS: &str = "select jsonb_build_object(
       'id', id, 'key', key, 'owner', owner, 'message_id', message_id, 'size', size)::text
     from app.uploads";

const CHECKPOINTS: &str = "select jsonb_build_object(
       'size', size, 'root', encode(root, 'hex'), 'incarnation', incarnation)::text
     from log.checkpoints
     order by number";

/// Writes all of it.
pub(crate) async fn all(url: &str, data: &Path, out: &Path) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    std::fs::create_dir_all(out.join("read"))?;
    for (name, query) in [
        ("log.ndjson", EVENTS),
        ("keys.ndjson", KEYS),
        ("uploads.ndjson", UPLOADS),
        ("checkpoints.jsonl", CHECKPOINTS),
    ] {
        rows(&mut connection, query, &out.join(name)).await?;
    }
    for name in TABLES {
        // What Postgres makes of the other columns for itself is not the projector's.
        let query = format!(
            "select (to_jsonb(x) - array(
               select column_name::text
               from information_schema.columns
               where table_schema = 'read'
                 and table_name = '{name}'
                 and is_generated = 'ALWAYS'))::text
             from read.{name} x"
        );
        rows(
            &mut connection,
            &query,
            &out.join("read").join(format!("{name}.ndjson")),
        )
        .await?;
    }
    connection.close().await?;
    blobs(&data.join("files").join("blobs"), &out.join("blobs.ndjson"))
}

async fn rows(connection: &mut PgConnection, query: &str, path: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut rows = sqlx::query_scalar::<_, String>(query).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        writeln!(out, "{row}")?;
    }
    Ok(out.flush()?)
}

/// Every stored file: its key, size and hash.
fn blobs(folder: &Path, path: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    if folder.exists() {
        for shelf in std::fs::read_dir(folder)? {
            for blob in std::fs::read_dir(shelf?.path())? {
                let blob = blob?.path();
                let bytes = std::fs::read(&blob)?;
                let name = blob
                    .file_name()
                    .context("a name")?
                    .to_string_lossy()
                    .into_owned();
                let hash: String = Sha256::digest(&bytes)
                    .iter()
                    .map(|b| format!("{b:02x}"))
                    .collect();
                writeln!(
                    out,
                    "{}",
                    json!({"key": name, "size": bytes.len(), "sha256": hash})
                )?;
            }
        }
    }
    Ok(out.flush()?)
}

/// Positions and hashes of what was appended after a position: the log as it is now.
pub(crate) async fn prefix(url: &str, after: i64) -> anyhow::Result<Vec<Value>> {
    let mut connection = PgConnection::connect(url).await?;
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select position, encode(hash, 'hex') from log.events where position > $1 order by position",
    )
    .bind(after)
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    let row = |(position, hash)| json!({"position": position, "hash": hash});
    Ok(rows.into_iter().map(row).collect())
}

/// The log, where it ends, where the tables are, and what is open or parked.
pub(crate) struct State {
    pub(crate) log: String,
    pub(crate) head: i64,
    pub(crate) projected: i64,
    pub(crate) parked: i64,
    pub(crate) idle_in_transaction: i64,
}

impl State {
    pub(crate) async fn read(url: &str) -> anyhow::Result<Self> {
        let mut connection = PgConnection::connect(url).await?;
        let (log, head, projected, parked, idle_in_transaction) = sqlx::query_as(
            "select
               (select log_id::text from log.identity),
               (select coalesce(max(position), 0) from log.events),
               (select coalesce(max(position), 0) from read.checkpoint),
               (select count(*) from app.parked),
               (select count(*) from pg_stat_activity
                where state = 'idle in transaction'
                  and state_change < now() - interval '1 second')",
        )
        .fetch_one(&mut connection)
        .await?;
        connection.close().await?;
        Ok(Self {
            log,
            head,
            projected,
            parked,
            idle_in_transaction,
        })
    }
}
