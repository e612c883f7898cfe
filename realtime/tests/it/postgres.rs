//! Over the real log: commands in, frames out.

use std::sync::Arc;

use event_bus::Hints;
use event_store::{LogReader, Role, Writer, pool};
use harness::People;
use realtime::{History as _, PostgresHistory};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

use crate::app::{App, Wishes};
use crate::client::Client;
use crate::wire::Transport;

async fn settle() -> (App, People) {
    let database = harness::database().await;
    let append = pool(&database.url, Role::Append, 4).await.unwrap();
    let query = pool(&database.url, Role::Query, 4).await.unwrap();
    let writer = Writer::start(append, false).await.unwrap();
    let people = People::settle(&writer).await;
    let history = PostgresHistory::new(LogReader::open(query).await.unwrap());
    let hints = Hints::local(writer.head());
    let app = App::on(Arc::new(history), hints, Wishes::default()).await;
    (app, people)
}

#[tokio::test]
async fn a_sent_message_and_its_reading_arrive_with_what_the_log_knows() {
    let (app, people) = settle().await;
    let mut client = Client::live(&app, people.client).await;
    let mut team = Client::live(&app, people.team).await;
    let conversation = people.converse().await;
    people
        .send(people.client, conversation, "one")
        .await
        .unwrap();
    people
        .send(people.client, conversation, "two")
        .await
        .unwrap();
    people.read(people.team, conversation, 2).await.unwrap();

    let started = team.event("conversation-updated").await;
    assert_eq!(started["change"], "started");
    assert_eq!(started["conversation"]["lastActivityAt"], started["at"]);
    assert_eq!(team.bodies(2).await, ["one", "two"]);
    assert_eq!(team.event("message-read").await["unread"], json!(1));

    client.event("conversation-updated").await;
    client.bodies(2).await;
    assert!(client.event("message-read").await.get("unread").is_none());
}

#[tokio::test]
async fn who_comes_back_gets_what_they_missed_from_the_log_itself() {
    let database = harness::database().await;
    let append = pool(&database.url, Role::Append, 4).await.unwrap();
    let query = pool(&database.url, Role::Query, 4).await.unwrap();
    let writer = Writer::start(append, false).await.unwrap();
    let people = People::settle(&writer).await;
    let reader = LogReader::open(query).await.unwrap();
    let cursor = wire::LogPosition::new(reader.log(), reader.head().await.unwrap()).to_string();
    let conversation = people.converse().await;
    for body in ["one", "two", "three"] {
        people
            .send(people.client, conversation, body)
            .await
            .unwrap();
    }
    people.read(people.team, conversation, 2).await.unwrap();
    people.read(people.team, conversation, 3).await.unwrap();
    let added = domain::ConversationCommand::RemoveParticipant {
        user_id: people.client,
    };
    let command = domain::Command::Conversation(conversation, added);
    people.ask(people.team, command).await.unwrap();
    let end = reader.head().await.unwrap();

    // Nothing in memory: all of it is asked of Postgres.
    let wishes = Wishes {
        ring_bytes_max: 0,
        ..Wishes::default()
    };
    let history = Arc::new(PostgresHistory::new(reader));
    let app = App::on(history, Hints::polling(), wishes).await;
    crate::app::eventually("the hub is there", || app.realtime.position() == Some(end)).await;

    let mut team = Client::back(Transport::Plain, &app, people.team, &cursor).await;
    assert_eq!(
        team.event("conversation-updated").await["change"],
        "started"
    );
    assert_eq!(team.bodies(3).await, ["one", "two", "three"]);
    let read = team.event("message-read").await;
    assert_eq!((&read["readSeq"], &read["unread"]), (&json!(3), &json!(1)));
    let removed = team.event("conversation-updated").await;
    assert_eq!(removed["change"], "participant-removed");
    assert_eq!(team.event("ready").await["resumed"], json!(6));

    let mut removed = Client::back(Transport::Plain, &app, people.client, &cursor).await;
    let told = removed.event("conversation-updated").await;
    assert_eq!(told["change"], "participant-removed");
    assert_eq!(removed.event("ready").await["resumed"], json!(1));
}

