//! What is unread, against a recount of every message one by one.

use std::collections::BTreeMap;

use domain::{Command, ConversationCommand, ConversationEvent, Event, RecordedEvent, UserId};
use event_store::Unread;

use crate::fixture::*;

/// The messages above `above` that others sent and that are there at a position.
fn recounted(events: &[RecordedEvent], reader: UserId, above: u64, position: u64) -> u64 {
    let mut there = BTreeMap::new();
    for recorded in events.iter().filter(|it| it.position <= position) {
        let Event::Conversation(event) = &recorded.event else {
            panic!("{recorded:?}")
        };
        let Some(id) = event.message_id() else {
            continue;
        };
        match event {
            ConversationEvent::MessageSent { by, .. } => {
                there.insert(id, (recorded.sequence, *by, true));
            }
            ConversationEvent::MessageDeleted { .. } => there.get_mut(&id).unwrap().2 = false,
            ConversationEvent::MessageRestored { .. } => there.get_mut(&id).unwrap().2 = true,
            _ => {}
        }
    }
    let is_unread =
        |(seq, by, there): &&(u64, UserId, bool)| *seq > above && *by != reader && *there;
    there.values().filter(is_unread).count() as u64
}

#[tokio::test]
async fn what_is_unread_is_what_a_recount_says_for_every_reader_place_and_time() {
    let log = Log::sole().await;
    let (client, team, admin) = (log.people.client, log.people.team, log.people.admin);
    // A message that stays, one that goes, one that comes back, and one that goes again.
    for round in 0..6 {
        for (by, changes) in [(client, 0), (team, 1), (client, 2), (team, 3), (admin, 1)] {
            let sent = log.people.send(by, log.conversation, "a").await.unwrap();
            let id = sent.events[0].message_id().unwrap();
            for change in 0..(changes + round) % 4 {
                let command = match change % 2 {
                    0 => ConversationCommand::DeleteMessage { id, if_match: None },
                    _ => ConversationCommand::RestoreMessage { id },
                };
                let command = Command::Conversation(log.conversation, command);
                log.people.ask(admin, command).await.unwrap();
            }
        }
    }
    let events = log.conversation_events().await;
    let last = events.last().unwrap();
    let mut asked = Vec::new();
    for reader in [client, team, admin] {
        for above in (0..=last.sequence).step_by(3) {
            for position in (0..=last.position).step_by(5).chain([last.position]) {
                asked.push(Unread {
                    conversation: log.conversation,
                    reader,
                    above,
                    position,
                });
            }
        }
    }
    let counted = log.reader.unread(&asked).await.unwrap();
    let expected: Vec<_> = asked
        .iter()
        .map(|it| recounted(&events, it.reader, it.above, it.position))
        .collect();
    assert_eq!(counted, expected);
    assert!(expected.iter().max() > Some(&10));
}

#[tokio::test]
async fn messages_are_read_as_they_were_at_a_position() {
    let log = Log::sole().await;
    let (client, conversation) = (log.people.client, log.conversation);
    let sent = log.people.send(client, conversation, "a").await.unwrap();
    let id = sent.events[0].message_id().unwrap();
    let name = (conversation, id);
    let mut seen = vec![(sent.position - 1, None)];
    let mut note = async |position| {
        let now = log.reader.messages(&[name]).await.unwrap().remove(&name);
        seen.push((position, now));
    };
    note(sent.position).await;
    let edit = |body| ConversationCommand::EditMessage {
        id,
        body: harness::text(body),
        if_match: None,
    };
    let delete = ConversationCommand::DeleteMessage { id, if_match: None };
    let restore = ConversationCommand::RestoreMessage { id };
    for command in [edit("b"), edit("c"), delete, restore, edit("d")] {
        let command = Command::Conversation(conversation, command);
        let done = log.people.ask(client, command).await.unwrap();
        note(done.position).await;
    }
    for (position, fact) in seen {
        let then = log.reader.messages_at(&[name], position).await.unwrap();
        assert_eq!(then.get(&name), fact.as_ref(), "{position}");
    }
}
