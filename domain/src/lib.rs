//! Every rule of Tidings, and no I/O.
//!
//! Six aggregates decide: a [`Conversation`], a person's [`ReadMarker`] in it, a [`Report`] of one
//! of its messages, a [`Project`], a [`User`], and what a privileged reader has looked at
//! ([`Access`]). A command comes with its facts (what other streams say about the asker and
//! the people named), the time and every random byte; the answer is events or a [`Refusal`].
//! [`Command`], [`Event`] and [`State`] close the set over all aggregates, so that the compiler
//! lists every reader of a new event.
//!
//! To add an event: a variant in its aggregate's `event.rs` (the payload carries author, time
//! and all that a frame or row needs), its line in `apply`, a fixture under `tests/fixtures/`,
//! and then every `match` the compiler names. To change a shape: raise the version, keep the
//! old fixture, add its step to [`upcast`].

mod access;
mod command;
mod conversation;
mod event;
mod file;
mod ids;
mod personal;
mod private;
mod project;
mod read_marker;
mod recorded;
mod refusal;
mod report;
mod role;
mod state;
mod stream;
mod text;
mod time;
pub mod upcast;
mod user;

pub use access::{Access, AccessAsk, AccessCommand, AccessEvent, AccessFacts, LookedAt, Part};
pub use command::{Asked, Command, Known, SeenVersion, Standing};
pub use conversation::{
    Conversation, ConversationAsk, ConversationCommand, ConversationCore, ConversationEvent,
    ConversationFacts, Deletion, Message, MessageFact, PARTICIPANTS_MAX, Participant,
    RESTORE_WITHIN_MS, ReplyTo, Status,
};
pub use event::{BadEvent, Event};
pub use file::{FILES_MAX, File, FileState};
pub use ids::{ConversationId, EventId, FileId, MessageId, NotAnId, ProjectId, ReportId, UserId};
pub use personal::{Owner, Personal, personal};
pub use private::{Private, SALT_BYTES, Salt, digest, from_hex, to_hex};
pub use project::{Project, ProjectAsk, ProjectCommand, ProjectEvent, ProjectFacts};
pub use read_marker::{
    Mine, ReadMarker, ReadMarkerAsk, ReadMarkerCommand, ReadMarkerEvent, ReadMarkerFacts,
};
pub use recorded::{LogId, Metadata, RecordedEvent};
pub use refusal::Refusal;
pub use report::{
    Outcome, Report, ReportAsk, ReportCommand, ReportEvent, ReportFacts, ReportReason, ReportStatus,
};
pub use role::{NotARole, Role};
pub use state::State;
pub use stream::{StreamId, StreamKind};
pub use text::{
    BODY_CHARS_MAX, BadText, Body, FILE_NAME_CHARS_MAX, FileName, NAME_CHARS_MAX, NOTE_CHARS_MAX,
    Name, Note, PREVIEW_CHARS, REASON_CHARS_MAX, Reason, SUBJECT_CHARS_MAX, Subject, preview,
};
pub use time::{NotATime, Timestamp};
pub use user::{User, UserAsk, UserCommand, UserEvent, UserFacts};
