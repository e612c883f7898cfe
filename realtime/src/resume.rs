//! What one socket missed: told in order before it goes live, all of it or, openly, nothing.
//!
//! A replay goes in rounds. A round looks where the hall is now (position, and the person's place
//! in it), finds which events up to there concern the person, and tells them; meanwhile the hall
//! has moved on, and the next round is shorter. When a round ends exactly where the hall is, the
//! socket goes live in the same locked moment. So nothing live ever waits behind a replay, and
//! there is no gap between the two. Each step is short, so that the socket's task can keep up the
//! heartbeat in between.

mod page;
mod plan;
mod sight;

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use domain::UserId;
use event_bus::LogError;
use wire::frame::ResyncReason;

use crate::hall::{Behind, Hall, Here, Standing};
use crate::history::{History, SPAN_MAX, Span};
use crate::outbox::Outbox;
use crate::told::{SharedFrame, Told};
use plan::Plan;
use sight::Sight;

pub(crate) use page::Missed;

/// Who missed more frames of their own is told to fetch instead: it is cheaper for both.
pub(crate) const FRAMES_MAX: usize = 10_000;

/// Events read and told in one step.
const PAGE: usize = 64;

/// More than [`FRAMES_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// Who is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Viewer {
    pub(crate) user: UserId,
    pub(crate) is_admin: bool,
}

/// An event that is told, and how much of it the viewer sees.
#[derive(Debug)]
struct Chosen {
    told: Arc<Told>,
    user: UserId,
    takes_part: bool,
}

impl Chosen {
    fn frame(&self) -> Option<&SharedFrame> {
        self.told.frame_for(self.user, self.takes_part)
    }
}

/// One replay. The socket's task holds it until it is live; a request, until it is answered.
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
        greet: impl FnOnce(Here, u64) -> Vec<Utf8Bytes>,
    ) -> Result<Step, LogError> {
        let Some(round) = self.round.take() else {
            let told = self.told();
            return Ok(
                match hall.go_live(outbox, Some(self.at), |here| greet(here, told)) {
                    Standing::There => Step::Live,
                    Standing::Behind(behind) => {
                        match self.begin(hall, behind, Viewer::of(outbox)) {
                            Ok(()) => Step::Tell(Vec::new()),
                            Err(TooMany) => Step::Resync(ResyncReason::TooMany),
                        }
                    }
                    Standing::Ahead => match self.is_beyond_head(history).await? {
                        true => Step::Resync(ResyncReason::BeyondHead),
                        false => Step::Wait,
                    },
                },
            );
        };
        let viewer = Viewer::of(outbox);
        Ok(match self.go_on(round, hall, history, viewer).await? {
            Ok(chosen) => {
                let frames = chosen.iter().filter_map(Chosen::frame);
                Step::Tell(frames.map(|frame| frame.text(outbox.dialect)).collect())
            }
            Err(TooMany) => Step::Resync(ResyncReason::TooMany),
        })
    }

    /// A node that is behind waits; a cursor beyond the log itself is of another past.
    async fn is_beyond_head(&mut self, history: &dyn History) -> Result<bool, LogError> {
        if !self.is_confirmed && history.head().await? < self.at {
            return Ok(true);
        }
        self.is_confirmed = true;
        Ok(false)
    }

    fn begin(&mut self, hall: &Hall, behind: Behind, viewer: Viewer) -> Result<(), TooMany> {
        let span = Span {
            after: self.at,
            up_to: behind.position,
        };
        let mut sight = Sight::at_end(&behind, viewer.is_admin);
        let stage = match hall.recent(span) {
            None => Stage::Moves(self.at),
            Some(events) => {
                let events = self.plan_from(&events, &mut sight, hall, viewer)?;
                Stage::Telling(Source::Ring(events))
            }
        };
        self.round = Some(Round {
            up_to: behind.position,
            sight,
            stage,
        });
        Ok(())
    }

    fn plan_from(
        &self,
        events: &[Arc<Told>],
        sight: &mut Sight,
        hall: &Hall,
        viewer: Viewer,
    ) -> Result<VecDeque<Arc<Told>>, TooMany> {
        let moves = events
            .iter()
            .filter_map(|told| told.effect.moves(viewer.user, told.position));
        moves.for_each(|moved| sight.note(moved));
        let mut plan = Plan::of(sight, viewer.user);
        let lines = events.iter().filter_map(|told| told.line).collect();
        plan.note(sight, &hall.of_interest(viewer.user, lines), self.told)?;
        let first = events.first().map_or(0, |told| told.position);
        let chosen = plan.finish().into_iter().filter_map(|position| {
            let index = usize::try_from(position.checked_sub(first)?).ok()?;
            events.get(index).cloned()
        });
        Ok(chosen.collect())
    }

    /// Does one stage's next bit of work. What it brings was all chosen for the viewer.
    async fn go_on(
        &mut self,
        round: Round,
        hall: &Hall,
        history: &dyn History,
        viewer: Viewer,
    ) -> Result<Result<Vec<Chosen>, TooMany>, LogError> {
        let Round {
            up_to,
            mut sight,
            stage,
        } = round;
        let mut chosen = Vec::new();
        let next = match stage {
            Stage::Moves(after) => {
                let span = next_span(after, up_to);
                for moved in history.moves(viewer.user, span).await? {
                    sight.note(moved);
                }
                if span.up_to < up_to {
                    Stage::Moves(span.up_to)
                } else {
                    Stage::Outline(self.at, Plan::of(&sight, viewer.user))
                }
            }
            Stage::Outline(after, mut plan) => {
                let span = next_span(after, up_to);
                let lines = history
                    .outline(&sight.open_now(), viewer.user, span)
                    .await?;
                let lines = hall.of_interest(viewer.user, lines);
                if plan.note(&sight, &lines, self.told).is_err() {
                    return Ok(Err(TooMany));
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
                    return Ok(Ok(chosen));
                }
                for told in events {
                    // Everything chosen is theirs: what they take part in, or their own removal.
                    let conversation = told.line.and_then(|line| line.about.conversation());
                    let takes_part =
                        conversation.is_some_and(|id| sight.is_open(id, told.position));
                    let it = Chosen {
                        told,
                        user: viewer.user,
                        takes_part,
                    };
                    if it.frame().is_some() {
                        chosen.push(it);
                    }
                }
                self.told += chosen.len();
                crash::point("realtime.replaying");
                Stage::Telling(source)
            }
        };
        self.round = Some(Round {
            up_to,
            sight,
            stage: next,
        });
        Ok(Ok(chosen))
    }
}

impl Viewer {
    fn of(outbox: &Outbox) -> Self {
        Self {
            user: outbox.user,
            is_admin: outbox.is_admin(),
        }
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