#[tokio::test]
async fn a_node_begins_with_the_read_tables_and_folds_the_log_on_from_there() {
    let database = harness::database().await;
    let append = pool(&database.url, Role::Append, 4).await.unwrap();
    let query = pool(&database.url, Role::Query, 4).await.unwrap();
    let writer = Writer::start(append, false).await.unwrap();
    let people = People::settle(&writer).await;
    let known = people.converse().await;
    let reader = LogReader::open(query).await.unwrap();
    let position = reader.head().await.unwrap();
    // The tables as a projector leaves them here, but without the team person in the conversation:
    // whoever is not in them shows that they were believed.
    let tables = format!(
        "insert into read.users select id, 'client', null, now()
           from unnest(array['{admin}', '{client}', '{team}']::uuid[]) id;
         insert into read.projects values ('{project}', 'Website', now());
         insert into read.project_members
           select '{project}', id, now() from unnest(array['{client}', '{team}']::uuid[]) id;
         insert into read.conversations (
             id, project_id, subject, subject_by, status, version, created_by, created_at, last_seq,
             last_activity_at, messages_sent)
           values ('{known}', '{project}', 's', '{client}', 'active', 1, '{client}', now(), 1, now(), 0);
         insert into read.conversation_participants
           values ('{known}', '{client}', 1, now(), null, null, 1, 0, 0),
                  ('{known}', '{team}', 1, now(), 1, now(), 1, 0, 0);
         insert into read.checkpoint values (true, '{log}', {incarnation}, {position})",
        admin = people.admin,
        client = people.client,
        team = people.team,
        project = people.project,
        log = reader.log().log_id,
        incarnation = reader.log().incarnation,
    );
    let mut superuser = PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql(&tables)
        .execute(&mut superuser)
        .await
        .unwrap();
    let later = people.converse().await;
    let history = Arc::new(PostgresHistory::new(reader));
    let app = App::on(history, Hints::local(writer.head()), Wishes::default()).await;
    crate::app::eventually("the hub is there", || {
        app.realtime.position() == Some(position + 1)
    })
    .await;

    let mut client = Client::live(&app, people.client).await;
    let mut team = Client::live(&app, people.team).await;
    people
        .send(people.client, known, "from the tables")
        .await
        .unwrap();
    people
        .send(people.client, later, "from the log")
        .await
        .unwrap();
    assert_eq!(client.bodies(2).await, ["from the tables", "from the log"]);
    assert_eq!(team.bodies(1).await, ["from the log"]);
}

