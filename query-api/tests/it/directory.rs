use domain::Role;
use serde_json::json;

use crate::app::{App, As, NOT_FOUND, pluck};

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_is_read_by_admins_and_auditors_alone() {
    let app = App::start().await;
    let user = app.tables.client("Somebody").await;
    let project = app.tables.project("Web", &[user]).await;
    for path in [
        "/api/admin/directory/projects".to_owned(),
        format!("/api/admin/directory/projects/{project}/members"),
        "/api/admin/directory/people".to_owned(),
    ] {
        for (role, status) in [
            (Role::Admin, 200),
            (Role::Auditor, 200),
            (Role::Team, 403),
            (Role::Client, 403),
        ] {
            assert_eq!(
                app.get(As::User(user, role), &path).await.status,
                status,
                "{path} {role}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_shows_all_projects_their_members_and_all_people() {
    let app = App::start().await;
    let tables = &app.tables;
    let ada = tables.user(Role::Admin, "Ada").await;
    let (clara, timo) = (
        tables.client("Clara").await,
        tables.user(Role::Team, "Timo").await,
    );
    let web = tables.project("Web", &[clara, timo]).await;
    let empty = tables.project("Empty", &[]).await;
    app.accounts
        .subjects
        .lock()
        .unwrap()
        .insert(clara, "clara@example.org".to_owned());
    let email = format!("update read.users set email = 'timo@example.org' where id = '{timo}'");
    tables.run(&email).await;
    let admin = As::User(ada, Role::Admin);

    let projects = app.ok(admin, "/api/admin/directory/projects").await;
    let members = app
        .ok(
            admin,
            &format!("/api/admin/directory/projects/{web}/members"),
        )
        .await;
    let people = app.ok(admin, "/api/admin/directory/people?limit=2").await;
    let cursor = people["nextCursor"].as_str().unwrap();
    let rest = app
        .ok(
            admin,
            &format!("/api/admin/directory/people?limit=2&cursor={cursor}"),
        )
        .await;

    assert_eq!(
        projects["items"],
        json!([{"id": web, "name": "Web"}, {"id": empty, "name": "Empty"}])
    );
    assert_eq!(pluck(&members, "id"), [json!(clara), json!(timo)]);
    let person = |id, name, role, subject| json!({"id": id, "name": name, "role": role, "subject": subject, "disabled": false, "erased": false});
    assert_eq!(
        people["items"],
        json!([
            person(ada, "Ada", "admin", ""),
            person(clara, "Clara", "client", "clara@example.org")
        ])
    );
    let mut with_email = person(timo, "Timo", "team", "");
    with_email["email"] = json!("timo@example.org");
    assert_eq!(rest["items"], json!([with_email]));
    assert_eq!(rest["nextCursor"], json!(null));
    let absent = format!(
        "/api/admin/directory/projects/{}/members",
        uuid::Uuid::now_v7()
    );
    assert_eq!(app.get(admin, &absent).await.problem(), NOT_FOUND);
}
