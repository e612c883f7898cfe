use domain::{ConversationId, Role, UserId};
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, As, NOT_FOUND, invalid};

fn participants(conversation: ConversationId) -> String {
    format!("/api/messaging/conversations/{conversation}/participants")
}

fn participant(conversation: ConversationId, user: UserId) -> String {
    format!("{}/{user}", participants(conversation))
}

async fn member(app: &App) -> UserId {
    let user = app.newcomer(Role::Client).await;
    app.people.join(app.people.project, user).await;
    user
}

#[tokio::test(flavor = "multi_thread")]
async fn team_people_bring_somebody_in_and_take_them_out() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let user = member(&app).await;

    let added = app
        .post(
            app.team(),
            &participants(conversation),
            &json!({"userId": user}),
        )
        .await;
    let removed = app
        .delete(app.team(), &participant(conversation, user))
        .await;

    assert_eq!(added.status, 200, "{added:?}");
    let core = &added.json["conversation"];
    assert_eq!((&core["version"], &core["lastSeq"]), (&json!(2), &json!(2)));
    assert_eq!(
        (
            &core["participants"][2]["userId"],
            &core["participants"][2]["joinedSeq"]
        ),
        (&json!(user), &json!(2))
    );
    assert_eq!(removed.status, 200, "{removed:?}");
    assert_eq!(
        removed.json["conversation"]["participants"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(removed.json["conversation"]["version"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_nothing_is_answered_with_the_present_state() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let (team, stranger) = (app.people.team, app.people.outsider);
    let there_already = app
        .post(
            app.team(),
            &participants(conversation),
            &json!({"userId": team}),
        )
        .await;
    let not_there = app
        .delete(app.team(), &participant(conversation, stranger))
        .await;
    for reply in [there_already, not_there] {
        assert_eq!(
            (reply.status, &reply.json["conversation"]["version"]),
            (200, &json!(1))
        );
        assert!(!reply.is_replayed());
    }
    assert_eq!(app.conversation(conversation).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_may_leave_and_then_sees_nothing() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let mine = participant(conversation, app.people.client);
    let left = app.delete(app.client(), &mine).await;
    let again = app.delete(app.client(), &mine).await;
    assert_eq!(left.status, 200);
    assert_eq!(again.problem(), NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_change_who_takes_part_is_told_so_only_inside() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let user = member(&app).await;
    let forbidden = (403, "forbidden", "");
    let auditor = As::User(app.newcomer(Role::Auditor).await, Role::Auditor);
    let table = [
        (app.client(), forbidden),
        (auditor, forbidden),
        (app.outsider(), NOT_FOUND),
    ];
    for (who, expected) in table {
        let added = app
            .post(who, &participants(conversation), &json!({"userId": user}))
            .await;
        let removed = app
            .delete(who, &participant(conversation, app.people.team))
            .await;
        assert_eq!((added.problem(), removed.problem()), (expected, expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_people_of_the_project_are_brought_in() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    for user in [app.people.outsider, UserId::new(Uuid::now_v7())] {
        let reply = app
            .post(
                app.admin(),
                &participants(conversation),
                &json!({"userId": user}),
            )
            .await;
        assert_eq!(reply.problem(), invalid("/userId"));
    }
    let malformed = app
        .post(
            app.admin(),
            &participants(conversation),
            &json!({"userId": "x"}),
        )
        .await;
    assert_eq!(malformed.problem(), invalid("/userId"));
    let nowhere = app
        .delete(app.admin(), &format!("{}/x", participants(conversation)))
        .await;
    assert_eq!(nowhere.problem(), NOT_FOUND);
}
