//! What the data folder knows of the log: the keys that sign checkpoints, and the checkpoints themselves.

use async_trait::async_trait;
use chassis::config::Checked;
use event_store::Known;
use projector::CheckpointFile;
use query_api::{Unreachable, Witness};

use crate::keys::{CHECKPOINTS, checking_key};
use crate::trouble::Trouble;

/// The data folder, asked anew each time.
pub struct DataFolder(pub Checked);

/// What the data folder knows of the log.
pub fn outside(settings: &Checked) -> Result<Known, Trouble> {
    let path = settings.data().join(CHECKPOINTS);
    let unreadable = |error: &dyn std::fmt::Display| {
        Trouble::Other(format!("{} cannot be read: {error}", path.display()))
    };
    let outside = CheckpointFile::new(path.clone())
        .read()
        .map_err(|error| unreadable(&error))?
        .map_err(|error| unreadable(&error))?;
    Ok(Known {
        keys: checking_key(settings)?.into_iter().collect(),
        outside,
    })
}

#[async_trait]
impl Witness for DataFolder {
    async fn known(&self) -> Result<Known, Unreachable> {
        let settings = self.0.clone();
        // Files, which may lie on a slow disk.
        let known = tokio::task::spawn_blocking(move || outside(&settings)).await;
        known
            .map_err(|error| Trouble::Other(error.to_string()))
            .flatten()
            .map_err(|error| {
                tracing::warn!(%error, "what is kept outside the log cannot be read");
                Unreachable
            })
    }
}
