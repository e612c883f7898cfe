use domain::{Role, StreamId, UserId};
use serde_json::json;
use uuid::Uuid;
use wire::LogPosition;

use crate::app::{App, invalid};

const CONVERSATIONS: &str = "/api/messaging/conversations";

#[tokio::test(flavor = "multi_thread")]
async fn a_started_conversation_is_answered_whole() {
    let app = App::start().await;
    let (client, team, project) = (app.people.client, app.people.team, app.people.project);
    // Naming somebody twice, and oneself, is harmless.
    let body = json!({"projectId": project, "subject": " The new logo ", "participantIds": [team, client, team]});

    let reply = app.post(app.client(), CONVERSATIONS, &body).await;

    assert_eq!(reply.status, 201, "{reply:?}");
    let id = reply.json["conversation"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let started = &app
        .stream(StreamId::Conversation(id.parse().unwrap()))
        .await[0];
    let at = started.occurred_at();
    let expected = json!({
        "id": id, "projectId": project, "subject": " The new logo ", "status": "active", "version": 1,
        "createdBy": client, "createdAt": at, "lastSeq": 1,
        "participants": [
            {"userId": client, "joinedSeq": 1, "joinedAt": at},
            {"userId": team, "joinedSeq": 1, "joinedAt": at},
        ],
    });
    assert_eq!(reply.json["conversation"], expected);
    let position = LogPosition::new(app.reader.log(), started.position).to_string();
    assert_eq!(reply.json["position"], position);
    assert_eq!(
        reply.header("location"),
        Some(format!("{CONVERSATIONS}/{id}").as_str())
    );
    assert!(!reply.is_replayed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_start_a_conversation_says_where() {
    let app = App::start().await;
    let (team, project, outsider) = (app.people.team, app.people.project, app.people.outsider);
    let auditor = app.newcomer(Role::Auditor).await;
    let nobody = Uuid::now_v7();
    let table = [
        (
            json!({"projectId": nobody, "subject": "x", "participantIds": []}),
            invalid("/projectId"),
        ),
        (
            json!({"projectId": "x", "subject": "x", "participantIds": []}),
            invalid("/projectId"),
        ),
        (
            json!({"projectId": project, "subject": "x", "participantIds": [team, outsider]}),
            invalid("/participantIds/1"),
        ),
        (
            json!({"projectId": project, "subject": "x", "participantIds": [team, team, nobody]}),
            invalid("/participantIds/2"),
        ),
        (
            json!({"projectId": project, "subject": "x", "participantIds": [auditor]}),
            invalid("/participantIds/0"),
        ),
        (
            json!({"projectId": project, "subject": "x", "participantIds": [1]}),
            invalid("/participantIds/0"),
        ),
        (
            json!({"projectId": project, "subject": "x"}),
            invalid("/participantIds"),
        ),
        (
            json!({"projectId": project, "subject": "", "participantIds": []}),
            invalid("/subject"),
        ),
        (
            json!({"projectId": project, "subject": " \u{200b}", "participantIds": []}),
            invalid("/subject"),
        ),
        (
            json!({"projectId": project, "subject": "a\u{0}b", "participantIds": []}),
            invalid("/subject"),
        ),
        (
            json!({"projectId": project, "subject": "é".repeat(201), "participantIds": []}),
            invalid("/subject"),
        ),
        (
            json!({"projectId": project, "subject": "x", "participantIds": [], "status": "closed"}),
            invalid("/status"),
        ),
    ];
    for (body, expected) in table {
        let reply = app.post(app.client(), CONVERSATIONS, &body).await;
        assert_eq!(reply.problem(), expected, "{body}");
    }
    let longest = json!({"projectId": project, "subject": "é".repeat(200), "participantIds": []});
    assert_eq!(
        app.post(app.client(), CONVERSATIONS, &longest).await.status,
        201
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_one_is_not_in_reads_like_one_that_is_not_there() {
    let app = App::start().await;
    let body = |project| json!({"projectId": project, "subject": "x", "participantIds": []});
    let foreign = app
        .post(
            app.outsider(),
            CONVERSATIONS,
            &body(app.people.project.uuid()),
        )
        .await;
    let absent = app
        .post(app.outsider(), CONVERSATIONS, &body(Uuid::now_v7()))
        .await;
    assert_eq!(foreign.words(), absent.words());
    assert_eq!(foreign.problem(), invalid("/projectId"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_hundred_people_take_part_and_one_more_is_refused() {
    let app = App::start().await;
    let project = app.people.project;
    let newcomers = futures_util::future::join_all((0..100).map(|_| async {
        let user = app.newcomer(Role::Client).await;
        app.people.join(project, user).await;
        user
    }));
    let others = newcomers.await;
    let body =
        |people: &[UserId]| json!({"projectId": project, "subject": "x", "participantIds": people});

    let refused = app.post(app.client(), CONVERSATIONS, &body(&others)).await;
    let full = app
        .post(app.client(), CONVERSATIONS, &body(&others[..99]))
        .await;

    assert_eq!(refused.problem(), invalid("/participantIds"));
    assert_eq!(
        full.json["conversation"]["participants"]
            .as_array()
            .unwrap()
            .len(),
        100
    );
    let path = format!(
        "{CONVERSATIONS}/{}/participants",
        full.json["conversation"]["id"].as_str().unwrap()
    );
    let one_more = app
        .post(app.admin(), &path, &json!({"userId": others[99]}))
        .await;
    assert_eq!(one_more.problem(), invalid("/userId"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_starts_nothing() {
    let app = App::start().await;
    let auditor = app.newcomer(Role::Auditor).await;
    app.people.join(app.people.project, auditor).await;
    let body = json!({"projectId": app.people.project, "subject": "x", "participantIds": []});
    let reply = app
        .post(
            crate::app::As::User(auditor, Role::Auditor),
            CONVERSATIONS,
            &body,
        )
        .await;
    assert_eq!(reply.problem(), (403, "forbidden", ""));
}
