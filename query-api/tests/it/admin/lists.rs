use std::collections::BTreeSet;

use domain::{
    Command, ConversationCommand, ConversationId, Private, Reason, Status, Subject, UserId,
};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::world::{World, of};
use crate::app::{NOT_FOUND, invalid, pluck};

const LIST: &str = "/api/admin/messaging/conversations";

async fn named(world: &World, subject: &str) -> ConversationId {
    let id = ConversationId::new(Uuid::now_v7());
    let start = ConversationCommand::StartConversation {
        id,
        project_id: world.people.project,
        subject: Private::new(Subject::parse(subject).unwrap(), harness::salt()),
        participants: vec![world.people.team],
    };
    world
        .ask(world.people.client, Command::Conversation(id, start))
        .await;
    id
}

async fn close(world: &World, id: ConversationId) {
    let change = ConversationCommand::ChangeStatus {
        status: Status::Closed,
        reason: Some(Private::new(
            Reason::parse("done").unwrap(),
            harness::salt(),
        )),
        if_match: 1,
    };
    world
        .ask(world.people.admin, Command::Conversation(id, change))
        .await;
}

/// All pages, one after the other.
async fn walk(world: &World, query: &str) -> Vec<Value> {
    let (mut cursor, mut items) = (String::new(), Vec::new());
    loop {
        let page = world
            .app
            .ok(world.admin(), &format!("{LIST}?{query}{cursor}"))
            .await;
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["nextCursor"].as_str() else {
            return items;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_conversation_is_there_without_what_is_somebodys_own_and_without_words() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.say(world.people.client, id, "canary").await;
    world.caught_up().await;
    let page = world.app.ok(world.auditor(), LIST).await;
    assert!(!page.to_string().contains("canary"), "{page}");
    let [item] = &page["items"].as_array().unwrap()[..] else {
        panic!("{page}");
    };
    assert_eq!(item["id"], id.to_string());
    assert_eq!(
        (&item["messageCount"], &item["openReports"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(item["lastMessage"]["seq"], 2);
    for own in ["unread", "readSeq", "muted", "unreadFrom"] {
        assert_eq!(item.get(own), None, "{own}");
    }
    assert_eq!(page["people"].as_array().unwrap().len(), 2);
    let shown = world.look(world.auditor(), &of(id, "")).await;
    assert_eq!(shown.header("etag"), Some("\"1\""));
    assert_eq!(
        shown.json["conversation"]["lastMessage"]["preview"],
        "canary"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_order_is_total_and_paging_through_it_misses_nothing() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    for (n, subject) in ["Zebra", "apple", "Banana", "apple", "Ärger", "_x", "Banana"]
        .iter()
        .enumerate()
    {
        let id = named(&world, subject).await;
        for _ in 0..n % 3 {
            let message = world.say(client, id, "hm").await;
            world.report(team, id, message).await;
        }
        if n % 2 == 0 {
            close(&world, id).await;
        }
    }
    world.caught_up().await;
    for sort in [
        "lastActivityAt",
        "createdAt",
        "subject",
        "status",
        "messageCount",
        "openReports",
    ] {
        let forwards = walk(&world, &format!("sort={sort}&limit=2")).await;
        let ids: BTreeSet<_> = forwards.iter().map(|item| item["id"].to_string()).collect();
        assert_eq!((forwards.len(), ids.len()), (7, 7), "{sort}");
        let key = |item: &Value| match &item[sort] {
            Value::Number(number) => format!("{number:0>20}"),
            text => text.as_str().unwrap().to_owned(),
        };
        let keys: Vec<_> = forwards
            .iter()
            .map(|item| (key(item), item["id"].as_str().unwrap().to_owned()))
            .collect();
        assert!(keys.is_sorted(), "{sort}: {keys:?}");
        let mut backwards = walk(&world, &format!("sort=-{sort}&limit=3")).await;
        backwards.reverse();
        assert_eq!(backwards, forwards, "{sort}");
    }
    let by_default = walk(&world, "").await;
    assert_eq!(by_default, walk(&world, "sort=-lastActivityAt").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_leave_what_they_name() {
    let world = World::new().await;
    let first = named(&world, "Das große Logo").await;
    let second = named(&world, "Contract").await;
    close(&world, second).await;
    let third = named(&world, "Party").await;
    world.remove(third, world.people.team).await;
    world.caught_up().await;
    let created = walk(&world, "sort=createdAt").await;
    let (client, team, project) = (world.people.client, world.people.team, world.people.project);
    let moved = created[1]["lastActivityAt"].as_str().unwrap().to_owned();
    for (query, expected) in [
        ("status=closed".to_owned(), vec![second]),
        (
            "status=active,closed".to_owned(),
            vec![first, second, third],
        ),
        (format!("projectId={project}"), vec![first, second, third]),
        (format!("projectId={}", Uuid::now_v7()), vec![]),
        (format!("participantId={team}"), vec![first, second]),
        (
            format!("participantId={client}&status=active"),
            vec![first, third],
        ),
        ("q=GROSSE".to_owned(), vec![first]),
        ("q=timo".to_owned(), vec![first, second]),
        ("q=100%25_nothing".to_owned(), vec![]),
        (format!("from={moved}&to={moved}"), vec![]),
        (format!("from={moved}&status=closed"), vec![second]),
        (format!("to={moved}&status=closed"), vec![]),
    ] {
        let found: BTreeSet<_> = walk(&world, &query)
            .await
            .iter()
            .map(|item| item["id"].to_string())
            .collect();
        let wanted: BTreeSet<_> = expected.iter().map(|id| json!(id).to_string()).collect();
        assert_eq!(found, wanted, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_question_is_refused() {
    let world = World::new().await;
    for _ in 0..3 {
        world.people.converse().await;
    }
    world.caught_up().await;
    for (query, parameter) in [
        ("limit=1e9", "limit"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=10&limit=1000", "limit"),
        ("sort=password", "sort"),
        ("sort=id;--", "sort"),
        ("sort=", "sort"),
        ("status=open", "status"),
        ("participantId=me", "participantId"),
        ("from=yesterday", "from"),
        ("q=%00", "q"),
        ("cursor=AAAA", "cursor"),
        ("page=2", "page"),
    ] {
        let reply = world
            .app
            .get(world.admin(), &format!("{LIST}?{query}"))
            .await;
        assert_eq!(reply.problem(), invalid(parameter), "{query}");
    }
    let page = world
        .app
        .ok(world.admin(), &format!("{LIST}?limit=2&sort=subject"))
        .await;
    let next = page["nextCursor"].as_str().unwrap();
    for (who, query) in [
        (world.auditor(), "limit=2&sort=subject"),
        (world.admin(), "limit=2&sort=-subject"),
        (world.admin(), "limit=2&sort=subject&status=active"),
    ] {
        let reply = world
            .app
            .get(who, &format!("{LIST}?{query}&cursor={next}"))
            .await;
        assert_eq!(reply.problem(), invalid("cursor"), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_while_one_pages_is_seen_all_the_same() {
    let world = World::new().await;
    let client = world.people.client;
    let mut ids = Vec::new();
    for n in 0..6 {
        ids.push(named(&world, &format!("Subject {n}")).await);
    }
    world.caught_up().await;
    let query = format!("{LIST}?sort=-lastActivityAt&limit=2");
    let page = world.app.ok(world.admin(), &query).await;
    let mut seen: BTreeSet<_> = pluck(&page, "id").iter().map(Value::to_string).collect();
    let mut cursor = page["nextCursor"].as_str().map(str::to_owned);
    // The two at the end jump over the place that was reached, and one that comes next is deleted from.
    world.say(client, ids[0], "back to the top").await;
    world.say(client, ids[1], "this one too").await;
    world.caught_up().await;
    let mut pages = 1;
    while let Some(next) = cursor {
        let page = world
            .app
            .ok(world.admin(), &format!("{query}&cursor={next}"))
            .await;
        seen.extend(pluck(&page, "id").iter().map(Value::to_string));
        cursor = page["nextCursor"].as_str().map(str::to_owned);
        pages += 1;
        assert!(pages < 20);
    }
    let all: BTreeSet<_> = ids.iter().map(|id| json!(id).to_string()).collect();
    assert_eq!(seen, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn participants_say_who_they_are_where_they_came_in_and_where_they_left() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let late = UserId::new(Uuid::now_v7());
    world
        .people
        .register(late, domain::Role::Client, "Lars")
        .await;
    world.people.join(world.people.project, late).await;
    let id = world.people.converse().await;
    world.add(id, late).await;
    world.remove(id, late).await;
    world.caught_up().await;
    let path = of(id, "/participants");
    let unknown = world.app.ok(world.auditor(), &path).await;
    assert_eq!(
        pluck(&unknown, "online"),
        [Value::Null, Value::Null, Value::Null]
    );
    *world.here.0.lock().unwrap() = Some([client].into());
    let listed = world.app.ok(world.auditor(), &path).await;
    let items = listed["items"].as_array().unwrap();
    let of_user = |user: UserId| {
        items
            .iter()
            .find(|item| item["userId"] == user.to_string())
            .unwrap()
    };
    assert_eq!(of_user(client)["online"], true);
    assert_eq!(
        (
            &of_user(team)["online"],
            &of_user(team)["name"],
            &of_user(team)["role"]
        ),
        (&json!(false), &json!("Timo"), &json!("team"))
    );
    assert_eq!(of_user(team).get("leftSeq"), None);
    assert_eq!(
        (&of_user(late)["joinedSeq"], &of_user(late)["leftSeq"]),
        (&json!(2), &json!(3))
    );
    assert!(of_user(late)["leftAt"].is_string());
    let first = world
        .app
        .ok(world.admin(), &format!("{path}?limit=2"))
        .await;
    let next = first["nextCursor"].as_str().unwrap();
    let second = world
        .app
        .ok(world.admin(), &format!("{path}?limit=2&cursor={next}"))
        .await;
    assert_eq!(pluck(&second, "userId"), [json!(late.to_string())]);
    assert_eq!(second["nextCursor"], Value::Null);
    let missing = world
        .app
        .get(
            world.admin(),
            &of(ConversationId::new(Uuid::now_v7()), "/participants"),
        )
        .await;
    assert_eq!(missing.problem(), NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_fits_the_schema() {
    let database = harness::database().await;
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    sqlx::raw_sql("set role tidings_query")
        .execute(&mut connection)
        .await
        .unwrap();
    for (n, (name, statement)) in query_api::overseen_statements().into_iter().enumerate() {
        let prepared = sqlx::raw_sql(&format!("prepare s{n} as {statement}"))
            .execute(&mut connection)
            .await;
        assert!(prepared.is_ok(), "{name}: {prepared:?}\n{statement}");
    }
}
