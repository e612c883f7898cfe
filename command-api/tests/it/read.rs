use domain::ConversationId;
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, NOT_FOUND, invalid, messages};

fn read(conversation: ConversationId) -> String {
    format!("/api/messaging/conversations/{conversation}/read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_moves_forward_and_never_back() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    for _ in 0..3 {
        app.post(app.client(), &messages(conversation), &json!({"body": "x"}))
            .await;
    }
    for (seq, read_seq) in [(0, 1), (1, 1), (3, 3), (2, 3), (3, 3), (4, 4)] {
        let reply = app
            .post(app.team(), &read(conversation), &json!({"seq": seq}))
            .await;
        assert_eq!(
            (reply.status, &reply.json["readSeq"]),
            (200, &json!(read_seq)),
            "{seq}"
        );
        assert!(reply.json["position"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_beyond_the_end_is_refused() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let table = ["2", "18446744073709551615", "-1", "1.5", "\"1\"", "null"];
    for seq in table {
        let body = format!(r#"{{"seq": {seq}}}"#);
        let reply = app
            .ask(app.client(), "POST", &read(conversation), &[], Some(&body))
            .await;
        assert_eq!(reply.problem(), invalid("/seq"), "{seq}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_takes_part_marks_as_read() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    // An admin writes anywhere, but has nothing to mark where they take no part.
    for who in [app.outsider(), app.admin()] {
        let reply = app.post(who, &read(conversation), &json!({"seq": 1})).await;
        assert_eq!(reply.problem(), NOT_FOUND);
    }
    let absent = app
        .post(
            app.client(),
            &read(ConversationId::new(Uuid::now_v7())),
            &json!({"seq": 1}),
        )
        .await;
    assert_eq!(absent.problem(), NOT_FOUND);
}
