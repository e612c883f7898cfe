//! Which tables were read from one end to the other: a plan that does so grows with the table.

use std::collections::BTreeMap;

use sqlx::{Connection as _, PgConnection};

/// A smaller table may be read as quickly as its index.
const ROWS_MIN: f32 = 5_000.0;

/// How often each large read table was read from end to end so far.
pub(super) async fn of_large_tables(url: &str) -> anyhow::Result<BTreeMap<String, i64>> {
    let mut connection = PgConnection::connect(url).await?;
    let scans = sqlx::query_as(
        "select s.relname::text, s.seq_scan
         from pg_stat_user_tables s
         join pg_class c on c.oid = s.relid
         where s.schemaname = 'read'
           and c.reltuples >= $1",
    )
    .bind(ROWS_MIN)
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    Ok(scans.into_iter().collect())
}

/// How often between two counts.
pub(super) fn between(
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
) -> BTreeMap<String, i64> {
    let since = |(name, scans): (&String, &i64)| {
        let before = before.get(name).copied().unwrap_or_default();
        (name.clone(), scans - before)
    };
    after.iter().map(since).collect()
}
