//! The chassis: what every process of Tidings needs before it does anything of its own.
//!
//! [`config`] reads the settings and refuses the ones that would be unsafe. [`http::harden`] puts
//! around a router what every public router gets, and [`http::serve`] serves it. [`extract`] turns
//! requests into values or into a [`problem::Problem`]. [`identity`] checks tokens, and [`caller`]
//! says who is asking; the accounts behind it are joined in by the binary through the trait
//! [`caller::Authenticate`], because this crate has no database and knows no rule of the domain.
//! [`limits`], [`descriptors`], [`telemetry`], [`operator`] and [`shutdown`] are what their names say.
//!
//! To add the next thing every process needs, write a module of one noun here, give it its settings
//! in `config/settings.rs`, and join it in the `tidings` binary. If only one process needs it, it
//! belongs to that process.

pub mod caller;
pub mod config;
pub mod contract;
pub mod crash;
pub mod descriptors;
pub mod extract;
pub mod http;
pub mod identity;
pub mod limits;
pub mod operator;
mod outgoing;
pub mod problem;
pub mod request_id;
pub mod shutdown;
pub mod telemetry;
