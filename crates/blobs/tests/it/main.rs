//! Files from the first byte of an upload to the sweeper, against a real Postgres, folder and S3.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod database;
mod desk;
mod interruptions;
mod keeping;
mod ledger;
mod pictures;
mod s3;
mod samples;
mod scans;
mod stores;
mod sweeping;
mod types;
