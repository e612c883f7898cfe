//! The words of an erased person leave the log, and do not come back.

use std::time::Duration;

use domain::{
    Command, ConversationCommand, ConversationId, Event, Note, Private, ReportCommand, ReportId,
    ReportReason, Role as Kind, State, StreamId, StreamKind, Subject, UserCommand, UserId,
};
use event_store::erase::{Erasure, Step, unfinished};
use event_store::{Role, Writer, pool};
use sqlx::postgres::PgPool;

use crate::fixture::*;

/// In everything that the person to be erased says, and in nothing else.
const CANARY: &str = "canary";

async fn eraser(log: &Log) -> PgPool {
    pool(&log.database.url, Role::Erase, 2).await.unwrap()
}

fn reason<T>(text: T) -> Private<T> {
    Private::new(text, harness::salt())
}

async fn order(log: &Log, of: UserId) {
    let reason = reason(domain::Reason::parse("asked for it").unwrap());
    let erase = Command::User(of, UserCommand::EraseUser { reason });
    log.people.ask(log.people.admin, erase).await.unwrap();
}

/// Takes everything out, and says from how many events.
async fn take_out(pool: &PgPool, mut erasure: Erasure) -> u64 {
    erasure.begin(pool).await.unwrap();
    let mut count = 0;
    while let Step::Redacted(events) = erasure.step(pool).await.unwrap() {
        count += events;
    }
    erasure.finish(pool).await.unwrap();
    count
}

async fn erase(log: &Log, of: UserId) -> u64 {
    order(log, of).await;
    let pool = eraser(log).await;
    let erasure = unfinished(&pool).await.unwrap().pop().unwrap();
    assert_eq!((erasure.user, erasure.by), (of, log.people.admin));
    take_out(&pool, erasure).await
}

/// A conversation of which the client said the subject.
async fn converse(log: &Log) -> ConversationId {
    let id = ConversationId::new(uuid::Uuid::now_v7());
    let start = ConversationCommand::StartConversation {
        id,
        project_id: log.people.project,
        subject: reason(Subject::parse(CANARY).unwrap()),
        participants: vec![log.people.team],
    };
    let start = Command::Conversation(id, start);
    log.people.ask(log.people.client, start).await.unwrap();
    id
}

/// How often a text stands in the log and in its snapshots.
async fn count(log: &Log, text: &str) -> i64 {
    sqlx::query_scalar(
        "select (select count(*) from log.events where payload::text like '%' || $1 || '%')
              + (select count(*) from log.snapshots where state::text like '%' || $1 || '%')",
    )
    .bind(text)
    .fetch_one(&mut log.superuser().await)
    .await
    .unwrap()
}

fn subject_of(event: &Event) -> Option<String> {
    let Event::Conversation(event) = event else {
        return None;
    };
    Some(event.core()?.subject.shown().to_owned())
}

#[tokio::test]
async fn the_words_of_an_erased_person_go_and_those_of_others_and_every_proof_stay() {
    let log = Log::sole().await;
    let (client, team, admin) = (log.people.client, log.people.team, log.people.admin);
    let conversation = converse(&log).await;
    let ask = async |by, command| {
        let command = Command::Conversation(conversation, command);
        log.people.ask(by, command).await.unwrap()
    };
    let (hers, his) = (message_id(), message_id());
    ask(client, saying(hers, CANARY)).await;
    ask(client, editing(hers, "canary, edited", None)).await;
    ask(team, saying(his, "stays")).await;
    // Deleted and brought back by others: still her words.
    ask(admin, deleting(hers)).await;
    ask(admin, restoring(hers)).await;
    // The subject is repeated in what others do.
    log.people
        .join(log.people.project, log.people.outsider)
        .await;
    ask(team, adding(log.people.outsider)).await;
    let note = |text| Some(reason(Note::parse(text).unwrap()));
    for (by, of, words) in [(team, hers, "stays too"), (client, his, CANARY)] {
        let report = ReportCommand::ReportMessage {
            conversation_id: conversation,
            message_id: of,
            reason: ReportReason::Other,
            note: note(words),
        };
        let id = ReportId::of(conversation, of, by);
        log.people
            .ask(by, Command::Report(id, report))
            .await
            .unwrap();
    }
    let before = log.reader.read(0, 1_000).await.unwrap();
    assert_eq!(count(&log, CANARY).await, 7);

    // These, her name, and the subject of the conversation that every test begins with.
    assert_eq!(erase(&log, client).await, 9);

    assert_eq!(count(&log, CANARY).await, 0);
    assert_eq!(count(&log, "stays").await, 3);
    let after = log.reader.read(0, 1_000).await.unwrap();
    let hashes = |events: &[domain::RecordedEvent]| {
        let mut all: Vec<_> = events.iter().map(|event| event.hash).collect();
        all.truncate(before.len());
        all
    };
    assert_eq!(hashes(&after), hashes(&before));
    log.assert_sound().await;
}

