use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Every flag that is more than one command's. Subcommands flatten it; [`Settings::check`] makes the valid form.
/// Never printed whole: the database and Redis addresses can hold passwords.
#[derive(Clone, Args)]
pub struct Settings {
    /// Address of the public HTTP interface
    #[arg(
        long,
        env = "TIDINGS_LISTEN",
        default_value = "127.0.0.1:8080",
        help_heading = "Network"
    )]
    pub listen: SocketAddr,
    /// Address that browsers use; decides cookie name, allowed origin and links [default: the listen address]
    #[arg(
        long,
        env = "TIDINGS_PUBLIC_URL",
        value_name = "URL",
        help_heading = "Network"
    )]
    pub public_url: Option<String>,
    /// Address of /metrics, /livez and /readyz
    #[arg(
        long,
        env = "TIDINGS_OPERATOR_LISTEN",
        default_value = "127.0.0.1:9464",
        help_heading = "Network"
    )]
    pub operator_listen: SocketAddr,
    /// Origin whose pages may call the API; repeatable [default: the public URL's]
    #[arg(
        long = "allowed-origin",
        env = "TIDINGS_ALLOWED_ORIGINS",
        value_delimiter = ',',
        value_name = "ORIGIN",
        help_heading = "Network"
    )]
    pub allowed_origins: Vec<String>,
    /// Address or CIDR range whose X-Forwarded-For is believed; repeatable [default: none]
    #[arg(
        long = "trusted-proxy",
        env = "TIDINGS_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "IP|CIDR",
        help_heading = "Network"
    )]
    pub trusted_proxies: Vec<String>,
    /// Limits on requests per user and address; off for load tests and trusted networks
    #[arg(long, env = "TIDINGS_RATE_LIMITS", value_enum, default_value_t = OnOff::On, help_heading = "Network")]
    pub rate_limits: OnOff,

    /// Folder for the private Postgres, files, keys and checkpoints
    #[arg(
        long,
        env = "TIDINGS_DATA",
        default_value = "./data",
        value_name = "DIR",
        help_heading = "Storage"
    )]
    pub data: PathBuf,
    /// Postgres to use; @PATH reads the address from a file [default: none, `serve` starts a private one in the data folder]
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_parser = given_or_in_file,
        value_name = "URL",
        help_heading = "Storage"
    )]
    pub database_url: Option<String>,
    /// Kafka brokers, host:port with commas [default: none, consumers tail the log]
    #[arg(
        long,
        env = "KAFKA_BROKERS",
        value_name = "BROKERS",
        help_heading = "Storage"
    )]
    pub kafka_brokers: Option<String>,
    /// Topic that the log is relayed to
    #[arg(
        long,
        env = "TIDINGS_KAFKA_TOPIC",
        default_value = "tidings.log",
        value_name = "TOPIC",
        help_heading = "Storage"
    )]
    pub kafka_topic: String,
    /// Second topic, keyed by conversation, for other systems [default: none]
    #[arg(
        long,
        env = "TIDINGS_KAFKA_KEYED_TOPIC",
        value_name = "TOPIC",
        help_heading = "Storage"
    )]
    pub kafka_keyed_topic: Option<String>,
    /// How Kafka is spoken to, as NAME=VALUE with commas, in librdkafka's names [default: none]. This build
    /// can SASL (PLAIN) and no TLS
    #[arg(
        long,
        env = "TIDINGS_KAFKA_PROPERTIES",
        hide_env_values = true,
        value_delimiter = ',',
        value_name = "NAME=VALUE",
        help_heading = "Storage"
    )]
    pub kafka_properties: Vec<String>,
    /// Redis for presence and typing; @PATH reads the address from a file [default: none, presence in memory]
    #[arg(
        long,
        env = "REDIS_URL",
        hide_env_values = true,
        value_parser = given_or_in_file,
        value_name = "URL",
        help_heading = "Storage"
    )]
    pub redis_url: Option<String>,
    /// Where files go: file:PATH or s3://bucket/prefix [default: file: under the data folder]
    #[arg(
        long,
        env = "TIDINGS_FILES_URL",
        hide_env_values = true,
        value_name = "URL",
        help_heading = "Storage"
    )]
    pub files_url: Option<String>,
    /// Virus scanner that holds files until scanned: clamd:HOST:PORT [default: none]
    #[arg(
        long,
        env = "TIDINGS_SCAN",
        value_name = "SCANNER",
        help_heading = "Storage"
    )]
    pub scan: Option<String>,

    /// File or URL of the keys that sign tokens (JWKS) [default: none, the development key]
    #[arg(
        long,
        env = "TIDINGS_JWKS",
        value_name = "FILE|URL",
        help_heading = "Identity"
    )]
    pub jwks: Option<String>,
    /// Issuer that tokens must name
    #[arg(
        long,
        env = "TIDINGS_JWT_ISSUER",
        default_value = "tidings",
        value_name = "ISSUER",
        help_heading = "Identity"
    )]
    pub jwt_issuer: String,
    /// Audience that tokens must name
    #[arg(
        long,
        env = "TIDINGS_JWT_AUDIENCE",
        default_value = "tidings",
        value_name = "AUDIENCE",
        help_heading = "Identity"
    )]
    pub jwt_audience: String,
    /// The token decides the role each time; off: only for a new person, afterwards the directory does
    #[arg(long, env = "TIDINGS_ROLES_FROM_TOKEN", help_heading = "Identity")]
    pub roles_from_token: bool,
    /// Key of idempotency, links and cursors; the same for all processes [default: in the data folder]
    #[arg(
        long,
        env = "TIDINGS_SECRET_FILE",
        value_name = "FILE",
        help_heading = "Identity"
    )]
    pub secret_file: Option<PathBuf>,
    /// Ed25519 key that signs checkpoints [default: in the data folder]
    #[arg(
        long,
        env = "TIDINGS_SIGNING_KEY",
        value_name = "FILE",
        help_heading = "Identity"
    )]
    pub signing_key: Option<PathBuf>,
    /// Demo people and projects, sign-in by choosing a person; on loopback only
    #[arg(long, env = "TIDINGS_DEMO", help_heading = "Identity")]
    pub demo: bool,

    /// Name of this realtime node [default: random]
    #[arg(
        long,
        env = "TIDINGS_NODE",
        value_name = "NAME",
        help_heading = "Running"
    )]
    pub node: Option<String>,
    /// Collector that traces go to [default: none]
    #[arg(
        long,
        env = "OTEL_EXPORTER_OTLP_ENDPOINT",
        value_name = "URL",
        help_heading = "Running"
    )]
    pub otlp: Option<String>,
}

/// A switch that is spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    /// Switched on.
    On,
    /// Switched off.
    Off,
}

/// Addresses hold passwords, which environments and command lines show to others on the machine: a
/// value that begins with @ names the file that has it.
fn given_or_in_file(value: &str) -> Result<String, String> {
    match value.strip_prefix('@') {
        None => Ok(value.to_owned()),
        Some(path) => std::fs::read_to_string(path)
            .map(|text| text.trim_end().to_owned())
            .map_err(|error| format!("{path}: {error}")),
    }
}
