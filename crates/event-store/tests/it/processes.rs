//! Several processes write to one log. Two writers with pools of their own are two processes.

use std::time::Duration;

use domain::{Command, MessageId, Refusal};
use event_store::Writer;
use harness::People;
use sqlx::postgres::PgListener;

use crate::fixture::*;

async fn remove(people: &People, log: &Log) {
    let remove = Command::Conversation(log.conversation, removing(people.client));
    people.ask(people.team, remove).await.unwrap();
}

async fn add(people: &People, log: &Log) {
    let add = Command::Conversation(log.conversation, adding(people.client));
    people.ask(people.team, add).await.unwrap();
}

/// A process whose facts from other streams are good for so long.
async fn trusting(log: &Log, facts_age_max: Duration) -> People {
    let pool = appends(&log.database).await;
    log.asking(
        &Writer::start_trusting(pool, false, facts_age_max)
            .await
            .unwrap(),
    )
}

const FOR_EVER: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn who_was_brought_back_at_one_process_is_not_refused_at_another() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    remove(&log.people, &log).await;
    let out = others
        .send(others.client, log.conversation, "let me in")
        .await;
    assert_eq!(refusal(out), Refusal::NoSuchConversation);

    add(&log.people, &log).await;

    others
        .send(others.client, log.conversation, "thank you")
        .await
        .unwrap();
    log.assert_sound().await;
}

#[tokio::test]
async fn who_joined_the_project_at_one_process_is_not_refused_at_another() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    let out = others
        .send(others.outsider, log.conversation, "hello")
        .await;
    assert_eq!(refusal(out), Refusal::NoSuchConversation);

    log.people
        .join(log.people.project, log.people.outsider)
        .await;
    let add = Command::Conversation(log.conversation, adding(log.people.outsider));
    log.people.ask(log.people.team, add).await.unwrap();

    others
        .send(others.outsider, log.conversation, "hello")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_mark_beyond_the_end_that_a_process_knows_is_looked_at_again() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    others
        .read(others.client, log.conversation, 1)
        .await
        .unwrap();
    let sent = log
        .people
        .send(log.people.team, log.conversation, "new")
        .await
        .unwrap();

    let read = others
        .read(others.client, log.conversation, 2)
        .await
        .unwrap();

    assert_eq!(read.events.len(), 1);
    assert!(read.position > sent.position);
}

#[tokio::test]
async fn who_was_removed_at_one_process_is_refused_at_once_at_another() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    others
        .send(others.client, log.conversation, "still here")
        .await
        .unwrap();

    remove(&log.people, &log).await;

    let out = others
        .send(others.client, log.conversation, "and now?")
        .await;
    assert_eq!(refusal(out), Refusal::NoSuchConversation);
}

#[tokio::test]
async fn who_left_the_project_at_one_process_is_refused_at_another_once_its_facts_are_too_old() {
    let log = Log::shared().await;
    let always_asking = trusting(&log, Duration::ZERO).await;
    let trusting = trusting(&log, FOR_EVER).await;
    // A conversation each, so that neither learns of the other's appends by losing to them.
    let (one, other) = (log.conversation, log.people.converse().await);
    always_asking
        .send(always_asking.client, one, "here")
        .await
        .unwrap();
    trusting.send(trusting.client, other, "here").await.unwrap();

    let dismiss = dismissing(&log.people, log.people.client);
    log.people.ask(log.people.admin, dismiss).await.unwrap();

    let out = always_asking.send(log.people.client, one, "a").await;
    assert_eq!(refusal(out), Refusal::NoSuchConversation);
    // Within the bound a permission may be out of date; this is what the bound bounds.
    trusting.send(log.people.client, other, "b").await.unwrap();
}

#[tokio::test]
async fn an_answer_without_events_rests_on_the_log_and_not_on_memory() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    others
        .send(others.client, log.conversation, "still here")
        .await
        .unwrap();
    remove(&log.people, &log).await;

    // In the other process' memory the client takes part: there would be nothing to do.
    let add = Command::Conversation(log.conversation, adding(log.people.client));
    let added = others.ask(others.team, add).await.unwrap();

    assert_eq!(added.events.len(), 1);
}

