//! `tidings verify`: the log against its own hashes, and against a second reader.

use std::process::ExitCode;

use chassis::config::Settings;
use event_store::{LogReader, Role, stock};

use crate::database;
use crate::trouble::Trouble;

/// Broken: the log is not what it was.
const BROKEN: u8 = 1;
/// Whether it is broken could not be found out.
const UNCHECKED: u8 = 2;

/// Checks the log, and says what it found.
pub async fn run(settings: Settings) -> Result<ExitCode, Trouble> {
    match check(settings).await {
        Ok(code) => Ok(code),
        Err(trouble) => {
            eprintln!("tidings: could not check: {trouble}");
            Ok(ExitCode::from(UNCHECKED))
        }
    }
}

async fn check(settings: Settings) -> Result<ExitCode, Trouble> {
    let settings = settings.check()?;
    let found = database::find(&settings).await?;
    let pool = event_store::pool(&found.owner_url, Role::Query, 2).await?;
    // A check of a large log is one long read after another, not a request.
    let reader = LogReader::open(pool).await?;
    let code = report(&reader).await;
    if let Some(private) = found.private {
        let _ = private.stop().await;
    }
    code
}

async fn report(reader: &LogReader) -> Result<ExitCode, Trouble> {
    let verdict = event_store::verify(reader).await?;
    if let Some((position, what)) = verdict.first_bad {
        println!("broken: position {position}: {what}");
        return Ok(ExitCode::from(BROKEN));
    }
    let (streams, differences) = stock::compare(reader).await?;
    if let Some(first) = differences.first() {
        println!(
            "broken: the stock reader says otherwise of {}",
            first.stream
        );
        return Ok(ExitCode::from(BROKEN));
    }
    println!(
        "intact: {} events in {} streams; {streams} streams read alike by the stock reader",
        verdict.size, verdict.streams
    );
    Ok(ExitCode::SUCCESS)
}
