//! The database: the one in `DATABASE_URL`, or a private one in the data folder.

use std::path::PathBuf;

use chassis::config::Checked;
use domain::LogId;
use private_postgres::PrivatePostgres;

use crate::seen::{Note, Seen};
use crate::trouble::Trouble;

/// The login that the program uses on its private Postgres. The superuser only bootstraps.
const LOGIN: &str = "tidings_login";

/// A database whose schema is up to date and whose log is the one it was.
pub struct Database {
    /// Where the program's pools connect.
    pub url: String,
    /// Which log it holds.
    pub log: LogId,
    /// The private server, if it is one.
    pub private: Option<PrivatePostgres>,
}

/// A database before anything was checked.
pub struct Found {
    /// Where whoever may change the schema connects.
    pub owner_url: String,
    /// The private server, if it is one.
    pub private: Option<PrivatePostgres>,
    /// How far the log was seen by an earlier run.
    seen: Option<Note>,
}

/// Finds the database, starting the private one where none is given.
pub async fn find(settings: &Checked) -> Result<Found, Trouble> {
    let seen = Seen::of(settings.data()).read();
    if let Some(url) = &settings.settings().database_url {
        return Ok(Found {
            owner_url: url.clone(),
            private: None,
            seen,
        });
    }
    let data: PathBuf = settings.data().to_owned();
    let started = tokio::task::spawn_blocking(move || PrivatePostgres::start(&data)).await;
    let private = started.map_err(|error| Trouble::Other(error.to_string()))??;
    Ok(Found {
        owner_url: private.url(),
        private: Some(private),
        seen,
    })
}

impl Found {
    /// Brings the schema up to date, and checks that the log may be used.
    pub async fn open(self) -> Result<Database, Trouble> {
        migrations::apply(&self.owner_url)
            .await
            .map_err(unreachable)?;
        let seen = self.seen.map(|note| (note.log, note.position));
        let log = event_store::establish(&self.owner_url, seen).await?;
        let url = match &self.private {
            None => self.owner_url,
            Some(_) => {
                let password = password()?;
                migrations::grant_login(&self.owner_url, LOGIN, &password).await?;
                with_login(&self.owner_url, &password)?
            }
        };
        Ok(Database {
            url,
            log,
            private: self.private,
        })
    }
}

/// A wrong `DATABASE_URL` is the first thing that fails here.
fn unreachable(failure: migrations::Failure) -> Trouble {
    match failure {
        migrations::Failure::Database(error) => Trouble::Database(error.to_string()),
        other => Trouble::Schema(other),
    }
}

/// A new one at each start; it is kept nowhere.
fn password() -> Result<String, Trouble> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| Trouble::Other(error.to_string()))?;
    Ok(domain::to_hex(&bytes))
}

/// The private server's URL with the program's own login in it.
fn with_login(owner_url: &str, password: &str) -> Result<String, Trouble> {
    let (_, rest) = owner_url
        .split_once('@')
        .ok_or_else(|| Trouble::Other("the private database's URL has no login".to_owned()))?;
    Ok(format!("postgres://{LOGIN}:{password}@{rest}"))
}
