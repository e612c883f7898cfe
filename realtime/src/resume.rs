//! What one socket missed: told in order before it goes live, all of it or, openly, nothing.
//!
//! A replay goes in rounds. A round looks where the hall is now (position, and the person's place
//! in it), finds which events up to there concern the person, and tells them; meanwhile the hall
//! has moved on, and the next round is shorter. When a round ends exactly where the hall is, the
//! socket goes live in the same locked moment. So nothing live ever waits behind a replay, and
//! there is no gap between the two. Each step is short, so that the socket's task can keep up the
//! heartbeat in between.

mod plan;
mod sight;

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use event_bus::LogError;
use wire::LogPosition;
use wire::frame::ResyncReason;

use crate::hall::{Behind, Hall, Standing};
use crate::history::{History, SPAN_MAX, Span};
use crate::outbox::Outbox;
use crate::told::Told;
use plan::Plan;
use sight::Sight;

/// Who missed more frames of their own is told to fetch instead: it is cheaper for both.
pub(crate) const FRAMES_MAX: usize = 10_000;

/// Events read and told in one step.
const PAGE: usize = 64;

/// More than [`FRAMES_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// One socket's replay. The socket's task holds it until it is live.
#[derive(Debug)]
pub(crate) struct Resume {
    /// All was told up to here.
    at: u64,
    /// Frames told.
    told: usize,
    /// The log itself is at least this far.
    is_confirmed: bool,
    round: Option<Round>,
}

#[derive(Debug)]
struct Round {
    up_to: u64,
    sight: Sight,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Looking where the person was moved, after this position.
    Moves(u64),
    /// Looking which events concern them, after this position.
    Outline(u64, Plan),
    /// Telling: from memory, or by position from the log.
    Telling(Source),
}

#[derive(Debug)]
enum Source {
    Ring(VecDeque<Arc<Told>>),
    Log(VecDeque<u64>),
}

/// What a step brought.
#[derive(Debug)]
pub(crate) enum Step {
    /// Frames to write, perhaps none yet.
    Tell(Vec<Utf8Bytes>),
    /// The socket is live.
    Live,
    /// The hall is not yet as far as the client was.
    Wait,
    /// It cannot be replayed.
    Resync(ResyncReason),
}

impl Resume {
    /// A replay of what comes after `after`.
    pub(crate) const fn after(after: u64) -> Self {
        Self {
            at: after,
            told: 0,
            is_confirmed: false,
            round: None,
        }
    }

    /// How many frames were replayed.
    pub(crate) fn told(&self) -> u64 {
        u64::try_from(self.told).unwrap_or(u64::MAX)
    }

    /// Does the next bit of work. `greet` is what a socket hears first when it is live, after so
    /// many replayed frames.
    pub(crate) async fn step(
        &mut self,
        hall: &Hall,
        history: &dyn History,
        outbox: &Arc<Outbox>,
        greet: impl FnOnce(LogPosition, u64) -> Vec<Utf8Bytes>,
    ) -> Result<Step, LogError> {
        let Some(round) = self.round.take() else {
            let told = self.told();
            return Ok(
                match hall.go_live(outbox, Some(self.at), |cursor| greet(cursor, told)) {
                    Standing::Live => Step::Live,
                    Standing::Behind(behind) => self.begin(hall, behind, outbox),
                    Standing::Ahead => self.ahead(history).await?,
                },
            );
        };
        self.go_on(round, history, outbox).await
    }

    /// A node that is behind waits; a cursor beyond the log itself is of another past.
    async fn ahead(&mut self, history: &dyn History) -> Result<Step, LogError> {
        if !self.is_confirmed && history.head().await? < self.at {
            return Ok(Step::Resync(ResyncReason::BeyondHead));
        }
        self.is_confirmed = true;
        Ok(Step::Wait)
    }