#[tokio::test]
async fn what_a_writer_remembers_does_not_bring_words_back() {
    for sole in [true, false] {
        let log = if sole {
            Log::sole().await
        } else {
            Log::shared().await
        };
        let conversation = converse(&log).await;
        log.people
            .join(log.people.project, log.people.outsider)
            .await;
        assert!(erase(&log, log.people.client).await > 0);
        // Many at once, so that one batch is decided while another one is on its way.
        let add = Command::Conversation(conversation, adding(log.people.outsider));
        let sends = (0..100).map(|_| log.people.send(log.people.team, conversation, "on"));
        let (added, sent) = tokio::join!(log.people.ask(log.people.team, add), together(sends));
        let added = added.unwrap();
        assert_eq!(subject_of(&added.events[0].event), Some(String::new()));
        let State::Conversation(state) = &*added.state else {
            panic!("not a conversation");
        };
        assert_eq!(state.core().unwrap().subject.shown(), "");
        assert!(sent.iter().all(Result::is_ok));
        assert_eq!(count(&log, CANARY).await, 0);
        log.assert_sound().await;
    }
}

#[tokio::test]
async fn an_answer_without_events_holds_no_erased_words_either() {
    for sole in [true, false] {
        let log = if sole {
            Log::sole().await
        } else {
            Log::shared().await
        };
        let conversation = converse(&log).await;
        erase(&log, log.people.client).await;
        // Is there already: nothing to append.
        let add = Command::Conversation(conversation, adding(log.people.team));
        let answer = log.people.ask(log.people.admin, add).await.unwrap();
        assert_eq!(answer.events, []);
        let State::Conversation(state) = &*answer.state else {
            panic!("not a conversation");
        };
        assert_eq!(state.core().unwrap().subject.shown(), "");
    }
}

#[tokio::test]
async fn words_that_come_in_while_they_are_taken_out_are_taken_out_too() {
    let log = Log::sole().await;
    let conversation = converse(&log).await;
    log.people
        .join(log.people.project, log.people.outsider)
        .await;
    order(&log, log.people.client).await;
    let pool = eraser(&log).await;
    let mut erasure = unfinished(&pool).await.unwrap().pop().unwrap();
    erasure.begin(&pool).await.unwrap();
    // The log still has the subject, so this repeats it.
    let add = Command::Conversation(conversation, adding(log.people.outsider));
    let added = log.people.ask(log.people.team, add).await.unwrap();
    assert_eq!(subject_of(&added.events[0].event), Some(CANARY.to_owned()));
    while erasure.step(&pool).await.unwrap() != Step::AtEnd {}
    assert_eq!(count(&log, CANARY).await, 0);
    log.assert_sound().await;
}

#[tokio::test]
async fn once_it_has_begun_no_process_takes_anything_from_the_person() {
    let log = Log::shared().await;
    // Trusts what it knows of people for an hour.
    let trusting = Writer::start_trusting(
        appends(&log.database).await,
        false,
        Duration::from_secs(3_600),
    );
    let others = log.asking(&trusting.await.unwrap());
    others
        .send(log.people.client, log.conversation, "before")
        .await
        .unwrap();
    order(&log, log.people.client).await;
    let pool = eraser(&log).await;
    unfinished(&pool).await.unwrap()[0]
        .begin(&pool)
        .await
        .unwrap();
    let after = others
        .send(log.people.client, log.conversation, CANARY)
        .await;
    assert_eq!(refusal(after), domain::Refusal::PersonDisabled);
    assert_eq!(count(&log, CANARY).await, 0);
}

