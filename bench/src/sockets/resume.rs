//! Coming back after as much as may be missed: from the handshake until all of it is there.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use tokio::time::{sleep, timeout};

use super::Options;
use super::findings::Findings;
use super::senders::pour;
use super::speech::{Dialect, Heard};
use super::stage::{Layout, Stage};
use super::wire::{Opened, Taken, Wire};
use crate::report::{Bound, median};
use crate::server::Server;

/// As many as are replayed at most, and so few that they are in the server's memory still.
const MUCH: usize = 10_000;
const LITTLE: usize = 1_000;
const TIMES: usize = 5;
/// Whoever has nothing to hear for so long has heard all.
const STILL: Duration = Duration::from_secs(1);
const WITHIN: Duration = Duration::from_secs(30);

pub(super) async fn run(
    server: &Server,
    options: &Options,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let mut stage = Stage::open(server, &options.tidings, "resume").await?;
    let layout = Layout {
        rooms: 1,
        people: 2,
        sockets_each: 1,
    };
    let rooms = stage.furnish(layout).await?;
    let token = rooms.first().and_then(|room| room.people.first());
    let token = token.context("a person")?;
    let host = stage.target.host();
    let mut wrong = 0;
    for (missed, name) in [
        (MUCH, "s until 10,000 missed events are there"),
        (LITTLE, "s until 1,000 missed events are there"),
    ] {
        for dialect in Dialect::BOTH {
            let here = settled(host, dialect, token).await?;
            pour(host, &rooms, missed).await?;
            let mut took = Vec::new();
            for _ in 0..TIMES {
                let back = come(host, dialect, token, Some(&here.cursor), missed).await?;
                wrong += back.wrong;
                took.push(back.took.as_secs_f64());
            }
            let most = took.iter().copied().fold(0.0, f64::max);
            findings.promise(name, most, Bound::Most(1.0));
            findings.tell(
                format!("  {}: s median, most of {TIMES}", dialect.name()),
                format!("{:.3}, {most:.3}", median(took)),
            );
        }
    }
    findings.promise(
        "replays: gaps, repeats, lost",
        wrong as f64,
        Bound::Most(0.0),
    );
    stage.target.stop().await
}

/// Comes anew until the server stands still: what it had not heard yet would count as missed.
async fn settled(host: &str, dialect: Dialect, token: &str) -> anyhow::Result<Came> {
    let mut here = come(host, dialect, token, None, 0).await?;
    loop {
        sleep(STILL).await;
        let again = come(host, dialect, token, None, 0).await?;
        if again.cursor == here.cursor {
            return Ok(again);
        }
        here = again;
    }
}

/// What a replay was.
struct Came {
    cursor: String,
    took: Duration,
    wrong: usize,
}

async fn come(
    host: &str,
    dialect: Dialect,
    token: &str,
    cursor: Option<&str>,
    missed: usize,
) -> anyhow::Result<Came> {
    let coming = come_when(host, dialect, token, cursor, missed);
    timeout(WITHIN, coming).await.context("wait for a replay")?
}

async fn come_when(
    host: &str,
    dialect: Dialect,
    token: &str,
    cursor: Option<&str>,
    missed: usize,
) -> anyhow::Result<Came> {
    let began = Instant::now();
    let Opened::Yes(mut wire) = Wire::open(host, dialect.path(), false).await? else {
        bail!("there was no room");
    };
    let hello = dialect.hello(token, cursor);
    if dialect == Dialect::Plain {
        wire.say(&hello).await?;
    }
    let (mut frames, mut wrong, mut last, mut ready) = (0, 0, None, None);
    loop {
        loop {
            let place = match wire.take()? {
                Taken::Nothing => break,
                Taken::Close(code) => bail!("closed with {code}"),
                Taken::Text(place) => place,
            };
            match dialect.hear(std::str::from_utf8(wire.at(&place))?) {
                Heard::Open => wire.say(&hello).await?,
                Heard::Event(event) if event.name == "ready" => {
                    let cursor = event.cursor.context("a ready without a cursor")?;
                    ready = Some(cursor.to_owned());
                }
                Heard::Event(event) if event.name == "resync" => bail!("a resync"),
                Heard::Event(event) if event.seq.is_some() => {
                    frames += 1;
                    let is_next = last.is_none_or(|last: u64| event.seq == Some(last + 1));
                    wrong += usize::from(!is_next);
                    last = event.seq;
                }
                Heard::Event(_) | Heard::Ping | Heard::Refused | Heard::Other => {}
            }
        }
        // What the server itself had not heard yet when it was ready follows live.
        if let Some(cursor) = ready.take_if(|_| frames >= missed) {
            let took = began.elapsed();
            return Ok(Came {
                cursor,
                took,
                wrong: wrong + frames - missed,
            });
        }
        ensure!(wire.fill(usize::MAX).await?, "the server hung up");
    }
}
