//! A conversation as it was: the fold of everything about it up to a moment. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::{
    ConversationCore, ConversationEvent, ConversationId, Deletion, Event, MessageFact, MessageId,
    ReadMarkerEvent, RecordedEvent, ReportEvent, StreamId, Timestamp, UserId, preview,
};
use event_store::KnownPerson;
use wire::{Message, Participant};

use crate::routes::{OverseenConversation, OverseenLastMessage};

/// What the events so far made of a conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    core: Option<ConversationCore>,
    last_activity_at: Option<Timestamp>,
    messages: BTreeMap<u64, MessageFact>,
    places: HashMap<MessageId, u64>,
    read: HashMap<UserId, u64>,
    open_reports: HashSet<StreamId>,
}

/// What is not shown although it was there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Withheld {
    /// Messages that were deleted since, with their deletion: only a reveal tells what they said.
    pub(crate) deleted: HashMap<MessageId, Deletion>,
    /// People who were erased since.
    pub(crate) erased: HashSet<UserId>,
}

impl Past {
    /// Takes in the next event.
    pub(crate) fn take(&mut self, recorded: &RecordedEvent) {
        match &recorded.event {
            Event::Conversation(event) => self.happened(recorded.sequence, event),
            Event::ReadMarker(event) => {
                if let StreamId::ReadMarker(_, reader) = recorded.stream {
                    self.read.insert(reader, read_seq(event));
                }
            }
            Event::Report(event) => match event {
                ReportEvent::MessageReported { .. } => {
                    self.open_reports.insert(recorded.stream);
                }
                ReportEvent::ReportResolved { .. } | ReportEvent::ReportDismissed { .. } => {
                    self.open_reports.remove(&recorded.stream);
                }
                ReportEvent::ReportAssigned { .. } | ReportEvent::ReportNoted { .. } => {}
            },
            Event::Access(_) | Event::Project(_) | Event::User(_) => {}
        }
    }

    fn happened(&mut self, sequence: u64, event: &ConversationEvent) {
        if let Some(core) = event.core() {
            self.core = Some(core.clone());
        }
        if let Some(core) = &mut self.core {
            core.last_seq = sequence;
        }
        match event {
            ConversationEvent::ConversationStarted { at, .. }
            | ConversationEvent::StatusChanged { at, .. }
            | ConversationEvent::MessageSent { at, .. } => self.last_activity_at = Some(*at),
            ConversationEvent::ParticipantAdded { .. }
            | ConversationEvent::ParticipantRemoved { .. }
            | ConversationEvent::SubjectChanged { .. }
            | ConversationEvent::MessageEdited { .. }
            | ConversationEvent::MessageDeleted { .. }
            | ConversationEvent::MessageRestored { .. }
            | ConversationEvent::FileStateChanged { .. } => {}
        }
        let deletion = event.deletion();
        if let Some(message) = event.message(sequence) {
            self.places.insert(message.id, message.seq);
            self.messages
                .insert(message.seq, MessageFact { message, deletion });
        } else if let (Some(deletion), Some(id)) = (deletion, event.message_id())
            && let Some(fact) = self
                .places
                .get(&id)
                .and_then(|seq| self.messages.get_mut(seq))
        {
            fact.deletion = Some(deletion);
        }
    }

    /// Which messages are deleted, to be followed further without their words.
    pub(crate) fn deletions(&self) -> Deletions {
        let facts = self.messages.values();
        Deletions(
            facts
                .filter_map(|fact| Some((fact.message.id, fact.deletion?)))
                .collect(),
        )
    }

    /// Everyone it mentions.
    pub(crate) fn people(&self) -> Vec<UserId> {
        let mut people = BTreeSet::new();
        if let Some(core) = &self.core {
            people.insert(core.created_by);
            people.extend(core.participants.iter().map(|p| p.user_id));
        }
        for fact in self.messages.values() {
            people.insert(fact.message.author_id);
            people.extend(fact.deletion.map(|deletion| deletion.by));
            people.extend(fact.message.reply_to.map(|original| original.author_id));
        }
        people.into_iter().collect()
    }

