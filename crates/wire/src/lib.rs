//! The JSON that clients see, over HTTP and on sockets alike.
//!
//! One type per shape of the interface, in camelCase, with its OpenAPI schema; what can be made
//! from an event alone is made here, so that a command's answer, a page of messages and a frame
//! cannot differ. [`LogPosition`] is the opaque text that positions and cursors are outside.
//!
//! To add a shape: a file named for the noun, `Serialize` and `ToSchema`, and its `From` an event
//! where there is one.

mod conversation;
mod file;
pub mod frame;
mod message;
mod person;
mod position;

pub use conversation::{Conversation, ConversationCore, CoreParticipant, LastMessage, Participant};
pub use file::{FileInMessage, FileInfo};
pub use message::{Message, Reply};
pub use person::{DirectoryPerson, Person, Project};
pub use position::{BadPosition, LogPosition};
