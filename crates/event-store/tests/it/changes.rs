//! Messages that change: each decision rests on the message as it is.

use domain::{Command, ConversationEvent, Event, MessageId, Refusal, SeenVersion};
use event_store::{Outcome, SubmitError};

use crate::fixture::*;

/// What the events of the outcome made of the message, in short.
fn made(outcome: &Outcome) -> Vec<(&'static str, u64)> {
    let version = |event: &Event| match event {
        Event::Conversation(event) => event.message(0).map_or(0, |message| message.version),
        _ => 0,
    };
    outcome
        .events
        .iter()
        .map(|it| (it.event.name(), version(&it.event)))
        .collect()
}

async fn said_by_client(log: &Log) -> MessageId {
    let id = message_id();
    ask(log, saying(id, "hello")).await.unwrap();
    id
}

async fn ask(log: &Log, command: domain::ConversationCommand) -> Result<Outcome, SubmitError> {
    let command = Command::Conversation(log.conversation, command);
    log.people.ask(log.people.client, command).await
}

#[tokio::test]
async fn what_one_batch_does_to_a_message_each_command_of_it_knows() {
    let log = Log::sole().await;
    let id = message_id();
    let all = together([
        ask(&log, saying(id, "a")),
        ask(&log, editing(id, "b", Some(1))),
        ask(&log, editing(id, "c", Some(2))),
        ask(&log, deleting(id)),
        ask(&log, restoring(id)),
        ask(&log, editing(id, "d", Some(3))),
    ])
    .await;
    let made: Vec<_> = all
        .into_iter()
        .map(|outcome| made(&outcome.unwrap()))
        .collect();
    assert_eq!(
        made,
        [
            [("MessageSent", 1)],
            [("MessageEdited", 2)],
            [("MessageEdited", 3)],
            [("MessageDeleted", 0)],
            [("MessageRestored", 3)],
            [("MessageEdited", 4)],
        ]
    );
    log.assert_sound().await;
}

#[tokio::test]
async fn a_restored_message_says_what_its_last_edit_said_and_carries_what_it_carried() {
    let log = Log::sole().await;
    let id = said_by_client(&log).await;
    for text in ["b", "c", "d"] {
        ask(&log, editing(id, text, None)).await.unwrap();
    }
    ask(&log, deleting(id)).await.unwrap();
    let back = ask(&log, restoring(id)).await.unwrap();
    let Event::Conversation(ConversationEvent::MessageRestored { message, .. }) =
        &back.events[0].event
    else {
        panic!("{back:?}");
    };
    assert_eq!(
        (message.body.shown(), message.version, message.seq),
        ("d", 4, 2)
    );
    let found = log
        .reader
        .messages(&[(log.conversation, id)])
        .await
        .unwrap();
    assert_eq!(found[&(log.conversation, id)].message, *message);
}

#[tokio::test]
async fn a_message_sent_again_after_it_changed_is_still_the_first_one() {
    let log = Log::sole().await;
    let id = said_by_client(&log).await;
    ask(&log, editing(id, "b", None)).await.unwrap();
    ask(&log, deleting(id)).await.unwrap();
    let again = ask(&log, saying(id, "hello")).await.unwrap();
    assert!(again.replayed);
    assert_eq!(made(&again), [("MessageSent", 1)]);
    assert_key_reused(&ask(&log, saying(id, "b")).await);
}

#[tokio::test]
async fn of_two_edits_in_two_processes_with_the_same_version_one_wins_and_the_other_hears_of_it() {
    let log = Log::shared().await;
    let other = log.another_process().await;
    for _ in 0..50 {
        let id = said_by_client(&log).await;
        let edit = |text| Command::Conversation(log.conversation, editing(id, text, Some(1)));
        let (one, two) = tokio::join!(
            log.people.ask(log.people.client, edit("b")),
            other.ask(other.client, edit("c")),
        );
        let refused = match (one, two) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            both => panic!("one of them wins: {both:?}"),
        };
        let SubmitError::Refused(Refusal::VersionMismatch(SeenVersion { version, by, .. })) =
            refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((version, by), (2, log.people.client));
    }
    log.assert_sound().await;
}

#[tokio::test]
async fn of_an_edit_and_a_deletion_in_two_processes_the_later_one_hears_of_the_first() {
    let log = Log::shared().await;
    let other = log.another_process().await;
    for _ in 0..50 {
        let id = said_by_client(&log).await;
        let edit = Command::Conversation(log.conversation, editing(id, "b", Some(1)));
        let delete = domain::ConversationCommand::DeleteMessage {
            id,
            if_match: Some(1),
        };
        let delete = Command::Conversation(log.conversation, delete);
        let (edit, delete) = tokio::join!(
            log.people.ask(log.people.client, edit),
            other.ask(other.client, delete),
        );
        match (edit, delete) {
            (Ok(_), Err(SubmitError::Refused(Refusal::VersionMismatch(_))))
            | (Err(SubmitError::Refused(Refusal::AlreadyDeleted)), Ok(_)) => {}
            both => panic!("one of them wins: {both:?}"),
        }
    }
    log.assert_sound().await;
}
