use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::Row as _;

use crate::access::Random;
use crate::app::{App, client, invalid};

const SEARCH: &str = "/api/messaging/search";

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn bodies(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["message"]["body"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_found_by_their_words_and_marked_where_they_have_them() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let said = [
        "The new logo is ready",
        "Müller: cafe\u{301} in der Straße",
        "İstanbul ısı",
        "東京都に行く",
        "👍🏽 great logo 👍🏽",
        "שָׁלוֹם עולם",
        "a & b | c ! (a+)+$ :*",
        "a logo, new",
    ];
    for body in said {
        tables.say(id, timo, body).await;
    }
    // What is sought, which of the messages have it, and where the newest of them has it.
    let cases: [(&str, &[usize], Value); 29] = [
        ("logo", &[7, 4, 0], json!([[2, 6]])),
        ("LOGO new", &[7, 0], json!([[2, 6], [8, 11]])),
        ("\"new logo\"", &[0], json!([[4, 12]])),
        ("logo -new", &[4], json!([[11, 15]])),
        ("logo -\"new logo\"", &[7, 4], json!([[2, 6]])),
        ("ready or great ", &[4, 0], json!([[5, 10]])),
        ("rea", &[0], json!([[16, 21]])),
        ("rea ", &[], json!(null)),
        ("\"rea\"", &[], json!(null)),
        ("muller", &[1], json!([[0, 6]])),
        ("café ", &[1], json!([[8, 13]])),
        ("cafe\u{301} ", &[1], json!([[8, 13]])),
        ("strasse", &[1], json!([[21, 27]])),
        ("STRASSE", &[1], json!([[21, 27]])),
        ("istanbul", &[2], json!([[0, 8]])),
        ("İSTANBUL", &[2], json!([[0, 8]])),
        ("ISI", &[2], json!([[9, 12]])),
        ("京", &[3], json!([[1, 2]])),
        ("京都", &[3], json!([[1, 3]])),
        ("都京", &[], json!(null)),
        ("👍", &[4], json!([[0, 4], [16, 20]])),
        ("שלום", &[5], json!([[0, 7]])),
        ("a & | !", &[7, 6], json!([[0, 1]])),
        (":*", &[], json!(null)),
        ("((((", &[], json!(null)),
        ("(a+)+$", &[7, 6], json!([[0, 1]])),
        ("<->", &[], json!(null)),
        ("' or 1=1 --", &[], json!(null)),
        ("a\0b", &[6], json!(null)),
    ];
    for (q, expected, highlights) in cases {
        let page = app
            .ok(client(clara), &format!("{SEARCH}?q={}", encoded(q)))
            .await;
        let expected: Vec<&str> = expected.iter().map(|n| said[*n]).collect();
        assert_eq!(bodies(&page), expected, "{q:?}");
        if !highlights.is_null() {
            assert_eq!(page["items"][0]["highlights"], highlights, "{q:?}");
        }
    }
    let page = app.ok(client(clara), &format!("{SEARCH}?q=ready")).await;
    assert_eq!(
        page["items"][0]["conversation"],
        json!({"id": id, "subject": "Logo", "projectId": project})
    );
    assert_eq!(
        page["people"],
        json!([{"id": timo, "name": "Timo", "role": "client"}])
    );
    assert_eq!(page["nextCursor"], json!(null));
    assert_eq!(page["position"], json!(tables.position()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sought_is_refused_by_name() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    for (query, name) in [
        (String::new(), "q"),
        ("q=".to_owned(), "q"),
        ("q=%20%09".to_owned(), "q"),
        (format!("q={}", "x".repeat(301)), "q"),
        (format!("q={}", "x".repeat(10_000)), "q"),
        ("q=%ED%A0%80".to_owned(), "q"),
        ("q=a&from=yesterday".to_owned(), "from"),
        ("q=a&conversationId=1".to_owned(), "conversationId"),
        ("q=a&limit=0".to_owned(), "limit"),
        ("q=a&cursor=AAAA".to_owned(), "cursor"),
        ("q=a&rank=1".to_owned(), "rank"),
    ] {
        let reply = app.get(client(clara), &format!("{SEARCH}?{query}")).await;
        assert_eq!(reply.problem(), invalid(name), "{query:.40}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_one_sees_now_is_found() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let erased = tables.client("Erased").await;
    let (web, shop) = (
        tables.project("Web", &[clara, timo, erased]).await,
        tables.project("Shop", &[clara]).await,
    );
    let mine = tables
        .conversation(web, "Mine", &[clara, timo, erased])
        .await;
    let theirs = tables.conversation(web, "Theirs", &[timo]).await;
    let left = tables.conversation(web, "Left", &[clara, timo]).await;
    let moved = tables.conversation(shop, "Moved", &[clara]).await;
    tables.say(mine, timo, "word kept").await;
    let gone = tables.say(mine, timo, "word deleted").await;
    tables.say(mine, erased, "word erased").await;
    tables.say(theirs, timo, "word theirs").await;
    tables.say(left, timo, "word left").await;
    tables.say(moved, clara, "word moved").await;
    let search = format!("{SEARCH}?q=word");
    assert_eq!(
        bodies(&app.ok(client(clara), &search).await),
        [
            "word moved",
            "word left",
            "word erased",
            "word deleted",
            "word kept"
        ]
    );

    tables.delete(mine, gone, timo).await;
    tables.erase(erased).await;
    tables.leave(left, clara).await;
    tables.leave_project(shop, clara).await;

    let page = app.ok(client(clara), &search).await;
    assert_eq!(bodies(&page), ["word kept"]);
    for word in ["deleted", "erased", "theirs", "left", "moved"] {
        let page = app.ok(client(clara), &format!("{SEARCH}?q={word}")).await;
        assert_eq!(bodies(&page), [""; 0], "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_what_is_found() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let (web, shop) = (
        tables.project("Web", &[clara, timo]).await,
        tables.project("Shop", &[clara, timo]).await,
    );
    let one = tables.conversation(web, "One", &[clara, timo]).await;
    let two = tables.conversation(shop, "Two", &[clara, timo]).await;
    tables.say(one, clara, "word 1").await;
    tables.say(one, timo, "word 2").await;
    tables.say(two, timo, "word 3").await;
    let all = app.ok(client(clara), &format!("{SEARCH}?q=word")).await;
    let second = all["items"][1]["message"]["sentAt"].as_str().unwrap();
    for (filter, expected) in [
        (format!("projectId={web}"), vec!["word 2", "word 1"]),
        (
            format!("projectId={web},{shop}"),
            vec!["word 3", "word 2", "word 1"],
        ),
        (format!("conversationId={two}"), vec!["word 3"]),
        (format!("conversationId={two}&projectId={web}"), vec![]),
        (format!("authorId={timo}"), vec!["word 3", "word 2"]),
        (format!("from={second}"), vec!["word 3", "word 2"]),
        (format!("to={second}"), vec!["word 1"]),
        (format!("from={second}&to={second}"), vec![]),
    ] {
        let page = app
            .ok(client(clara), &format!("{SEARCH}?q=word&{filter}"))
            .await;
        assert_eq!(bodies(&page), expected, "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_to_the_end_gives_each_once_though_messages_are_deleted_and_sent_meanwhile() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let mut random = Random(7);
    let mut conversations = Vec::new();
    // More conversations than one stage looks at.
    for n in 0..30 {
        let name = format!("Conversation {n}");
        conversations.push(tables.conversation(project, &name, &[clara, timo]).await);
    }
    let mut sent = Vec::new();
    for n in 0..90 {
        let id = conversations[usize::try_from(random.below(30)).unwrap()];
        let body = if n % 3 == 0 {
            format!("word {n} in a row")
        } else {
            format!("word in {n} a row")
        };
        sent.push((id, tables.say(id, timo, &body).await, body));
    }
    for q in ["word", "\"in a row\""] {
        let expected: Vec<String> = sent
            .iter()
            .rev()
            .map(|(_, _, body)| body.clone())
            .filter(|body| q == "word" || body.contains("in a row"))
            .collect();
        let mut found: Vec<String> = Vec::new();
        let mut cursor = String::new();
        let mut deleted = BTreeSet::new();
        loop {
            let path = format!("{SEARCH}?q={}&limit=7{cursor}", encoded(q));
            let page = app.ok(client(clara), &path).await;
            found.extend(bodies(&page).into_iter().map(str::to_owned));
            // The one that the page ended with, and one that comes, are gone; a new one comes.
            if q == "word" && found.len() < 40 {
                for body in [
                    found.last().unwrap().clone(),
                    expected[found.len() + 3].clone(),
                ] {
                    let (id, said, _) = sent.iter().find(|(_, _, other)| *other == body).unwrap();
                    tables.delete(*id, *said, timo).await;
                    deleted.insert(body);
                }
                tables.say(conversations[3], timo, "word that is new").await;
            }
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let seen: BTreeSet<&String> = found.iter().collect();
        assert_eq!(seen.len(), found.len(), "twice");
        let kept = |body: &&String| !deleted.contains(*body) || seen.contains(*body);
        assert_eq!(
            found.iter().collect::<Vec<_>>(),
            expected.iter().filter(kept).collect::<Vec<_>>(),
            "{q}"
        );
        if q == "word" {
            for (id, said, body) in &sent {
                if deleted.contains(body) {
                    tables
                        .run(&format!(
                            "update read.messages
                             set deleted_at = null, deleted_by = null, body = '{body}', words = '{}'
                             where conversation_id = '{id}' and seq = {}",
                            words::spaced(body),
                            said.seq
                        ))
                        .await;
                }
            }
        }
    }
    let next = app
        .ok(client(clara), &format!("{SEARCH}?q=word&limit=1"))
        .await["nextCursor"]
        .clone();
    let next = next.as_str().unwrap();
    for (who, query) in [
        (timo, "q=word"),
        (clara, "q=row"),
        (clara, "q=word&from=2026-01-01T00:00:00Z"),
    ] {
        let reply = app
            .get(
                client(who),
                &format!("{SEARCH}?{query}&limit=1&cursor={next}"),
            )
            .await;
        assert_eq!(reply.problem(), invalid("cursor"), "{query}");
    }
}

/// Every character of the basic plane and of the pictures, as the database folds it.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_folds_subjects_and_names_as_words_are_folded() {
    let app = App::start().await;
    let rows = sqlx::query(
        "select n, app.folded('xa' || chr(n) || 'bx') as folded
         from (select generate_series(1, 55295) union select generate_series(57344, 65533)
               union select generate_series(126976, 129791)) c(n)",
    )
    .fetch_all(&app.tables.pool)
    .await
    .unwrap();
    let mut differ = Vec::new();
    for row in rows {
        let (code, folded): (i32, String) = (row.get("n"), row.get("folded"));
        let code = code.unsigned_abs();
        let character = char::from_u32(code).unwrap();
        let ours = words::spaced(&format!("xa{character}bx"));
        if ours != words::spaced(&folded) && !NEWER.contains(&code) {
            differ.push(format!("U+{code:04X} {ours:?} {folded:?}"));
        }
    }
    assert_eq!(differ, [""; 0]);
}

/// Letters that the Unicode of this program knows and that of Postgres 15 does not.
const NEWER: [u32; 10] = [
    0x0558, 0x058B, 0x058C, 0x209D, 0x209E, 0x209F, 0xA7CE, 0xA7D2, 0xA7D4, 0xA7F1,
];
