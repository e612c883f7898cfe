//! `tidings doctor`: what is configured, reachable and wrong, in words.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use chassis::config::{Checked, Settings};
use event_store::{LogReader, Role};

use super::health;
use crate::trouble::Trouble;

/// Who takes longer cannot be reached.
const CONNECT_MAX: Duration = Duration::from_secs(3);

/// Looks at everything, and says so line by line. Starts nothing and changes nothing.
pub async fn run(settings: Settings) -> Result<ExitCode, Trouble> {
    let settings = settings.check()?;
    let mut is_well = true;
    let mut say = |what: &str, found: Result<String, String>| match found {
        Ok(found) => println!("ok     {what}: {found}"),
        Err(wrong) => {
            is_well = false;
            println!("wrong  {what}: {wrong}");
        }
    };
    say(
        "address",
        Ok(format!(
            "{} as {}",
            settings.listen(),
            settings.public_url().origin()
        )),
    );
    say("data folder", data_folder(&settings));
    say("Postgres binaries", binaries(&settings));
    match &settings.settings().database_url {
        None => say(
            "database",
            Ok("a private Postgres, started by `tidings serve`".to_owned()),
        ),
        Some(url) => say("database", database(url).await),
    }
    if let Some(url) = &settings.settings().redis_url {
        say("Redis", presence::version_of(url).await);
    }
    if let Some(brokers) = &settings.settings().kafka_brokers {
        say("Kafka", kafka(brokers).await);
    }
    say("tokens", tokens(&settings));
    let at = settings.settings().operator_listen;
    say("process", process(at).await);
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn data_folder(settings: &Checked) -> Result<String, String> {
    let data = settings.data();
    match std::fs::metadata(data) {
        Ok(found) if found.is_dir() => Ok(format!("{}", data.display())),
        Ok(_) => Err(format!("{} is not a folder", data.display())),
        Err(_) => Ok(format!("{} will be made", data.display())),
    }
}

fn binaries(settings: &Checked) -> Result<String, String> {
    let found = private_postgres::find_binaries(settings.data()).map_err(|e| e.to_string())?;
    let named: Vec<_> = found
        .iter()
        .map(|binaries| format!("{} in {}", binaries.version, binaries.folder.display()))
        .collect();
    match (named.is_empty(), settings.settings().database_url.is_some()) {
        (false, _) => Ok(named.join(", ")),
        (true, true) => Ok("none, and none needed".to_owned()),
        (true, false) => Err("none: run `make setup`, or set DATABASE_URL".to_owned()),
    }
}

async fn database(url: &str) -> Result<String, String> {
    let pool = event_store::pool(url, Role::Query, 1)
        .await
        .map_err(|e| e.to_string())?;
    let reader = LogReader::open(pool).await.map_err(|e| e.to_string())?;
    let head = reader.head().await.map_err(|e| e.to_string())?;
    let tables: Option<i64> = sqlx::query_scalar("select position from read.checkpoint")
        .fetch_optional(reader.pool())
        .await
        .map_err(|e| e.to_string())?;
    let log = reader.log();
    Ok(format!(
        "log {} incarnation {}, {head} events, read tables at {}",
        log.log_id,
        log.incarnation,
        tables.unwrap_or(0)
    ))
}

/// Whether the brokers can be reached; the first of them tells a client of the others.
async fn kafka(brokers: &str) -> Result<String, String> {
    for broker in brokers.split(',').map(str::trim) {
        let connecting = tokio::net::TcpStream::connect(broker);
        match tokio::time::timeout(CONNECT_MAX, connecting).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(format!("{broker} cannot be reached: {error}")),
            Err(_) => return Err(format!("{broker} cannot be reached")),
        }
    }
    Ok(format!("{brokers} can be reached"))
}

/// What runs with these settings, if anything does.
async fn process(at: SocketAddr) -> Result<String, String> {
    match health::of(at).await {
        Ok(report) if report.ready => Ok(report.to_string()),
        Ok(report) => Err(report.to_string()),
        Err(_) => Ok(format!("none that answers at {at}")),
    }
}

fn tokens(settings: &Checked) -> Result<String, String> {
    match (&settings.settings().jwks, settings.is_demo()) {
        (Some(jwks), _) => {
            crate::keys::verifier(settings).map_err(|e| e.to_string())?;
            Ok(format!("keys of {jwks}"))
        }
        (None, true) => Ok("the development key, and anybody may be anybody: a demo".to_owned()),
        (None, false) => {
            Ok("the development key in the data folder: not for production".to_owned())
        }
    }
}
