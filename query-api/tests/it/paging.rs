use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::access::Random;
use crate::app::{App, client, invalid, pluck};

const LIST: &str = "/api/messaging/conversations";

fn ids(page: &Value) -> Vec<String> {
    pluck(page, "id")
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_in_which_nothing_moves_sees_everything_once() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let project = app.tables.project("Website", &[clara]).await;
    let mut expected = Vec::new();
    for n in 0..7 {
        expected.insert(
            0,
            app.tables
                .conversation(project, &format!("{n}"), &[clara])
                .await
                .to_string(),
        );
    }
    // Ties of activity are told apart by id.
    app.tables
        .run("update read.conversations set last_activity_at = '2026-01-01'")
        .await;
    expected.sort_unstable_by(|a, b| b.cmp(a));

    for limit in 1..=8 {
        let (mut seen, mut pages, mut next) = (Vec::new(), 0, String::new());
        loop {
            let page = app
                .ok(client(clara), &format!("{LIST}?limit={limit}{next}"))
                .await;
            seen.extend(ids(&page));
            pages += 1;
            match page["nextCursor"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, expected, "limit {limit}");
        assert_eq!(pages, 7_usize.div_ceil(limit), "limit {limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_missed_while_conversations_move_and_begin() {
    let app = App::start().await;
    let tables = &app.tables;
    let clara = tables.client("Clara").await;
    let project = tables.project("Website", &[clara]).await;
    let mut all = Vec::new();
    for n in 0..10 {
        all.push(
            tables
                .conversation(project, &format!("{n}"), &[clara])
                .await,
        );
    }
    for seed in 1..=25 {
        let mut random = Random(seed);
        let limit = 2 + random.below(4);
        let (mut seen, mut next) = (BTreeSet::new(), String::new());
        loop {
            let due: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
            let page = app
                .ok(client(clara), &format!("{LIST}?limit={limit}{next}"))
                .await;
            seen.extend(ids(&page));
            let Some(cursor) = page["nextCursor"].as_str() else {
                assert_eq!(
                    due.difference(&seen).collect::<Vec<_>>(),
                    Vec::<&String>::new(),
                    "seed {seed}"
                );
                break;
            };
            next = format!("&cursor={cursor}");
            // One move for each page: a walk faster than what moves comes to an end.
            if random.chance(80) {
                let moved = all[usize::try_from(random.below(all.len() as u64)).unwrap()];
                tables.say(moved, clara, "again").await;
            } else {
                all.push(tables.conversation(project, "new", &[clara]).await);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_is_good_for_one_person_and_one_question() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    tables.conversation(project, "One", &[clara, timo]).await;
    let older = tables.conversation(project, "Two", &[clara, timo]).await;
    tables.conversation(project, "Three", &[clara, timo]).await;
    let first = app
        .ok(client(clara), &format!("{LIST}?limit=1&status=active"))
        .await;
    let cursor = first["nextCursor"].as_str().unwrap();

    let second = app
        .ok(
            client(clara),
            &format!("{LIST}?limit=1&status=active&cursor={cursor}"),
        )
        .await;
    assert_eq!(pluck(&second, "id"), [json!(older)]);
    let refused = invalid("cursor");
    let of_timo = app
        .get(
            client(timo),
            &format!("{LIST}?limit=1&status=active&cursor={cursor}"),
        )
        .await;
    assert_eq!(of_timo.problem(), refused);
    for (query, path) in [
        ("status=closed", LIST),
        ("", LIST),
        ("status=active&q=o", LIST),
        ("", "/api/messaging/projects"),
        ("", "/api/messaging/people"),
    ] {
        let reply = app
            .get(client(clara), &format!("{path}?{query}&cursor={cursor}"))
            .await;
        assert_eq!(reply.problem(), refused, "{path} {query}");
    }
    let mut tampered = cursor.to_owned();
    tampered.replace_range(0..1, if cursor.starts_with('A') { "B" } else { "A" });
    let reply = app
        .get(
            client(clara),
            &format!("{LIST}?limit=1&status=active&cursor={tampered}"),
        )
        .await;
    assert_eq!(reply.problem(), refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_by_id_go_page_by_page() {
    let app = App::start().await;
    let tables = &app.tables;
    let clara = tables.client("Clara").await;
    let mut members = vec![clara];
    for n in 0..4 {
        members.push(tables.client(&format!("Person {n}")).await);
    }
    for n in 0..5 {
        tables.project(&format!("Project {n}"), &members).await;
    }
    for (path, expected) in [("/api/messaging/projects", 5), ("/api/messaging/people", 4)] {
        let whole = ids(&app.ok(client(clara), path).await);
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = app
                .ok(client(clara), &format!("{path}?limit=2{next}"))
                .await;
            seen.extend(ids(&page));
            match page["nextCursor"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!((seen.len(), &seen), (expected, &whole), "{path}");
    }
}