#[tokio::test]
async fn the_position_of_an_answer_without_events_covers_what_it_rests_on() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    // Enough for a snapshot, from which the other process will begin.
    let sends = (0..250).map(|_| log.people.send(log.people.team, log.conversation, "a"));
    together(sends).await;
    add(&log.people, &log).await;
    log.writer.close().await;
    let snapshot: i64 = sqlx::query_scalar(
        "select max(e.position)
         from log.snapshots s
         join log.events e using (aggregate_type, aggregate_id, sequence)",
    )
    .fetch_one(&mut log.superuser().await)
    .await
    .unwrap();

    let add = Command::Conversation(log.conversation, adding(log.people.client));
    let answer = others.ask(others.team, add).await.unwrap();

    assert_eq!(answer.events, []);
    assert!(
        answer.position >= snapshot.unsigned_abs(),
        "{}",
        answer.position
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hot_conversation_takes_every_message_of_four_processes_once() {
    let log = Log::shared().await;
    let mut callers = Vec::new();
    for process in 0..4 {
        let people = log.another_process().await;
        for caller in 0..16 {
            let (people, to) = (people.clone(), log.conversation);
            let by = if process % 2 == 0 {
                people.client
            } else {
                people.team
            };
            callers.push(tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                for n in 0..6 {
                    let id = message_id();
                    let body = format!("{process} {caller} {n}");
                    let send = Command::Conversation(to, saying(id, &body));
                    let outcome = people.ask(by, send).await.unwrap();
                    assert_eq!(outcome.events[0].message_id(), Some(id));
                    acknowledged.push(id);
                }
                acknowledged
            }));
        }
    }
    let mut acknowledged: Vec<MessageId> = Vec::new();
    for caller in callers {
        acknowledged.extend(caller.await.unwrap());
    }
    let mut stored = log.messages().await;
    stored.sort();
    acknowledged.sort();
    assert_eq!(stored, acknowledged);
    log.assert_sound().await;
}

#[tokio::test]
async fn a_batch_that_lost_a_race_is_decided_again_under_the_lock() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    others
        .send(others.team, log.conversation, "warm")
        .await
        .unwrap();
    log.people
        .send(log.people.client, log.conversation, "faster")
        .await
        .unwrap();

    // Its memory is one message behind, for certain: the first try must lose.
    let sends = (0..20).map(|_| others.send(others.team, log.conversation, "slower"));
    let answers = together(sends).await;

    let sequences: Vec<_> = answers
        .into_iter()
        .map(|answer| said(answer)[0].sequence)
        .collect();
    assert_eq!(sequences, (4..24).collect::<Vec<_>>());
    log.assert_sound().await;
}

#[tokio::test]
async fn who_waits_for_the_lock_decides_on_what_was_committed_meanwhile() {
    let log = Log::shared().await;
    let others = trusting(&log, FOR_EVER).await;
    let to = log.conversation;
    others.send(others.team, to, "warm").await.unwrap();
    log.people
        .send(log.people.client, to, "faster")
        .await
        .unwrap();
    // It loses once, and goes lock-first from now on.
    others.send(others.team, to, "slower").await.unwrap();
    log.people
        .send(log.people.client, to, "warm")
        .await
        .unwrap();

    let mut lock = HeadLock::take(&log).await;
    let people = log.people.clone();
    let first = tokio::spawn(async move { people.send(people.client, to, "first in line").await });
    lock.until_waiting(1).await;
    let second = tokio::spawn(async move { others.send(others.team, to, "second").await });
    lock.until_waiting(2).await;
    lock.release().await;

    let places = [first, second].map(async |send| said(send.await.unwrap())[0].sequence);
    assert_eq!(together(places).await, [6, 7]);
    log.assert_sound().await;
}

#[tokio::test]
async fn others_are_told_of_an_append_and_a_sole_writer_tells_nobody() {
    let log = Log::shared().await;
    let mut listener = PgListener::connect(&log.database.url).await.unwrap();
    listener.listen("tidings_log").await.unwrap();
    let sole = log.asking(&writer(&log.database, true).await);

    sole.send(sole.client, log.conversation, "unheard")
        .await
        .unwrap();
    log.people
        .send(log.people.client, log.conversation, "heard")
        .await
        .unwrap();
    soon(listener.recv()).await.unwrap();

    // Notices come in the order of commits: had the first one been sent, a second would wait.
    sqlx::raw_sql("notify tidings_log, 'end'")
        .execute(&mut log.superuser().await)
        .await
        .unwrap();
    assert_eq!(soon(listener.recv()).await.unwrap().payload(), "end");
}
