//! What admins and auditors read: over a log that is written by commands and tables that a projector
//! fills.

mod audit;
mod directory;
mod files;
mod history;
mod lists;
pub mod others;
mod reports;
mod state;
mod traces;
mod world;
