use domain::{Role, Timestamp};
use serde_json::{Value, json};
use wire::Person;

use crate::accounts::EXPIRES_AT;
use crate::app::{App, As, Reply, invalid, messages};

const SESSION: &str = "/api/session";

fn cookie(reply: &Reply) -> String {
    let header = reply.header("set-cookie").unwrap();
    header
        .strip_prefix("tidings-8080=")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

async fn demo() -> App {
    let app = App::with(&["--demo", "--rate-limits", "off"]).await;
    let clara = Person {
        id: app.people.client,
        name: Some("Clara".to_owned()),
        role: Role::Client,
        online: None,
    };
    app.accounts.demo.lock().unwrap().push(clara);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_becomes_a_cookie_that_commands_accept() {
    let app = App::start().await;
    let conversation = app.people.converse().await;

    let reply = app.ask(app.client(), "POST", SESSION, &[], None).await;

    let expected = json!({
        "person": {"id": app.people.client, "name": "Clara", "role": "client"},
        "expiresAt": Timestamp::from_millis(EXPIRES_AT),
        "limits": {"bodyChars": 10_000},
        "fileTypes": ["image/png"],
    });
    assert_eq!((reply.status, &reply.json), (200, &expected));
    let cookie = cookie(&reply);
    let header = format!("tidings-8080={cookie}; Path=/; HttpOnly; SameSite=Lax");
    assert_eq!(reply.header("set-cookie"), Some(header.as_str()));
    let sent = app
        .post(
            As::Cookie(&cookie),
            &messages(conversation),
            &json!({"body": "x"}),
        )
        .await;
    assert_eq!(sent.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_takes_the_cookie_back() {
    let app = App::start().await;
    let cookie = cookie(&app.ask(app.client(), "POST", SESSION, &[], None).await);
    assert_eq!(app.accounts.signed_in(&cookie), Some(app.people.client));

    let reply = app.delete(As::Cookie(&cookie), SESSION).await;

    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    assert!(reply.header("set-cookie").unwrap().ends_with("Max-Age=0"));
    assert_eq!(app.accounts.signed_in(&cookie), None);
    assert_eq!(app.delete(As::Cookie(&cookie), SESSION).await.status, 204);
    assert_eq!(app.delete(As::Nobody, SESSION).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_https_the_cookie_is_bound_to_the_host() {
    let app = App::with(&[
        "--public-url",
        "https://talk.example.org",
        "--rate-limits",
        "off",
    ])
    .await;
    let reply = app.ask(app.client(), "POST", SESSION, &[], None).await;
    let header = reply.header("set-cookie").unwrap();
    assert!(header.starts_with("__Host-tidings="), "{header}");
    assert!(
        header.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{header}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_made_from_a_token_only() {
    let app = App::start().await;
    let unauthenticated = (401, "unauthenticated", "");
    let person = json!({"person": app.people.client});
    assert_eq!(
        app.ask(As::Nobody, "POST", SESSION, &[], None)
            .await
            .problem(),
        unauthenticated
    );
    assert_eq!(
        app.post(As::Nobody, SESSION, &person).await.problem(),
        unauthenticated
    );
    assert_eq!(
        app.post(app.client(), SESSION, &person).await.problem(),
        invalid("/person")
    );
    assert_eq!(
        app.post(app.client(), SESSION, &json!({})).await.status,
        200
    );
    let cookie = cookie(&app.post(app.client(), SESSION, &json!({})).await);
    assert_eq!(
        app.ask(As::Cookie(&cookie), "POST", SESSION, &[], None)
            .await
            .problem(),
        unauthenticated
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn in_demo_mode_a_person_is_chosen() {
    let app = demo().await;
    let clara = json!({"id": app.people.client, "name": "Clara", "role": "client"});

    let chosen = app
        .post(As::Nobody, SESSION, &json!({"person": app.people.client}))
        .await;

    assert_eq!((chosen.status, &chosen.json["person"]), (200, &clara));
    assert_eq!(chosen.json["demo"], json!([clara]));
    assert_eq!(
        app.accounts.signed_in(&cookie(&chosen)),
        Some(app.people.client)
    );
    // One signed-in person may become another.
    let again = app
        .post(
            As::Cookie(&cookie(&chosen)),
            SESSION,
            &json!({"person": app.people.client}),
        )
        .await;
    assert_eq!(again.status, 200);
    for body in [
        json!({"person": app.people.team}),
        json!({"person": "x"}),
        json!({"person": Value::Null}),
    ] {
        assert_eq!(
            app.post(As::Nobody, SESSION, &body).await.problem(),
            invalid("/person"),
            "{body}"
        );
    }
}