/// A log of everything that changes messages, marks and people.
async fn turbulence(people: &People) {
    use domain::{
        Command, ConversationCommand, MessageId, Name, Private, ReadMarkerCommand, Status, Subject,
        UserCommand,
    };
    let id = people.converse().await;
    let ask = |by, command| people.ask(by, Command::Conversation(id, command));
    let mut sent = Vec::new();
    for number in 0_u64..12 {
        let by = if number % 3 == 0 {
            people.team
        } else {
            people.client
        };
        let message = MessageId::new(uuid::Uuid::now_v7());
        let send = ConversationCommand::SendMessage {
            id: message,
            body: harness::text(&format!("message {number}")),
            files: vec![],
            reply_to: (number % 2 == 1)
                .then(|| sent.last().copied().map(|(id, _)| id))
                .flatten(),
        };
        ask(by, send).await.unwrap();
        sent.push((message, by));
    }
    let edit = |message| ConversationCommand::EditMessage {
        id: message,
        body: harness::text("in other words"),
        if_match: None,
    };
    let delete = |message| ConversationCommand::DeleteMessage {
        id: message,
        if_match: None,
    };
    let restore = |message| ConversationCommand::RestoreMessage { id: message };
    for index in [11, 4, 5] {
        let (message, by) = sent[index];
        ask(by, edit(message)).await.unwrap();
    }
    for (message, by) in sent.iter().rev().take(5).copied() {
        ask(by, delete(message)).await.unwrap();
    }
    let (message, by) = sent[10];
    ask(by, restore(message)).await.unwrap();
    ask(by, edit(message)).await.unwrap();
    let mark = |unread_from, muted| ReadMarkerCommand::SetMine { unread_from, muted };
    let keep = |by, command| people.ask(by, Command::ReadMarker(id, by, command));
    keep(people.team, mark(None, Some(true))).await.unwrap();
    people.read(people.team, id, 6).await.unwrap();
    keep(people.team, mark(Some(Some(3)), None)).await.unwrap();
    people.read(people.client, id, 9).await.unwrap();
    for (message, by) in sent.iter().copied() {
        // Those that are deleted already refuse.
        drop(ask(by, delete(message)).await);
    }
    let status = ConversationCommand::ChangeStatus {
        status: Status::Closed,
        reason: Some(Private::new(
            domain::Reason::parse("done").unwrap(),
            harness::salt(),
        )),
        if_match: 1,
    };
    ask(people.admin, status).await.unwrap();
    let subject = ConversationCommand::ChangeSubject {
        subject: Private::new(Subject::parse("Another").unwrap(), harness::salt()),
    };
    ask(people.admin, subject).await.unwrap();
    let remove = ConversationCommand::RemoveParticipant {
        user_id: people.client,
    };
    ask(people.admin, remove).await.unwrap();
    let person = |name: &str, role, disabled| UserCommand::ChangePerson {
        name: Some(Private::new(Name::parse(name).unwrap(), harness::salt())),
        role,
        disabled,
    };
    let changes = [
        person("Tim", None, None),
        person("Tim B.", Some(domain::Role::Client), Some(true)),
        person("Timo", None, Some(false)),
        UserCommand::EraseUser {
            reason: Private::new(domain::Reason::parse("asked").unwrap(), harness::salt()),
        },
    ];
    for change in changes {
        people
            .ask(people.admin, Command::User(people.team, change))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_frames_need_is_told_by_postgres_as_by_all_events() {
    let database = harness::database().await;
    let append = pool(&database.url, Role::Append, 4).await.unwrap();
    let query = pool(&database.url, Role::Query, 4).await.unwrap();
    let writer = Writer::start(append, false).await.unwrap();
    let people = People::settle(&writer).await;
    turbulence(&people).await;
    let reader = LogReader::open(query).await.unwrap();
    let events = reader.read(0, 1_000).await.unwrap();
    let needs: Vec<_> = events
        .iter()
        .flat_map(|e| {
            wire::frame::needs(e)
                .into_iter()
                .map(|need| (e.position, need))
        })
        .collect();
    assert!(needs.len() > 25, "{needs:?}");
    let facts = PostgresHistory::new(reader).facts(&needs).await.unwrap();
    let expected = crate::log::facts::facts(&events, &needs);
    for (position, _) in needs {
        let told = facts.get(&position).cloned().unwrap_or_default();
        assert_eq!(told, expected[&position], "at {position}");
    }
}

#[tokio::test]
async fn what_is_last_is_found_soon_below_very_many_that_are_deleted() {
    let database = harness::database().await;
    let append = pool(&database.url, Role::Append, 4).await.unwrap();
    let query = pool(&database.url, Role::Query, 4).await.unwrap();
    let writer = Writer::start(append, false).await.unwrap();
    let people = People::settle(&writer).await;
    let id = people.converse().await;
    people
        .send(people.client, id, "the last one")
        .await
        .unwrap();
    let reader = LogReader::open(query).await.unwrap();
    let base = reader.head().await.unwrap();
    // 50,000 messages above it, and then their deletions, newest first.
    let fill = format!(
        "set session_replication_role = replica;
         insert into log.events (
           aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
           position, event_id, topic, message_id, occurred_at, hash)
         select
           'Conversation', '{id}', n + 2,
           case when n <= 50000 then 'MessageSent' else 'MessageDeleted' end, '1',
           '{{}}', '{{}}', {base} + n, gen_random_uuid(), null,
           md5(least(n, 100001 - n)::text)::uuid, now(), sha256(n::text::bytea)
         from generate_series(1, 100000) n"
    );
    let mut superuser = PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql(&fill).execute(&mut superuser).await.unwrap();
    let history = PostgresHistory::new(reader);
    let need = |n: u64| {
        let seq = n + 2;
        let conversation = id;
        (
            base + n,
            wire::frame::Need::LastMessage { conversation, seq },
        )
    };
    let begun = std::time::Instant::now();
    let facts = history.facts(&[need(100_000)]).await.unwrap();
    let last = facts[&(base + 100_000)].last_message.clone().unwrap();
    assert_eq!((last.seq, last.body.shown()), (2, "the last one"));
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}
