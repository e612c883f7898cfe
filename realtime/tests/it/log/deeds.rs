//! What people do to the log.

use domain::{
    AccessEvent, Body, ConversationCore, ConversationEvent, ConversationId, Deletion, Event,
    MessageFact, MessageId, Mine, Name, Private, ReadMarkerEvent, Reason, ReplyTo, Role, Status,
    StreamId, Subject, Timestamp, UserEvent, UserId,
};
use uuid::Uuid;

use super::{FakeLog, salted};

impl FakeLog {
    pub fn say(&self, id: ConversationId, by: UserId, body: &str) -> u64 {
        self.say_in_reply(id, by, body, None)
    }

    pub fn say_in_reply(
        &self,
        id: ConversationId,
        by: UserId,
        body: &str,
        reply_to: Option<ReplyTo>,
    ) -> u64 {
        self.append(StreamId::Conversation(id), |at, _| {
            Event::Conversation(ConversationEvent::MessageSent {
                id: MessageId::new(Uuid::new_v4()),
                by,
                at,
                body: salted(Body::parse(body).unwrap()),
                files: vec![],
                reply_to,
            })
        })
    }

    /// The messages of a conversation as they are, in order.
    pub fn messages(&self, id: ConversationId) -> Vec<MessageFact> {
        super::facts::messages(&self.events(), id, u64::MAX)
    }

    pub fn edit(&self, id: ConversationId, fact: &MessageFact, body: &str) -> u64 {
        let mut message = fact.message.clone();
        message.version += 1;
        message.body = salted(Body::parse(body).unwrap());
        self.append(StreamId::Conversation(id), |at, _| {
            message.edited_at = Some(at);
            Event::Conversation(ConversationEvent::MessageEdited {
                by: message.author_id,
                at,
                message,
            })
        })
    }

    pub fn delete(&self, id: ConversationId, by: UserId, fact: &MessageFact) -> u64 {
        let message = &fact.message;
        let (message_id, seq, author_id) = (message.id, message.seq, message.author_id);
        self.append(StreamId::Conversation(id), |at, _| {
            Event::Conversation(ConversationEvent::MessageDeleted {
                by,
                at,
                id: message_id,
                seq,
                author_id,
            })
        })
    }

    pub fn restore(&self, id: ConversationId, fact: &MessageFact) -> u64 {
        let message = fact.message.clone();
        let by = fact
            .deletion
            .map_or(message.author_id, |Deletion { by, .. }| by);
        self.append(StreamId::Conversation(id), |at, _| {
            Event::Conversation(ConversationEvent::MessageRestored { by, at, message })
        })
    }

    fn change(
        &self,
        id: ConversationId,
        change: impl FnOnce(Timestamp, &mut ConversationCore) -> ConversationEvent,
    ) -> u64 {
        self.append(StreamId::Conversation(id), |at, contents| {
            let core = contents.cores.get_mut(&id).unwrap();
            core.version += 1;
            Event::Conversation(change(at, core))
        })
    }

    pub fn set_status(&self, id: ConversationId, by: UserId, status: Status) -> u64 {
        self.change(id, |at, core| {
            core.status = status;
            ConversationEvent::StatusChanged {
                by,
                at,
                reason: Some(salted(Reason::parse("it is done").unwrap())),
                core: core.clone(),
            }
        })
    }

    pub fn set_subject(&self, id: ConversationId, by: UserId, subject: &str) -> u64 {
        self.change(id, |at, core| {
            core.subject = salted(Subject::parse(subject).unwrap());
            ConversationEvent::SubjectChanged {
                by,
                at,
                core: core.clone(),
            }
        })
    }

    /// What somebody keeps of a conversation in which they take part.
    fn mine(&self, id: ConversationId, user: UserId) -> Mine {
        let contents = self.contents.lock().unwrap();
        let mine = contents.mine.get(&(id, user)).copied().unwrap_or_default();
        let joined = contents.cores[&id]
            .participant(user)
            .map_or(0, |p| p.joined_seq);
        Mine {
            read_seq: mine.read_seq.max(joined),
            unread_from: mine.unread_from.filter(|from| *from >= joined),
            ..mine
        }
    }

