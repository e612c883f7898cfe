//! The wire to Postgres breaks, its sessions end, and callers hang up. What was acknowledged is
//! in the log once; what was not is there once or not at all.

use std::collections::HashSet;
use std::time::Duration;

use domain::{Command, MessageId};
use event_store::{Submission, SubmitError, Writer};
use harness::Database;
use sqlx::PgConnection;

use crate::fixture::*;
use crate::proxy::{Cut, Proxy};

async fn writer_through(proxy: &Proxy, sole: bool) -> Writer {
    let database = Database {
        url: proxy.url.clone(),
    };
    writer(&database, sole).await
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_on_the_wire_is_carried_out_once() {
    let log = Log::shared().await;
    let mut said = 0;
    for cut in [Cut::Before, Cut::While, Cut::After] {
        for sole in [true, false] {
            let proxy = Proxy::before(&log.database.url, cut);
            let people = log.asking(&writer_through(&proxy, sole).await);
            let marked = people.send(people.client, log.conversation, Proxy::MARK);
            let others = (0..20).map(|_| people.send(people.team, log.conversation, "beside it"));
            let others = async { together(others).await };

            let (marked, others) = tokio::join!(marked, others);

            soon(proxy.cut()).await;
            for answer in others.into_iter().chain([marked]) {
                assert!(!answer.unwrap().replayed, "{cut:?}");
            }
            said += 21;
            assert_eq!(log.messages().await.len(), said, "{cut:?}");
        }
    }
    log.assert_sound().await;
}

/// A command that names no message and has no key: nothing but its event tells what became of it.
fn marked_removal(log: &Log) -> Submission {
    Submission {
        by: log.people.team,
        command: Command::Conversation(log.conversation, removing(log.people.client)),
        key: None,
        metadata: [("traceparent".to_owned(), Proxy::MARK.to_owned())].into(),
    }
}

#[tokio::test]
async fn a_command_is_answered_with_its_event_though_the_answer_was_lost() {
    let log = Log::shared().await;
    let proxy = Proxy::before(&log.database.url, Cut::After);
    let writer = writer_through(&proxy, false).await;

    let outcome = writer.submit(marked_removal(&log)).await.unwrap();

    soon(proxy.cut()).await;
    assert_eq!(outcome.events, log.conversation_events().await[1..]);
    assert_eq!(outcome.events.len(), 1);
}

#[tokio::test]
async fn a_statement_that_still_runs_when_its_wire_is_cut_is_waited_for() {
    let log = Log::shared().await;
    let proxy = Proxy::before(&log.database.url, Cut::While);
    let writer = writer_through(&proxy, false).await;
    let mut lock = HeadLock::take(&log).await;
    let marked = marked_removal(&log);
    let removal = tokio::spawn(async move { writer.submit(marked).await });
    soon(proxy.cut()).await;
    // The lost statement, and the session that asks what became of it.
    lock.until_waiting(2).await;
    lock.release().await;

    let outcome = removal.await.unwrap().unwrap();

    assert_eq!(outcome.events, log.conversation_events().await[1..]);
    assert_eq!(outcome.events.len(), 1);
}

#[tokio::test]
async fn a_key_whose_answer_was_lost_is_used_up_once() {
    let log = Log::shared().await;
    let proxy = Proxy::before(&log.database.url, Cut::After);
    let people = log.asking(&writer_through(&proxy, false).await);
    // Nothing to do, so the key alone is written: there is no event to look for.
    let add = Command::Conversation(log.conversation, adding(people.client));
    let first = ask(&people, people.team, add.clone(), key(Proxy::MARK, "r"))
        .await
        .unwrap();
    let again = ask(&people, people.team, add, key(Proxy::MARK, "r"))
        .await
        .unwrap();
    soon(proxy.cut()).await;
    assert_eq!(first.events, []);
    assert!(again.replayed);
}

/// Ends every session of the program in this database, as a restart does.
async fn end_sessions(superuser: &mut PgConnection) {
    sqlx::query(
        "select pg_terminate_backend(pid)
         from pg_stat_activity
         where application_name = 'tidings'
           and datname = current_database()",
    )
    .execute(superuser)
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_while_sessions_ended_again_and_again_is_there_once() {
    let log = Log::shared().await;
    let processes = [log.another_process().await, log.another_process().await];
    let callers = (0..16).map(|caller| {
        let (people, to) = (processes[caller % 2].clone(), log.conversation);
        tokio::spawn(async move {
            let mut acknowledged = Vec::new();
            for n in 0..15 {
                let id = message_id();
                let body = format!("{caller} {n}");
                // A client tries again with the same id until it knows.
                loop {
                    let send = Command::Conversation(to, saying(id, &body));
                    match people.ask(people.client, send).await {
                        Ok(_) => break,
                        Err(SubmitError::Unavailable(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                acknowledged.push(id);
            }
            acknowledged
        })
    });
    let callers: Vec<_> = callers.collect();
    let mut head = processes[0].writer.head();
    let mut superuser = log.superuser().await;
    for _ in 0..6 {
        if tokio::time::timeout(Duration::from_secs(5), head.changed())
            .await
            .is_ok()
        {
            end_sessions(&mut superuser).await;
        }
    }
    let mut acknowledged = Vec::new();
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
async fn a_writer_whose_session_ended_while_idle_goes_on() {
    let log = Log::sole().await;
    end_sessions(&mut log.superuser().await).await;
    log.people
        .send(log.people.client, log.conversation, "a")
        .await
        .unwrap();
    assert_eq!(
        log.people
            .send(log.people.client, log.conversation, "b")
            .await
            .unwrap()
            .events[0]
            .sequence,
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_hangs_up_at_any_moment_leaves_its_message_there_once_or_not_at_all() {
    let log = Log::shared().await;
    let mut calls = Vec::new();
    for n in 0_u64..500 {
        let id = message_id();
        let (people, to) = (log.people.clone(), log.conversation);
        let call = tokio::spawn(async move {
            let send = people.ask(people.client, Command::Conversation(to, saying(id, "a")));
            // Spread over the time that a batch takes.
            let patience = Duration::from_micros(n * 7_919 % 8_000);
            let answer = tokio::time::timeout(patience, send).await;
            (id, answer.is_ok_and(|answer| answer.is_ok()))
        });
        calls.push(call);
        if n % 25 == 24 {
            tokio::task::yield_now().await;
        }
    }
    let (mut acknowledged, mut asked) = (HashSet::new(), HashSet::new());
    for call in calls {
        let (id, is_acknowledged) = call.await.unwrap();
        asked.insert(id);
        if is_acknowledged {
            acknowledged.insert(id);
        }
    }
    // Whatever was in the queue is through after this one.
    let last = log
        .people
        .send(log.people.client, log.conversation, "last")
        .await
        .unwrap();

    let stored = log.messages().await;
    let once: HashSet<MessageId> = stored.iter().copied().collect();
    assert_eq!(once.len(), stored.len());
    assert!(acknowledged.is_subset(&once));
    let last = last.events[0].message_id().unwrap();
    assert!(once.iter().all(|id| asked.contains(id) || *id == last));
    let open: i64 = sqlx::query_scalar(
        "select count(*)
         from pg_stat_activity
         where datname = current_database()
           and state like 'idle in transaction%'",
    )
    .fetch_one(&mut log.superuser().await)
    .await
    .unwrap();
    assert_eq!(open, 0);
    log.assert_sound().await;
}

#[tokio::test]
async fn who_hung_up_before_the_batch_began_is_not_served() {
    let log = Log::sole().await;
    let mut lock = HeadLock::take(&log).await;
    let (people, to) = (log.people.clone(), log.conversation);
    let first = tokio::spawn(async move { people.send(people.client, to, "first").await });
    lock.until_waiting(1).await;
    let mut hung_up = Box::pin(log.people.send(log.people.client, to, "hung up"));
    assert!(futures_util::poll!(&mut hung_up).is_pending());
    drop(hung_up);
    lock.release().await;
    first.await.unwrap().unwrap();
    log.people
        .send(log.people.client, to, "last")
        .await
        .unwrap();
    assert_eq!(log.messages().await.len(), 2);
}
