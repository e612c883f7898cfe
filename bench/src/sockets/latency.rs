//! From the moment a message is due until each socket of its conversation has it.

use std::time::Duration;

use super::Options;
use super::crowd::{Crowd, Manner};
use super::findings::Findings;
use super::senders::recite;
use super::speech::Dialect;
use super::stage::{Layout, Stage};
use crate::report::{Bound, within};
use crate::server::Server;

/// Sockets of a conversation.
const ROOM: usize = 10;
const WARM: Duration = Duration::from_secs(5);
const TIME_MAX: Duration = Duration::from_secs(30);

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut stage = Stage::open(server, &options.tidings, "latency").await?;
    for dialect in Dialect::BOTH {
        let rooms = stage.furnish(Layout::of(options.sockets, ROOM)).await?;
        let mut crowd =
            Crowd::fill(stage.target.host(), &rooms, dialect, |_| Manner::Steady).await?;
        recite(&crowd.shared, options.per_second, WARM).await?;
        crowd.hear_all().await?;
        crowd.take_latencies(|_| true);
        let time = TIME_MAX.min(Duration::from_secs(options.long_seconds));
        recite(&crowd.shared, options.per_second, time).await?;
        let counted = crowd.hear_all().await?;
        let took = crowd.take_latencies(|_| true);
        let [half, most, whole] = match dialect {
            Dialect::Plain => [
                "ms from due to frame, p50, plain",
                "ms from due to frame, p99, plain",
                "latency, plain: gaps, repeats",
            ],
            Dialect::SocketIo => [
                "ms from due to frame, p50, Socket.IO",
                "ms from due to frame, p99, Socket.IO",
                "latency, Socket.IO: gaps, repeats",
            ],
        };
        findings.promise(half, within(&took, 0.5), Bound::Most(4.0));
        findings.promise(most, within(&took, 0.99), Bound::Most(10.0));
        findings.tell(
            format!("{} frames: p99.9, most", took.len()),
            format!("{:.1}, {:.1}", within(&took, 0.999), within(&took, 1.0)),
        );
        findings.whole(whole, counted);
    }
    stage.target.stop().await
}
