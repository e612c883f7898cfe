//! The same replay for somebody who asks over HTTP: one page of it.

use std::sync::Arc;

use event_bus::LogError;
use wire::frame::{Frame, ResyncReason};

use super::{Chosen, Resume, TooMany, Viewer};
use crate::hall::{Hall, Standing};
use crate::history::History;

/// The frames that somebody missed, as many as were asked for.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) frames: Vec<Frame>,
    /// All is told up to here.
    pub(crate) up_to: u64,
    /// Whether the hall is there too.
    pub(crate) is_complete: bool,
}

/// What became of it.
#[derive(Debug)]
pub(crate) enum Missed {
    Page(Page),
    /// The hall is not yet as far as the client was.
    Wait,
    /// It cannot be replayed.
    Resync(ResyncReason),
}

impl Resume {
    /// The next frames, `limit` at most.
    pub(crate) async fn page(
        &mut self,
        hall: &Hall,
        history: &Arc<dyn History>,
        viewer: Viewer,
        limit: usize,
    ) -> Result<Missed, LogError> {
        let mut frames = Vec::new();
        loop {
            let chosen = match self.round.take() {
                Some(round) => match self.go_on(round, hall, &**history, viewer).await? {
                    Ok(chosen) => chosen,
                    Err(TooMany) => return Ok(Missed::Resync(ResyncReason::TooMany)),
                },
                None => match hall.standing(viewer.user, self.at) {
                    Standing::There => return Ok(Missed::Page(self.all(frames))),
                    Standing::Behind(behind) => match self.begin(hall, behind, viewer) {
                        Ok(()) => continue,
                        Err(TooMany) => return Ok(Missed::Resync(ResyncReason::TooMany)),
                    },
                    Standing::Ahead if self.is_beyond_head(&**history).await? => {
                        return Ok(Missed::Resync(ResyncReason::BeyondHead));
                    }
                    // It was somewhere in the log, and the hall never goes back.
                    Standing::Ahead => return Ok(Missed::Wait),
                },
            };
            let found = chosen.iter().filter_map(Chosen::frame);
            frames.extend(found.map(|shared| shared.frame.clone()));
            if frames.len() >= limit {
                frames.truncate(limit);
                return Ok(Missed::Page(Page {
                    up_to: frames.last().map_or(self.at, |frame| frame.position),
                    frames,
                    is_complete: false,
                }));
            }
        }
    }

    const fn all(&self, frames: Vec<Frame>) -> Page {
        Page {
            frames,
            up_to: self.at,
            is_complete: true,
        }
    }
}
