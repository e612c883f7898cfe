//! The database that is copied, whether or not a server works on it.

use chassis::config::Checked;
use private_postgres::PrivatePostgres;

use crate::database;
use crate::trouble::Trouble;

pub(super) struct Source {
    pub(super) url: String,
    /// One that was started only for this.
    private: Option<PrivatePostgres>,
}

impl Source {
    /// The one of `DATABASE_URL`, the private one of a server that runs, or the private one, started.
    pub(super) async fn find(settings: &Checked) -> Result<Self, Trouble> {
        if settings.settings().database_url.is_none()
            && let Some(url) = PrivatePostgres::url_of_running(settings.data())?
        {
            return Ok(Self { url, private: None });
        }
        let found = database::find(settings).await?;
        Ok(Self {
            url: found.owner_url,
            private: found.private,
        })
    }

    pub(super) async fn close(self) {
        if let Some(private) = self.private
            && let Err(error) = private.stop().await
        {
            tracing::warn!(%error, "the private Postgres did not stop");
        }
    }
}
