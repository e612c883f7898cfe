use std::path::PathBuf;

/// Why the settings are refused: one sentence that says what to change.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the sentences say it")]
pub enum ConfigError {
    #[error("--demo lets anybody sign in as anybody, so it cannot be used together with --jwks")]
    DemoWithJwks,
    #[error(
        "--demo lets anybody sign in as anybody, so it needs a loopback --listen address, not {listen}"
    )]
    DemoNotLoopback { listen: std::net::SocketAddr },
    #[error("the public URL {url} must be https, since plain http is for loopback addresses only")]
    PlainHttp { url: String },
    #[error("the public URL {url} must be http(s)://host[:port] without a path")]
    PublicUrl { url: String },
    #[error("the allowed origin {origin} must be scheme://host[:port] without a path")]
    AllowedOrigin { origin: String },
    #[error("the trusted proxy {proxy} must be an IP address or a range such as 10.0.0.0/8")]
    TrustedProxy { proxy: String },
    #[error("the Kafka property {property} must be NAME=VALUE")]
    KafkaProperty { property: String },
    #[error("the secret in {path} has {bytes} bytes, and needs at least 32")]
    ShortSecret { path: PathBuf, bytes: usize },
    #[error("cannot read or make the file {path}: {source}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the operating system has no randomness to give: {reason}")]
    Randomness { reason: String },
    #[error("the node name {name} must be 1 to 32 letters, digits or hyphens")]
    NodeName { name: String },
}
