use domain::{Role, UserId};
use serde_json::json;
use wire::Person;

use crate::accounts::EXPIRES_AT;
use crate::app::{App, As, client};

#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_nobody_is_200_with_what_clients_enforce_too() {
    let app = App::start().await;
    for who in [As::Nobody, As::Cookie("of-nobody")] {
        let session = app.ok(who, "/api/session").await;
        assert_eq!(session["person"], json!(null));
        assert!(
            session.get("expiresAt").is_none() && session.get("demo").is_none(),
            "{session}"
        );
        assert_eq!(session["limits"]["bodyChars"], 10_000);
        assert_eq!(session["limits"]["fileBytes"], 10_485_760);
        assert_eq!(session["fileTypes"][0], "png");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_names_who_is_signed_in_and_until_when() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    app.accounts
        .sessions
        .lock()
        .unwrap()
        .insert("cookie".to_owned(), clara);
    let person = json!({"id": clara, "name": "Clara", "role": "client"});

    let by_cookie = app.ok(As::Cookie("cookie"), "/api/session").await;
    let by_token = app.ok(client(clara), "/api/session").await;

    assert_eq!(by_cookie["person"], person);
    assert_eq!(
        by_cookie["expiresAt"],
        json!(domain::Timestamp::from_millis(EXPIRES_AT))
    );
    assert_eq!(by_token["person"], person);
    assert!(by_token["expiresAt"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_in_a_moment_ago_is_named_before_the_tables_have_them() {
    let app = App::start().await;
    let nora = UserId::new(uuid::Uuid::now_v7());
    let unnamed = app.ok(client(nora), "/api/session").await;
    assert_eq!(
        unnamed["person"],
        json!({"id": nora, "name": null, "role": "client"})
    );

    app.register(nora, "Nora", None).await;

    let session = app.ok(client(nora), "/api/session").await;
    assert_eq!(
        session["person"],
        json!({"id": nora, "name": "Nora", "role": "client"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_people_are_offered_in_demo_mode_alone() {
    let app = App::with(&["--rate-limits", "off", "--demo"], None).await;
    let ada = app.tables.user(Role::Admin, "Ada").await;
    let person = Person {
        id: ada,
        name: Some("Ada".to_owned()),
        role: Role::Admin,
        online: None,
    };
    app.accounts.demo.lock().unwrap().push(person);

    let session = app.ok(As::Nobody, "/api/session").await;

    assert_eq!(
        session["demo"],
        json!([{"id": ada, "name": "Ada", "role": "admin"}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_accounts_signs_nobody_out() {
    let app = App::start().await;
    let clara = app.tables.client("Clara").await;
    *app.accounts.is_away.lock().unwrap() = true;
    assert_eq!(
        app.get(client(clara), "/api/session").await.problem(),
        (503, "unavailable", "")
    );
}
