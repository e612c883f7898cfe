//! `tidings verify`: the log against its own hashes, what was signed of it, and a second reader; or a
//! bundle against itself.

use std::process::ExitCode;
use std::time::Instant;

use chassis::config::Checked;
use domain::to_hex;
use event_store::{Known, LogReader, Role, Verdict, checkpoints, stock};

use crate::cli::Verify;
use crate::database;
use crate::trouble::Trouble;
use crate::witness::outside;

/// Broken: it is not what it was.
pub const BROKEN: u8 = 1;
/// Whether it is broken could not be found out.
const UNCHECKED: u8 = 2;

/// Checks, and says what it found.
pub async fn run(ask: Verify) -> Result<ExitCode, Trouble> {
    let checked = match &ask.bundle {
        Some(folder) => super::bundle::check(folder, &ask.keys),
        None => check(ask).await,
    };
    match checked {
        Ok(code) => Ok(code),
        Err(trouble) => {
            eprintln!("tidings: could not check: {trouble}");
            Ok(ExitCode::from(UNCHECKED))
        }
    }
}

async fn check(ask: Verify) -> Result<ExitCode, Trouble> {
    let settings = ask.settings.check()?;
    let mut known = outside(&settings)?;
    known.keys.extend(ask.keys);
    let found = database::find(&settings).await?;
    let code = async {
        let pool = event_store::pool(&found.owner_url, Role::Query, 2).await?;
        let reader = LogReader::open(pool).await?;
        report(&reader, &known, &settings).await
    }
    .await;
    if let Some(private) = found.private {
        let _ = private.stop().await;
    }
    code
}

async fn report(
    reader: &LogReader,
    known: &Known,
    settings: &Checked,
) -> Result<ExitCode, Trouble> {
    let has_checkpoints = !known.outside.is_empty() || checkpoints::last(reader).await?.is_some();
    if has_checkpoints && known.keys.is_empty() {
        return Err(Trouble::Keys(format!(
            "there is no key at {} to check the checkpoints with: give the public one with --key",
            settings.signing_key_path().display()
        )));
    }
    let began = Instant::now();
    let verdict = event_store::verify(reader, known).await?;
    let took = began.elapsed();
    if let Some(bad) = &verdict.first_bad {
        let or_later = match bad.last > bad.first {
            true => format!(" or later, up to {}", bad.last),
            false => String::new(),
        };
        println!("broken: position {}{or_later}: {}", bad.first, bad.what);
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
    signed(&verdict, known);
    let a_second = u128::from(verdict.size) * 1_000 / took.as_millis().max(1);
    println!("{a_second} events a second");
    Ok(ExitCode::SUCCESS)
}

fn signed(verdict: &Verdict, known: &Known) {
    println!(
        "signed: {} checkpoints, up to position {}; the {} events after it are held by their chains alone",
        verdict.checkpoints,
        verdict.covered,
        verdict.size - verdict.covered
    );
    for key in &known.keys {
        println!("key: {key}, id {}", to_hex(&key.id()));
    }
    if verdict.given_up > 0 {
        println!(
            "given up: {} checkpoints of an earlier life of the log; it was put back from a copy, and adopted",
            verdict.given_up
        );
    }
}
