//! The settings of every process: read by clap, then checked once, then trusted.

mod allowed;
mod checked;
mod error;
mod public_url;
mod secret;
mod settings;

pub use allowed::TrustedProxies;
pub use checked::Checked;
pub use error::ConfigError;
pub use public_url::PublicUrl;
pub use secret::{Secret, private_file};
pub use settings::{OnOff, Settings};
