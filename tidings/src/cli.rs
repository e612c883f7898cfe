//! The command line.

use std::time::Duration;

use chassis::config::Settings;
use clap::{Args, Parser, Subcommand};
use domain::Role;

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
    /// Check the log's hash chains: exit 0 intact, 1 broken, 2 could not check
    Verify(Settings),
    /// After a restore by other means: give the log a new incarnation
    Adopt(Settings),
    /// Print a bearer token signed with the local development key
    Token(Token),
    /// Print the OpenAPI document
    Openapi,
    /// Say what is configured, reachable and wrong, in words
    Doctor(Settings),
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
