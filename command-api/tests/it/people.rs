use domain::{StreamId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{App, NOT_FOUND, invalid, messages};

const FORBIDDEN: (u16, &str, &str) = (403, "forbidden", "");
const CONFLICT: (u16, &str, &str) = (409, "conflict", "");

fn path(user: UserId) -> String {
    format!("/api/admin/directory/people/{user}")
}

fn erasure(user: UserId) -> String {
    format!("/api/admin/messaging/people/{user}/erasure")
}

#[tokio::test(flavor = "multi_thread")]
async fn several_changes_of_a_person_are_one_command() {
    let app = App::start().await;
    let made =
        json!({"subject": "nora", "name": "Nora", "role": "client", "email": "n@example.com"});
    let people = "/api/admin/directory/people";
    let made = app.post(app.admin(), people, &made).await;
    let user: UserId = made.json["person"]["id"].as_str().unwrap().parse().unwrap();
    let body = json!({"name": "Eleonora", "role": "team", "disabled": true});

    let changed = app.patch(app.admin(), &path(user), None, &body).await;

    let expected = json!({
        "id": user, "name": "Eleonora", "role": "team", "subject": "nora", "email": "n@example.com",
        "disabled": true, "erased": false,
    });
    assert_eq!((changed.status, &changed.json["person"]), (200, &expected));
    assert_eq!(app.stream(StreamId::User(user)).await.len(), 4);

    let same = app.patch(app.admin(), &path(user), None, &body).await;
    assert_eq!((same.status, &same.json["person"]), (200, &expected));
    assert_eq!(app.stream(StreamId::User(user)).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_change_of_a_person_gets_its_first_answer_again() {
    let app = App::start().await;
    let user = app.people.outsider;
    let key = [("idempotency-key", "k")];
    let body = json!({"name": "Ottilie"}).to_string();
    let path = path(user);
    let ask = || app.ask(app.admin(), "PATCH", &path, &key, Some(&body));
    let first = ask().await;
    let later = json!({"name": "Otto", "disabled": true});
    app.patch(app.admin(), &path, None, &later).await;
    let again = ask().await;
    assert_eq!((again.is_replayed(), &again.text), (true, &first.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_change_of_a_person_is_named() {
    let app = App::start().await;
    let user = app.people.outsider;
    let nobody = UserId::new(Uuid::now_v7());
    let name = json!({"name": "x"});
    let table: [(UserId, Value, (u16, &str, &str)); 10] = [
        (user, json!({}), invalid("")),
        (user, json!({"name": " "}), invalid("/name")),
        (user, json!({"name": null}), invalid("/name")),
        (user, json!({"name": "x".repeat(201)}), invalid("/name")),
        (user, json!({"role": "boss"}), invalid("/role")),
        (user, json!({"disabled": "yes"}), invalid("/disabled")),
        (user, json!({"erased": true}), invalid("/erased")),
        (nobody, name.clone(), NOT_FOUND),
        (app.people.admin, json!({"role": "team"}), FORBIDDEN),
        (app.people.admin, json!({"disabled": true}), FORBIDDEN),
    ];
    for (user, body, expected) in table {
        let reply = app.patch(app.admin(), &path(user), None, &body).await;
        assert_eq!(reply.problem(), expected, "{body}");
    }
    let auditor = app.auditor().await;
    for who in [app.client(), app.team(), auditor] {
        let reply = app.patch(who, &path(user), None, &name).await;
        assert_eq!(reply.problem(), FORBIDDEN);
    }
    let own_name = app
        .patch(app.admin(), &path(app.people.admin), None, &name)
        .await;
    assert_eq!(own_name.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_commands_nothing_until_enabled() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let send = || async {
        let body = json!({"body": "x"});
        app.post(app.client(), &messages(conversation), &body).await
    };
    let set = async |disabled: bool| {
        let body = json!({"disabled": disabled});
        app.patch(app.admin(), &path(app.people.client), None, &body)
            .await
    };
    assert_eq!(set(true).await.status, 200);
    assert_eq!(send().await.problem(), (401, "unauthenticated", ""));
    assert_eq!(set(false).await.status, 200);
    assert_eq!(send().await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_says_why_and_is_once() {
    let app = App::start().await;
    let user = app.people.outsider;
    let asked = app
        .why(app.admin(), &erasure(user), "Art.%2017%20%C3%A4")
        .await;
    assert_eq!(asked.status, 202, "{asked:?}");
    let events = app.stream(StreamId::User(user)).await;
    let payload = events.last().unwrap().event.to_payload().unwrap();
    assert_eq!(payload["reason"]["text"], "Art. 17 \u{e4}");
    let again = app.why(app.admin(), &erasure(user), "x").await;
    assert_eq!(again.status, 200);
    assert_eq!(app.stream(StreamId::User(user)).await.len(), 2);
    let change = app
        .patch(app.admin(), &path(user), None, &json!({"name": "x"}))
        .await;
    assert_eq!(change.problem(), CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_erasure_is_named() {
    let app = App::start().await;
    let user = app.people.outsider;
    let missing = app
        .ask(app.admin(), "POST", &erasure(user), &[], None)
        .await;
    assert_eq!(missing.problem(), (422, "validation-failed", ""));
    assert_eq!(missing.json["errors"][0]["header"], "Tidings-Reason");
    let most = "x".repeat(500);
    for bad in ["", "%20", "%E2%80%8B", "%ff", "%4", &"x".repeat(501)] {
        let reply = app.why(app.admin(), &erasure(user), bad).await;
        assert_eq!(reply.problem(), (400, "invalid-header", ""), "{bad}");
    }
    let auditor = app.auditor().await;
    for who in [app.client(), app.team(), auditor] {
        let reply = app.why(who, &erasure(user), "x").await;
        assert_eq!(reply.problem(), FORBIDDEN);
    }
    let oneself = app.why(app.admin(), &erasure(app.people.admin), "x").await;
    assert_eq!(oneself.problem(), FORBIDDEN);
    let nobody = app
        .why(app.admin(), &erasure(UserId::new(Uuid::now_v7())), "x")
        .await;
    assert_eq!(nobody.problem(), NOT_FOUND);
    assert_eq!(app.stream(StreamId::User(user)).await.len(), 1);
    assert_eq!(
        app.why(app.admin(), &erasure(user), &most).await.status,
        202
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_called_something_else() {
    let app = App::start().await;
    let path = format!("/api/admin/directory/projects/{}", app.people.project);
    let body = json!({"name": "Shop"});
    for _ in 0..2 {
        let reply = app.patch(app.admin(), &path, None, &body).await;
        let expected = json!({"id": app.people.project, "name": "Shop"});
        assert_eq!((reply.status, &reply.json["project"]), (200, &expected));
    }
    let events = app.stream(StreamId::Project(app.people.project)).await;
    let renamed = events
        .iter()
        .filter(|event| event.event.name() == "ProjectRenamed");
    assert_eq!(renamed.count(), 1);
    for bad in ["", " ", &"x".repeat(201)] {
        let reply = app
            .patch(app.admin(), &path, None, &json!({"name": bad}))
            .await;
        assert_eq!(reply.problem(), invalid("/name"));
    }
    let nowhere = format!("/api/admin/directory/projects/{}", Uuid::now_v7());
    let reply = app.patch(app.admin(), &nowhere, None, &body).await;
    assert_eq!(reply.problem(), NOT_FOUND);
    assert_eq!(
        app.patch(app.team(), &path, None, &body).await.problem(),
        FORBIDDEN
    );
    let most = json!({"name": "x".repeat(200)});
    assert_eq!(app.patch(app.admin(), &path, None, &most).await.status, 200);
}
