//! A message id stands for one message of its conversation.

use domain::{Command, ConversationCommand, ConversationId, MessageId, Refusal, UserId};
use event_store::{Outcome, SubmitError};
use harness::People;
use sqlx::Connection as _;

use crate::fixture::*;

async fn send(
    people: &People,
    by: UserId,
    to: ConversationId,
    id: MessageId,
    body: &str,
) -> Result<Outcome, SubmitError> {
    people
        .ask(by, Command::Conversation(to, saying(id, body)))
        .await
}

#[tokio::test]
async fn the_same_message_again_is_a_repeat() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    let first = send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    let again = send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    assert!(again.replayed);
    assert_eq!(again.events, first.events);
    assert_eq!(log.messages().await, [id]);
}

#[tokio::test]
async fn the_same_message_twice_in_one_batch_is_one_message() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    let tries = (0..20).map(|_| send(people, people.client, log.conversation, id, "a"));
    let answers: Vec<_> = together(tries).await.into_iter().map(said).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(log.messages().await, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_at_two_processes_at_once_is_one_message() {
    let log = Log::shared().await;
    let (others, id, to) = (log.another_process().await, message_id(), log.conversation);
    let tries = (0..20).map(|n| {
        let people = if n % 2 == 0 { &log.people } else { &others };
        let people = people.clone();
        tokio::spawn(async move { send(&people, people.client, to, id, "a").await })
    });
    let tries: Vec<_> = tries.collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(said(one.await.unwrap()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(log.messages().await, [id]);
}

#[tokio::test]
async fn a_message_that_is_long_past_is_still_known() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    let first = send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    let others = (0..70).map(|_| people.send(people.team, log.conversation, "b"));
    together(others).await;

    let again = send(people, people.client, log.conversation, id, "a").await;
    let taken = send(people, people.team, log.conversation, id, "a").await;
    let reply = ConversationCommand::SendMessage {
        id: message_id(),
        body: harness::text("c"),
        files: vec![],
        reply_to: Some(id),
    };
    let reply = people
        .ask(people.team, Command::Conversation(log.conversation, reply))
        .await;

    assert_eq!(said(again), first.events);
    assert_eq!(refusal(taken), Refusal::MessageIdTaken);
    let domain::Event::Conversation(domain::ConversationEvent::MessageSent { reply_to, .. }) =
        &said(reply)[0].event
    else {
        panic!("not a message");
    };
    assert_eq!(reply_to.unwrap().seq, first.events[0].sequence);
}

#[tokio::test]
async fn an_id_that_stands_for_another_text_of_mine_is_refused_as_reused() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    assert_key_reused(&send(people, people.client, log.conversation, id, "b").await);
}

#[tokio::test]
async fn an_id_that_stands_for_another_persons_message_is_taken() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    let yours = send(people, people.team, log.conversation, id, "a").await;
    assert_eq!(refusal(yours), Refusal::MessageIdTaken);
}

#[tokio::test]
async fn an_outsider_learns_nothing_from_an_id_that_is_taken() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    for id in [id, message_id()] {
        let outsider = send(people, people.outsider, log.conversation, id, "a").await;
        assert_eq!(refusal(outsider), Refusal::NoSuchConversation);
    }
}

#[tokio::test]
async fn an_id_may_be_used_again_in_another_conversation() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    let elsewhere = people.converse().await;
    send(people, people.client, log.conversation, id, "a")
        .await
        .unwrap();
    let other = send(people, people.client, elsewhere, id, "b")
        .await
        .unwrap();
    assert!(!other.replayed);
    let of = [(log.conversation, id), (elsewhere, id)];
    assert_eq!(log.reader.messages(&of).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_reply_finds_its_original_in_the_same_batch() {
    let log = Log::sole().await;
    let (people, id) = (&log.people, message_id());
    let original = saying(id, "a");
    let reply = ConversationCommand::SendMessage {
        id: message_id(),
        body: harness::text("b"),
        files: vec![],
        reply_to: Some(id),
    };
    let asked = [original, reply].map(|command| {
        people.ask(
            people.client,
            Command::Conversation(log.conversation, command),
        )
    });
    for answer in together(asked).await {
        answer.unwrap();
    }
    assert_eq!(log.messages().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_that_comes_while_the_first_is_being_written_waits_for_it() {
    let log = Log::sole().await;
    let (people, conversation, id) = (log.people.clone(), log.conversation, message_id());
    // Whoever holds the head keeps every append from ending.
    let mut superuser = log.superuser().await;
    let mut holding = superuser.begin().await.unwrap();
    sqlx::query("select log.lock_head()")
        .execute(&mut *holding)
        .await
        .unwrap();
    let asking = || {
        let people = people.clone();
        tokio::spawn(async move { send(&people, people.client, conversation, id, "a").await })
    };
    let first = asking();
    let mut watching = log.superuser().await;
    let waits = "select exists (
                   select from pg_locks
                   where locktype = 'advisory'
                     and not granted
                     and database = (select oid from pg_database where datname = current_database()))";
    while !sqlx::query_scalar::<_, bool>(waits)
        .fetch_one(&mut watching)
        .await
        .unwrap()
    {
        tokio::task::yield_now().await;
    }
    let second = asking();
    // Nothing shows that the writer has taken the second one. If this is too short, the test shows
    // nothing; it cannot fail for it.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    holding.commit().await.unwrap();
    let (first, second) = (
        first.await.unwrap().unwrap(),
        second.await.unwrap().unwrap(),
    );
    assert_eq!(first.events, second.events);
    assert!(!first.replayed && second.replayed);
    assert_eq!(log.messages().await, [id]);
}
