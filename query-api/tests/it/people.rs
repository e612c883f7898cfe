use std::collections::HashSet;
use std::sync::Arc;

use domain::Role;
use serde_json::json;

use crate::admin::others::{Here, Others};
use crate::app::{App, NOT_FOUND, client, pluck};

#[tokio::test(flavor = "multi_thread")]
async fn one_may_write_to_those_one_shares_a_project_with() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo, nora) = (
        tables.client("Clara").await,
        tables.client("Timo").await,
        tables.client("Nora").await,
    );
    let stranger = tables.client("Stranger").await;
    let auditor = tables.user(Role::Auditor, "Audra").await;
    let web = tables.project("Web", &[clara, timo, auditor]).await;
    let shop = tables.project("Shop", &[clara, timo, nora]).await;
    let foreign = tables.project("Foreign", &[stranger, timo]).await;

    let all = app.ok(client(clara), "/api/messaging/people").await;
    let of_web = app
        .ok(
            client(clara),
            &format!("/api/messaging/people?projectId={web}"),
        )
        .await;
    let of_foreign = app
        .ok(
            client(clara),
            &format!("/api/messaging/people?projectId={foreign}"),
        )
        .await;
    let projects = app.ok(client(clara), "/api/messaging/projects").await;

    assert_eq!(
        all["items"],
        json!([
            {"id": timo, "name": "Timo", "role": "client", "online": null},
            {"id": nora, "name": "Nora", "role": "client", "online": null},
        ])
    );
    assert_eq!(pluck(&of_web, "id"), [json!(timo)]);
    assert_eq!(of_foreign["items"], json!([]));
    assert_eq!(
        projects["items"],
        json!([{"id": web, "name": "Web"}, {"id": shop, "name": "Shop"}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_shown_to_themselves_and_to_those_who_share_a_project() {
    let app = App::start().await;
    let tables = &app.tables;
    let (clara, timo) = (tables.client("Clara").await, tables.client("Timo").await);
    let stranger = tables.client("Stranger").await;
    tables.project("Web", &[clara, timo]).await;
    let path = |id| format!("/api/messaging/people/{id}");

    let found = app.ok(client(clara), &path(timo)).await;
    assert_eq!(
        found["person"],
        json!({"id": timo, "name": "Timo", "role": "client", "online": null})
    );
    assert_eq!(app.get(client(stranger), &path(stranger)).await.status, 200);
    let hidden = app.get(client(clara), &path(stranger)).await;
    let absent = app
        .get(
            client(clara),
            &path(domain::UserId::new(uuid::Uuid::now_v7())),
        )
        .await;
    assert_eq!(hidden.problem(), NOT_FOUND);
    assert_eq!(hidden.words(), absent.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_people_it_is_said_whether_they_are_here_where_that_is_known() {
    let database = harness::database().await;
    let here = Arc::<Here>::default();
    let others = Others {
        presence: here.clone(),
        ..Others::default()
    };
    let app = App::over(&database, &[], None, others).await;
    let tables = &app.tables;
    let (clara, timo, nora) = (
        tables.client("Clara").await,
        tables.client("Timo").await,
        tables.client("Nora").await,
    );
    tables.project("Web", &[clara, timo, nora]).await;
    *here.0.lock().unwrap() = Some(HashSet::from([timo]));

    let all = app.ok(client(clara), "/api/messaging/people").await;
    let one = app
        .ok(client(clara), &format!("/api/messaging/people/{timo}"))
        .await;

    assert_eq!(pluck(&all, "id"), [json!(timo), json!(nora)]);
    assert_eq!(pluck(&all, "online"), [json!(true), json!(false)]);
    assert_eq!(one["person"]["online"], json!(true));
}