#[tokio::test]
async fn one_that_was_cut_off_goes_on_where_it_was() {
    let log = Log::sole().await;
    let conversation = converse(&log).await;
    let sends = (0..230).map(|_| log.people.send(log.people.client, conversation, CANARY));
    assert!(together(sends).await.iter().all(Result::is_ok));
    log.people
        .join(log.people.project, log.people.outsider)
        .await;
    let add = Command::Conversation(conversation, adding(log.people.outsider));
    log.people.ask(log.people.team, add).await.unwrap();
    order(&log, log.people.client).await;
    let pool = eraser(&log).await;
    let mut steps = 0;
    // Every step is another process's first.
    while let Some(mut erasure) = unfinished(&pool).await.unwrap().pop() {
        erasure.begin(&pool).await.unwrap();
        match erasure.step(&pool).await.unwrap() {
            Step::Redacted(_) => steps += 1,
            Step::AtEnd => erasure.finish(&pool).await.unwrap(),
        }
    }
    assert!(steps > 2, "{steps}");
    // The last one repeats the subject, which was said in the first step.
    assert_eq!(count(&log, CANARY).await, 0);
    log.assert_sound().await;
}

#[tokio::test]
async fn of_two_at_once_one_finds_that_the_other_was_faster() {
    let log = Log::sole().await;
    order(&log, log.people.client).await;
    let pool = eraser(&log).await;
    let mut first = unfinished(&pool).await.unwrap().pop().unwrap();
    let mut second = first.clone();
    first.begin(&pool).await.unwrap();
    second.begin(&pool).await.unwrap();
    first.step(&pool).await.unwrap();
    let lost = second.step(&pool).await;
    assert!(
        matches!(lost, Err(event_store::Failure::Contended)),
        "{lost:?}"
    );
}

#[tokio::test]
async fn snapshots_with_the_words_go_and_late_ones_are_not_written() {
    let log = Log::sole().await;
    let conversation = converse(&log).await;
    let sends = (0..210).map(|_| log.people.send(log.people.team, conversation, "on"));
    together(sends).await;
    let snapshots = "select count(*) from log.snapshots";
    let mut superuser = log.superuser().await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while sqlx::query_scalar::<_, i64>(snapshots)
        .fetch_one(&mut superuser)
        .await
        .unwrap()
        == 0
    {
        assert!(tokio::time::Instant::now() < deadline, "no snapshot came");
        tokio::task::yield_now().await;
    }
    erase(&log, log.people.client).await;
    let left: i64 = sqlx::query_scalar(snapshots)
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!(left, 0);
    // One that was decided on before the erasure comes too late.
    let appends = pool(&log.database.url, Role::Append, 1).await.unwrap();
    let held = |epoch: i64| {
        let held = sqlx::query_scalar::<_, bool>("select log.hold_epoch($1)").bind(epoch);
        held.fetch_one(&appends)
    };
    let now: i64 = sqlx::query_scalar("select epoch from log.epoch")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert!(now > 0);
    assert!(held(now).await.unwrap());
    assert!(!held(now - 1).await.unwrap());
}

/// Changes the message of the conversation by this SQL, as whoever erases. The code of the refusal.
async fn changed(log: &Log, pool: &PgPool, set: &str) -> Option<String> {
    let statement = format!(
        "update log.events set {set} where aggregate_type = '{}' and event_type = 'MessageSent'",
        StreamKind::Conversation.as_str()
    );
    let before = log.conversation_events().await;
    let error = sqlx::raw_sql(&statement).execute(pool).await.err()?;
    assert_eq!(log.conversation_events().await, before);
    Some(error.as_database_error()?.code()?.into_owned())
}

