//! A request that is repeated under its key is carried out once.

use domain::{Command, MessageId, Refusal};
use sqlx::Row as _;

use crate::fixture::*;

fn send(log: &Log, id: MessageId, body: &str) -> Command {
    Command::Conversation(log.conversation, saying(id, body))
}

#[tokio::test]
async fn repeats_in_one_batch_are_answered_with_one_event() {
    let log = Log::sole().await;
    let me = log.people.client;
    // Message ids differ, as they do when the server makes them for each try.
    let tries = (0..50).map(|_| {
        let command = send(&log, message_id(), "once");
        ask(&log.people, me, command, key("k", "r"))
    });
    let answers: Vec<_> = together(tries).await.into_iter().map(said).collect();
    assert_eq!(answers[0].len(), 1);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(log.messages().await.len(), 1);
}

#[tokio::test]
async fn a_repeat_in_a_later_batch_is_answered_with_the_same_events() {
    let log = Log::sole().await;
    let me = log.people.client;
    let first = ask(
        &log.people,
        me,
        send(&log, message_id(), "a"),
        key("k", "r"),
    )
    .await;
    let first = first.unwrap();
    log.people
        .send(me, log.conversation, "in between")
        .await
        .unwrap();
    let again = ask(
        &log.people,
        me,
        send(&log, message_id(), "a"),
        key("k", "r"),
    )
    .await;
    let again = again.unwrap();
    assert!(!first.replayed);
    assert!(again.replayed);
    assert_eq!(again.events, first.events);
    assert_eq!(log.messages().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn repeats_at_two_processes_at_once_are_carried_out_once() {
    let log = Log::shared().await;
    let others = log.another_process().await;
    let tries = (0..50).map(|n| {
        let people = if n % 2 == 0 { &log.people } else { &others };
        let (people, command) = (people.clone(), send(&log, message_id(), "once"));
        tokio::spawn(async move { ask(&people, people.client, command, key("k", "r")).await })
    });
    let tries: Vec<_> = tries.collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(said(one.await.unwrap()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(log.messages().await.len(), 1);
    log.assert_sound().await;
}

#[tokio::test]
async fn another_process_answers_a_repeat_with_the_same_events_and_with_the_state_they_led_to() {
    let log = Log::shared().await;
    let others = log.another_process().await;
    let me = log.people.client;
    log.people
        .send(log.people.team, log.conversation, "a")
        .await
        .unwrap();
    // The other process knows the marker, as it was before.
    others.read(me, log.conversation, 1).await.unwrap();
    let mark = domain::ReadMarkerCommand::MarkRead { up_to: 2 };
    let mark = Command::ReadMarker(log.conversation, me, mark);
    let first = ask(&log.people, me, mark.clone(), key("k", "r"))
        .await
        .unwrap();
    let again = ask(&others, me, mark, key("k", "r")).await.unwrap();
    assert!(again.replayed);
    assert_eq!(again.events, first.events);
    assert_eq!(again.state, first.state);
}

#[tokio::test]
async fn a_key_that_stands_for_another_request_is_refused() {
    let log = Log::sole().await;
    let me = log.people.client;
    let first = ask(
        &log.people,
        me,
        send(&log, message_id(), "a"),
        key("k", "r1"),
    )
    .await;
    first.unwrap();
    let other = ask(
        &log.people,
        me,
        send(&log, message_id(), "b"),
        key("k", "r2"),
    )
    .await;
    assert_key_reused(&other);
    assert_eq!(log.messages().await.len(), 1);
}

#[tokio::test]
async fn a_key_that_stands_for_another_request_of_the_same_batch_is_refused() {
    let log = Log::sole().await;
    let me = log.people.client;
    let tries = ["r1", "r2"].map(|request| {
        let command = send(&log, message_id(), request);
        ask(&log.people, me, command, key("k", request))
    });
    let answers = together(tries).await;
    assert!(answers[0].is_ok());
    assert_key_reused(&answers[1]);
}

#[tokio::test]
async fn a_key_is_its_users_own() {
    let log = Log::sole().await;
    let (me, you) = (log.people.client, log.people.team);
    let mine = ask(
        &log.people,
        me,
        send(&log, message_id(), "a"),
        key("k", "r1"),
    )
    .await;
    let yours = ask(
        &log.people,
        you,
        send(&log, message_id(), "b"),
        key("k", "r2"),
    )
    .await;
    assert!(!mine.unwrap().replayed);
    assert!(!yours.unwrap().replayed);
    assert_eq!(log.messages().await.len(), 2);
}

#[tokio::test]
async fn a_success_without_events_uses_its_key_up() {
    let log = Log::sole().await;
    let me = log.people.team;
    let add = Command::Conversation(log.conversation, adding(log.people.client));
    let before = log.reader.head().await.unwrap();

    let first = ask(&log.people, me, add.clone(), key("k", "r1"))
        .await
        .unwrap();
    let again = ask(&log.people, me, add, key("k", "r1")).await.unwrap();
    let other = ask(
        &log.people,
        me,
        send(&log, message_id(), "b"),
        key("k", "r2"),
    )
    .await;

    assert_eq!((first.events, first.replayed), (vec![], false));
    assert_eq!((again.events, again.replayed), (vec![], true));
    assert_eq!(again.state, first.state);
    assert_key_reused(&other);
    let row = sqlx::query("select position, count from log.keys")
        .fetch_one(&mut log.superuser().await)
        .await
        .unwrap();
    assert_eq!(
        (row.get::<i64, _>(0).unsigned_abs(), row.get::<i32, _>(1)),
        (before, 0)
    );
    assert_eq!(log.reader.head().await.unwrap(), before);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let log = Log::sole().await;
    let people = &log.people;
    let request = || key("k", "r");
    let first = ask(
        people,
        people.outsider,
        send(&log, message_id(), "a"),
        request(),
    )
    .await;
    assert_eq!(refusal(first), Refusal::NoSuchConversation);

    people.join(people.project, people.outsider).await;
    let add = Command::Conversation(log.conversation, adding(people.outsider));
    people.ask(people.team, add).await.unwrap();

    let again = ask(
        people,
        people.outsider,
        send(&log, message_id(), "a"),
        request(),
    )
    .await;
    assert!(!again.unwrap().replayed);
}

#[tokio::test]
async fn a_repeat_is_answered_although_it_would_be_refused_now() {
    let log = Log::sole().await;
    let people = &log.people;
    let first = ask(
        people,
        people.client,
        send(&log, message_id(), "a"),
        key("k", "r"),
    )
    .await;
    let remove = Command::Conversation(log.conversation, removing(people.client));
    people.ask(people.team, remove).await.unwrap();
    let again = ask(
        people,
        people.client,
        send(&log, message_id(), "a"),
        key("k", "r"),
    )
    .await;
    assert_eq!(said(again), said(first));
}

#[tokio::test]
async fn keys_differ_by_every_character() {
    let log = Log::sole().await;
    for name in ["k", "K", "k ", "k\u{e9}", "ke\u{301}", "k%", "k'"] {
        let command = send(&log, message_id(), name);
        let outcome = ask(&log.people, log.people.client, command, key(name, name)).await;
        assert!(!outcome.unwrap().replayed, "{name}");
    }
}
