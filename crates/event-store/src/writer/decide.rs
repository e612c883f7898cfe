//! Deciding a batch: commands in, rows and verdicts out. No I/O and nothing awaited.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use domain::{
    Command, Conversation, ConversationId, EventId, Known, LogId, MessageFact, MessageId, Project,
    ProjectId, RecordedEvent, Refusal, State, StreamId, Timestamp, User, UserId,
};
use uuid::Uuid;

use super::lookup::{Found, KeyUse};
use crate::load::{Stream, Streams, fold};
use crate::{Failure, Submission};

/// What became of a command.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It appends these rows of the plan.
    Appends(Range<usize>, Arc<State>),
    /// There is nothing to do.
    Unchanged(Arc<State>),
    /// It was carried out before the batch.
    Done(Vec<RecordedEvent>, Arc<State>),
    /// It is the same as an earlier one of the batch, which appends these rows.
    Same(Range<usize>, Arc<State>),
    /// The domain says no.
    Refused(Refusal),
    /// Its key or message id stands for another request.
    KeyReused,
}

impl Verdict {
    /// Whether it stands on what was read alone, with no append to prove it: the state that goes
    /// with a repeat too, for another process may have carried the first one out.
    pub(super) const fn rests_on_reading(&self) -> bool {
        matches!(self, Self::Unchanged(_) | Self::Done(..) | Self::Refused(_))
    }
}

/// A key that the batch uses up.
#[derive(Debug)]
pub(super) struct NewKey {
    pub(super) user: UserId,
    pub(super) key: String,
    pub(super) digest: Vec<u8>,
    pub(super) rows: Range<usize>,
}

/// An event to append, with its payload as written. Its position is given by the append.
#[derive(Debug)]
pub(super) struct NewRow {
    pub(super) event: RecordedEvent,
    pub(super) payload: String,
}

/// What a batch will do to the log.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) rows: Vec<NewRow>,
    pub(super) keys: Vec<NewKey>,
    pub(super) verdicts: Vec<Verdict>,
    /// The streams it appends to, as they are after it.
    pub(super) working: Streams,
    used: HashMap<(UserId, String), usize>,
    /// The rows about each message, in order.
    said: HashMap<(ConversationId, MessageId), Vec<usize>>,
}

/// Decides every command in turn, each on what the ones before it did.
pub(super) fn decide<'a>(
    submissions: impl Iterator<Item = &'a Submission>,
    cache: &Streams,
    found: &Found,
    log: LogId,
    now: Timestamp,
) -> Result<Plan, Failure> {
    let mut plan = Plan::default();
    for submission in submissions {
        let verdict = match plan.repeat(submission, cache, found) {
            Some(verdict) => verdict,
            None => plan.carry_out(submission, cache, found, log, now)?,
        };
        plan.verdicts.push(verdict);
    }
    Ok(plan)
}

