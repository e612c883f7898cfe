//! What stands between the network and the routes: the layers of every public router, and the server.

mod bare;
mod body;
mod framing;
mod guard;
mod headers;
mod layers;
mod origin;
mod server;
mod wire;

pub use body::{BODY_IDLE_MAX, BODY_TOTAL_MAX, BodyStopped};
pub use layers::{Shed, harden};
pub use origin::{accepts_origin, accepts_polling_origin};
pub use server::{CONNECTIONS_MAX, DRAIN_MAX, Peer, serve};
