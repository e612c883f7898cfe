//! A log in memory, with the same meaning as the one in Postgres. What the service's hub sees of
//! it can be held back, so that every race can be played in order.

mod deeds;
pub mod facts;
pub mod seen;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{
    ConversationCore, ConversationEvent, ConversationId, Event, EventId, LogId, Metadata, Mine,
    Participant, Private, ProjectEvent, ProjectId, RecordedEvent, SALT_BYTES, Salt, Status,
    StreamId, Subject, Timestamp, UserId,
};
use event_bus::{Hints, LogError};
use realtime::{About, Circle, History, Line, Move, Snapshot, Span};
use tokio::sync::watch;
use uuid::Uuid;
use wire::frame::{Facts, Need};

pub fn user(number: u128) -> UserId {
    UserId::new(Uuid::from_u128(0x1000 + number))
}

pub fn conversation(number: u128) -> ConversationId {
    ConversationId::new(Uuid::from_u128(0x2000 + number))
}

pub fn project() -> ProjectId {
    ProjectId::new(Uuid::from_u128(0x3000))
}

pub fn at(position: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(position).unwrap() * 1_000)
}

fn salted<T>(text: T) -> Private<T> {
    Private::new(text, Salt([7; SALT_BYTES]))
}

#[derive(Default)]
struct Contents {
    events: Vec<RecordedEvent>,
    cores: HashMap<ConversationId, ConversationCore>,
    sequences: HashMap<StreamId, u64>,
    members: HashSet<UserId>,
    mine: HashMap<(ConversationId, UserId), Mine>,
}

pub struct FakeLog {
    id: LogId,
    contents: Mutex<Contents>,
    told: watch::Sender<u64>,
    /// How far the hub may see.
    hub_sees: AtomicU64,
    /// It does not have what frames need.
    pub lacks_facts: AtomicBool,
    /// How often the log was asked for the events of a replay.
    pub pages: AtomicU64,
}

impl FakeLog {
    pub fn new() -> Arc<Self> {
        let id = LogId {
            log_id: Uuid::new_v4(),
            incarnation: 1,
        };
        Arc::new(Self {
            id,
            contents: Mutex::default(),
            told: watch::Sender::new(0),
            hub_sees: AtomicU64::new(u64::MAX),
            lacks_facts: AtomicBool::new(false),
            pages: AtomicU64::new(0),
        })
    }

    pub fn hints(&self) -> Hints {
        Hints::local(self.told.subscribe())
    }

    /// From now on the hub sees no more of the log than it has seen.
    pub fn hold_back_the_hub(&self) {
        self.hub_sees.store(self.len(), Ordering::SeqCst);
    }

    pub fn let_the_hub_go_on(&self) {
        self.hub_sees.store(u64::MAX, Ordering::SeqCst);
        self.told.send_replace(self.len());
    }

    pub fn len(&self) -> u64 {
        u64::try_from(self.contents.lock().unwrap().events.len()).unwrap()
    }

    pub fn cursor(&self, position: u64) -> String {
        wire::LogPosition::new(self.id, position).to_string()
    }

    pub fn events(&self) -> Vec<RecordedEvent> {
        self.contents.lock().unwrap().events.clone()
    }

    fn append(
        &self,
        stream: StreamId,
        make: impl FnOnce(Timestamp, &mut Contents) -> Event,
    ) -> u64 {
        let mut contents = self.contents.lock().unwrap();
        let position = u64::try_from(contents.events.len()).unwrap() + 1;
        let sequence = contents.sequences.entry(stream).or_default();
        *sequence += 1;
        let sequence = *sequence;
        if let StreamId::Conversation(id) = stream
            && let Some(core) = contents.cores.get_mut(&id)
        {
            core.last_seq = sequence;
        }
        let event = make(at(position), &mut contents);
        contents.events.push(RecordedEvent {
            position,
            event_id: EventId::new(Uuid::new_v4()),
            stream,
            sequence,
            event,
            metadata: Metadata::new(),
            hash: [0; 32],
        });
        drop(contents);
        if self.hub_sees.load(Ordering::SeqCst) >= position {
            self.told.send_replace(position);
        }
        position
    }

    /// Lets people into the project, those who are not in it.
    pub fn admit(&self, people: &[UserId]) {
        for user_id in people.iter().copied() {
            if !self.contents.lock().unwrap().members.insert(user_id) {
                continue;
            }
            self.append(StreamId::Project(project()), |at, _| {
                Event::Project(ProjectEvent::MemberAdded {
                    by: user_id,
                    at,
                    user_id,
                })
            });
        }
    }

    pub fn is_member(&self, user: UserId) -> bool {
        self.contents.lock().unwrap().members.contains(&user)
    }

    /// Whether somebody was ever put out of the project.
    pub fn was_expelled(&self, user: UserId) -> bool {
        self.events().iter().any(|event| {
            matches!(&event.event, Event::Project(ProjectEvent::MemberRemoved { user_id, .. }) if *user_id == user)
        })
    }

    pub fn expel(&self, user_id: UserId) -> u64 {
        assert!(self.contents.lock().unwrap().members.remove(&user_id));
        self.append(StreamId::Project(project()), |at, _| {
            Event::Project(ProjectEvent::MemberRemoved {
                by: user_id,
                at,
                user_id,
            })
        })
    }