impl Plan {
    /// Whether it writes nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.keys.is_empty()
    }

    /// The keys that it uses up and the messages that it brings or changes.
    #[expect(clippy::type_complexity, reason = "two lists of names")]
    pub(super) fn names(&self) -> (Vec<(UserId, String)>, Vec<(ConversationId, MessageId)>) {
        (
            self.used.keys().cloned().collect(),
            self.said.keys().copied().collect(),
        )
    }

    /// The answer to a command that was carried out before, in this batch or earlier.
    fn repeat(&self, submission: &Submission, cache: &Streams, found: &Found) -> Option<Verdict> {
        let by = submission.by;
        let state = || self.state_of(submission.command.stream(), cache);
        if let Some(key) = &submission.key {
            let name = (by, key.key.clone());
            if let Some(KeyUse { digest, events }) = found.keys.get(&name) {
                if *digest != key.digest {
                    return Some(Verdict::KeyReused);
                }
                let state = match events.is_empty() {
                    true => self.told(submission, cache, found).unwrap_or_else(state),
                    false => state(),
                };
                return Some(Verdict::Done(events.clone(), state));
            }
            if let Some(earlier) = self.used.get(&name).and_then(|at| self.keys.get(*at)) {
                if earlier.digest != key.digest {
                    return Some(Verdict::KeyReused);
                }
                return Some(Verdict::Same(earlier.rows.clone(), state()));
            }
        }
        let name = submission.command.message_sent()?;
        let (event, at) = match found.messages.get(&name).and_then(|past| past.first()) {
            Some(event) => (event, None),
            None => {
                let at = *self.said.get(&name)?.first()?;
                (&self.rows.get(at)?.event, Some(at))
            }
        };
        // To anybody else the id is simply taken, if they may know of the conversation at all.
        if event.actor() != by {
            return None;
        }
        if !submission.command.is_repeat_of(by, &event.event) {
            return Some(Verdict::KeyReused);
        }
        Some(match at {
            Some(at) => Verdict::Same(at..at + 1, state()),
            None => Verdict::Done(vec![event.clone()], state()),
        })
    }

    fn carry_out(
        &mut self,
        submission: &Submission,
        cache: &Streams,
        found: &Found,
        log: LogId,
        now: Timestamp,
    ) -> Result<Verdict, Failure> {
        let id = submission.command.stream();
        let Some(stream) = self.working.get(&id).or_else(|| cache.get(&id)) else {
            return Ok(Verdict::Refused(Refusal::NoSuchConversation));
        };
        let mut stream = stream.clone();
        let mut state = (*stream.state).clone();
        let at = now.max(stream.at);
        let view = View {
            plan: self,
            cache,
            found,
        };
        let events = match state.handle(&submission.command, submission.by, at, &view) {
            Ok(events) => events,
            Err(refusal) => return Ok(Verdict::Refused(refusal)),
        };
        let state = Arc::new(state);
        let rows = self.rows.len()..self.rows.len() + events.len();
        for event in events {
            let payload = event.to_payload()?;
            let event_id = EventId::new(Uuid::now_v7());
            let text = payload.to_string();
            let hash = evidence::next(
                &stream.hash,
                &evidence::Canonical {
                    log_id: log.log_id,
                    event_id,
                    stream: id,
                    topic: event.topic(id),
                    sequence: stream.sequence + 1,
                    event_type: event.name(),
                    version: &event.version().to_string(),
                    time: at,
                    metadata: &submission.metadata,
                    payload,
                },
            )?;
            stream.sequence += 1;
            stream.hash = hash;
            stream.at = at;
            if let (StreamId::Conversation(conversation), Some(message)) = (id, event.message_id())
            {
                let rows = self.said.entry((conversation, message)).or_default();
                rows.push(self.rows.len());
            }
            self.rows.push(NewRow {
                event: RecordedEvent {
                    position: 0,
                    event_id,
                    stream: id,
                    sequence: stream.sequence,
                    event,
                    metadata: submission.metadata.clone(),
                    hash,
                },
                payload: text,
            });
        }
        if let Some(key) = &submission.key {
            let name = (submission.by, key.key.clone());
            self.used.insert(name, self.keys.len());
            self.keys.push(NewKey {
                user: submission.by,
                key: key.key.clone(),
                digest: key.digest.clone(),
                rows: rows.clone(),
            });
        }
        if rows.is_empty() {
            return Ok(Verdict::Unchanged(state));
        }
        stream.state = Arc::clone(&state);
        self.working.insert(id, stream);
        Ok(Verdict::Appends(rows, state))
    }

    /// What a command that has nothing to do tells its asker, as when it was asked first.
    fn told(&self, submission: &Submission, cache: &Streams, found: &Found) -> Option<Arc<State>> {
        let id = submission.command.stream();
        let stream = self.working.get(&id).or_else(|| cache.get(&id))?;
        let mut state = (*stream.state).clone();
        let view = View {
            plan: self,
            cache,
            found,
        };
        let events = state.handle(&submission.command, submission.by, stream.at, &view);
        matches!(events, Ok(events) if events.is_empty()).then(|| Arc::new(state))
    }

    fn state_of(&self, id: StreamId, cache: &Streams) -> Arc<State> {
        self.working
            .get(&id)
            .or_else(|| cache.get(&id))
            .map_or_else(
                || Arc::new(State::empty(id.kind())),
                |s| Arc::clone(&s.state),
            )
    }
}

