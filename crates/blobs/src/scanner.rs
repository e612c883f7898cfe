mod clamd;

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;

pub use clamd::Clamd;

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// This was found.
    Infected(String),
    /// Nobody knows yet: ask again later.
    Unavailable,
}

/// Looks through files for what harms whoever opens them.
#[async_trait]
pub trait Scanner: Send + Sync {
    /// What it says of these bytes. Never longer than the scanner's own limit of time.
    async fn scan(&self, bytes: BoxStream<'_, io::Result<Bytes>>) -> Verdict;
}

/// No scanner: everything is clean.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoScan;

#[async_trait]
impl Scanner for NoScan {
    async fn scan(&self, _bytes: BoxStream<'_, io::Result<Bytes>>) -> Verdict {
        Verdict::Clean
    }
}

/// A setting that names no scanner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no scanner: give clamd:HOST:PORT")]
pub struct BadScanner(String);

/// The scanner that a setting names: none, or `clamd:HOST:PORT`.
///
/// # Errors
/// It names none that we know.
pub fn scanner(setting: Option<&str>) -> Result<Arc<dyn Scanner>, BadScanner> {
    let Some(setting) = setting else {
        return Ok(Arc::new(NoScan));
    };
    let bad = || BadScanner(setting.to_owned());
    let address = setting.strip_prefix("clamd:").ok_or_else(bad)?;
    let (host, port) = address.rsplit_once(':').ok_or_else(bad)?;
    let port = port.parse().map_err(|_| bad())?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        return Err(bad());
    }
    Ok(Arc::new(Clamd::new(host, port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_names_a_scanner_or_is_refused() {
        for good in ["clamd:localhost:3310", "clamd:[::1]:3310"] {
            assert!(scanner(Some(good)).is_ok(), "{good}");
        }
        for bad in [
            "",
            "clamd",
            "clamd:",
            "clamd:x",
            "clamd::1",
            "clamd:x:port",
            "other:x:1",
        ] {
            assert!(scanner(Some(bad)).is_err(), "{bad}");
        }
    }
}
