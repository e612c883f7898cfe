//! The memory of a socket while nothing happens: all that the server holds more than before the
//! first came, a minute after the last did.

use std::time::Duration;

use tokio::time::sleep;

use super::Options;
use super::crowd::{Crowd, Manner};
use super::findings::Findings;
use super::speech::Dialect;
use super::stage::{Layout, Stage};
use super::usage::memory_kib;
use crate::report::Bound;
use crate::server::Server;

/// Sockets of a conversation: ten people with so many devices that a person has all they may.
const ROOM: usize = 200;
/// After the last one came.
const SETTLE: Duration = Duration::from_secs(60);
/// After a start, until what the start takes is given back.
const START: Duration = Duration::from_secs(5);

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut stage = Stage::open(server, &options.tidings, "idle").await?;
    let rooms = stage.furnish(Layout::of(options.idle, ROOM)).await?;
    for dialect in Dialect::BOTH {
        stage = stage.again(false).await?;
        sleep(START).await;
        let before = memory_kib(stage.pid()?)?;
        let mut crowd =
            Crowd::fill(stage.target.host(), &rooms, dialect, |_| Manner::Steady).await?;
        let full = memory_kib(stage.pid()?)?;
        let returns = crowd.counted().returns;
        sleep(SETTLE).await;
        let after = memory_kib(stage.pid()?)?;
        let sockets = crowd.members.len() as f64;
        let counted = crowd.hear_all().await?;
        let (name, whole) = match dialect {
            Dialect::Plain => (
                "KB of an idle plain socket",
                "idle plain sockets: gaps, repeats",
            ),
            Dialect::SocketIo => (
                "KB of an idle Socket.IO socket",
                "idle Socket.IO sockets: gaps, repeats",
            ),
        };
        findings.promise(name, (after - before) / sockets, Bound::Most(8.0));
        findings.tell(
            format!("{} of them: MB before, full, after", crowd.members.len()),
            format!(
                "{:.0}, {:.0}, {:.0}",
                before / 1_024.0,
                full / 1_024.0,
                after / 1_024.0
            ),
        );
        findings.whole(whole, counted);
        anyhow::ensure!(counted.returns == returns, "idle sockets were cut");
    }
    stage.target.stop().await
}
