//! Checking the log against its own hashes and against what was signed of it: every position, every
//! sequence, every chain, every checkpoint.

mod erasures;
mod expected;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::{Event, MessageId, StreamId, StreamKind};
use evidence::merkle::Frontier;
use evidence::{Hash, PublicKey, Record, Signed, is_redacted};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use self::erasures::Erasures;
use self::expected::Expected;
use crate::row::{position, signed};
use crate::{Failure, LogReader, raw};

/// Rows read at once.
const PAGE: i64 = 2_000;

/// What is known from outside of the database.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The keys that may have signed.
    pub keys: Vec<PublicKey>,
    /// Checkpoints that were kept elsewhere; those of other logs do not count.
    pub outside: Vec<Signed>,
}

/// What a check of the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many events were checked.
    pub size: u64,
    /// How many streams they are in.
    pub streams: u64,
    /// How many checkpoints agree with them.
    pub checkpoints: u64,
    /// How far the checkpoints go: what is after this, only the chains hold.
    pub covered: u64,
    /// Checkpoints from outside that are of an earlier life of the log, after the place from which
    /// a later life went on: the log was put back, and somebody with the key said so.
    pub given_up: u64,
    /// The first that is not as it was written.
    pub first_bad: Option<Bad>,
}

/// What is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The position; of several, the first that it can be.
    pub first: u64,
    /// The last position that it can be. The same one, unless only a checkpoint shows it.
    pub last: u64,
    /// What is wrong.
    pub what: String,
}

impl Bad {
    fn at(position: u64, what: impl Into<String>) -> Self {
        Self {
            first: position,
            last: position,
            what: what.into(),
        }
    }
}

/// A stream as far as it was checked.
struct Chain {
    sequence: u64,
    position: u64,
    hash: Hash,
}

/// Checks the whole log in one pass: positions are dense, sequences are dense in their streams,
/// every event's hash covers it and the one before it, a text is missing only where it was erased,
/// and every checkpoint, of the database and from outside, is signed and is the root of what the log
/// has up to its size. Holds in memory where each stream is, less than two hundred bytes, and one page of events.
///
/// # Errors
/// The database failed; a log that does not verify is a [`Verdict`], not an error.
pub async fn verify(reader: &LogReader, known: &Known) -> Result<Verdict, Failure> {
    let expected = Expected::gather(reader, known).await?;
    let mut check = Check {
        log_id: reader.log().log_id,
        erasures: Erasures::of(reader).await?,
        chains: HashMap::new(),
        frontier: Frontier::new(),
        checked: 0,
        covered: 0,
        expected,
    };
    let first_bad = match before_the_log(reader).await? {
        Some(bad) => Some(bad),
        None => check.log(reader).await?,
    };
    // What is wrong with the checkpoints themselves is known before, but may be later in the log.
    let first_bad = [first_bad, check.expected.bad.take()]
        .into_iter()
        .flatten()
        .min_by_key(|bad| bad.first);
    Ok(Verdict {
        size: check.frontier.size(),
        streams: check.chains.len() as u64,
        checkpoints: check.checked,
        covered: check.covered,
        given_up: check.expected.given_up,
        first_bad,
    })
}

/// Positions begin with 1: what stands before would be read by nobody.
async fn before_the_log(reader: &LogReader) -> Result<Option<Bad>, Failure> {
    let is_there: bool =
        sqlx::query_scalar("select exists (select from log.events where position < 1)")
            .fetch_one(reader.pool())
            .await?;
    Ok(is_there.then(|| Bad::at(0, "an event stands before the first position")))
}

struct Check {
    log_id: Uuid,
    expected: Expected,
    erasures: Erasures,
    chains: HashMap<(StreamKind, Box<str>), Chain>,
    frontier: Frontier,
    checked: u64,
    covered: u64,
}

impl Check {
    async fn log(&mut self, reader: &LogReader) -> Result<Option<Bad>, Failure> {
        if let Some(bad) = self.checkpoint() {
            return Ok(Some(bad));
        }
        let mut page = read(reader, 0).await?;
        while let Some(last) = page.last() {
            // Postgres makes the next page while this one is checked.
            let (next, bad) = tokio::join!(read(reader, position(last)?), async {
                page.iter().find_map(|row| self.row(row))
            });
            if bad.is_some() {
                return Ok(bad);
            }
            page = next?;
        }
        let size = self.frontier.size();
        Ok(self.expected.roots.last_key_value().and_then(|(last, _)| {
            let what = format!("the log ends at {size}, and a checkpoint covers {last}");
            (*last > size).then(|| Bad::at(size + 1, what))
        }))
    }

