use serde_json::json;

use crate::app::{App, client, invalid, pluck};

const LIST: &str = "/api/messaging/conversations";

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_shown_as_one_of_its_people_sees_it() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let nora = tables.client("Nora").await;
    let project = tables.project("Website", &[clara, timo, nora]).await;
    let id = tables
        .conversation(project, "The logo", &[clara, timo, nora])
        .await;
    let first = tables.say(id, clara, "Hello").await;
    tables.say(id, timo, "Well").await;
    let last = tables.say(id, clara, &"ä".repeat(130)).await;
    tables.read(id, timo, first.seq).await;

    let reply = app.get(client(timo), &format!("{LIST}/{id}")).await;

    let conversation = &reply.json["conversation"];
    assert_eq!(reply.header("etag"), Some("\"1\""));
    assert_eq!(
        *conversation,
        json!({
            "id": id, "projectId": project, "subject": "The logo", "status": "active", "version": 1,
            "createdBy": clara, "createdAt": "2026-01-01T00:00:01.000Z", "lastSeq": 4,
            "lastActivityAt": "2026-01-01T00:00:04.000Z",
            "lastMessage": {
                "id": last.id, "seq": 4, "authorId": clara, "preview": "ä".repeat(120),
                "sentAt": "2026-01-01T00:00:04.000Z",
            },
            "participants": [
                {"userId": clara, "joinedSeq": 1, "joinedAt": "2026-01-01T00:00:01.000Z", "readSeq": 1},
                {"userId": timo, "joinedSeq": 1, "joinedAt": "2026-01-01T00:00:01.000Z", "readSeq": 2},
                {"userId": nora, "joinedSeq": 1, "joinedAt": "2026-01-01T00:00:01.000Z", "readSeq": 1},
            ],
            "unread": 1, "readSeq": 2, "othersReadSeq": 1, "allReadSeq": 1, "muted": false,
        })
    );
    assert_eq!(
        reply.json["people"],
        json!([
            {"id": clara, "name": "Clara", "role": "client"},
            {"id": timo, "name": "Timo", "role": "client"},
            {"id": nora, "name": "Nora", "role": "client"},
        ])
    );
    assert_eq!(reply.json["position"], json!(tables.position()));
    assert_eq!(reply.json["resume"], json!(tables.position()));
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_an_answer_mentions_is_named_those_who_left_too() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables
        .conversation(project, "The logo", &[timo, clara])
        .await;
    tables.say(id, timo, "Bye").await;
    tables.leave(id, timo).await;

    let list = app.ok(client(clara), LIST).await;

    let people = json!([
        {"id": clara, "name": "Clara", "role": "client"},
        {"id": timo, "name": "Timo", "role": "client"},
    ]);
    assert_eq!(list["people"], people);
    assert_eq!(
        list["items"][0]["participants"].as_array().unwrap().len(),
        1
    );
    assert_eq!(list["items"][0]["othersReadSeq"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_activity_comes_first_and_unread_is_summed_over_all() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let logo = tables.conversation(project, "Logo", &[clara, timo]).await;
    let shop = tables.conversation(project, "Shop", &[clara, timo]).await;
    tables.set_status(shop, "closed").await;
    tables.say(shop, timo, "one").await;
    tables.say(logo, timo, "two").await;
    tables.say(logo, clara, "three").await;

    let all = app.ok(client(clara), LIST).await;
    let closed = app
        .ok(client(clara), &format!("{LIST}?status=closed,archived"))
        .await;

    assert_eq!(pluck(&all, "id"), [json!(logo), json!(shop)]);
    assert_eq!(pluck(&all, "unread"), [1, 1]);
    assert_eq!(all["unreadTotal"], 2);
    assert_eq!(all["nextCursor"], json!(null));
    assert_eq!(pluck(&closed, "id"), [json!(shop)]);
    assert_eq!(closed["unreadTotal"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sought_is_in_the_subject_or_in_a_participants_name() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, jose) = (
        tables.client("Clara").await,
        tables.client("José Müller").await,
    );
    let gone = tables.client("Gone").await;
    let project = tables.project("Website", &[clara, jose, gone]).await;
    let cafe = tables
        .conversation(project, "Café 100% ΣΟΦΙΑ", &[clara, gone])
        .await;
    let other = tables
        .conversation(project, "Straße_2", &[clara, jose])
        .await;
    tables.leave(cafe, gone).await;
    let cases: [(&str, Vec<_>); 11] = [
        ("cafe", vec![cafe]),
        ("CAFÉ", vec![cafe]),
        // "e" and a combining accent.
        ("cafe%CC%81", vec![cafe]),
        ("100%25", vec![cafe]),
        ("%CF%83%CE%BF%CF%86", vec![cafe]),
        ("e_2", vec![other]),
        ("strasse", vec![other]),
        ("muller", vec![other]),
        ("clara", vec![other, cafe]),
        ("gone", vec![]),
        ("%25", vec![cafe]),
    ];
    for (q, expected) in cases {
        let found = app.ok(client(clara), &format!("{LIST}?q={q}")).await;
        let expected: Vec<_> = expected.iter().map(|id| json!(id)).collect();
        assert_eq!(pluck(&found, "id"), expected, "{q}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_a_filter_and_a_foreign_one_is_like_none() {
    let app = App::start().await;
    let tables = &app.tables;
    let clara = tables.client("Clara").await;
    let (web, shop) = (
        tables.project("Web", &[clara]).await,
        tables.project("Shop", &[clara]).await,
    );
    let foreign = tables.project("Foreign", &[]).await;
    let one = tables.conversation(web, "One", &[clara]).await;
    let two = tables.conversation(shop, "Two", &[clara]).await;

    let of = async |projects: String| {
        pluck(
            &app.ok(client(clara), &format!("{LIST}?projectId={projects}"))
                .await,
            "id",
        )
    };

    assert_eq!(of(web.to_string()).await, [json!(one)]);
    assert_eq!(of(format!("{web},{shop}")).await, [json!(two), json!(one)]);
    assert_eq!(of(foreign.to_string()).await, [json!(null); 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_parameters_are_refused_by_name() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    let long = "x".repeat(201);
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=9223372036854775808", "limit"),
        ("limit=10&limit=1000", "limit"),
        ("status=open", "status"),
        ("projectId=1", "projectId"),
        ("cursor=AAAA", "cursor"),
        ("minPosition=1", "minPosition"),
        ("q=%00", "q"),
        (&format!("q={long}"), "q"),
        ("sort=subject", "sort"),
    ] {
        let reply = app.get(client(clara), &format!("{LIST}?{query}")).await;
        assert_eq!(reply.problem(), invalid(name), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unread_leaves_out_deleted_ones_and_counts_from_a_mark_as_unread() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let project = tables.project("Website", &[clara, timo]).await;
    let id = tables.conversation(project, "Logo", &[clara, timo]).await;
    let mut said = Vec::new();
    for n in 0..4 {
        said.push(tables.say(id, timo, &format!("word {n}")).await);
    }
    tables.read(id, clara, said[1].seq).await;
    tables.delete(id, said[0], timo).await;
    tables.delete(id, said[3], timo).await;
    let path = format!("{LIST}/{id}");

    let conversation = app.ok(client(clara), &path).await["conversation"].clone();

    assert_eq!(
        (
            &conversation["unread"],
            &conversation["readSeq"],
            conversation.get("unreadFrom")
        ),
        (&json!(1), &json!(said[1].seq), None)
    );
    assert_eq!(conversation["lastMessage"]["id"], json!(said[2].id));
    // As the projector leaves it: counted from the mark on.
    tables
        .run(&format!(
            "update read.conversation_participants
             set unread_from = {}, read_ordinal = 0, own_after = 0, muted = true, has_unread = true
             where conversation_id = '{id}' and user_id = '{clara}'",
            said[0].seq
        ))
        .await;
    let conversation = app.ok(client(clara), &path).await["conversation"].clone();
    assert_eq!(
        (
            &conversation["unread"],
            &conversation["unreadFrom"],
            &conversation["muted"]
        ),
        (&json!(2), &json!(said[0].seq), &json!(true))
    );
    assert_eq!(app.ok(client(clara), LIST).await["unreadTotal"], json!(2));
}
