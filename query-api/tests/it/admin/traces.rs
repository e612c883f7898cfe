use std::sync::Arc;

use domain::{AccessEvent, ConversationId, Part, Role};
use uuid::Uuid;

use super::others::{NoLog, Others};
use super::world::{WHY, World, of};
use crate::app::{App, As, NOT_FOUND, client};

/// Every route of a conversation that has to be told why, and what the trace calls it.
const TOLD_WHY: [(&str, Part); 5] = [
    ("", Part::Conversation),
    ("/messages", Part::Messages),
    ("/files", Part::Files),
    ("/history", Part::History),
    ("/state", Part::State),
];

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_and_auditors_come_in_and_others_are_refused_before_anything_is_looked_up() {
    let world = World::new().await;
    let id = world.people.converse().await;
    let nothing = Uuid::now_v7();
    let mut paths = vec![
        "/api/admin/messaging/conversations?sort=password".to_owned(),
        "/api/admin/messaging/reports".to_owned(),
        format!("/api/admin/messaging/reports/{nothing}"),
        format!("/api/admin/messaging/files/{nothing}"),
        "/api/admin/messaging/audit/verify".to_owned(),
        "/api/admin/messaging/audit/checkpoints".to_owned(),
        "/api/admin/messaging/audit/exports".to_owned(),
        format!("/api/admin/messaging/audit/exports/{nothing}"),
        format!("/api/admin/messaging/audit/exports/{nothing}/bundle"),
        of(id, "/participants"),
    ];
    for (rest, _) in TOLD_WHY {
        paths.push(of(id, rest));
        paths.push(of(ConversationId::new(nothing), rest));
    }
    for path in paths {
        let nobody = world.look(As::Nobody, &path).await;
        assert_eq!(nobody.problem(), (401, "unauthenticated", ""), "{path}");
        for who in [
            client(world.people.client),
            As::User(world.people.team, Role::Team),
            client(world.people.outsider),
        ] {
            let reply = world.look(who, &path).await;
            assert_eq!(reply.problem(), (403, "forbidden", ""), "{path} {who:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_says_why_and_leaves_exactly_one_event_that_says_so() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.say(world.people.client, id, "hello").await;
    world.caught_up().await;
    for (rest, part) in TOLD_WHY {
        let before = world.traces(world.auditor).await.len();
        let reply = world.look(world.auditor(), &of(id, rest)).await;
        assert_eq!(reply.status, 200, "{rest}: {reply:?}");
        let traces = world.traces(world.auditor).await;
        assert_eq!(traces.len(), before + 1, "{rest}");
        let AccessEvent::HistoryRead {
            by,
            conversation_id,
            part: found,
            as_of_seq,
            as_user,
            reason,
            ..
        } = traces.last().unwrap()
        else {
            panic!("{traces:?}");
        };
        assert_eq!(
            (*by, *conversation_id, *found, *as_of_seq, *as_user),
            (world.auditor, id, part, None, None)
        );
        assert_eq!(reason.shown(), "ticket 4711");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_names_the_moment_and_the_person() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.say(world.people.client, id, "hello").await;
    let team = world.people.team;
    for rest in ["/history", "/state"] {
        let path = of(id, &format!("{rest}?asOfSeq=2&as={team}"));
        assert_eq!(world.look(world.admin(), &path).await.status, 200, "{path}");
        let traces = world.traces(world.people.admin).await;
        let Some(AccessEvent::HistoryRead {
            as_of_seq, as_user, ..
        }) = traces.last()
        else {
            panic!("{traces:?}");
        };
        assert_eq!((*as_of_seq, *as_user), (Some(2), Some(team)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_that_is_missing_or_says_nothing_is_refused_and_leaves_no_trace() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.caught_up().await;
    let long = "x".repeat(501);
    for (rest, _) in TOLD_WHY {
        let path = of(id, rest);
        for given in [
            None,
            Some(""),
            Some("%20%20"),
            Some("%zz"),
            Some("%ff"),
            Some(long.as_str()),
        ] {
            let headers: Vec<_> = given.iter().map(|why| ("tidings-reason", *why)).collect();
            let reply = world.app.get_with(world.admin(), &path, &headers).await;
            assert_eq!(
                reply.problem(),
                (422, "validation-failed", ""),
                "{path} {given:?}"
            );
            assert_eq!(
                reply.json["errors"][0]["header"], "Tidings-Reason",
                "{given:?}"
            );
        }
        let longest = "%C3%A4".repeat(500);
        let reply = world
            .app
            .get_with(world.admin(), &path, &[("tidings-reason", &longest)])
            .await;
        assert_eq!(reply.status, 200, "{path}");
    }
    assert_eq!(world.traces(world.people.admin).await.len(), TOLD_WHY.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_part_looks_at_their_own_and_need_not_say_why() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world
        .people
        .join(world.people.project, world.people.admin)
        .await;
    world.add(id, world.people.admin).await;
    world.caught_up().await;
    for (rest, _) in TOLD_WHY {
        let reply = world.app.get(world.admin(), &of(id, rest)).await;
        assert_eq!(reply.status, 200, "{rest}: {reply:?}");
    }
    assert_eq!(world.traces(world.people.admin).await, vec![]);
    // Taken out, they are outside like everybody else.
    world.remove(id, world.people.admin).await;
    world.caught_up().await;
    let reply = world.app.get(world.admin(), &of(id, "/messages")).await;
    assert_eq!(reply.problem(), (422, "validation-failed", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_log_away_nothing_leaves() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.say(world.people.client, id, "a secret").await;
    world.caught_up().await;
    world.writer.close().await;
    let others = Others {
        trace: Arc::new(NoLog),
        ..Others::default()
    };
    let database = harness::Database {
        url: world.url.clone(),
    };
    let cut = App::over(&database, &["--rate-limits", "off"], None, others).await;
    for app in [&world.app, &cut] {
        for (rest, _) in TOLD_WHY {
            let reply = app.get_with(world.auditor(), &of(id, rest), &[WHY]).await;
            assert_eq!(reply.problem(), (503, "unavailable", ""), "{rest}");
            assert!(reply.header("retry-after").is_some());
            assert!(!reply.text.contains("secret"), "{rest}: {reply:?}");
        }
    }
    assert_eq!(world.traces(world.auditor).await, vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found_and_leaves_no_trace() {
    let world = World::new().await;
    let nothing = ConversationId::new(Uuid::now_v7());
    for (rest, _) in TOLD_WHY {
        let reply = world.look(world.admin(), &of(nothing, rest)).await;
        assert_eq!(reply.problem(), NOT_FOUND, "{rest}");
    }
    assert_eq!(world.traces(world.people.admin).await, vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_participants_and_reports_need_no_reason() {
    let world = World::new().await;
    let id = world.people.converse().await;
    world.caught_up().await;
    for path in [
        "/api/admin/messaging/conversations".to_owned(),
        "/api/admin/messaging/reports".to_owned(),
        of(id, "/participants"),
    ] {
        world.app.ok(world.auditor(), &path).await;
    }
    assert_eq!(world.traces(world.auditor).await, vec![]);
}
