//! What happened, line by line: the history that is checked afterwards.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::{Context as _, anyhow};
use serde_json::{Value, json};

/// Lines that wait for the disk. Whoever records waits when there are more: nothing is left out.
const WAITING_MAX: usize = 100_000;

/// Takes down what happens. Clones write to the same history.
#[derive(Clone)]
pub(crate) struct Recorder(Arc<Inner>);

struct Inner {
    began: Instant,
    lines: Mutex<Option<SyncSender<Value>>>,
    writer: Mutex<Option<JoinHandle<std::io::Result<()>>>>,
    /// The number of each different frame: what many sockets hear is written once.
    bodies: Mutex<HashMap<String, u64>>,
    last_frame: AtomicU64,
    numbers: AtomicU64,
}

impl Recorder {
    pub(crate) fn start(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).context("make the history")?;
        let (lines, waiting) = sync_channel::<Value>(WAITING_MAX);
        let writer = std::thread::spawn(move || {
            let mut out = BufWriter::new(file);
            for line in waiting {
                serde_json::to_writer(&mut out, &line)?;
                out.write_all(b"\n")?;
            }
            out.flush()
        });
        Ok(Self(Arc::new(Inner {
            began: Instant::now(),
            lines: Mutex::new(Some(lines)),
            writer: Mutex::new(Some(writer)),
            bodies: Mutex::default(),
            last_frame: AtomicU64::new(0),
            numbers: AtomicU64::new(0),
        })))
    }

    /// Microseconds since the run began.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// A number that nothing else of this run has.
    pub(crate) fn number(&self) -> u64 {
        self.0.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn write(&self, line: Value) {
        let lines = self.0.lines.lock();
        let lines = lines.unwrap_or_else(PoisonError::into_inner);
        if let Some(lines) = &*lines {
            // Nobody hears any longer: the disk failed, and `finish` says so.
            let _ = lines.send(line);
        }
    }

    /// A frame that a socket heard.
    pub(crate) fn frame(&self, session: u64, event: &str, data: &Value) {
        let at = self.now();
        self.0.last_frame.store(at, Ordering::Relaxed);
        let text = format!("{event} {data}");
        let bodies = self.0.bodies.lock();
        let mut bodies = bodies.unwrap_or_else(PoisonError::into_inner);
        let body = match bodies.get(&text) {
            Some(body) => *body,
            None => {
                let body = self.number();
                bodies.insert(text, body);
                self.write(json!({"kind": "body", "body": body, "event": event, "data": data}));
                body
            }
        };
        drop(bodies);
        let frame = self.number();
        self.write(
            json!({"kind": "frame", "frame": frame, "session": session, "at": at, "body": body}),
        );
    }

    /// When a frame was last heard.
    pub(crate) fn last_frame(&self) -> u64 {
        self.0.last_frame.load(Ordering::Relaxed)
    }

    /// Ends the history: what is recorded after this is lost.
    pub(crate) fn finish(&self) -> anyhow::Result<()> {
        let lines = self.0.lines.lock();
        lines.unwrap_or_else(PoisonError::into_inner).take();
        let writer = self.0.writer.lock();
        let writer = writer.unwrap_or_else(PoisonError::into_inner).take();
        match writer.map(JoinHandle::join) {
            Some(Ok(written)) => Ok(written.context("write the history")?),
            Some(Err(_)) => Err(anyhow!("the history was not written to its end")),
            None => Ok(()),
        }
    }
}
