use domain::{Command, Outcome, ReportCommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::{World, harness_note, of};
use crate::app::{NOT_FOUND, invalid, pluck};

const REPORTS: &str = "/api/admin/messaging/reports";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_shows_what_was_said_what_was_done_and_others_on_the_same_author() {
    let world = World::new().await;
    let (client, team, admin) = (world.people.client, world.people.team, world.people.admin);
    let id = world.people.converse().await;
    let first = world.say(client, id, "rude").await;
    let second = world.say(client, id, "ruder").await;
    let kind = world.say(team, id, "kind").await;
    let report = world.report(team, id, first).await;
    let other = world.report(team, id, second).await;
    world.report(client, id, kind).await;
    let settle = |command| Command::Report(report, command);
    world
        .ask(admin, settle(ReportCommand::ReviewReport { if_match: 1 }))
        .await;
    let text = harness_note("looking at it");
    world
        .ask(admin, settle(ReportCommand::NoteReport { text }))
        .await;
    let outcome = Outcome::MessageRemoved;
    world
        .ask(
            admin,
            settle(ReportCommand::ResolveReport {
                outcome,
                if_match: 3,
            }),
        )
        .await;
    world.edit(client, id, first, "polite").await;
    world.caught_up().await;
    let reply = world
        .app
        .get(world.auditor(), &format!("{REPORTS}/{report}"))
        .await;
    assert_eq!(
        (reply.status, reply.header("etag")),
        (200, Some("\"4\"")),
        "{reply:?}"
    );
    let found = &reply.json["report"];
    assert_eq!(found["messageId"], first.to_string());
    assert_eq!(found["conversationId"], id.to_string());
    assert_eq!(found["reporterId"], team.to_string());
    assert_eq!(found["snapshot"]["body"], "rude");
    assert_eq!(found["note"], "this hurts");
    assert_eq!(found["status"], "resolved");
    assert_eq!(found["outcome"], "message-removed");
    assert_eq!(found["assignedTo"], admin.to_string());
    assert_eq!(found["notes"][0]["text"], "looking at it");
    assert!(found["closedAt"].is_string());
    let others: Vec<Value> = pluck(&json!({"items": reply.json["others"]}), "id");
    assert_eq!(others, [json!(other.to_string())]);
    // Nobody who is named goes without a name.
    let people = pluck(&json!({"items": reply.json["people"]}), "id");
    for person in [client, team, admin] {
        assert!(people.contains(&json!(person.to_string())), "{people:?}");
    }
    let shown = world.seen(world.admin(), &of(id, "")).await;
    assert_eq!(shown["conversation"]["openReports"], 2);
    let missing = world
        .app
        .get(world.admin(), &format!("{REPORTS}/{}", Uuid::now_v7()))
        .await;
    assert_eq!(missing.problem(), NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_listed_newest_first_by_status_conversation_and_project() {
    let world = World::new().await;
    let (client, team) = (world.people.client, world.people.team);
    let (one, two) = (world.people.converse().await, world.people.converse().await);
    let mut reports = Vec::new();
    for conversation in [one, two, one, two, one] {
        let message = world.say(client, conversation, "hm").await;
        reports.push(world.report(team, conversation, message).await);
    }
    let dismiss = ReportCommand::DismissReport { if_match: 1 };
    world
        .ask(world.people.admin, Command::Report(reports[0], dismiss))
        .await;
    world.caught_up().await;
    let ids = |of: &[usize]| {
        of.iter()
            .map(|n| json!(reports[*n].to_string()))
            .collect::<Vec<_>>()
    };
    let project = world.people.project;
    for (query, expected) in [
        (String::new(), vec![4, 3, 2, 1, 0]),
        ("?status=open".to_owned(), vec![4, 3, 2, 1]),
        ("?status=dismissed,resolved".to_owned(), vec![0]),
        (format!("?conversationId={one}"), vec![4, 2, 0]),
        (
            format!("?projectId={project}&status=open&conversationId={two}"),
            vec![3, 1],
        ),
        (format!("?projectId={}", Uuid::now_v7()), vec![]),
    ] {
        let listed = world
            .app
            .ok(world.auditor(), &format!("{REPORTS}{query}"))
            .await;
        let mut found = pluck(&listed, "id");
        let mut wanted = ids(&expected);
        // Of the same millisecond, the order is by id.
        found.sort_by_key(Value::to_string);
        wanted.sort_by_key(Value::to_string);
        assert_eq!(found, wanted, "{query}");
    }
    let (mut cursor, mut walked) = (String::new(), Vec::new());
    loop {
        let page = world
            .app
            .ok(world.admin(), &format!("{REPORTS}?limit=2{cursor}"))
            .await;
        walked.extend(pluck(&page, "id"));
        let Some(next) = page["nextCursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    let whole = world.app.ok(world.admin(), REPORTS).await;
    assert_eq!(walked, pluck(&whole, "id"));
    // A cursor is one asker's, of one question.
    for (who, query) in [(world.auditor(), "limit=2"), (world.admin(), "status=open")] {
        let page = world
            .app
            .ok(world.admin(), &format!("{REPORTS}?limit=2"))
            .await;
        let next = page["nextCursor"].as_str().unwrap();
        let reply = world
            .app
            .get(who, &format!("{REPORTS}?{query}&cursor={next}"))
            .await;
        assert_eq!(reply.problem(), invalid("cursor"));
    }
    for (query, parameter) in [
        ("status=settled", "status"),
        ("limit=1e9", "limit"),
        ("conversationId=x", "conversationId"),
    ] {
        let reply = world
            .app
            .get(world.admin(), &format!("{REPORTS}?{query}"))
            .await;
        assert_eq!(reply.problem(), invalid(parameter));
    }
}
