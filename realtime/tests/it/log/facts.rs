//! What frames need, told from all events: slow, and plain enough to be right.

use std::collections::{BTreeMap, HashMap};

use domain::{
    ConversationEvent, ConversationId, Event, MessageFact, MessageId, RecordedEvent, StreamId,
};
use wire::frame::{Facts, Need, PersonFact};

/// The events of a conversation up to a position, with their sequences.
fn events_of(
    events: &[RecordedEvent],
    id: ConversationId,
    position: u64,
) -> impl DoubleEndedIterator<Item = (u64, &ConversationEvent)> {
    events.iter().filter_map(move |event| match &event.event {
        Event::Conversation(it)
            if event.stream == StreamId::Conversation(id) && event.position <= position =>
        {
            Some((event.sequence, it))
        }
        _ => None,
    })
}

/// The messages of a conversation as of a position, in order.
pub fn messages(events: &[RecordedEvent], id: ConversationId, position: u64) -> Vec<MessageFact> {
    let mut found: BTreeMap<MessageId, Vec<(u64, &ConversationEvent)>> = BTreeMap::new();
    for (sequence, event) in events_of(events, id, position) {
        if let Some(message) = event.message_id() {
            found.entry(message).or_default().push((sequence, event));
        }
    }
    let mut facts: Vec<_> = found
        .into_values()
        .map(|events| MessageFact::fold(events).unwrap())
        .collect();
    facts.sort_by_key(|fact| fact.message.seq);
    facts
}

pub fn last_message(
    events: &[RecordedEvent],
    id: ConversationId,
    position: u64,
) -> Option<domain::Message> {
    let mut messages = messages(events, id, position).into_iter();
    messages
        .rfind(|fact| fact.deletion.is_none())
        .map(|fact| fact.message)
}

pub fn last_activity(
    events: &[RecordedEvent],
    id: ConversationId,
    position: u64,
) -> Option<domain::Timestamp> {
    let moves = ["MessageSent", "StatusChanged", "ConversationStarted"];
    let mut events = events_of(events, id, position);
    let last = events.rfind(|(_, event)| moves.contains(&event.name()));
    last.map(|(_, event)| event.source().1)
}

pub fn unread(
    events: &[RecordedEvent],
    id: ConversationId,
    reader: domain::UserId,
    above: u64,
    position: u64,
) -> u64 {
    let counts = |fact: &MessageFact| {
        fact.deletion.is_none() && fact.message.seq > above && fact.message.author_id != reader
    };
    let messages = messages(events, id, position);
    u64::try_from(messages.iter().filter(|fact| counts(fact)).count()).unwrap()
}

pub fn facts(events: &[RecordedEvent], needs: &[(u64, Need)]) -> HashMap<u64, Facts> {
    let mut facts: HashMap<u64, Facts> = HashMap::new();
    for (position, need) in needs.iter().copied() {
        let facts = facts.entry(position).or_default();
        match need {
            Need::Original {
                conversation,
                message,
            } => {
                let mut messages = messages(events, conversation, position).into_iter();
                facts.original = messages.find(|fact| fact.message.id == message);
            }
            Need::LastMessage { conversation, .. } => {
                facts.last_message = last_message(events, conversation, position);
            }
            Need::LastActivity { conversation, .. } => {
                facts.last_activity = last_activity(events, conversation, position);
            }
            Need::Unread {
                conversation,
                reader,
                above,
            } => facts.unread = Some(unread(events, conversation, reader, above, position)),
            Need::Person { user, .. } => {
                facts.person =
                    PersonFact::fold(events.iter().filter_map(|event| match &event.event {
                        Event::User(it)
                            if event.stream == StreamId::User(user)
                                && event.position <= position =>
                        {
                            Some(it)
                        }
                        _ => None,
                    }));
            }
        }
    }
    facts
}
