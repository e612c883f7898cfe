//! The log on sockets: what happens in one's conversations, at once, and what was missed.
//!
//! One task per process, the hub, follows the log and tells it to the hall, which knows who takes
//! part in what and who listens. A frame is made once and shared by all who get it; each socket
//! has a bounded queue and one task. Two dialects speak for the same session: Socket.IO and plain
//! JSON. Who comes back with a cursor is told all they missed, in order, before they are live, or
//! is told openly that this cannot be done: there is never a silent hole.
//!
//! To add a frame: give it its shape in `wire::frame`; nothing changes here unless it needs a new
//! kind of audience (`hall/fan_out.rs`). To add something that clients ask for: an arm in `session/asks.rs`. To add a
//! transport: a door in `routes.rs` that ends in the same session.

mod close;
mod company;
mod contract;
mod dialect;
mod effect;
mod fleeting;
mod hall;
mod history;
mod hub;
mod membership;
mod outbox;
mod polling;
mod ports;
mod resume;
mod ring;
mod room;
mod routes;
mod service;
mod session;
mod told;

pub use close::Close;
pub use contract::asyncapi;
pub use effect::{Circle, Move};
pub use history::{About, History, Line, PostgresHistory, SPAN_MAX, Snapshot, Span};
pub use ports::{Doorkeeper, NotRecorded, Recorder};
pub use room::{HANDSHAKES_PER_SECOND, Room};
pub use routes::{openapi, router};
pub use service::{Pace, Parts, RING_BYTES_MAX, Realtime};
