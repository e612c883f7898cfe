use std::time::{Duration, SystemTime};

use domain::UserId;
use futures_util::stream::TryStreamExt as _;

use super::{Files, KeepError};
use crate::{Key, Listed};

/// Rows and blobs looked at at a time.
const STEP: usize = 500;

/// Bytes without a row that are older were left by a process that died in between: the row comes within
/// minutes, or never. Long, since clocks of stores differ.
const STRAY_TIME_MIN: Duration = Duration::from_secs(24 * 60 * 60);

/// What a sweep took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that were not sent within a day.
    pub unsent: u64,
    /// Drafts of processes that died.
    pub drafts: u64,
    /// Blobs without a row.
    pub strays: u64,
}

impl Files {
    /// Takes away what nobody will send or ask for. Rows go before their bytes, so that whoever is killed
    /// here leaves bytes without a row, which are found again, and never a row without bytes. `now` is what
    /// drafts and strays are compared with; the age of rows is by Postgres' clock.
    ///
    /// # Errors
    /// A place failed. What was swept is swept; the next one goes on.
    pub async fn sweep(&self, now: SystemTime) -> Result<Swept, KeepError> {
        let mut swept = Swept {
            unsent: self.sweep_unsent().await?,
            drafts: self.blobs.drafts().sweep(now).await?,
            strays: 0,
        };
        let mut step = Vec::with_capacity(STEP);
        let mut blobs = self.blobs.list();
        while let Some(blob) = blobs.try_next().await? {
            if is_old(&blob, now) {
                step.push(blob.key);
            }
            if step.len() == STEP {
                swept.strays += self.sweep_strays(&step).await?;
                step.clear();
            }
        }
        swept.strays += self.sweep_strays(&step).await?;
        Ok(swept)
    }

    async fn sweep_unsent(&self) -> Result<u64, KeepError> {
        let mut swept = 0;
        loop {
            let taken = self.ledger.take_swept(STEP as u32).await?;
            if taken.is_empty() {
                return Ok(swept);
            }
            swept += taken.len() as u64;
            for taken in &taken {
                self.remove(&taken.keys()).await;
            }
        }
    }

    async fn sweep_strays(&self, keys: &[Key]) -> Result<u64, KeepError> {
        if keys.is_empty() {
            return Ok(0);
        }
        let keys: Vec<&str> = keys.iter().map(Key::as_str).collect();
        let strays = self.ledger.strange(&keys).await?;
        Ok(self.remove(&strays).await)
    }

    /// Takes away all that a person uploaded, sent or not; the pool's role must be `tidings_erase`. Bytes go
    /// before rows here: a row left over is only asked for again, bytes left over would be a person's.
    /// Repeatable.
    ///
    /// # Errors
    /// A place failed: begin again.
    pub async fn erase(&self, owner: UserId) -> Result<u64, KeepError> {
        let mut erased = 0;
        loop {
            let taken = self.ledger.of_owner(owner, STEP as u32).await?;
            if taken.is_empty() {
                return Ok(erased);
            }
            for taken in &taken {
                for key in taken.keys() {
                    self.blobs.delete(&key).await?;
                }
            }
            let keys: Vec<&str> = taken.iter().map(|taken| taken.key.as_str()).collect();
            self.ledger.forget(&keys).await?;
            erased += taken.len() as u64;
        }
    }
}

fn is_old(blob: &Listed, now: SystemTime) -> bool {
    now.duration_since(blob.put_at)
        .is_ok_and(|age| age > STRAY_TIME_MIN)
}
