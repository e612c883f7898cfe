//! Bundles: `tidings export` writes one, `tidings verify --bundle` checks one without a database.

use std::path::Path;
use std::process::ExitCode;

use chassis::config::Checked;
use domain::{
    AccessCommand, Command, LookedAt, Metadata, Private, Reason, SALT_BYTES, Salt, Timestamp,
    UserId, to_hex,
};
use event_store::bundle::{Ask, export as write};
use event_store::{LogReader, Role, Submission, Writer};
use evidence::bundle::{Manifest, NOT_PROVEN, check as check_folder};
use evidence::{PublicKey, SigningKey};
use projector::Checkpointer;
use sqlx::postgres::PgPool;
use sqlx::types::time::OffsetDateTime;

use super::verify::BROKEN;
use crate::cli::Export;
use crate::database::Database;
use crate::exported::Exported;
use crate::files::Uploads;
use crate::keys::{CHECKPOINTS, signing_key};
use crate::trouble::Trouble;

/// Writes a bundle, and says what is in it. That it was made is in the log before anything leaves.
pub async fn export(ask: Export) -> Result<(), Trouble> {
    let settings = ask.settings.clone().check()?;
    let reason = Reason::parse(ask.reason.clone());
    let reason = reason.map_err(|bad| Trouble::Other(format!("--reason {bad}")))?;
    let key = signing_key(&settings)?;
    let database = super::open(&settings).await?;
    let written = write_to(&ask, &settings, &database, reason, key).await;
    super::close(database).await;
    let manifest = written?;
    let counts = manifest.counts;
    println!(
        "{}: {} events in {} streams, {} files, up to position {}",
        ask.out.display(),
        counts.events,
        counts.streams,
        counts.files,
        manifest.checkpoint.checkpoint.size,
    );
    if !manifest.missing_files.is_empty() {
        println!("missing: {} files", manifest.missing_files.len());
    }
    Ok(())
}

async fn write_to(
    ask: &Export,
    settings: &Checked,
    database: &Database,
    reason: Reason,
    key: SigningKey,
) -> Result<Manifest, Trouble> {
    let public = key
        .public()
        .map_err(|error| Trouble::Keys(error.to_string()))?;
    let pool = event_store::pool(&database.url, Role::Project, 4).await?;
    let reader = LogReader::open(pool.clone()).await?;
    let file = settings.data().join(CHECKPOINTS);
    // So that the bundle goes as far as the log does.
    let signed = Checkpointer::new(pool.clone(), reader.clone(), key, file)
        .sign_now()
        .await;
    signed.map_err(|error| Trouble::Other(error.to_string()))?;
    let append = event_store::pool(&database.url, Role::Append, 2).await?;
    let uploads = Uploads::open(settings, append.clone()).await?;
    let files = Exported::new(uploads.through(pool.clone()), pool.clone());
    let by = match ask.by {
        Some(by) => by,
        None => first_admin(&append).await?,
    };
    let wanted = Ask {
        project: ask.project,
        as_user: ask.as_user,
        reason: ask.reason.clone(),
        by: Some(by),
        at: Timestamp::from(OffsetDateTime::now_utc()),
        key: public,
    };
    let is_sole = database.private.is_some();
    let writer = Writer::start(append, is_sole).await?;
    let leave_trace = |_| leave_trace(&writer, by, ask, reason);
    let written = write(&reader, &wanted, &ask.out, &files, leave_trace).await;
    writer.close().await;
    written.map_err(|error| Trouble::Other(error.to_string()))
}

/// The command line knows no person, and the log has to name one: somebody who answers for what operators
/// do.
async fn first_admin(pool: &PgPool) -> Result<UserId, Trouble> {
    let admin: Option<uuid::Uuid> = sqlx::query_scalar(
        "select id
         from read.users
         where role = 'admin'
           and not disabled
           and not erased
         order by registered_at, id
         limit 1",
    )
    .fetch_optional(pool)
    .await
    .map_err(event_store::Failure::from)?;
    let none = "there is no admin in whose name the export could be recorded: say --by";
    admin
        .map(UserId::new)
        .ok_or_else(|| Trouble::Other(none.to_owned()))
}

/// Puts into the log that a project is taken out, by whom and why.
async fn leave_trace(
    writer: &Writer,
    by: UserId,
    ask: &Export,
    reason: Reason,
) -> Result<(), String> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|error| error.to_string())?;
    let look = AccessCommand {
        looked_at: LookedAt::Export(ask.project, ask.as_user),
        reason: Private::new(reason, Salt(salt)),
    };
    let submission = Submission {
        by,
        command: Command::Access(by, look),
        key: None,
        metadata: Metadata::new(),
    };
    let left = writer.submit(submission).await;
    left.map(|_| ()).map_err(|error| error.to_string())
}

/// Checks a bundle, and says what it proves.
pub fn check(folder: &Path, keys: &[PublicKey]) -> Result<ExitCode, Trouble> {
    let report = check_folder(folder, keys.first().copied())
        .map_err(|error| Trouble::Other(error.to_string()))?;
    if !report.problems.is_empty() {
        for problem in &report.problems {
            println!("broken: {problem}");
        }
        return Ok(ExitCode::from(BROKEN));
    }
    let (of, counts) = (&report.manifest, report.counts);
    let checkpoint = of.checkpoint.checkpoint;
    println!(
        "intact: {} events in {} streams, {} checkpoints, {} files",
        counts.events, counts.streams, counts.checkpoints, counts.files
    );
    println!(
        "of project {} in log {}, up to position {}, signed {}",
        of.project_id, checkpoint.log_id, checkpoint.size, checkpoint.time
    );
    if !of.missing_files.is_empty() {
        println!("missing: {} files that events name", of.missing_files.len());
    }
    let id = to_hex(&of.key.id);
    match report.is_key_given {
        true => println!("key: {id}, as given"),
        false => println!(
            "key: {id}, as the bundle itself says: compare {} with what its maker told you",
            PublicKey(of.key.ed25519)
        ),
    }
    println!("{NOT_PROVEN}");
    Ok(ExitCode::SUCCESS)
}
