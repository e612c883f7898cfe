//! Over the real log: commands in, frames out.

use std::sync::Arc;

use event_bus::Hints;
use event_store::{LogReader, Role, Writer, pool};
use harness::People;
use realtime::PostgresHistory;
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

use crate::app::{App, Wishes};
use crate::client::Client;

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

    let mut team = Client::back(&app, people.team, &cursor).await;
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

    let mut removed = Client::back(&app, people.client, &cursor).await;
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
         insert into read.conversations
           values ('{known}', '{project}', 's', 'active', 1, '{client}', now(), 1, now(), 0, null);
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
