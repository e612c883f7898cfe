//! What goes wrong in the binary's adapters, as far as they need it here.

use chassis::config::ConfigError;

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{0}")]
    Other(String),
}
