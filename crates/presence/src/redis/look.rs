//! Whether a Redis is there, for who asks about it once.

use std::time::Duration;

use ::redis::{Client, RedisError};

/// Who takes longer is not there.
const LOOK_MAX: Duration = Duration::from_secs(3);

/// Asks a Redis which version it is.
///
/// # Errors
/// A sentence: the URL is not one of Redis, it cannot be reached, or it refuses us.
pub async fn version_of(url: &str) -> Result<String, String> {
    let asking = async {
        let client = Client::open(url)?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let info: String = ::redis::cmd("INFO")
            .arg("server")
            .query_async(&mut connection)
            .await?;
        Ok::<_, RedisError>(info)
    };
    let info = tokio::time::timeout(LOOK_MAX, asking)
        .await
        .map_err(|_| "it does not answer".to_owned())?
        .map_err(|error| error.to_string())?;
    let version = info
        .lines()
        .find_map(|line| line.strip_prefix("redis_version:"));
    Ok(version.unwrap_or("of an unknown version").trim().to_owned())
}
