//! What a GET would answer at a position, made from the log alone, in the shapes of the interface.

use domain::{ConversationId, Event, Mine, ReadMarkerEvent, RecordedEvent, StreamId, UserId};
use serde_json::{Value, json};
use wire::{Conversation, LastMessage, Message, Participant};

use super::facts;

/// A conversation and its messages, as somebody sees them.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub conversation: Value,
    pub messages: Vec<Value>,
}

/// What somebody who takes part is answered as of a position.
pub fn seen(
    events: &[RecordedEvent],
    id: ConversationId,
    user: UserId,
    position: u64,
) -> Option<Seen> {
    let past: Vec<_> = events
        .iter()
        .filter(|e| e.position <= position)
        .cloned()
        .collect();
    let own = || {
        past.iter()
            .filter(|e| e.stream == StreamId::Conversation(id))
    };
    let core = own().rev().find_map(|event| match &event.event {
        Event::Conversation(event) => event.core(),
        _ => None,
    })?;
    let read_seq = |user: UserId, joined: u64| mine(&past, id, user, joined).read_seq;
    let joined = core.participant(user)?.joined_seq;
    let mine = mine(&past, id, user, joined);
    let participants: Vec<_> = core
        .participants
        .iter()
        .map(|p| Participant {
            user_id: p.user_id,
            joined_seq: p.joined_seq,
            joined_at: p.joined_at,
            read_seq: read_seq(p.user_id, p.joined_seq),
        })
        .collect();
    let others = || {
        let others = participants.iter().filter(|p| p.user_id != user);
        others.map(|p| p.read_seq)
    };
    let shape = wire::ConversationCore::from(core);
    let last = facts::last_message(&past, id, position);
    let conversation = Conversation {
        id,
        project_id: core.project_id,
        subject: shape.subject,
        status: core.status,
        version: core.version,
        created_by: core.created_by,
        created_at: core.created_at,
        last_seq: own().next_back()?.sequence,
        last_activity_at: facts::last_activity(&past, id, position)?,
        last_message: last.as_ref().map(LastMessage::from),
        unread: facts::unread(&past, id, user, mine.unread_above(), position),
        unread_from: mine.unread_from,
        read_seq: mine.read_seq,
        others_read_seq: others().max().unwrap_or_default(),
        all_read_seq: others().min().unwrap_or_default(),
        muted: mine.muted,
        participants,
    };
    let messages = facts::messages(&past, id, position);
    let shown = messages.iter().map(|fact| {
        let original = fact
            .message
            .reply_to
            .and_then(|reply| messages.iter().find(|it| it.message.id == reply.id));
        json!(Message::of(id, fact, original))
    });
    Some(Seen {
        conversation: json!(conversation),
        messages: shown.collect(),
    })
}

fn mine(past: &[RecordedEvent], id: ConversationId, user: UserId, joined: u64) -> Mine {
    let marks = past
        .iter()
        .filter(|e| e.stream == StreamId::ReadMarker(id, user));
    let mine = marks.fold(Mine::default(), |mine, event| match &event.event {
        Event::ReadMarker(ReadMarkerEvent::ConversationRead { up_to, .. }) => Mine {
            read_seq: *up_to,
            unread_from: None,
            ..mine
        },
        Event::ReadMarker(
            ReadMarkerEvent::MarkedUnread { mine, .. } | ReadMarkerEvent::Muted { mine, .. },
        ) => *mine,
        _ => mine,
    });
    Mine {
        read_seq: mine.read_seq.max(joined),
        unread_from: mine.unread_from.filter(|from| *from >= joined),
        ..mine
    }
}
