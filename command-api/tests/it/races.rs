//! Two who want to change the same thing at once: one does, and the other hears of it.

use domain::{ConversationId, Event, MessageFact, State, StreamId};
use serde_json::json;

use crate::app::{App, Reply, message, messages};

/// Enough for each side to win now and then.
const RACES: usize = 25;

fn status(conversation: ConversationId) -> String {
    format!("/api/admin/messaging/conversations/{conversation}/status")
}

async fn said(app: &App, conversation: ConversationId) -> String {
    let body = json!({"body": "x"});
    let sent = app.post(app.client(), &messages(conversation), &body).await;
    message(conversation, sent.message_id())
}

/// Who won, of two of whom exactly one may.
#[track_caller]
fn winner<'a>(one: &'a Reply, other: &'a Reply) -> (&'a Reply, &'a Reply) {
    match (one.status, other.status) {
        (200, _) => (one, other),
        (_, 200) => (other, one),
        (_, _) => panic!("nobody won: {one:?} {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_edits_of_one_version_one_wins_and_the_other_hears_of_it() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    for _ in 0..RACES {
        let path = said(&app, conversation).await;
        let edit = |body: &'static str| {
            let (app, path) = (&app, &path);
            async move {
                let body = json!({"body": body});
                app.patch(app.client(), path, Some("\"1\""), &body).await
            }
        };
        let (one, other) = tokio::join!(edit("one"), edit("other"));
        let (won, lost) = winner(&one, &other);
        assert_eq!(lost.problem(), (412, "version-mismatch", ""));
        let now = &won.json["message"];
        let current = json!({"version": 2, "by": now["authorId"], "at": now["editedAt"]});
        assert_eq!(lost.json["current"], current);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_edit_and_a_deletion_the_edit_comes_first_or_not_at_all() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    for _ in 0..RACES {
        let path = said(&app, conversation).await;
        let body = json!({"body": "y"});
        let (edited, deleted) = tokio::join!(
            app.patch(app.client(), &path, None, &body),
            app.delete(app.admin(), &path),
        );
        assert_eq!(deleted.status, 200);
        if edited.status != 200 {
            assert_eq!(edited.problem(), (409, "already-deleted", ""));
        }
        let last = app.conversation(conversation).await.pop().unwrap();
        assert_eq!(last.event.name(), "MessageDeleted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_deletions_one_wins() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    for _ in 0..RACES {
        let path = said(&app, conversation).await;
        let (one, other) = tokio::join!(
            app.delete(app.client(), &path),
            app.delete(app.admin(), &path)
        );
        let (_, lost) = winner(&one, &other);
        assert_eq!(lost.problem(), (409, "already-deleted", ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_after_the_close() {
    let app = App::start().await;
    for _ in 0..RACES {
        let conversation = app.people.converse().await;
        let (path, body) = (messages(conversation), json!({"body": "x"}));
        let (status, closed) = (
            status(conversation),
            json!({"status": "closed", "reason": "Done"}),
        );
        let (sent, closed) = tokio::join!(
            app.post(app.client(), &path, &body),
            app.patch(app.admin(), &status, Some("\"1\""), &closed),
        );
        assert_eq!(closed.status, 200);
        let last = app.conversation(conversation).await.pop().unwrap();
        assert_eq!(last.event.name(), "StatusChanged");
        if sent.status != 201 {
            assert_eq!(sent.problem(), (409, "conversation-not-open", ""));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_of_status_one_wins_and_the_other_hears_of_it() {
    let app = App::start().await;
    for _ in 0..RACES {
        let conversation = app.people.converse().await;
        let (path, admin) = (status(conversation), app.admin());
        let (closed, archived) = (
            json!({"status": "closed", "reason": "Done"}),
            json!({"status": "archived"}),
        );
        let (one, other) = tokio::join!(
            app.patch(admin, &path, Some("\"1\""), &closed),
            app.patch(admin, &path, Some("\"1\""), &archived),
        );
        let (_, lost) = winner(&one, &other);
        assert_eq!(lost.problem(), (412, "version-mismatch", ""));
        let last = app.conversation(conversation).await.pop().unwrap();
        let current = json!({"version": 2, "by": last.actor(), "at": last.occurred_at()});
        assert_eq!(lost.json["current"], current);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_all_races_the_state_is_the_fold_of_the_log() {
    let app = App::start().await;
    let conversation = app.people.converse().await;
    let path = said(&app, conversation).await;
    let bodies: Vec<_> = (0..20).map(|n| json!({"body": n.to_string()})).collect();
    let edits = bodies
        .iter()
        .map(|body| app.patch(app.client(), &path, None, body));
    futures_util::future::join_all(edits).await;
    let events = app.conversation(conversation).await;
    let folded = events.iter().filter_map(|recorded| match &recorded.event {
        Event::Conversation(event) if event.message_id().is_some() => {
            Some((recorded.sequence, event))
        }
        _ => None,
    });
    let fact = MessageFact::fold(folded).unwrap();
    assert_eq!(fact.message.version, 21);
    let name = (conversation, fact.message.id);
    assert_eq!(app.reader.messages(&[name]).await.unwrap()[&name], fact);
    let (state, sequence) = app
        .reader
        .state(StreamId::Conversation(conversation))
        .await
        .unwrap();
    let State::Conversation(state) = state else {
        panic!("{state:?}")
    };
    assert_eq!((sequence, state.core().unwrap().last_seq), (22, 22));
}
