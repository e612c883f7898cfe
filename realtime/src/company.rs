//! Who of one's company is here, and who types: told to live sockets as it happens. One's company
//! is everybody one shares a project with; nobody else learns that one is here.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::{ConversationEvent, Event, ProjectId, RecordedEvent, StreamId, Timestamp, UserId};
use presence::{Arrival, News, Presence, Typing};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::yield_now;
use wire::frame::{self, FrameName, UserPresence, UserTyping};

use crate::effect::Effect;
use crate::fleeting::Fleeting;
use crate::hall::Hall;

/// More people than this are no company but a crowd: who of them is here is not told, since the
/// list alone would fill a socket's queue.
const ONLINE_MAX: usize = 3_000;

/// People told in one go when everything about everybody is told anew.
const TURN: usize = 64;

/// One per process, held by its service.
pub(crate) struct Company {
    hall: Arc<Hall>,
    presence: Arc<dyn Presence>,
}

impl Company {
    pub(crate) fn new(hall: Arc<Hall>, presence: Arc<dyn Presence>) -> Self {
        Self { hall, presence }
    }

    /// A socket of this person is here, for as long as the answer is held.
    pub(crate) fn arrive(&self, user: UserId) -> Arrival {
        self.presence.arrive(user)
    }

    /// Somebody here types, or stopped. That they may do so is known.
    pub(crate) fn type_in(&self, typing: Typing) {
        self.presence.type_in(typing);
    }

    /// Who of a company is here; none if nobody knows.
    pub(crate) fn online(&self, company: &HashSet<UserId>) -> Option<Vec<UserId>> {
        let online = self.presence.online(company)?;
        if online.len() > ONLINE_MAX {
            return None;
        }
        let mut online: Vec<_> = online.into_iter().collect();
        online.sort_unstable();
        Some(online)
    }

    /// Tells a person's sockets who is here.
    pub(crate) fn tell_online(&self, user: UserId) {
        self.hall.tell_of_company(user, |company| {
            let online = self.online(company);
            Fleeting::new(FrameName::Presence, &frame::Presence { online })
        });
    }

    /// Does what events mean for the moment, once they were told.
    pub(crate) fn note(&self, events: &[Arc<RecordedEvent>]) {
        for event in events {
            if let Some(typing) = end_of_typing(event) {
                // Known on the node where they type, and nowhere else.
                self.presence.type_in(typing);
            }
            if let Effect::Member {
                project,
                user,
                is_in,
            } = Effect::of(event)
            {
                self.note_member(project, user, is_in);
            }
        }
    }

    /// Tells what happens, for ever.
    pub(crate) async fn follow(&self) -> Infallible {
        let mut news = self.presence.listen();
        loop {
            match news.recv().await {
                Ok(News::Joined(user)) => self.tell_of(user, true),
                Ok(News::Left(user)) => self.tell_of(user, false),
                Ok(News::Typing(typing)) => self.tell_typing(typing),
                Ok(News::Unknown) => {
                    metrics::gauge!("tidings_presence_known").set(0.0);
                    self.tell_everybody().await;
                }
                Ok(News::Known) => {
                    metrics::gauge!("tidings_presence_known").set(1.0);
                    self.tell_everybody().await;
                }
                // What was missed is not known, so all of it is told.
                Err(RecvError::Lagged(_)) => self.tell_everybody().await,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    fn tell_of(&self, user: UserId, is_here: bool) {
        if let Some(frame) = arrival(user, is_here) {
            self.hall.tell_company(user, &frame);
        }
    }

    fn tell_typing(&self, typing: Typing) {
        let name = match typing.is_typing {
            true => FrameName::UserTyping,
            false => FrameName::UserStoppedTyping,
        };
        let data = UserTyping {
            conversation_id: typing.conversation,
            user_id: typing.user,
        };
        if let Some(frame) = Fleeting::new(name, &data) {
            self.hall.tell_typing(typing, &frame);
        }
    }

    async fn tell_everybody(&self) {
        for people in self.hall.people().chunks(TURN) {
            people.iter().for_each(|user| self.tell_online(*user));
            yield_now().await;
        }
    }

    /// Who comes into a project sees who is here, and is seen; who goes is out of sight.
    fn note_member(&self, project: ProjectId, user: UserId, is_in: bool) {
        self.tell_online(user);
        let is_here = self
            .presence
            .online(&HashSet::from([user]))
            .is_some_and(|online| !online.is_empty());
        if is_here && let Some(frame) = arrival(user, is_in) {
            self.hall.tell_members(project, user, !is_in, &frame);
        }
    }
}

fn arrival(user_id: UserId, is_here: bool) -> Option<Fleeting> {
    let name = match is_here {
        true => FrameName::UserJoined,
        false => FrameName::UserLeft,
    };
    let at = now();
    Fleeting::new(name, &UserPresence { user_id, at })
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Who has said it, or left, types no further.
fn end_of_typing(recorded: &RecordedEvent) -> Option<Typing> {
    let (Event::Conversation(event), StreamId::Conversation(conversation)) =
        (&recorded.event, recorded.stream)
    else {
        return None;
    };
    let user = match event {
        ConversationEvent::MessageSent { by, .. } => *by,
        ConversationEvent::ParticipantRemoved { user_id, .. } => *user_id,
        ConversationEvent::ConversationStarted { .. }
        | ConversationEvent::ParticipantAdded { .. }
        | ConversationEvent::SubjectChanged { .. }
        | ConversationEvent::StatusChanged { .. }
        | ConversationEvent::MessageEdited { .. }
        | ConversationEvent::MessageDeleted { .. }
        | ConversationEvent::MessageRestored { .. }
        | ConversationEvent::FileStateChanged { .. } => return None,
    };
    Some(Typing {
        conversation,
        user,
        is_typing: false,
    })
}
