//! What each command does.

mod backup;
mod bundle;
mod doctor;
mod health;
mod restore;
mod serve;
mod verify;

use std::process::ExitCode;

use chassis::config::{Checked, Settings};
use event_store::LogReader;

use crate::cli::Command;
use crate::database::{self, Database};
use crate::roles::Roles;
use crate::trouble::Trouble;

pub use backup::CopyError;

/// Does it. The exit code is the command's own where it has more to say than success.
pub async fn run(command: Command) -> Result<ExitCode, Trouble> {
    match command {
        Command::Serve(settings) => serve::run(settings.check()?, Roles::ALL).await?,
        Command::CommandApi(settings) => serve::run(apart(settings)?, Roles::COMMAND_API).await?,
        Command::QueryApi(settings) => serve::run(apart(settings)?, Roles::QUERY_API).await?,
        Command::Projector(settings) => serve::run(apart(settings)?, Roles::PROJECTOR).await?,
        Command::Realtime(settings) => serve::run(apart(settings)?, Roles::REALTIME).await?,
        Command::Migrate(settings) => {
            let database = open(&settings.check()?).await?;
            println!("the schema is up to date; log {}", database.log.log_id);
            close(database).await;
        }
        Command::Backup(ask) => backup::run(ask).await?,
        Command::Restore(ask) => restore::run(ask).await?,
        Command::Adopt(settings) => adopt(&settings.check()?).await?,
        Command::Rebuild(settings) => rebuild(&settings.check()?).await?,
        Command::Verify(ask) => return verify::run(ask).await,
        Command::Export(ask) => bundle::export(ask).await?,
        Command::Token(token) => println!("{}", crate::keys::token(token)?),
        Command::Openapi => println!("{}", crate::roles::openapi_text()?),
        Command::Asyncapi => println!("{}", crate::roles::asyncapi_text()?),
        Command::Doctor(settings) => return doctor::run(settings).await,
        Command::Health(settings) => return health::run(&settings).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// The settings of one role alone, which needs a database that the others use too.
fn apart(settings: Settings) -> Result<Checked, Trouble> {
    match settings.database_url {
        Some(_) => Ok(settings.check()?),
        None => Err(Trouble::NoDatabase),
    }
}

async fn open(settings: &Checked) -> Result<Database, Trouble> {
    database::find(settings).await?.open().await
}

async fn close(database: Database) {
    if let Some(private) = database.private
        && let Err(error) = private.stop().await
    {
        tracing::warn!(%error, "the private Postgres did not stop");
    }
}

async fn adopt(settings: &Checked) -> Result<(), Trouble> {
    let found = database::find(settings).await?;
    migrations::apply(&found.owner_url).await?;
    let log = event_store::adopt(&found.owner_url).await?;
    println!(
        "log {} goes on as incarnation {}",
        log.log_id, log.incarnation
    );
    if let Some(private) = found.private {
        let _ = private.stop().await;
    }
    Ok(())
}

async fn rebuild(settings: &Checked) -> Result<(), Trouble> {
    let database = open(settings).await?;
    let query = event_store::pool(&database.url, event_store::Role::Query, 2).await?;
    let reader = LogReader::open(query).await?;
    let project = event_store::pool(&database.url, event_store::Role::Project, 2).await?;
    let rebuilt = projector::rebuild(&project, &reader).await;
    close(database).await;
    rebuilt.map_err(|error| Trouble::Rebuild(error.to_string()))?;
    println!("the read tables were built anew");
    Ok(())
}