const BODY_GONE: &str = "jsonb_build_object('digest', encode(sha256(
    int8send(16) || decode(payload #>> '{body,salt}', 'hex')
    || int8send(octet_length(convert_to(payload #>> '{body,text}', 'UTF8')))
    || convert_to(payload #>> '{body,text}', 'UTF8')), 'hex'))";

#[tokio::test]
async fn the_database_lets_words_become_their_digest_and_nothing_else() {
    let log = Log::sole().await;
    let said = log
        .people
        .send(log.people.client, log.conversation, "Grüße 👋")
        .await;
    said.unwrap();
    let pool = eraser(&log).await;
    let refused = Some("42501".to_owned());
    for set in [
        "payload = '{}'".to_owned(),
        "payload = payload - 'body'".to_owned(),
        "payload = payload || '{\"more\": 1}'".to_owned(),
        "payload = jsonb_set(payload, '{by}', '\"x\"')".to_owned(),
        "payload = jsonb_set(payload, '{body,text}', '\"other\"')".to_owned(),
        "payload = jsonb_set(payload, '{body}', '{}')".to_owned(),
        "payload = jsonb_set(payload, '{body}', 'null')".to_owned(),
        format!(
            "payload = jsonb_set(payload, '{{body}}', '{{\"digest\": \"{}\"}}')",
            "00".repeat(32)
        ),
        format!("payload = jsonb_set(payload, '{{body}}', {BODY_GONE} || '{{\"more\": 1}}')"),
        format!(
            "payload = jsonb_set(jsonb_set(payload, '{{body}}', {BODY_GONE}), '{{at}}', '\"x\"')"
        ),
        "position = position + 1000".to_owned(),
        "hash = sha256('')".to_owned(),
    ] {
        assert_eq!(changed(&log, &pool, &set).await, refused, "{set}");
    }
    for statement in [
        "delete from log.events",
        "truncate log.events",
        "insert into log.events select * from log.events",
    ] {
        let error = sqlx::raw_sql(statement).execute(&pool).await.unwrap_err();
        let code = error
            .as_database_error()
            .unwrap()
            .code()
            .unwrap()
            .into_owned();
        assert_eq!(Some(code), refused, "{statement}");
    }
    // The right digest, and only for who erases.
    let right = format!("payload = jsonb_set(payload, '{{body}}', {BODY_GONE})");
    let superuser = PgPool::connect(&log.database.url).await.unwrap();
    assert_eq!(changed(&log, &superuser, &right).await, refused);
    assert_eq!(changed(&log, &pool, &right).await, None);
    let events = log.conversation_events().await;
    let StreamId::Conversation(_) = events[1].stream else {
        panic!("not a conversation");
    };
    let Event::Conversation(event) = &events[1].event else {
        panic!("not a conversation");
    };
    assert_eq!(event.message(2).unwrap().body.kept(), None);
    // Nobody was erased: a check of the log finds it.
    let verdict = event_store::verify(&log.reader, &event_store::Known::default())
        .await
        .unwrap();
    assert_eq!(
        verdict.first_bad.map(|bad| bad.first),
        Some(events[1].position)
    );
    // And nothing that is gone comes back.
    let back = "payload = jsonb_set(payload, '{body}', '{\"text\": \"a\", \"salt\": \"00\"}')";
    assert_eq!(changed(&log, &pool, back).await, refused);
}

#[tokio::test]
async fn a_digest_that_covers_somebody_elses_words_is_found() {
    let log = Log::sole().await;
    let sent = log
        .people
        .send(log.people.team, log.conversation, "his")
        .await
        .unwrap();
    log.people
        .register(UserId::new(uuid::Uuid::now_v7()), Kind::Client, "Mia")
        .await;
    // She was erased, and is named as the one who takes part; the words are another's.
    erase(&log, log.people.client).await;
    let pool = eraser(&log).await;
    let right = format!("payload = jsonb_set(payload, '{{body}}', {BODY_GONE})");
    assert_eq!(changed(&log, &pool, &right).await, None);
    let verdict = event_store::verify(&log.reader, &event_store::Known::default())
        .await
        .unwrap();
    let bad = verdict.first_bad.unwrap();
    assert_eq!(bad.first, sent.events[0].position);
    assert!(bad.what.contains("not erased"), "{}", bad.what);
}
