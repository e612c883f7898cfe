//! What is acknowledged is in the log, once, in order.

use domain::{Event, Timestamp};

use crate::fixture::*;

#[tokio::test(flavor = "multi_thread")]
async fn positions_and_sequences_have_no_holes() {
    let log = Log::sole().await;
    let sends = (0..200).map(|n| {
        let people = log.people.clone();
        let conversation = log.conversation;
        tokio::spawn(async move {
            let body = format!("{n}");
            people
                .send(people.client, conversation, &body)
                .await
                .unwrap()
        })
    });
    let sends: Vec<_> = sends.collect();
    for send in sends {
        send.await.unwrap();
    }
    let all = log.reader.read(0, 10_000).await.unwrap();
    let positions: Vec<_> = all.iter().map(|event| event.position).collect();
    assert_eq!(positions, (1..=all.len() as u64).collect::<Vec<_>>());
    let events = log.conversation_events().await;
    let sequences: Vec<_> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=201).collect::<Vec<_>>());
    log.assert_sound().await;
}

#[tokio::test]
async fn what_was_acknowledged_is_what_stands_in_the_log() {
    let log = Log::sole().await;
    // What JSON, jsonb and the canonical form could each spell in a way of its own.
    let body = "\"\\/\u{8}\u{c}\n\r\t\u{1}\u{7f}\u{2028}\u{fffe}\u{ffff} é e\u{301} 𝄞 👩‍👩‍👧 \\u0000 1e400 {\"text\":1}";
    let outcome = log.people.send(log.people.client, log.conversation, body);
    let outcome = outcome.await.unwrap();
    let head = log.reader.head().await.unwrap();
    let stored = log.reader.read(head - 1, 10).await.unwrap();
    assert_eq!(stored, outcome.events);
    log.assert_sound().await;
}

#[tokio::test]
async fn an_outcome_tells_the_state_and_a_position_at_which_it_holds() {
    let log = Log::sole().await;
    let outcome = log
        .people
        .send(log.people.client, log.conversation, "a")
        .await
        .unwrap();
    let (state, sequence) = log.reader.state(log.stream()).await.unwrap();
    assert_eq!(*outcome.state, state);
    assert_eq!(sequence, 2);
    assert_eq!(outcome.position, log.reader.head().await.unwrap());
    assert!(!outcome.replayed);
}

#[tokio::test]
async fn who_follows_in_the_same_process_is_woken_with_the_new_head() {
    let log = Log::sole().await;
    let mut head = log.writer.head();
    head.borrow_and_update();
    let outcome = log
        .people
        .send(log.people.client, log.conversation, "a")
        .await
        .unwrap();
    assert!(head.has_changed().unwrap());
    assert_eq!(*head.borrow_and_update(), outcome.position);
}

#[tokio::test]
async fn a_refused_command_wakes_nobody() {
    let log = Log::sole().await;
    let mut head = log.writer.head();
    head.borrow_and_update();
    refusal(
        log.people
            .send(log.people.outsider, log.conversation, "a")
            .await,
    );
    assert!(!head.has_changed().unwrap());
}

#[tokio::test]
async fn time_never_goes_back_within_a_stream() {
    let log = Log::sole().await;
    let future: Timestamp = "2999-01-31T09:30:00.000Z".parse().unwrap();
    // Another process' clock was far ahead.
    sqlx::raw_sql(
        "set session_replication_role = replica;
         update log.events
         set payload = jsonb_set(payload, '{at}', '\"2999-01-31T09:30:00.000Z\"'),
             occurred_at = '2999-01-31T09:30:00Z'
         where event_type = 'ConversationStarted'",
    )
    .execute(&mut log.superuser().await)
    .await
    .unwrap();
    let late = log.asking(&writer(&log.database, true).await);
    let outcome = late
        .send(late.client, log.conversation, "after that")
        .await
        .unwrap();
    assert_eq!(outcome.events[0].occurred_at(), future);
}

#[tokio::test]
async fn an_event_carries_what_is_known_of_its_request() {
    let log = Log::sole().await;
    let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let metadata = [("traceparent".to_owned(), traceparent.to_owned())];
    let outcome = log.writer.submit(event_store::Submission {
        by: log.people.client,
        command: domain::Command::Conversation(log.conversation, saying(message_id(), "a")),
        key: None,
        metadata: metadata.clone().into(),
    });
    let event = outcome.await.unwrap().events.remove(0);
    assert_eq!(event.metadata, metadata.into());
    assert!(matches!(event.event, Event::Conversation(_)));
    assert_eq!(log.conversation_events().await[1], event);
    log.assert_sound().await;
}
