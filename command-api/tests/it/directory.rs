use domain::{ProjectId, Role, StreamId, UserId};
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, As, NOT_FOUND, invalid};

const PROJECTS: &str = "/api/admin/directory/projects";
const PEOPLE: &str = "/api/admin/directory/people";

fn members(project: impl std::fmt::Display) -> String {
    format!("{PROJECTS}/{project}/members")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_makes_a_project_and_lets_people_in_and_out() {
    let app = App::start().await;
    let id = ProjectId::new(Uuid::new_v4());
    let user = app.people.outsider;

    let made = app
        .post(app.admin(), PROJECTS, &json!({"id": id, "name": "Shop"}))
        .await;
    let added = app
        .post(app.admin(), &members(id), &json!({"userId": user}))
        .await;
    let again = app
        .post(app.admin(), &members(id), &json!({"userId": user}))
        .await;
    let removed = app
        .delete(app.admin(), &format!("{}/{user}", members(id)))
        .await;
    let gone = app
        .delete(app.admin(), &format!("{}/{user}", members(id)))
        .await;

    assert_eq!(
        (made.status, &made.json["project"]),
        (201, &json!({"id": id, "name": "Shop"}))
    );
    assert_eq!(
        made.header("location"),
        Some(format!("{PROJECTS}/{id}").as_str())
    );
    for reply in [added, again, removed, gone] {
        assert_eq!(reply.status, 200, "{reply:?}");
    }
    assert_eq!(app.stream(StreamId::Project(id)).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_without_an_id_gets_one() {
    let app = App::start().await;
    let reply = app
        .post(app.admin(), PROJECTS, &json!({"name": "Shop"}))
        .await;
    assert!(
        reply.json["project"]["id"]
            .as_str()
            .unwrap()
            .parse::<ProjectId>()
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_directory_entry_is_named() {
    let app = App::start().await;
    let here = members(app.people.project);
    let nobody = UserId::new(Uuid::now_v7());
    let person = |subject: &str, name: &str, role: &str| json!({"subject": subject, "name": name, "role": role});
    let table = [
        (
            PROJECTS,
            json!({"id": app.people.project, "name": "x"}),
            (409, "conflict", ""),
        ),
        (PROJECTS, json!({"id": null, "name": "x"}), invalid("/id")),
        (PROJECTS, json!({"name": " "}), invalid("/name")),
        (PROJECTS, json!({"name": "x".repeat(201)}), invalid("/name")),
        (PROJECTS, json!({}), invalid("/name")),
        (here.as_str(), json!({"userId": nobody}), invalid("/userId")),
        (
            here.as_str(),
            json!({"userId": app.people.team, "role": "admin"}),
            invalid("/role"),
        ),
        (PEOPLE, person("", "x", "client"), invalid("/subject")),
        (PEOPLE, person("a\u{0}", "x", "client"), invalid("/subject")),
        (
            PEOPLE,
            person(&"s".repeat(1_025), "x", "client"),
            invalid("/subject"),
        ),
        (PEOPLE, person("s", "", "client"), invalid("/name")),
        (PEOPLE, person("s", "x", "root"), invalid("/role")),
        (
            PEOPLE,
            json!({"subject": "s", "name": "x", "role": "team", "email": ""}),
            invalid("/email"),
        ),
    ];
    for (path, body, expected) in table {
        assert_eq!(
            app.post(app.admin(), path, &body).await.problem(),
            expected,
            "{path} {body}"
        );
    }
    let nowhere = members(Uuid::now_v7());
    let added = app
        .post(app.admin(), &nowhere, &json!({"userId": app.people.team}))
        .await;
    let removed = app
        .delete(app.admin(), &format!("{nowhere}/{}", app.people.team))
        .await;
    assert_eq!((added.problem(), removed.problem()), (NOT_FOUND, NOT_FOUND));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_known_before_they_first_sign_in() {
    let app = App::start().await;
    let body =
        json!({"subject": "idp|7", "name": "Pia", "role": "team", "email": "pia@example.org"});

    let reply = app.post(app.admin(), PEOPLE, &body).await;

    let user = app.accounts.user_of("idp|7").unwrap();
    let expected = json!({
        "id": user, "name": "Pia", "role": "team", "subject": "idp|7", "email": "pia@example.org",
        "disabled": false, "erased": false,
    });
    assert_eq!((reply.status, &reply.json["person"]), (201, &expected));
    let registered = app.stream(StreamId::User(user)).await;
    assert_eq!(registered.len(), 1);
    assert!(
        !format!("{registered:?}").contains("idp|7"),
        "the subject never enters the log"
    );
    let twice = app.post(app.admin(), PEOPLE, &body).await;
    assert_eq!(twice.problem(), (409, "conflict", ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_keeps_the_directory() {
    let app = App::start().await;
    let auditor = As::User(app.newcomer(Role::Auditor).await, Role::Auditor);
    let (project, user) = (app.people.project, app.people.outsider);
    let member = format!("{}/{user}", members(project));
    let routes = [
        ("POST", PROJECTS.to_owned()),
        ("POST", PEOPLE.to_owned()),
        ("POST", members(project)),
        ("DELETE", member),
    ];
    for (method, path) in routes {
        for who in [app.client(), app.team(), auditor] {
            // Even what is not a request is refused for who asks.
            let reply = app.ask(who, method, &path, &[], None).await;
            assert_eq!(reply.problem(), (403, "forbidden", ""), "{method} {path}");
        }
        let nobody = app.ask(As::Nobody, method, &path, &[], None).await;
        assert_eq!(
            nobody.problem(),
            (401, "unauthenticated", ""),
            "{method} {path}"
        );
    }
}
