//! Whoever changes the log behind its back is found, at the first position that is not as written.

use event_store::{LogReader, Role, Verdict, Writer, verify};
use harness::{Database, People};
use sqlx::{Connection as _, PgConnection};

/// A way to change the log, as SQL with the position for `$`; and where it is first wrong.
struct Tamper {
    name: &'static str,
    statements: &'static [&'static str],
}

const TAMPERS: &[Tamper] = &[
    Tamper {
        name: "a text is changed",
        statements: &["update log.events set payload = jsonb_set(payload, '{at}', '\"2020-01-01T00:00:00.000Z\"') where position = $"],
    },
    Tamper {
        name: "an author is changed",
        statements: &["update log.events set payload = jsonb_set(payload, '{by}', '\"00000000-0000-4000-8000-000000000000\"') where position = $"],
    },
    Tamper {
        name: "the time is changed",
        statements: &["update log.events set occurred_at = occurred_at - interval '1 hour' where position = $"],
    },
    Tamper {
        name: "the request is changed",
        statements: &["update log.events set metadata = '{\"traceparent\": \"none\"}' where position = $"],
    },
    Tamper {
        name: "an event is deleted",
        statements: &["delete from log.events where position = $"],
    },
    Tamper {
        name: "an event is deleted and the rest moves up",
        statements: &[
            "delete from log.events where position = $",
            "update log.events set position = -position where position > $",
            "update log.events set position = -position - 1 where position < 0",
        ],
    },
    Tamper {
        name: "an event is inserted",
        statements: &[
            "update log.events set position = -position where position >= $",
            "update log.events set position = -position + 1 where position < 0",
            "insert into log.events
             select aggregate_type, aggregate_id, sequence + 100000, event_type, event_version,
                    payload, metadata, $, gen_random_uuid(), topic, message_id, occurred_at, hash
             from log.events where position = $ + 1",
        ],
    },
    Tamper {
        name: "two events change their payloads",
        statements: &[
            "update log.events e set payload = o.payload, message_id = o.message_id
             from log.events o
             where (e.position = $ and o.position = $ + 1) or (e.position = $ + 1 and o.position = $)",
        ],
    },
];

const ROUNDS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn thirty_random_tampers_are_found_where_they_are() {
    let original = harness::database().await;
    let pool = event_store::pool(&original.url, Role::Append, 4)
        .await
        .unwrap();
    let writer = Writer::start(pool.clone(), true).await.unwrap();
    let people = People::settle(&writer).await;
    let conversation = people.converse().await;
    for n in 0..60 {
        people
            .send(people.client, conversation, &format!("message {n}"))
            .await
            .unwrap();
    }
    let size = *writer.head().borrow();
    writer.close().await;
    pool.close().await;
    let first = size - 59;

    let mut found = Vec::new();
    for round in 0..ROUNDS {
        let tamper = &TAMPERS[round % TAMPERS.len()];
        // Anywhere among the messages, but for the last one: what a chain alone cannot show.
        let at = first + (round as u64 * 7_919) % (size - first);
        let copy = harness::copy_of(&original).await;
        change(&copy, tamper.statements, at).await;
        let verdict = check(&copy).await;
        let (position, what) = verdict.first_bad.unwrap_or((0, "intact".to_owned()));
        if position == at {
            found.push(round);
        } else {
            panic!("{} at {at}: found at {position}: {what}", tamper.name);
        }
    }
    assert_eq!(found.len(), ROUNDS);
    let untouched = check(&harness::copy_of(&original).await).await;
    assert_eq!(untouched.first_bad, None);
    assert_eq!(untouched.size, size);
}

/// As the superuser, with triggers off.
async fn change(database: &Database, statements: &[&str], at: u64) {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    let off = "set session_replication_role = replica; alter table log.events drop constraint events_position_check";
    sqlx::raw_sql(off).execute(&mut connection).await.unwrap();
    for statement in statements {
        let statement = statement.replace('$', &at.to_string());
        sqlx::raw_sql(&statement)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
}

async fn check(database: &Database) -> Verdict {
    let pool = event_store::pool(&database.url, Role::Query, 1)
        .await
        .unwrap();
    let reader = LogReader::open(pool.clone()).await.unwrap();
    let verdict = verify(&reader).await.unwrap();
    pool.close().await;
    verdict
}