    fn begin(&mut self, hall: &Hall, behind: Behind, outbox: &Outbox) -> Step {
        let span = Span {
            after: self.at,
            up_to: behind.position,
        };
        let mut sight = Sight::at_end(&behind, outbox.is_admin());
        let stage = match hall.recent(span) {
            None => Stage::Moves(self.at),
            Some(events) => match self.plan_from(&events, &mut sight, outbox) {
                Ok(events) => Stage::Telling(Source::Ring(events)),
                Err(TooMany) => return Step::Resync(ResyncReason::TooMany),
            },
        };
        self.round = Some(Round {
            up_to: behind.position,
            sight,
            stage,
        });
        Step::Tell(Vec::new())
    }

    fn plan_from(
        &self,
        events: &[Arc<Told>],
        sight: &mut Sight,
        outbox: &Outbox,
    ) -> Result<VecDeque<Arc<Told>>, TooMany> {
        let moves = events
            .iter()
            .filter_map(|told| told.effect.moves(outbox.user, told.position));
        moves.for_each(|moved| sight.note(moved));
        let mut plan = Plan::of(sight);
        let lines: Vec<_> = events.iter().filter_map(|told| told.line).collect();
        plan.note(sight, &lines, self.told)?;
        let first = events.first().map_or(0, |told| told.position);
        let chosen = plan.finish().into_iter().filter_map(|position| {
            let index = usize::try_from(position.checked_sub(first)?).ok()?;
            events.get(index).cloned()
        });
        Ok(chosen.collect())
    }

    async fn go_on(
        &mut self,
        round: Round,
        history: &dyn History,
        outbox: &Outbox,
    ) -> Result<Step, LogError> {
        let Round {
            up_to,
            mut sight,
            stage,
        } = round;
        let mut texts = Vec::new();
        let next = match stage {
            Stage::Moves(after) => {
                let span = next_span(after, up_to);
                for moved in history.moves(outbox.user, span).await? {
                    sight.note(moved);
                }
                if span.up_to < up_to {
                    Stage::Moves(span.up_to)
                } else {
                    Stage::Outline(self.at, Plan::of(&sight))
                }
            }
            Stage::Outline(after, mut plan) => {
                let span = next_span(after, up_to);
                let lines = history.outline(&sight.open_now(), span).await?;
                if plan.note(&sight, &lines, self.told).is_err() {
                    return Ok(Step::Resync(ResyncReason::TooMany));
                }
                if span.up_to < up_to {
                    Stage::Outline(span.up_to, plan)
                } else {
                    Stage::Telling(Source::Log(plan.finish().into()))
                }
            }
            Stage::Telling(mut source) => {
                let events = source.page(history).await?;
                if events.is_empty() {
                    self.at = up_to;
                    return Ok(Step::Tell(texts));
                }
                for told in &events {
                    // Everything chosen is theirs: what they take part in, or their own removal.
                    let takes_part = told
                        .line
                        .is_some_and(|line| sight.is_open(line.conversation, told.position));
                    if let Some(frame) = told.frame_for(outbox.user, takes_part) {
                        texts.push(frame.text(outbox.dialect));
                    }
                }
                self.told += texts.len();
                Stage::Telling(source)
            }
        };
        self.round = Some(Round {
            up_to,
            sight,
            stage: next,
        });
        Ok(Step::Tell(texts))
    }
}

impl Source {
    /// The next events to tell; none at the end.
    async fn page(&mut self, history: &dyn History) -> Result<Vec<Arc<Told>>, LogError> {
        match self {
            Self::Ring(events) => Ok(events.drain(..events.len().min(PAGE)).collect()),
            Self::Log(positions) => {
                let page: Vec<_> = positions.drain(..positions.len().min(PAGE)).collect();
                if page.is_empty() {
                    return Ok(Vec::new());
                }
                let events = history.at(&page).await?;
                if events.len() != page.len() {
                    return Err("the log does not have what it had a moment ago".into());
                }
                let events: Vec<_> = events.into_iter().map(Arc::new).collect();
                Told::all(history, &events).await
            }
        }
    }
}

fn next_span(after: u64, up_to: u64) -> Span {
    Span {
        after,
        up_to: up_to.min(after.saturating_add(SPAN_MAX)),
    }
}