    pub fn start(&self, id: ConversationId, people: &[UserId]) -> u64 {
        self.append(StreamId::Conversation(id), |at, contents| {
            let core = ConversationCore {
                id,
                project_id: project(),
                subject: salted(Subject::parse("The logo").unwrap()),
                status: Status::Active,
                version: 1,
                created_by: people[0],
                created_at: at,
                last_seq: 1,
                participants: people
                    .iter()
                    .map(|user| Participant {
                        user_id: *user,
                        joined_seq: 1,
                        joined_at: at,
                    })
                    .collect(),
            };
            contents.cores.insert(id, core.clone());
            Event::Conversation(ConversationEvent::ConversationStarted {
                by: people[0],
                at,
                core,
            })
        })
    }

    pub fn add(&self, id: ConversationId, user_id: UserId) -> u64 {
        self.append(StreamId::Conversation(id), |at, contents| {
            let core = contents.cores.get_mut(&id).unwrap();
            core.version += 1;
            core.participants.push(Participant {
                user_id,
                joined_seq: core.last_seq,
                joined_at: at,
            });
            Event::Conversation(ConversationEvent::ParticipantAdded {
                by: user_id,
                at,
                user_id,
                core: core.clone(),
            })
        })
    }

    pub fn remove(&self, id: ConversationId, user_id: UserId) -> u64 {
        self.append(StreamId::Conversation(id), |at, contents| {
            let core = contents.cores.get_mut(&id).unwrap();
            core.version += 1;
            core.participants.retain(|p| p.user_id != user_id);
            Event::Conversation(ConversationEvent::ParticipantRemoved {
                by: user_id,
                at,
                user_id,
                core: core.clone(),
            })
        })
    }

    pub fn is_taking_part(&self, id: ConversationId, user: UserId) -> bool {
        let contents = self.contents.lock().unwrap();
        contents
            .cores
            .get(&id)
            .is_some_and(|core| core.participant(user).is_some())
    }

    fn within(&self, span: Span) -> Vec<RecordedEvent> {
        assert!(span.up_to - span.after <= realtime::SPAN_MAX);
        let inside =
            |event: &RecordedEvent| (span.after + 1..=span.up_to).contains(&event.position);
        self.events().into_iter().filter(inside).collect()
    }
}

#[async_trait]
impl History for FakeLog {
    fn log(&self) -> LogId {
        self.id
    }

    async fn snapshot(&self) -> Result<Snapshot, LogError> {
        Ok(Snapshot::default())
    }

    async fn head(&self) -> Result<u64, LogError> {
        Ok(self.len())
    }

    async fn read(&self, after: u64, limit: u32) -> Result<Vec<RecordedEvent>, LogError> {
        let sees = self.hub_sees.load(Ordering::SeqCst);
        let contents = self.contents.lock().unwrap();
        let seen = contents.events.iter().take_while(|e| e.position <= sees);
        let next = seen.skip(usize::try_from(after).unwrap());
        Ok(next
            .take(usize::try_from(limit).unwrap())
            .cloned()
            .collect())
    }

    async fn at(&self, positions: &[u64]) -> Result<Vec<RecordedEvent>, LogError> {
        self.pages.fetch_add(1, Ordering::SeqCst);
        let contents = self.contents.lock().unwrap();
        let at = |position: &u64| contents.events[usize::try_from(*position).unwrap() - 1].clone();
        Ok(positions.iter().map(at).collect())
    }

    async fn moves(&self, of: UserId, span: Span) -> Result<Vec<Move>, LogError> {
        let moves = self.within(span).into_iter().filter_map(|event| {
            let (user, is_in) = match &event.event {
                Event::Conversation(ConversationEvent::ParticipantAdded { user_id, .. })
                | Event::Project(ProjectEvent::MemberAdded { user_id, .. }) => (*user_id, true),
                Event::Conversation(ConversationEvent::ParticipantRemoved { user_id, .. })
                | Event::Project(ProjectEvent::MemberRemoved { user_id, .. }) => (*user_id, false),
                _ => return None,
            };
            let circle = match event.stream {
                StreamId::Conversation(id) => Circle::Conversation(id),
                StreamId::Project(id) => Circle::Project(id),
                _ => return None,
            };
            (user == of).then_some(Move {
                position: event.position,
                circle,
                is_in,
            })
        });
        Ok(moves.collect())
    }

    async fn outline(
        &self,
        of: &[ConversationId],
        viewer: UserId,
        span: Span,
    ) -> Result<Vec<Line>, LogError> {
        let lines = self.within(span).into_iter().filter_map(|event| {
            let about = About::of(event.stream, event.event.name())?;
            let is_asked = match about {
                About::Conversation(id) | About::Reading(id, _) => of.contains(&id),
                About::Mine(id, reader) => of.contains(&id) && reader == viewer,
                About::Person(_) | About::Erasure(_) => true,
            };
            is_asked.then_some(Line {
                position: event.position,
                about,
            })
        });
        Ok(lines.collect())
    }

    async fn facts(&self, needs: &[(u64, Need)]) -> Result<HashMap<u64, Facts>, LogError> {
        if self.lacks_facts.load(Ordering::SeqCst) {
            return Ok(HashMap::new());
        }
        Ok(facts::facts(&self.events(), needs))
    }
}