    pub fn read_up_to(&self, id: ConversationId, by: UserId, up_to: u64) -> u64 {
        let mine = self.mine(id, by);
        self.append(StreamId::ReadMarker(id, by), |at, contents| {
            let kept = Mine {
                read_seq: up_to,
                unread_from: None,
                ..mine
            };
            contents.mine.insert((id, by), kept);
            Event::ReadMarker(ReadMarkerEvent::ConversationRead {
                by,
                at,
                after: mine.read_seq,
                up_to,
            })
        })
    }

    /// Reads on to the end, where there is something to read.
    pub fn read_on(&self, id: ConversationId, by: UserId) -> Option<u64> {
        let last = self.contents.lock().unwrap().cores[&id].last_seq;
        (self.mine(id, by).read_seq < last).then(|| self.read_up_to(id, by, last))
    }

    pub fn mark_unread(&self, id: ConversationId, by: UserId, from: Option<u64>) -> u64 {
        let mine = self.mine(id, by);
        let contents = self.contents.lock().unwrap();
        let core = &contents.cores[&id];
        let (joined, last) = (core.participant(by).unwrap().joined_seq, core.last_seq);
        drop(contents);
        let mine = Mine {
            unread_from: from.map(|from| from.clamp(joined, last)),
            ..mine
        };
        self.keep(id, by, mine, |at| ReadMarkerEvent::MarkedUnread {
            by,
            at,
            mine,
        })
    }

    pub fn mute(&self, id: ConversationId, by: UserId, muted: bool) -> u64 {
        let mine = Mine {
            muted,
            ..self.mine(id, by)
        };
        self.keep(id, by, mine, |at| ReadMarkerEvent::Muted { by, at, mine })
    }

    fn keep(
        &self,
        id: ConversationId,
        by: UserId,
        mine: Mine,
        event: impl FnOnce(Timestamp) -> ReadMarkerEvent,
    ) -> u64 {
        self.append(StreamId::ReadMarker(id, by), |at, contents| {
            contents.mine.insert((id, by), mine);
            Event::ReadMarker(event(at))
        })
    }

    fn person(&self, user: UserId, event: impl FnOnce(Timestamp) -> UserEvent) -> u64 {
        self.append(StreamId::User(user), |at, _| Event::User(event(at)))
    }

    pub fn register(&self, user: UserId, role: Role, name: &str) -> u64 {
        self.person(user, |at| UserEvent::UserRegistered {
            by: user,
            at,
            role,
            name: Some(named(name)),
            email: None,
        })
    }

    pub fn rename(&self, user: UserId, name: &str) -> u64 {
        self.person(user, |at| UserEvent::ProfileChanged {
            by: user,
            at,
            name: named(name),
        })
    }

    pub fn change_role(&self, user: UserId, role: Role) -> u64 {
        self.person(user, |at| UserEvent::RoleChanged { by: user, at, role })
    }

    pub fn disable(&self, user: UserId) -> u64 {
        self.person(user, |at| UserEvent::UserDisabled { by: user, at })
    }

    pub fn enable(&self, user: UserId) -> u64 {
        self.person(user, |at| UserEvent::UserEnabled { by: user, at })
    }

    pub fn erase(&self, user: UserId) -> u64 {
        let reason = salted(Reason::parse("asked to").unwrap());
        self.person(user, |at| UserEvent::UserErased {
            by: user,
            at,
            reason,
        })
    }

    /// Writes down that somebody looks at a conversation, if there is one.
    pub fn record(&self, by: UserId, id: ConversationId, reason: Reason) -> Option<u64> {
        self.contents.lock().unwrap().cores.get(&id)?;
        let reason = salted(reason);
        Some(self.append(StreamId::Access(by), |at, _| {
            Event::Access(AccessEvent::ConversationWatched {
                by,
                at,
                conversation_id: id,
                reason,
            })
        }))
    }
}

fn named(name: &str) -> Private<Name> {
    salted(Name::parse(name).unwrap())
}
