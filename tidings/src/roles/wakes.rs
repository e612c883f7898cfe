//! Wake-ups from other processes: Postgres tells who listens that the log has grown.

use std::time::Duration;

use futures_util::Stream;
use sqlx::postgres::{PgListener, PgPool};

/// The channel that `log.append` notifies, once per batch.
const CHANNEL: &str = "tidings_log";
/// The pause before listening again. Followers poll meanwhile.
const PAUSE: Duration = Duration::from_secs(1);

/// An item each time the log may have grown. Never ends; a lost connection is made again.
pub fn listen(pool: PgPool) -> impl Stream<Item = ()> + Send + 'static {
    futures_util::stream::unfold((pool, None), |(pool, listener)| async move {
        let mut listener: Option<PgListener> = listener;
        loop {
            let heard = match &mut listener {
                Some(listener) => listener.recv().await.map(drop),
                // What was notified before is lost: this is a wake-up too.
                None => connect(&pool).await.map(|fresh| listener = Some(fresh)),
            };
            match heard {
                Ok(()) => return Some(((), (pool, listener))),
                Err(error) => {
                    tracing::warn!(%error, "listening to the log was interrupted");
                    listener = None;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    })
}

async fn connect(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
