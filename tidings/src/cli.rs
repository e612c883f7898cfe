//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use chassis::config::Settings;
use clap::{Args, Parser, Subcommand};
use domain::{ProjectId, Role, UserId};
use evidence::PublicKey;

/// Real-time messaging between clients and the teams that work for them.
#[derive(Parser)]
#[command(name = "tidings", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked of the binary.
#[derive(Subcommand)]
#[expect(clippy::enum_variant_names, reason = "the role is called command-api")]
pub enum Command {
    /// Run every role in one process
    Serve(Settings),
    /// Run the commands' HTTP interface alone
    CommandApi(Settings),
    /// Run the queries' HTTP interface alone
    QueryApi(Settings),
    /// Run what follows the log into the read tables alone
    Projector(Settings),
    /// Run the sockets alone
    Realtime(Settings),
    /// Bring the schema up to date (serve does it by itself)
    Migrate(Settings),
    /// Build the read tables anew beside the live ones, then swap
    Rebuild(Settings),
    /// Check hash chains and signed checkpoints, of the log or of a bundle: exit 0 intact, 1 broken, 2 could not check
    Verify(Verify),
    /// Write a project's streams, files and proofs into a folder
    Export(Export),
    /// Write the log, the accounts and the files into a folder, as they are at one position
    Backup(Backup),
    /// Put a backup into an empty database and folder, as another life of its log
    Restore(Restore),
    /// After a restore by other means: give the log a new incarnation
    Adopt(Settings),
    /// Print a bearer token signed with the local development key
    Token(Token),
    /// Print the OpenAPI document
    Openapi,
    /// Print the AsyncAPI document of the sockets
    Asyncapi,
    /// Say what is configured, reachable and wrong, in words
    Doctor(Settings),
    /// Ask a running process whether it is ready: exit 0 ready, 1 not, with the reasons
    Health(Settings),
}

impl Command {
    /// What serves: its name, and its settings.
    pub const fn serving(&self) -> Option<(&'static str, &Settings)> {
        match self {
            Self::Serve(settings) => Some(("serve", settings)),
            Self::CommandApi(settings) => Some(("command-api", settings)),
            Self::QueryApi(settings) => Some(("query-api", settings)),
            Self::Projector(settings) => Some(("projector", settings)),
            Self::Realtime(settings) => Some(("realtime", settings)),
            Self::Migrate(_)
            | Self::Rebuild(_)
            | Self::Verify(_)
            | Self::Export(_)
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::Adopt(_)
            | Self::Token(_)
            | Self::Openapi
            | Self::Asyncapi
            | Self::Doctor(_)
            | Self::Health(_) => None,
        }
    }
}

/// What is checked.
#[derive(Args)]
pub struct Verify {
    /// An exported bundle, checked without a database [default: the log]
    #[arg(long, value_name = "DIR")]
    pub bundle: Option<PathBuf>,
    /// Public key that may have signed, as 64 hex digits; repeatable [default: the signing key's; of a bundle, the one it names]
    #[arg(long = "key", value_name = "HEX")]
    pub keys: Vec<PublicKey>,
    /// The same settings as the server's
    #[command(flatten)]
    pub settings: Settings,
}

/// What is exported.
#[derive(Args)]
pub struct Export {
    /// The project
    #[arg(long, value_name = "ID")]
    pub project: ProjectId,
    /// The folder to write, new or empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Only what this member saw: the id of a user [default: everything]
    #[arg(long = "as", value_name = "USER")]
    pub as_user: Option<UserId>,
    /// In whose name it is recorded: the id of an admin or auditor [default: the admin who has been there longest]
    #[arg(long, value_name = "USER")]
    pub by: Option<UserId>,
    /// The same settings as the server's
    #[command(flatten)]
    pub settings: Settings,
}

/// What is backed up.
#[derive(Args)]
pub struct Backup {
    /// The folder to write, new or empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Take the secrets along: the key that signs, the secret file, the development key
    #[arg(long)]
    pub secrets: bool,
    /// The same settings as the server's
    #[command(flatten)]
    pub settings: Settings,
}

/// What is put back.
#[derive(Args)]
pub struct Restore {
    /// The folder of a backup
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// A newer list of erasures than the backup's, to be made again [the one in the data folder counts anyway]
    #[arg(long, value_name = "FILE")]
    pub erasures: Option<PathBuf>,
    /// The same settings as the server's
    #[command(flatten)]
    pub settings: Settings,
}

/// Whom a token is for.
#[derive(Args)]
pub struct Token {
    /// The subject: what an identity provider would call the person
    #[arg(long, value_name = "SUBJECT")]
    pub user: String,
    /// client, team, admin or auditor
    #[arg(long)]
    pub role: Role,
    /// What the person is called
    #[arg(long)]
    pub name: Option<String>,
    /// How long it is good: 90s, 15m, 1h, 7d
    #[arg(long, default_value = "1h", value_parser = duration)]
    pub ttl: Duration,
    /// The same settings as the server's
    #[command(flatten)]
    pub settings: Settings,
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a duration is a number and s, m, h or d, like 15m".to_owned();
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(wrong)?;
    let number: u32 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    Ok(Duration::from_secs(u64::from(number) * seconds))
}
