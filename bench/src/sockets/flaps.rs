//! Lines that break every few seconds, while people talk.

use std::time::Duration;

use super::Options;
use super::crowd::{Crowd, Manner};
use super::findings::Findings;
use super::senders::recite;
use super::speech::Dialect;
use super::stage::{Layout, Stage};
use crate::report::within;
use crate::server::Server;

const ROOM: usize = 10;
const FLAPPING: Manner = Manner::Flapping {
    least: Duration::from_secs(1),
    most: Duration::from_secs(5),
};

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut stage = Stage::open(server, &options.tidings, "flaps").await?;
    let time = Duration::from_secs(options.long_seconds);
    for dialect in Dialect::BOTH {
        let rooms = stage.furnish(Layout::of(options.sockets, ROOM)).await?;
        let mut crowd = Crowd::fill(stage.target.host(), &rooms, dialect, |_| FLAPPING).await?;
        recite(&crowd.shared, options.per_second, time).await?;
        crowd.order(|orders| orders.be_oneself = false);
        let counted = crowd.hear_all().await?;
        let took = crowd.take_latencies(|_| true);
        let whole = match dialect {
            Dialect::Plain => "flapping lines, plain: gaps, repeats",
            Dialect::SocketIo => "flapping lines, Socket.IO: gaps, repeats",
        };
        findings.whole(whole, counted);
        findings.tell(
            format!(
                "  cut {} times, {} frames: ms p50, p99",
                counted.returns, counted.frames
            ),
            format!("{:.1}, {:.1}", within(&took, 0.5), within(&took, 0.99)),
        );
    }
    stage.target.stop().await
}
