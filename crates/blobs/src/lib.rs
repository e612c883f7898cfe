//! Uploaded files: taking them in, keeping their bytes, knowing whose they are.
//!
//! A part of an upload goes through [`Intake`], which streams it into a draft on the local disk, decides
//! what it is by its content, measures and previews pictures, and has it scanned; an [`Arrival`] that
//! nobody keeps takes its draft away with it. [`Files`] keeps arrivals: the bytes go to [`Blobs`] (a
//! folder or S3) under a random key, and then, in one statement, the facts go to the [`Ledger`]. The row is
//! the truth: bytes without a row are nobody's and are swept, and a row goes before its bytes. A message
//! reserves the rows it carries ([`Ledger::reserve`]), so no two messages carry one file. [`Links`] and
//! [`range`] are what the routes need to serve the bytes.
//!
//! To allow another type of file: a variant of [`Kind`], its name and content type there, and how its
//! content is told in `intake/content.rs`. To add another place for bytes: a variant beside those in
//! `blobs.rs`, and its line in the conformance tests.

mod blobs;
mod draft;
mod files;
mod intake;
mod label;
mod ledger;
mod link;
pub mod range;
mod scanner;

pub use blobs::{BlobError, Blobs, Content, Key, Listed};
pub use draft::{Draft, Drafts};
pub use files::{Deleted, Files, Judged, KeepError, Swept, Variant};
pub use intake::{
    Arrival, FILE_BYTES_MAX, Intake, IntakeError, Kind, PICTURE_PIXELS_MAX, Preview, Reason,
    Refusal, Size,
};
pub use label::Label;
pub use ledger::{
    Carrier, Ledger, LedgerError, Obstacle, Reservation, ReserveError, UNSENT_BYTES_MAX, Upload,
};
pub use link::{BadLink, LINK_SECONDS, Link, Links};
pub use scanner::{BadScanner, Clamd, NoScan, Scanner, Verdict, scanner};