/// The facts as of this moment of the batch.
pub(super) struct View<'a> {
    plan: &'a Plan,
    cache: &'a Streams,
    found: &'a Found,
}

impl View<'_> {
    fn stream(&self, id: StreamId) -> Option<&Stream> {
        self.plan.working.get(&id).or_else(|| self.cache.get(&id))
    }
}

/// The cached streams alone, to ask which further ones are needed.
pub(super) struct Cached<'a>(pub(super) &'a Streams);

impl Known for Cached<'_> {
    fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        conversation(self.0.get(&StreamId::Conversation(id))?)
    }
    fn project(&self, id: ProjectId) -> Option<&Project> {
        project(self.0.get(&StreamId::Project(id))?)
    }
    fn user(&self, id: UserId) -> Option<&User> {
        user(self.0.get(&StreamId::User(id))?)
    }
    fn message(&self, _: ConversationId, _: MessageId) -> Option<MessageFact> {
        None
    }
}

impl Known for View<'_> {
    fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        conversation(self.stream(StreamId::Conversation(id))?)
    }
    fn project(&self, id: ProjectId) -> Option<&Project> {
        project(self.stream(StreamId::Project(id))?)
    }
    fn user(&self, id: UserId) -> Option<&User> {
        user(self.stream(StreamId::User(id))?)
    }
    fn message(&self, conversation: ConversationId, id: MessageId) -> Option<MessageFact> {
        let name = (conversation, id);
        let past = self.found.messages.get(&name).into_iter().flatten();
        let now = self.plan.said.get(&name).into_iter().flatten();
        let now = now.filter_map(|at| Some(&self.plan.rows.get(*at)?.event));
        fold(past.chain(now))
    }
}

fn conversation(stream: &Stream) -> Option<&Conversation> {
    match &*stream.state {
        State::Conversation(state) => Some(state),
        State::ReadMarker(_)
        | State::Report(_)
        | State::Project(_)
        | State::User(_)
        | State::Access(_) => None,
    }
}

fn project(stream: &Stream) -> Option<&Project> {
    match &*stream.state {
        State::Project(state) => Some(state),
        State::Conversation(_)
        | State::ReadMarker(_)
        | State::Report(_)
        | State::User(_)
        | State::Access(_) => None,
    }
}

fn user(stream: &Stream) -> Option<&User> {
    match &*stream.state {
        State::User(state) => Some(state),
        State::Conversation(_)
        | State::ReadMarker(_)
        | State::Report(_)
        | State::Project(_)
        | State::Access(_) => None,
    }
}

/// Several marks of one reader merge: the furthest goes first, and the others find it done.
pub(super) fn furthest_marks_first(batch: &mut [super::Pending]) {
    let mut marks: HashMap<StreamId, Vec<usize>> = HashMap::new();
    for (at, pending) in batch.iter().enumerate() {
        let command = &pending.submission.command;
        if command.mark().is_some() {
            marks.entry(command.stream()).or_default().push(at);
        }
    }
    for places in marks.into_values().filter(|places| places.len() > 1) {
        let furthest = places.iter().copied().max_by_key(|at| {
            batch
                .get(*at)
                .and_then(|pending| pending.submission.command.mark())
        });
        if let (Some(first), Some(furthest)) = (places.first(), furthest) {
            batch.swap(*first, furthest);
        }
    }
}

impl super::Pending {
    pub(super) const fn command(&self) -> &Command {
        &self.submission.command
    }
}
