//! What a person has beside the log, for whoever takes it away.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use accounts::Accounts;
use blobs::Files;
use domain::UserId;
use projector::Belongings;

/// The list of erasures in the data folder.
pub const ERASURES: &str = "erasures.jsonl";

/// Files, accounts and exports, of connections that may erase.
#[derive(Clone)]
pub struct Kept {
    /// Uploaded files.
    pub files: Files,
    /// Sessions, identities, and what is remembered of them.
    pub accounts: Accounts,
    /// The data folder, where exports are.
    pub data: PathBuf,
}

impl Belongings for Kept {
    async fn take_away(&self, user: UserId) -> Result<(), String> {
        let said = |error: accounts::AccountsError| error.to_string();
        self.accounts.forget_state_of(user);
        self.accounts.end_sessions_of(user).await.map_err(said)?;
        let files = self
            .files
            .erase(user)
            .await
            .map_err(|error| error.to_string())?;
        self.accounts.forget_subject(user).await.map_err(said)?;
        tracing::info!(%user, files, "what an erased person had is gone");
        Ok(())
    }

    async fn remove_export(&self, path: &str) -> Result<(), String> {
        // Never out of the data folder, whatever stands in the table.
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if path.is_empty() || !Path::new(path).components().all(is_plain) {
            return Err(format!("{path:?} is no export of ours"));
        }
        let path = self.data.join(path);
        let removed = match tokio::fs::metadata(&path).await {
            Ok(found) if found.is_dir() => tokio::fs::remove_dir_all(&path).await,
            Ok(_) => tokio::fs::remove_file(&path).await,
            Err(error) => Err(error),
        };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.to_string()),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}
