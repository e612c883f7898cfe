//! A record of the topic: whose it is and where it belongs, without a look at its value.

use std::sync::Arc;

use domain::{LogId, RecordedEvent};
use rdkafka::message::{Header, Headers, Message, OwnedHeaders};

use super::encoding::{Unreadable, decode};
use crate::Hint;

const LOG: &str = "log-id";
const INCARNATION: &str = "incarnation";
const POSITION: &str = "position";
const EVENT: &str = "event-id";
const TYPE: &str = "type";
const VERSION: &str = "version";

/// The type and key of a record that is no event, but says how far the log is. Events are named
/// for what happened, so none is called this.
pub(super) const HEAD: &str = "Head";

/// Where a record belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) log: LogId,
    pub(super) position: u64,
    pub(super) is_head: bool,
}

/// Why a record is let be.
#[derive(Debug)]
pub(super) enum Ignored {
    /// No log's, another log's or another life's.
    Foreign,
    /// A newer program's, or nonsense.
    Unreadable(Unreadable),
}

/// What concerns one conversation goes together, and what concerns none goes by its stream.
pub(super) fn key(event: &RecordedEvent) -> String {
    match event.conversation() {
        Some(conversation) => conversation.to_string(),
        None => event.stream.id(),
    }
}

pub(super) fn headers(log: LogId, event: &RecordedEvent) -> OwnedHeaders {
    let headers = place(log, event.position, event.event.name());
    let id = event.event_id.to_string();
    let version = event.event.version().to_string();
    with(with(headers, EVENT, &id), VERSION, &version)
}

pub(super) fn head_headers(log: LogId, position: u64) -> OwnedHeaders {
    place(log, position, HEAD)
}

fn place(log: LogId, position: u64, name: &str) -> OwnedHeaders {
    let headers = OwnedHeaders::new_with_capacity(6);
    let headers = with(headers, LOG, &log.log_id.to_string());
    let headers = with(headers, INCARNATION, &log.incarnation.to_string());
    let headers = with(headers, POSITION, &position.to_string());
    with(headers, TYPE, name)
}

fn with(headers: OwnedHeaders, key: &str, value: &str) -> OwnedHeaders {
    headers.insert(Header {
        key,
        value: Some(value),
    })
}

/// What the headers say; none if Tidings did not write them.
pub(super) fn mark(record: &impl Message) -> Option<Mark> {
    let headers = record.headers()?;
    let (mut log_id, mut incarnation, mut position, mut name) = (None, None, None, None);
    for header in headers.iter() {
        let value = header
            .value
            .and_then(|value| std::str::from_utf8(value).ok());
        match header.key {
            LOG => log_id = value,
            INCARNATION => incarnation = value,
            POSITION => position = value,
            TYPE => name = value,
            _ => {}
        }
    }
    Some(Mark {
        log: LogId {
            log_id: log_id?.parse().ok()?,
            incarnation: incarnation?.parse().ok()?,
        },
        position: position?.parse().ok()?,
        is_head: name? == HEAD,
    })
}

/// What a record says of this log.
pub(super) fn hint(record: &impl Message, log: LogId) -> Result<Hint, Ignored> {
    let mark = mark(record)
        .filter(|mark| mark.log == log)
        .ok_or(Ignored::Foreign)?;
    if mark.is_head {
        return Ok(Hint::Head(mark.position));
    }
    let event = decode(record.payload().unwrap_or_default()).map_err(Ignored::Unreadable)?;
    if event.position != mark.position {
        return Err(Ignored::Unreadable(Unreadable::Field("position")));
    }
    Ok(Hint::Record(Arc::new(event)))
}
