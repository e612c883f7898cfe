//! An event as sockets tell it: its frames, made once and shared by all who get them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;
use domain::{LogId, RecordedEvent, UserId};
use event_bus::LogError;
use wire::LogPosition;
use wire::frame::{self, Audience, Facts, Frame};

use crate::dialect::Dialect;
use crate::effect::Effect;
use crate::history::{About, History, Line};

/// One event. The ring holds it until it is pushed out, and whoever sends it, until it is sent.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) position: u64,
    pub(crate) effect: Effect,
    /// Where the event gives frames.
    pub(crate) line: Option<Line>,
    pub(crate) frames: Vec<SharedFrame>,
}

/// A frame with its text in each dialect, made when the first socket of that dialect gets it.
#[derive(Debug)]
pub(crate) struct SharedFrame {
    pub(crate) frame: Frame,
    cursor: Arc<str>,
    socket_io: OnceLock<Utf8Bytes>,
    plain: OnceLock<Utf8Bytes>,
}

impl SharedFrame {
    pub(crate) fn text(&self, dialect: Dialect) -> Utf8Bytes {
        let slot = match dialect {
            Dialect::SocketIo => &self.socket_io,
            Dialect::Plain => &self.plain,
        };
        let make = || dialect.placed(self.frame.name, &self.frame.data, &self.cursor);
        slot.get_or_init(make).clone()
    }
}

impl Told {
    /// Makes the frames of events, after one question per kind of fact for all of them.
    pub(crate) async fn all(
        history: &dyn History,
        events: &[Arc<RecordedEvent>],
    ) -> Result<Vec<Arc<Self>>, LogError> {
        let needs: Vec<_> = events
            .iter()
            .flat_map(|event| {
                frame::needs(event)
                    .into_iter()
                    .map(|need| (event.position, need))
            })
            .collect();
        let facts = if needs.is_empty() {
            HashMap::new()
        } else {
            history.facts(&needs).await?
        };
        let none = Facts::default();
        let tell = |event: &RecordedEvent| {
            let facts = facts.get(&event.position).unwrap_or(&none);
            Self::one(history.log(), event, facts)
        };
        events.iter().map(|event| tell(event)).collect()
    }

    fn one(log: LogId, event: &RecordedEvent, facts: &Facts) -> Result<Arc<Self>, LogError> {
        let cursor: Arc<str> = LogPosition::new(log, event.position).to_string().into();
        let share = |frame| SharedFrame {
            frame,
            cursor: cursor.clone(),
            socket_io: OnceLock::new(),
            plain: OnceLock::new(),
        };
        let frames: Vec<_> = frame::frames(log, event, facts)?
            .into_iter()
            .map(share)
            .collect();
        Ok(Arc::new(Self {
            position: event.position,
            effect: Effect::of(event),
            line: About::of(event.stream, event.event.name())
                .filter(|_| !frames.is_empty())
                .map(|about| Line {
                    position: event.position,
                    about,
                }),
            frames,
        }))
    }

    /// Whether it says that somebody's words go.
    pub(crate) fn is_erasure(&self) -> bool {
        let about = self.line.as_ref().map(|line| line.about);
        matches!(about, Some(About::Erasure(_)))
    }

    /// The frame that a person gets whom it concerns, and who takes part at its position, or does
    /// not: one at most.
    pub(crate) fn frame_for(&self, user: UserId, takes_part: bool) -> Option<&SharedFrame> {
        self.frames
            .iter()
            .find(|shared| match shared.frame.audience {
                Audience::Of(_, among) => among.reaches(user, takes_part),
                Audience::Around(_) | Audience::Everywhere => true,
            })
    }

    /// About what it takes in memory: its data, and its text in both dialects.
    pub(crate) fn bytes(&self) -> usize {
        let frames = self.frames.iter().map(|f| 3 * f.frame.data.len() + 256);
        192 + frames.sum::<usize>()
    }
}