    fn row(&mut self, row: &PgRow) -> Option<Bad> {
        let expected = self.frontier.size() + 1;
        match self.event(row, expected) {
            Err(bad) => Some(bad),
            Ok(leaf) => {
                self.frontier.push(leaf);
                self.checkpoint()
            }
        }
    }

    /// Compares the tree with what was signed of this size, if anything was.
    fn checkpoint(&mut self) -> Option<Bad> {
        let size = self.frontier.size();
        let (root, count) = self.expected.roots.get(&size)?;
        if *root != self.frontier.root() {
            return Some(Bad {
                first: self.covered + 1,
                last: size,
                what: format!("the log is not what was signed of it at position {size}"),
            });
        }
        self.checked += count;
        self.covered = size;
        None
    }

    /// Checks one row, which has to be at `expected`. Gives its leaf.
    fn event(&mut self, row: &PgRow, expected: u64) -> Result<Hash, Bad> {
        let here = |what: String| Bad::at(expected, what);
        let at = position(row).map_err(|failure| here(failure.to_string()))?;
        if at != expected {
            return Err(here(format!("it is missing: the next one is {at}")));
        }
        let record = raw::record(row).map_err(|failure| here(failure.to_string()))?;
        let (kind, id) = (record.stream_type.as_str(), record.stream_id.as_str());
        let Some(known) = StreamKind::parse(kind) else {
            return Err(here(format!("there is no kind of stream {kind}")));
        };
        let chain = match self.chains.entry((known, id.into())) {
            Entry::Occupied(chain) => chain.into_mut(),
            Entry::Vacant(place) => {
                let hash = evidence::genesis_of(self.log_id, kind, id);
                place.insert(Chain {
                    sequence: 0,
                    position: 0,
                    hash: hash.map_err(|error| here(error.to_string()))?,
                })
            }
        };
        let sequence = record.sequence;
        if sequence != chain.sequence + 1 {
            // What is missing may have stood anywhere since the stream's last event.
            return Err(Bad {
                first: self.covered.max(chain.position) + 1,
                last: at,
                what: format!(
                    "{kind} {id} goes from sequence {} to {sequence}",
                    chain.sequence
                ),
            });
        }
        let computed = record
            .hash_after(self.log_id, &chain.hash)
            .map_err(|error| here(error.to_string()))?;
        if computed != record.hash {
            return Err(here(format!(
                "the hash of {kind} {id} sequence {sequence} does not cover what stands there"
            )));
        }
        let event = index_agrees(row, known, &record).map_err(here)?;
        if is_redacted(&record.payload) {
            let stream = StreamId::parse(kind, id)
                .ok_or_else(|| here(format!("there is no stream {kind} {id}")))?;
            self.erasures.cover(stream, &event).map_err(here)?;
        }
        *chain = Chain {
            sequence,
            position: at,
            hash: computed,
        };
        Ok(record.leaf())
    }
}

async fn read(reader: &LogReader, after: u64) -> Result<Vec<PgRow>, Failure> {
    let query = format!(
        "select {}, e.message_id
         from log.events e
         where e.position > $1
         order by e.position
         limit $2",
        raw::COLUMNS
    );
    let page = sqlx::query(&query).bind(signed(after)).bind(PAGE);
    Ok(page.fetch_all(reader.pool()).await?)
}

/// The columns that are there for indexes repeat what the hash covers, and so must agree with it. Gives
/// the event.
fn index_agrees(row: &PgRow, kind: StreamKind, record: &Record) -> Result<Event, String> {
    let payload = record.payload.to_string();
    let event = Event::parse(kind, &record.event_type, &record.version, &payload)
        .map_err(|error| error.to_string())?;
    if event.name() != record.event_type {
        return Err(format!(
            "its type says {}, its payload {}",
            record.event_type,
            event.name()
        ));
    }
    let message: Option<Uuid> = row
        .try_get("message_id")
        .map_err(|error| error.to_string())?;
    if message != event.message_id().map(MessageId::uuid) {
        return Err("the message id is not that of the event".to_owned());
    }
    Ok(event)
}