    /// Takes out what is not shown any longer.
    pub(crate) fn withhold(&mut self, withheld: &Withheld) {
        for fact in self.messages.values_mut() {
            if fact.deletion.is_none() {
                fact.deletion = withheld.deleted.get(&fact.message.id).copied();
            }
            if withheld.erased.contains(&fact.message.author_id) {
                fact.message.body = fact.message.body.erased();
            }
        }
    }

    /// The conversation as it was; none if nothing had happened. Reports are no participant's to see.
    pub(crate) fn conversation(&self, has_reports: bool) -> Option<OverseenConversation> {
        let core = self.core.as_ref()?;
        let participant = |p: &domain::Participant| Participant {
            user_id: p.user_id,
            joined_seq: p.joined_seq,
            joined_at: p.joined_at,
            read_seq: p
                .joined_seq
                .max(self.read.get(&p.user_id).copied().unwrap_or_default()),
        };
        let participants: Vec<_> = core.participants.iter().map(participant).collect();
        let shown = |fact: &&MessageFact| fact.deletion.is_none();
        let last = self.messages.values().rev().find(shown);
        let read = || participants.iter().map(|p| p.read_seq);
        Some(OverseenConversation {
            id: core.id,
            project_id: core.project_id,
            subject: core.subject.shown().to_owned(),
            status: core.status,
            version: core.version,
            created_by: core.created_by,
            created_at: core.created_at,
            last_seq: core.last_seq,
            last_activity_at: self.last_activity_at.unwrap_or(core.created_at),
            last_message: last.map(|fact| OverseenLastMessage {
                id: fact.message.id,
                seq: fact.message.seq,
                author_id: fact.message.author_id,
                preview: Some(preview(fact.message.body.shown()).to_owned()),
                sent_at: fact.message.sent_at,
            }),
            others_read_seq: read().max().unwrap_or_default(),
            all_read_seq: read().min().unwrap_or_default(),
            message_count: self.messages.len() as u64,
            open_reports: has_reports.then_some(self.open_reports.len() as u64),
            participants,
        })
    }

    /// Its messages as they were, in order.
    pub(crate) fn messages(&self, conversation: ConversationId) -> Vec<Message> {
        let original = |fact: &MessageFact| {
            let reply = fact.message.reply_to?;
            self.messages.get(&reply.seq)
        };
        self.messages
            .values()
            .map(|fact| Message::of(conversation, fact, original(fact)))
            .collect()
    }
}

/// Which messages are deleted, after the events so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deletions(HashMap<MessageId, Deletion>);

impl Deletions {
    /// Takes in the next event.
    pub(crate) fn take(&mut self, recorded: &RecordedEvent) {
        let Event::Conversation(event) = &recorded.event else {
            return;
        };
        match (event.message_id(), event.deletion()) {
            (Some(message), Some(deletion)) => self.0.insert(message, deletion),
            (Some(message), None) => self.0.remove(&message),
            (None, _) => None,
        };
    }

    /// Those that are deleted.
    pub(crate) fn into_deleted(self) -> HashMap<MessageId, Deletion> {
        self.0
    }
}

impl Withheld {
    /// Takes in who is erased.
    pub(crate) fn know(&mut self, people: &[KnownPerson]) {
        let erased = people.iter().filter(|person| person.is_erased);
        self.erased.extend(erased.map(|person| person.id));
    }
}

const fn read_seq(event: &ReadMarkerEvent) -> u64 {
    match event {
        ReadMarkerEvent::ConversationRead { up_to, .. } => *up_to,
        ReadMarkerEvent::MarkedUnread { mine, .. } | ReadMarkerEvent::Muted { mine, .. } => {
            mine.read_seq
        }
    }
}
