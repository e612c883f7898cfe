//! What waits is carried out together, and no command can hold up another.

use domain::{Command, Metadata, Refusal, State, StreamId};
use event_store::{BATCH_MAX, Failure, Outcome, Submission, SubmitError};

use crate::fixture::*;

fn submission(log: &Log, body: &str) -> Submission {
    Submission {
        by: log.people.client,
        command: Command::Conversation(log.conversation, saying(message_id(), body)),
        key: None,
        metadata: Metadata::new(),
    }
}

/// Transactions that wrote events, by what Postgres noted on the rows.
async fn commits(log: &Log, after: u64) -> i64 {
    sqlx::query_scalar("select count(distinct xmin::text) from log.events where position > $1")
        .bind(i64::try_from(after).unwrap())
        .fetch_one(&mut log.superuser().await)
        .await
        .unwrap()
}

fn is_unavailable(answer: &Result<Outcome, SubmitError>) -> bool {
    matches!(answer, Err(SubmitError::Unavailable(_)))
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let log = Log::sole().await;
    let before = log.reader.head().await.unwrap();
    let sends = (0..BATCH_MAX).map(|n| log.writer.submit(submission(&log, &n.to_string())));
    for answer in together(sends).await {
        answer.unwrap();
    }
    assert_eq!(commits(&log, before).await, 1);
    assert_eq!(log.messages().await.len(), BATCH_MAX);
}

#[tokio::test]
async fn each_of_a_batch_is_answered_with_its_own_event_in_the_order_they_came() {
    let log = Log::sole().await;
    let submissions: Vec<_> = (0..100).map(|n| submission(&log, &n.to_string())).collect();
    let asked: Vec<_> = submissions
        .iter()
        .map(|submission| submission.command.message_sent().unwrap().1)
        .collect();
    let answers = together(submissions.into_iter().map(|one| log.writer.submit(one))).await;
    let answered: Vec<_> = answers
        .into_iter()
        .map(|answer| said(answer)[0].message_id().unwrap())
        .collect();
    assert_eq!(answered, asked);
    assert_eq!(log.messages().await, asked);
}

#[tokio::test]
async fn a_refused_command_holds_up_none_of_its_batch() {
    let log = Log::sole().await;
    let outsider = Submission {
        by: log.people.outsider,
        ..submission(&log, "let me in")
    };
    let batch = [submission(&log, "a"), outsider, submission(&log, "b")];
    let mut answers = together(batch.map(|one| log.writer.submit(one))).await;
    assert_eq!(refusal(answers.remove(1)), Refusal::NoSuchConversation);
    assert!(answers.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_command_that_postgres_cannot_write_holds_up_none_of_its_batch() {
    let poisons: [fn(&mut Submission); 3] = [
        // jsonb holds no U+0000, nor does text, and an index holds no long key.
        |one| {
            drop(
                one.metadata
                    .insert("traceparent".to_owned(), "\0".to_owned()),
            )
        },
        |one| one.key = Some(key("\0", "r")),
        |one| one.key = Some(key(&hardly_compressible(), "r")),
    ];
    let log = Log::sole().await;
    let mut written = 0;
    for (n, poison) in poisons.into_iter().enumerate() {
        let mut batch: Vec<_> = (0..BATCH_MAX)
            .map(|n| submission(&log, &n.to_string()))
            .collect();
        poison(&mut batch[300]);
        let mut answers = together(batch.into_iter().map(|one| log.writer.submit(one))).await;
        let poisoned = answers.remove(300);
        assert!(is_unavailable(&poisoned), "{n}: {poisoned:?}");
        for answer in answers {
            answer.unwrap();
        }
        written += BATCH_MAX - 1;
        assert_eq!(log.messages().await.len(), written, "{n}");
    }
    log.assert_sound().await;
}

fn hardly_compressible() -> String {
    (0..200).map(|_| uuid::Uuid::new_v4().to_string()).collect()
}

#[tokio::test]
async fn a_stream_that_this_program_cannot_read_holds_up_nobody_else() {
    let log = Log::shared().await;
    let unreadable = log.people.converse().await;
    // A newer program wrote there.
    sqlx::query(
        "insert into log.events
         select aggregate_type, aggregate_id, 2, event_type, '2', payload, metadata,
                (select max(position) + 1 from log.events), gen_random_uuid(), null, null,
                occurred_at, hash
         from log.events
         where aggregate_type = 'Conversation'
           and aggregate_id = $1",
    )
    .bind(unreadable.to_string())
    .execute(&mut log.superuser().await)
    .await
    .unwrap();
    let late = log.another_process().await;
    let mut batch: Vec<_> = (0..64).map(|n| submission(&log, &n.to_string())).collect();
    batch[40].command = Command::Conversation(unreadable, saying(message_id(), "a"));

    let mut answers = together(batch.into_iter().map(|one| late.writer.submit(one))).await;

    let Err(SubmitError::Unavailable(failure)) = answers.remove(40) else {
        panic!("it was answered");
    };
    assert!(
        failure.to_string().contains("newer than this program"),
        "{failure}"
    );
    for answer in answers {
        answer.unwrap();
    }
    assert_eq!(log.messages().await.len(), 63);
}

#[tokio::test]
async fn marks_of_one_reader_in_one_batch_merge_into_the_furthest() {
    let log = Log::sole().await;
    let me = log.people.client;
    let sends = (0..9).map(|_| log.people.send(log.people.team, log.conversation, "a"));
    together(sends).await;
    let marks = [3, 8, 2, 8, 5].map(|seq| log.people.read(me, log.conversation, seq));

    let answers = together(marks).await;

    let marker = StreamId::ReadMarker(log.conversation, me);
    let events = log.reader.stream(marker, 0, 100).await.unwrap();
    assert_eq!(events.len(), 1);
    for answer in answers {
        let State::ReadMarker(marker) = *answer.unwrap().state else {
            panic!("not a marker");
        };
        assert_eq!(marker.mine().read_seq, 8);
    }
}

#[tokio::test]
async fn marks_of_different_readers_do_not_merge() {
    let log = Log::sole().await;
    log.people
        .send(log.people.team, log.conversation, "a")
        .await
        .unwrap();
    let readers = [log.people.client, log.people.team];
    let marks = readers.map(|by| log.people.read(by, log.conversation, 2));
    for answer in together(marks).await {
        assert_eq!(said(answer).len(), 1);
    }
}

#[tokio::test]
async fn a_mark_beyond_the_end_does_not_spoil_the_others() {
    let log = Log::sole().await;
    let me = log.people.client;
    log.people
        .send(log.people.team, log.conversation, "a")
        .await
        .unwrap();
    let marks = [2, 99].map(|seq| log.people.read(me, log.conversation, seq));
    let mut answers = together(marks).await;
    let beyond = refusal(answers.pop().unwrap());
    assert_eq!(beyond, Refusal::ReadBeyondEnd { last_seq: 2 });
    assert_eq!(said(answers.pop().unwrap()).len(), 1);
}

#[tokio::test]
async fn a_failure_names_its_cause() {
    let log = Log::sole().await;
    let mut one = submission(&log, "a");
    one.metadata.insert("a".to_owned(), "\0".to_owned());
    let answer = log.writer.submit(one).await;
    let Err(SubmitError::Unavailable(failure @ Failure::Shared(_))) = answer else {
        panic!("{answer:?}");
    };
    assert!(failure.to_string().contains("Unicode escape"), "{failure}");
}
